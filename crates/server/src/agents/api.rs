//! Agents through the API.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use maillon_protocol::api::{Agent, MadeAgent, NewAgent};

use crate::access::Actor;
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let all = "/api/v1/agents";
    vec![
        Route::api(Method::Get, all, Needs::SignedIn, list)
            .does("Every agent, by name")
            .gives::<Vec<Agent>>(),
        Route::api(Method::Post, all, Needs::Administrator, make)
            .does("Makes an agent; its token is shown this once")
            .takes::<NewAgent>()
            .gives::<MadeAgent>(),
        Route::api(
            Method::Post,
            "/api/v1/agents/{agent}/drain",
            Needs::Administrator,
            drain,
        )
        .does("An agent finishes what it has, and gets nothing new"),
        Route::api(
            Method::Post,
            "/api/v1/agents/{agent}/resume",
            Needs::Administrator,
            resume,
        )
        .does("An agent gets work again"),
        Route::api(
            Method::Post,
            "/api/v1/agents/{agent}/block",
            Needs::Administrator,
            block,
        )
        .does("An agent's token opens nothing any more"),
        Route::api(
            Method::Post,
            "/api/v1/agents/{agent}/unblock",
            Needs::Administrator,
            unblock,
        )
        .does("An agent's token opens what it opened before"),
        Route::api(
            Method::Delete,
            "/api/v1/agents/{agent}",
            Needs::Administrator,
            remove,
        )
        .does("Removes an agent that has no jobs"),
    ]
}

async fn list(State(server): State<Server>) -> Result<Json<Vec<Agent>>, Fault> {
    super::agents(&server).await.map(Json)
}

async fn make(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Json(new): Json<NewAgent>,
) -> Result<(StatusCode, Json<MadeAgent>), Fault> {
    let made = super::make(&server, actor.known()?, &new.name).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

async fn drain(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path(agent): Path<i64>,
) -> Result<StatusCode, Fault> {
    super::drain(&server, actor.known()?, agent).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn resume(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path(agent): Path<i64>,
) -> Result<StatusCode, Fault> {
    super::resume(&server, actor.known()?, agent).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn block(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path(agent): Path<i64>,
) -> Result<StatusCode, Fault> {
    super::block(&server, actor.known()?, agent).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn unblock(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path(agent): Path<i64>,
) -> Result<StatusCode, Fault> {
    super::unblock(&server, actor.known()?, agent).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Path(agent): Path<i64>,
) -> Result<StatusCode, Fault> {
    super::remove(&server, actor.known()?, agent).await?;
    Ok(StatusCode::NO_CONTENT)
}
