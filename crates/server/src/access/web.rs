//! The pages of signing in and out.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Form};
use maillon_model::Secret;
use maillon_pages::Frame;
use maillon_pages::views::{LoginPage, SetupPage};
use maillon_store::access::NewUser;
use serde::Deserialize;

use super::credentials::cookie;
use super::session::cookie_name;
use super::signin::{self, Credentials};
use super::{Actor, Client, oidc};
use crate::http::html::{Around, go, page, page_with};
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let setup = "/setup/{token}";
    vec![
        Route::page(Method::Get, "/login", Needs::Nobody, login).does("Signing in"),
        Route::page(Method::Post, "/login", Needs::Nobody, log_in).does("Signs in"),
        Route::page(Method::Post, "/logout", Needs::SignedIn, log_out).does("Signs out"),
        Route::page(Method::Get, setup, Needs::Nobody, invitation)
            .does("A link that opens once: the first administrator, or a new password"),
        Route::page(Method::Get, "/login/oidc", Needs::Nobody, elsewhere)
            .does("Leads to where people sign in elsewhere"),
        Route::page(Method::Get, "/oidc/callback", Needs::Nobody, come_back)
            .does("Where people come back who signed in elsewhere"),
        Route::page(Method::Post, setup, Needs::Nobody, accept).does("Uses such a link up"),
    ]
}

#[derive(Default, Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn login(
    State(server): State<Server>,
    Around(frame): Around,
    Query(query): Query<Next>,
) -> Result<Response, Fault> {
    page(&login_page(&server, frame, &query.next, ""))
}

fn login_page(server: &Server, frame: Frame, next: &str, login: &str) -> LoginPage {
    let oidc = server.settings.oidc.as_ref();
    LoginPage {
        frame: frame.titled("Sign in"),
        next: own_path(next).to_owned(),
        elsewhere: oidc.map(|oidc| oidc.label.clone()),
        login: login.to_owned(),
    }
}

#[derive(Deserialize)]
struct LoginForm {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

async fn log_in(
    State(server): State<Server>,
    Extension(client): Extension<Client>,
    Around(frame): Around,
    headers: HeaderMap,
    Form(form): Form<LoginForm>,
) -> Result<Response, Fault> {
    let credentials = Credentials {
        login: form.login.clone(),
        password: Secret::new(form.password),
    };
    let user = match signin::prove(&server, &client, credentials).await {
        Ok(user) => user,
        Err(fault) if is_answer(fault.status) => {
            let page = login_page(
                &server,
                frame.failing(Some(fault.message)),
                &form.next,
                &form.login,
            );
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        Err(fault) => return Err(fault),
    };
    let earlier = cookie(&headers, cookie_name(&server.settings));
    let cookie = signin::sign_in(&server, &client, &user, earlier).await?;
    Ok((cookie, go(own_path(&form.next))).into_response())
}

fn is_answer(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::UNAUTHORIZED
            | StatusCode::TOO_MANY_REQUESTS
            | StatusCode::UNPROCESSABLE_ENTITY
            | StatusCode::CONFLICT
    )
}

async fn elsewhere(
    State(server): State<Server>,
    Query(query): Query<Next>,
) -> Result<Response, Fault> {
    let (url, cookie) = oidc::begin(&server, own_path(&query.next)).await?;
    Ok((cookie, go(&url)).into_response())
}

async fn come_back(
    State(server): State<Server>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    Query(answer): Query<oidc::Answer>,
) -> Result<Response, Fault> {
    let flow = cookie(&headers, oidc::cookie_name(&server));
    let (user, next, forget) = oidc::end(&server, &client, flow, answer).await?;
    let earlier = cookie(&headers, cookie_name(&server.settings));
    let session = signin::sign_in(&server, &client, &user, earlier).await?;
    Ok((session, forget, go(own_path(&next))).into_response())
}

async fn log_out(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let session = cookie(&headers, cookie_name(&server.settings)).unwrap_or_default();
    let cookie = signin::sign_out(&server, actor.known()?, session).await?;
    Ok((cookie, go("/login")).into_response())
}

async fn invitation(
    State(server): State<Server>,
    Around(frame): Around,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    let invited = signin::invited(&server, &token).await?;
    page(&SetupPage {
        frame: frame.titled("Welcome"),
        token,
        login: invited.map(|user| user.login),
    })
}

#[derive(Deserialize)]
struct SetupForm {
    #[serde(default)]
    login: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    password: String,
}

async fn accept(
    State(server): State<Server>,
    Extension(client): Extension<Client>,
    Around(frame): Around,
    Path(token): Path<String>,
    Form(form): Form<SetupForm>,
) -> Result<Response, Fault> {
    let new = NewUser {
        login: form.login,
        name: form.name,
        email: form.email,
        ..NewUser::default()
    };
    let password = Secret::new(form.password);
    match signin::accept(&server, &client, &token, new, password).await {
        Ok(user) => {
            let cookie = signin::sign_in(&server, &client, &user, None).await?;
            Ok((cookie, go("/")).into_response())
        }
        Err(fault) if is_answer(fault.status) => {
            let invited = signin::invited(&server, &token).await?;
            let page = SetupPage {
                frame: frame.titled("Welcome").failing(Some(fault.message)),
                token,
                login: invited.map(|user| user.login),
            };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(fault) => Err(fault),
    }
}

/// A path of this server, and of no other: `//evil.example` and `/\evil.example` are none.
pub(super) fn own_path(path: &str) -> &str {
    let second = path.as_bytes().get(1);
    let own = path.starts_with('/') && !matches!(second, Some(b'/' | b'\\'));
    if own && !path.contains(char::is_control) {
        path
    } else {
        "/"
    }
}
