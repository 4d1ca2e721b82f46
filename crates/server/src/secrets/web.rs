//! The page of a project's secrets.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Form};
use maillon_pages::Frame;
use maillon_pages::frame::Tab;
use maillon_pages::views::SecretsPage;
use maillon_protocol::api::{NewSecret, Role, SecretKind};
use serde::Deserialize;

use crate::access::{Actor, InProject};
use crate::http::html::{Around, go, page, page_with};
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let maintainer = Needs::Role(Role::Maintainer);
    let all = "/projects/{project}/secrets";
    let one = "/projects/{project}/secrets/{name}/remove";
    vec![
        Route::page(Method::Get, all, maintainer, list)
            .does("A project's secrets, without their values"),
        Route::page(Method::Post, all, maintainer, set).does("Sets a secret"),
        Route::page(Method::Post, one, maintainer, remove).does("Removes a secret"),
    ]
}

async fn list(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
) -> Result<Response, Fault> {
    page(&secrets_page(&server, &place, frame).await?)
}

async fn secrets_page(
    server: &Server,
    place: &InProject,
    frame: Frame,
) -> Result<SecretsPage, Fault> {
    Ok(SecretsPage {
        frame: frame.titled("Secrets").tab(Tab::Secrets),
        project: place.name.clone(),
        secrets: super::list(server, place).await?,
    })
}

#[derive(Deserialize)]
struct SecretForm {
    name: String,
    value: String,
    #[serde(default)]
    environment: String,
    protected: Option<String>,
    #[serde(default)]
    kind: SecretKind,
}

impl SecretForm {
    /// Browsers end lines with CR and LF.
    fn secret(self) -> NewSecret {
        NewSecret {
            name: self.name.trim().to_owned(),
            value: self.value.replace("\r\n", "\n"),
            environment: Some(self.environment.trim().to_owned()),
            protected: self.protected.is_some(),
            kind: self.kind,
        }
    }
}

async fn set(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
    Form(form): Form<SecretForm>,
) -> Result<Response, Fault> {
    match super::set(&server, actor.known()?, &place, form.secret()).await {
        Ok(()) => Ok(go(&format!("/projects/{}/secrets", place.name))),
        Err(fault) if fault.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let frame = frame.failing(Some(fault.message));
            let shown = secrets_page(&server, &place, frame).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
        Err(fault) => Err(fault),
    }
}

#[derive(Deserialize)]
struct Which {
    #[serde(default)]
    environment: String,
}

async fn remove(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path((_, name)): Path<(String, String)>,
    Form(which): Form<Which>,
) -> Result<Response, Fault> {
    let environment = Some(which.environment.as_str());
    super::remove(&server, actor.known()?, &place, &name, environment).await?;
    Ok(go(&format!("/projects/{}/secrets", place.name)))
}
