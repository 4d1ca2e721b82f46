//! Live streams: server-sent events of logs, runs and projects.
//!
//! Every stream can be gone on with (`Last-Event-ID`). What is in memory is bounded: a slow follower reads what it
//! missed from the database.

mod follow;
mod frame;
mod hub;
mod runs;
mod stream;

use axum::extract::{Extension, Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use maillon_protocol::api::Role;
use serde::Deserialize;

use crate::access::InProject;
use crate::http::Fault;
use crate::http::Route;
use crate::http::route::Method::Get;
use crate::http::route::Needs;
use crate::logs::{JobPath, job_place, log_of};
use crate::server::Server;

pub use frame::Form;
pub use hub::Hub;

/// The routes of this area.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api(
            Get,
            "/api/v1/projects/{project}/events",
            Needs::Role(Role::Guest),
            project,
        )
        .does("Tells that runs of a project changed, as server-sent events"),
        Route::api(
            Get,
            "/api/v1/projects/{project}/runs/{number}/events",
            Needs::Role(Role::Guest),
            run,
        )
        .does("Tells the events of a run, as server-sent events; goes on after `Last-Event-ID`"),
        Route::api(
            Get,
            "/api/v1/projects/{project}/runs/{number}/jobs/{job}/log/live",
            Needs::Role(Role::Reporter),
            log,
        )
        .does(
            "Tells the lines of a job's log as they come, as server-sent events: `?from=1`, \
             `?form=lines` or `?form=count`; goes on after `Last-Event-ID`",
        ),
    ]
}

#[derive(Debug, Deserialize)]
struct LogAsked {
    from: Option<u64>,
    #[serde(default)]
    form: Form,
    attempt: Option<u32>,
}

async fn log(
    State(server): State<Server>,
    Extension(project): Extension<InProject>,
    Path(path): Path<JobPath>,
    Query(asked): Query<LogAsked>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let job = job_place(&server, &project, &path).await?;
    let log = log_of(&server, &job, asked.attempt).await?;
    let log = log.ok_or_else(|| Fault::not_found("log: the job did not start"))?;
    let from = stream::last_event(&headers).or(asked.from).unwrap_or(1);
    let lines = follow::follow(&server, log.log, from, asked.form);
    Ok(stream::answer(lines, &server.stop))
}

#[derive(Debug, Deserialize)]
struct RunPath {
    number: u64,
}

async fn run(
    State(server): State<Server>,
    Extension(project): Extension<InProject>,
    Path(path): Path<RunPath>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let run = server.store.run_of(project.id, path.number).await?;
    let run = run.ok_or_else(|| Fault::not_found("run"))?;
    let from = stream::last_event(&headers).unwrap_or(0);
    let events = runs::events_of_run(&server, run.id, from);
    Ok(stream::answer(events, &server.stop))
}

async fn project(
    State(server): State<Server>,
    Extension(project): Extension<InProject>,
) -> Response {
    let news = runs::news_of_project(&server, project.id);
    stream::answer(news, &server.stop)
}
