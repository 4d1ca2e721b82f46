//! Logs in the API.

use axum::Json;
use axum::extract::{Extension, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use maillon_protocol::api::{LogMatches, LogWindow};
use maillon_report::plain::Colors;
use maillon_store::logs::LogId;
use serde::Deserialize;

use super::text::{TextStyle, Times};
use super::window::From;
use super::{JobPath, job_place, log_of};
use crate::access::InProject;
use crate::http::Fault;
use crate::server::Server;

#[derive(Debug, Deserialize)]
pub(super) struct WindowAsked {
    first: Option<u64>,
    count: Option<u64>,
    last: Option<u64>,
    attempt: Option<u32>,
}

pub(super) async fn window(
    State(server): State<Server>,
    Extension(project): Extension<InProject>,
    Path(path): Path<JobPath>,
    Query(asked): Query<WindowAsked>,
) -> Result<Json<LogWindow>, Fault> {
    let job = job_place(&server, &project, &path).await?;
    let log = log_of(&server, &job, asked.attempt).await?;
    let (from, count) = match asked.last {
        Some(last) => (From::End, last),
        None => (
            From::Line(asked.first.unwrap_or(1)),
            asked.count.unwrap_or(500),
        ),
    };
    Ok(Json(super::window(&server, log, from, count).await?))
}

#[derive(Debug, Deserialize)]
pub(super) struct SearchAsked {
    #[serde(default)]
    text: String,
    from: Option<u64>,
    limit: Option<usize>,
    attempt: Option<u32>,
}

pub(super) async fn search(
    State(server): State<Server>,
    Extension(project): Extension<InProject>,
    Path(path): Path<JobPath>,
    Query(asked): Query<SearchAsked>,
) -> Result<Json<LogMatches>, Fault> {
    let log = existing(&server, &project, &path, asked.attempt).await?;
    let (from, limit) = (asked.from.unwrap_or(1), asked.limit.unwrap_or(100));
    let found = super::search(&server, log, &asked.text, from, limit).await?;
    Ok(Json(found))
}

#[derive(Debug, Deserialize)]
pub(super) struct TextAsked {
    #[serde(default)]
    times: bool,
    #[serde(default)]
    colors: bool,
    attempt: Option<u32>,
}

pub(super) async fn text(
    State(server): State<Server>,
    Extension(project): Extension<InProject>,
    Path(path): Path<JobPath>,
    Query(asked): Query<TextAsked>,
) -> Result<Response, Fault> {
    let log = existing(&server, &project, &path, asked.attempt).await?;
    let style = TextStyle {
        colors: if asked.colors {
            Colors::On
        } else {
            Colors::Off
        },
        times: if asked.times {
            Times::Shown
        } else {
            Times::Hidden
        },
    };
    let name = format!(
        "attachment; filename=\"run-{}-job-{}.log\"",
        path.number, path.job
    );
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, super::text(&server, log, style)).into_response())
}

async fn existing(
    server: &Server,
    project: &InProject,
    path: &JobPath,
    attempt: Option<u32>,
) -> Result<LogId, Fault> {
    let job = job_place(server, project, path).await?;
    let log = log_of(server, &job, attempt).await?;
    let log = log.ok_or_else(|| Fault::not_found("log: the job did not start"))?;
    Ok(log.log)
}
