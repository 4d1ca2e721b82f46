//! Accounts, tokens, members and the audit log through the API.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use maillon_model::Secret;
use maillon_protocol::api::{
    AuditEntry, ChangeAccount, MadeToken, Member, NewAccount, NewToken, OnceLink, Page, Role,
    SetRole, SignIn, Token, User,
};
use serde::Deserialize;

use super::audit::AuditQuery;
use super::signin::Credentials;
use super::{Actor, Client, InProject, Person, accounts, audit, members, signin, tokens};
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    [own(), people(), project()].into_iter().flatten().collect()
}

fn own() -> Vec<Route> {
    let tokens = "/api/v1/account/tokens";
    vec![
        Route::api(Method::Post, "/api/v1/login", Needs::Nobody, log_in)
            .does("Makes a token with login and password")
            .takes::<SignIn>()
            .gives::<MadeToken>(),
        Route::api(Method::Get, "/api/v1/account", Needs::SignedIn, account)
            .does("Who is asking")
            .gives::<User>(),
        Route::api(Method::Get, tokens, Needs::SignedIn, own_tokens)
            .does("One's own tokens, without their texts")
            .gives::<Vec<Token>>(),
        Route::api(Method::Post, tokens, Needs::SignedIn, make_token)
            .does("Makes a token; its text is shown this once")
            .takes::<NewToken>()
            .gives::<MadeToken>(),
        Route::api(
            Method::Delete,
            "/api/v1/account/tokens/{id}",
            Needs::SignedIn,
            end_token,
        )
        .does("Ends one of one's own tokens"),
    ]
}

fn people() -> Vec<Route> {
    let (all, one) = ("/api/v1/users", "/api/v1/users/{login}");
    vec![
        Route::api(Method::Get, all, Needs::Administrator, users)
            .does("Who can sign in, by login; `?after=LOGIN` goes on")
            .gives::<Page<User>>(),
        Route::api(Method::Post, all, Needs::Administrator, make_user)
            .does("Makes an account; a password link lets its owner in")
            .takes::<NewAccount>()
            .gives::<User>(),
        Route::api(Method::Put, one, Needs::Administrator, change_user)
            .does("Changes an account, or blocks it")
            .takes::<ChangeAccount>()
            .gives::<User>(),
        Route::api(
            Method::Post,
            "/api/v1/users/{login}/password-link",
            Needs::Administrator,
            password_link,
        )
        .does("Makes a link that sets somebody's password, once")
        .gives::<OnceLink>(),
        Route::api(
            Method::Get,
            "/api/v1/audit",
            Needs::Administrator,
            audit_all,
        )
        .does("What was done, newest first; `?actor=&action=&project=&before=&limit=`")
        .gives::<Page<AuditEntry>>(),
    ]
}

fn project() -> Vec<Route> {
    let maintainer = Needs::Role(Role::Maintainer);
    let one = "/api/v1/projects/{project}/members/{login}";
    vec![
        Route::api(
            Method::Get,
            "/api/v1/projects/{project}/members",
            Needs::Role(Role::Reporter),
            list_members,
        )
        .does("A project's members")
        .gives::<Vec<Member>>(),
        Route::api(Method::Put, one, maintainer, set_member)
            .does("Makes somebody a member, or gives them another role")
            .takes::<SetRole>(),
        Route::api(Method::Delete, one, maintainer, remove_member).does("Ends a membership"),
        Route::api(
            Method::Get,
            "/api/v1/projects/{project}/audit",
            maintainer,
            audit_project,
        )
        .does("What was done in a project, newest first")
        .gives::<Page<AuditEntry>>(),
    ]
}

async fn log_in(
    State(server): State<Server>,
    Extension(client): Extension<Client>,
    Json(sign_in): Json<SignIn>,
) -> Result<Json<MadeToken>, Fault> {
    let credentials = Credentials {
        login: sign_in.login,
        password: Secret::new(sign_in.password),
    };
    let user = signin::prove(&server, &client, credentials).await?;
    let person = Person {
        id: user.id,
        login: user.login,
        administrator: user.administrator,
        csrf: None,
        address: client.address.to_string(),
    };
    tokens::make(&server, &person, sign_in.token)
        .await
        .map(Json)
}

async fn account(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
) -> Result<Json<User>, Fault> {
    let user = accounts::find(&server, &actor.known()?.login).await?;
    Ok(Json(accounts::shown(user)))
}

async fn own_tokens(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
) -> Result<Json<Vec<Token>>, Fault> {
    tokens::list(&server, actor.known()?).await.map(Json)
}

async fn make_token(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Json(new): Json<NewToken>,
) -> Result<Json<MadeToken>, Fault> {
    tokens::make(&server, actor.known()?, new).await.map(Json)
}

async fn end_token(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Result<StatusCode, Fault> {
    tokens::end(&server, actor.known()?, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct UsersQuery {
    #[serde(default)]
    after: String,
    limit: Option<u32>,
}

async fn users(
    State(server): State<Server>,
    Query(query): Query<UsersQuery>,
) -> Result<Json<Page<User>>, Fault> {
    let page = accounts::list(&server, &query.after, query.limit).await?;
    Ok(Json(page))
}

async fn make_user(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Json(new): Json<NewAccount>,
) -> Result<Json<User>, Fault> {
    accounts::make(&server, actor.known()?, new).await.map(Json)
}

async fn change_user(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path(login): Path<String>,
    Json(change): Json<ChangeAccount>,
) -> Result<Json<User>, Fault> {
    let changed = accounts::change(&server, actor.known()?, &login, change).await?;
    Ok(Json(changed))
}

async fn password_link(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path(login): Path<String>,
) -> Result<Json<OnceLink>, Fault> {
    let link = signin::password_link(&server, actor.known()?, &login).await?;
    Ok(Json(link))
}

async fn audit_all(
    State(server): State<Server>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<Page<AuditEntry>>, Fault> {
    audit::list(&server, query).await.map(Json)
}

async fn audit_project(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<Page<AuditEntry>>, Fault> {
    let query = AuditQuery {
        project: Some(place.name),
        ..query
    };
    audit::list(&server, query).await.map(Json)
}

async fn list_members(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
) -> Result<Json<Vec<Member>>, Fault> {
    members::list(&server, &place).await.map(Json)
}

async fn set_member(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path((_, login)): Path<(String, String)>,
    Json(set): Json<SetRole>,
) -> Result<StatusCode, Fault> {
    members::set(&server, actor.known()?, &place, &login, set.role).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_member(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path((_, login)): Path<(String, String)>,
) -> Result<StatusCode, Fault> {
    members::remove(&server, actor.known()?, &place, &login).await?;
    Ok(StatusCode::NO_CONTENT)
}
