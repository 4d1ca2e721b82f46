//! Schedules through the API.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use maillon_protocol::api::{NewSchedule, Role, RunSummary, Schedule};

use crate::access::{Actor, InProject};
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let (reporter, developer) = (Needs::Role(Role::Reporter), Needs::Role(Role::Developer));
    let maintainer = Needs::Role(Role::Maintainer);
    let all = "/api/v1/projects/{project}/schedules";
    let one = "/api/v1/projects/{project}/schedules/{schedule}";
    let play_one = "/api/v1/projects/{project}/schedules/{schedule}/play";
    vec![
        Route::api(Method::Get, all, reporter, list)
            .does("A project's schedules")
            .gives::<Vec<Schedule>>(),
        Route::api(Method::Post, all, maintainer, make)
            .does("Makes a schedule")
            .takes::<NewSchedule>()
            .gives::<Schedule>(),
        Route::api(Method::Get, one, reporter, get)
            .does("A schedule")
            .gives::<Schedule>(),
        Route::api(Method::Put, one, maintainer, change)
            .does("Changes a schedule, which becomes one's own")
            .takes::<NewSchedule>()
            .gives::<Schedule>(),
        Route::api(Method::Delete, one, maintainer, remove).does("Removes a schedule"),
        Route::api(Method::Post, play_one, developer, play)
            .does("Makes the run of a schedule now")
            .gives::<RunSummary>(),
    ]
}

type One = Path<(String, i64)>;

async fn list(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
) -> Result<Json<Vec<Schedule>>, Fault> {
    super::list(&server, &place).await.map(Json)
}

async fn get(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Path((_, id)): One,
) -> Result<Json<Schedule>, Fault> {
    super::get(&server, &place, id).await.map(Json)
}

async fn make(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Json(new): Json<NewSchedule>,
) -> Result<(StatusCode, Json<Schedule>), Fault> {
    let made = super::make(&server, actor.known()?, &place, &new).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

async fn change(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path((_, id)): One,
    Json(new): Json<NewSchedule>,
) -> Result<Json<Schedule>, Fault> {
    super::change(&server, actor.known()?, &place, id, &new)
        .await
        .map(Json)
}

async fn remove(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path((_, id)): One,
) -> Result<StatusCode, Fault> {
    super::remove(&server, actor.known()?, &place, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn play(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path((_, id)): One,
) -> Result<(StatusCode, Json<RunSummary>), Fault> {
    let run = super::play(&server, actor.known()?, &place, id).await?;
    Ok((StatusCode::CREATED, Json(run)))
}
