//! The pages of people, of one's own account, and of the audit log.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Form};
use maillon_model::Secret;
use maillon_pages::Frame;
use maillon_pages::frame::{Place, Tab};
use maillon_pages::views::{AccountPage, AuditPage, PeoplePage};
use maillon_protocol::api::{ChangeAccount, NewAccount, NewToken, Role, Scope};
use serde::Deserialize;

use super::audit::{self, AuditQuery};
use super::{Actor, Client, InProject, Person, accounts, signin, tokens};
use crate::http::html::{Around, go, page, page_with};
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    [own(), people(), history()].into_iter().flatten().collect()
}

fn own() -> Vec<Route> {
    let signed_in = Needs::SignedIn;
    let end = "/account/tokens/{id}/remove";
    vec![
        Route::page(Method::Get, "/account", signed_in, account).does("One's own account"),
        Route::page(Method::Post, "/account/tokens", signed_in, make_token)
            .does("Makes a token, and shows its text once"),
        Route::page(Method::Post, end, signed_in, end_token).does("Ends a token"),
        Route::page(Method::Post, "/account/password", signed_in, password)
            .does("Changes one's own password"),
    ]
}

fn people() -> Vec<Route> {
    let administrator = Needs::Administrator;
    vec![
        Route::page(Method::Get, "/people", administrator, list).does("Who can sign in"),
        Route::page(Method::Post, "/people", administrator, make).does("Makes an account"),
        Route::page(Method::Post, "/people/{login}/link", administrator, link)
            .does("Makes a link that sets somebody's password, once"),
        Route::page(Method::Post, "/people/{login}/block", administrator, block)
            .does("Blocks an account"),
        Route::page(
            Method::Post,
            "/people/{login}/unblock",
            administrator,
            unblock,
        )
        .does("Lets a blocked account in again"),
    ]
}

fn history() -> Vec<Route> {
    let of_project = "/projects/{project}/audit";
    let maintainer = Needs::Role(Role::Maintainer);
    vec![
        Route::page(Method::Get, "/audit", Needs::Administrator, all).does("What was done"),
        Route::page(Method::Get, of_project, maintainer, in_project)
            .does("What was done in a project"),
    ]
}

async fn account(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Around(frame): Around,
) -> Result<Response, Fault> {
    let shown = account_page(&server, actor.known()?, frame, None).await?;
    page(&shown)
}

async fn account_page(
    server: &Server,
    person: &Person,
    frame: Frame,
    made: Option<String>,
) -> Result<AccountPage, Fault> {
    let user = accounts::find(server, &person.login).await?;
    Ok(AccountPage {
        frame: frame.titled("Account").at(Place::Account),
        user: accounts::shown(user),
        tokens: tokens::list(server, person).await?,
        made,
    })
}

#[derive(Deserialize)]
struct TokenForm {
    name: String,
    #[serde(default)]
    days: String,
    read: Option<String>,
    write: Option<String>,
    git: Option<String>,
}

impl TokenForm {
    fn token(self) -> Result<NewToken, Fault> {
        let scopes = [
            (Scope::Read, self.read),
            (Scope::Write, self.write),
            (Scope::Git, self.git),
        ];
        let chosen = scopes.into_iter().filter(|(_, chosen)| chosen.is_some());
        let days = match self.days.trim() {
            "" => None,
            days => Some(
                days.parse()
                    .map_err(|_| Fault::invalid("days are a number"))?,
            ),
        };
        Ok(NewToken {
            name: self.name,
            scopes: chosen.map(|(scope, _)| scope).collect(),
            days,
        })
    }
}

async fn make_token(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Around(frame): Around,
    Form(form): Form<TokenForm>,
) -> Result<Response, Fault> {
    let person = actor.known()?;
    let made = match form.token() {
        Ok(new) => tokens::make(&server, person, new).await,
        Err(fault) => Err(fault),
    };
    match made {
        Ok(made) => page(&account_page(&server, person, frame, Some(made.text)).await?),
        Err(fault) => refuse(&server, person, frame, fault).await,
    }
}

/// The page with what went wrong on top.
async fn refuse(
    server: &Server,
    person: &Person,
    frame: Frame,
    fault: Fault,
) -> Result<Response, Fault> {
    if fault.status != StatusCode::UNPROCESSABLE_ENTITY {
        return Err(fault);
    }
    let frame = frame.failing(Some(fault.message));
    let shown = account_page(server, person, frame, None).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

async fn end_token(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Result<Response, Fault> {
    tokens::end(&server, actor.known()?, id).await?;
    Ok(go("/account"))
}

#[derive(Deserialize)]
struct PasswordForm {
    old: String,
    new: String,
}

async fn password(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(client): Extension<Client>,
    Around(frame): Around,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Fault> {
    let person = actor.known()?;
    let (old, new) = (Secret::new(form.old), Secret::new(form.new));
    match accounts::change_password(&server, &client, person, old, new).await {
        Ok(user) => {
            let cookie = signin::sign_in(&server, &client, &user, None).await?;
            Ok((cookie, go("/account")).into_response())
        }
        Err(fault) => refuse(&server, person, frame, fault).await,
    }
}

#[derive(Deserialize)]
struct After {
    #[serde(default)]
    after: String,
}

async fn list(
    State(server): State<Server>,
    Around(frame): Around,
    Query(query): Query<After>,
) -> Result<Response, Fault> {
    page(&people_page(&server, frame, &query.after, None).await?)
}

async fn people_page(
    server: &Server,
    frame: Frame,
    after: &str,
    link: Option<String>,
) -> Result<PeoplePage, Fault> {
    Ok(PeoplePage {
        frame: frame.titled("People").at(Place::People),
        people: accounts::list(server, after, None).await?,
        link,
    })
}

#[derive(Deserialize)]
struct AccountForm {
    login: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    administrator: Option<String>,
}

async fn make(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Around(frame): Around,
    Form(form): Form<AccountForm>,
) -> Result<Response, Fault> {
    let person = actor.known()?;
    let new = NewAccount {
        login: form.login,
        name: form.name,
        email: form.email,
        administrator: form.administrator.is_some(),
    };
    let login = new.login.clone();
    match accounts::make(&server, person, new).await {
        Ok(_) => invite(&server, person, frame, &login).await,
        Err(fault) if fault.status.is_client_error() => {
            let frame = frame.failing(Some(fault.message));
            let shown = people_page(&server, frame, "", None).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
        Err(fault) => Err(fault),
    }
}

async fn invite(
    server: &Server,
    person: &Person,
    frame: Frame,
    login: &str,
) -> Result<Response, Fault> {
    let link = signin::password_link(server, person, login).await?;
    page(&people_page(server, frame, "", Some(link.url)).await?)
}

async fn link(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Around(frame): Around,
    Path(login): Path<String>,
) -> Result<Response, Fault> {
    invite(&server, actor.known()?, frame, &login).await
}

async fn block(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path(login): Path<String>,
) -> Result<Response, Fault> {
    set_blocked(&server, &actor, &login, Some(true)).await
}

async fn unblock(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path(login): Path<String>,
) -> Result<Response, Fault> {
    set_blocked(&server, &actor, &login, Some(false)).await
}

async fn set_blocked(
    server: &Server,
    actor: &Actor,
    login: &str,
    blocked: Option<bool>,
) -> Result<Response, Fault> {
    let change = ChangeAccount {
        blocked,
        ..ChangeAccount::default()
    };
    accounts::change(server, actor.known()?, login, change).await?;
    Ok(go("/people"))
}

async fn all(
    State(server): State<Server>,
    Around(frame): Around,
    Query(query): Query<AuditQuery>,
) -> Result<Response, Fault> {
    page(&AuditPage {
        frame: frame.titled("Audit").at(Place::Audit),
        entries: audit::list(&server, query).await?,
    })
}

async fn in_project(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
    Query(query): Query<AuditQuery>,
) -> Result<Response, Fault> {
    let query = AuditQuery {
        project: Some(place.name),
        ..query
    };
    page(&AuditPage {
        frame: frame.titled("Audit").tab(Tab::Audit),
        entries: audit::list(&server, query).await?,
    })
}
