//! Lines of a log as HTML: what the page asks for while somebody scrolls.

use axum::extract::{Extension, Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use maillon_pages::views::{LogRows, WINDOW};
use serde::Deserialize;

use super::window::From;
use super::{JobPath, job_place, log_of};
use crate::access::InProject;
use crate::http::Fault;
use crate::server::Server;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    first: Option<u64>,
    count: Option<u64>,
}

pub(super) async fn lines(
    State(server): State<Server>,
    Extension(project): Extension<InProject>,
    Path(path): Path<JobPath>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let job = job_place(&server, &project, &path).await?;
    let log = log_of(&server, &job, None).await?;
    let (first, count) = (asked.first.unwrap_or(1), asked.count.unwrap_or(WINDOW));
    let window = super::window(&server, log, From::Line(first), count).await?;
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, LogRows(window).html().into_string()).into_response())
}
