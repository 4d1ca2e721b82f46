//! Secrets through the API.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use maillon_protocol::api::{NewSecret, Role, SecretInfo};
use serde::Deserialize;

use crate::access::{Actor, InProject};
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let maintainer = Needs::Role(Role::Maintainer);
    let all = "/api/v1/projects/{project}/secrets";
    let one = "/api/v1/projects/{project}/secrets/{name}";
    vec![
        Route::api(Method::Get, all, maintainer, list)
            .does("A project's secrets, without their values")
            .gives::<Vec<SecretInfo>>(),
        Route::api(Method::Post, all, maintainer, set)
            .does("Sets a secret: a new one, or another value")
            .takes::<NewSecret>(),
        Route::api(Method::Delete, one, maintainer, remove)
            .does("Removes a secret; `?environment=` names the one for an environment"),
    ]
}

async fn list(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
) -> Result<Json<Vec<SecretInfo>>, Fault> {
    super::list(&server, &place).await.map(Json)
}

async fn set(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Json(new): Json<NewSecret>,
) -> Result<StatusCode, Fault> {
    super::set(&server, actor.known()?, &place, new).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Which {
    environment: Option<String>,
}

async fn remove(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path((_, name)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Result<StatusCode, Fault> {
    let environment = which.environment.as_deref();
    super::remove(&server, actor.known()?, &place, &name, environment).await?;
    Ok(StatusCode::NO_CONTENT)
}
