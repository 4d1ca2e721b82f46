//! Logs for people: windows of lines, search, text, and what jobs told beside their logs.

mod api;
mod search;
mod text;
mod told;
mod web;
mod window;

use maillon_protocol::api::{LogMatches, LogWindow, Role};
use maillon_store::logs::JobLog;
use maillon_store::{JobRow, RunRow};
use serde::Deserialize;

use crate::access::InProject;
use crate::http::Fault;
use crate::http::Route;
use crate::http::route::Method::Get;
use crate::http::route::Needs;
use crate::server::Server;

pub use search::search;
pub use text::{TextStyle, Times, text};
pub use told::{Told, told};
pub use window::{From, steps_of_lines, window};

/// A job, and the run that it is in.
#[derive(Clone, Debug)]
pub struct JobPlace {
    /// The run.
    pub run: RunRow,
    /// The job.
    pub row: JobRow,
}

/// A job in an address.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct JobPath {
    /// The run's number in its project.
    pub number: u64,
    /// The job's id in the run.
    pub job: u32,
}

/// The job of an address.
pub async fn job_place(
    server: &Server,
    project: &InProject,
    path: &JobPath,
) -> Result<JobPlace, Fault> {
    let run = server.store.run_of(project.id, path.number).await?;
    let run = run.ok_or_else(|| Fault::not_found("run"))?;
    let row = server.store.job(run.id, path.job).await?;
    let row = row.ok_or_else(|| Fault::not_found("job"))?;
    Ok(JobPlace { run, row })
}

/// The log of a job's try, counted from 1; None: of the last. None where no try was queued yet.
pub async fn log_of(
    server: &Server,
    job: &JobPlace,
    attempt: Option<u32>,
) -> Result<Option<JobLog>, Fault> {
    let (run, id) = (job.run.id, job.row.summary.id);
    match attempt {
        None => Ok(server.store.log_of_job(run, id).await?),
        Some(attempt) => {
            let log = server.store.log_of_try(run, id, attempt).await?;
            log.map(Some)
                .ok_or_else(|| Fault::not_found("try of this job"))
        }
    }
}

/// The routes of this area.
pub(crate) fn routes() -> Vec<Route> {
    let reporter = Needs::Role(Role::Reporter);
    vec![
        Route::page(
            Get,
            "/projects/{project}/runs/{number}/jobs/{job}/lines",
            reporter,
            web::lines,
        )
        .does("Gives lines of a job's log as HTML: `?first=1&count=500`"),
        Route::api(
            Get,
            "/api/v1/projects/{project}/runs/{number}/jobs/{job}/log",
            reporter,
            api::window,
        )
        .does("Gives lines of a job's log: `?first=1&count=500`, or `?last=500`; `?attempt=1` for an earlier try")
        .gives::<LogWindow>(),
        Route::api(
            Get,
            "/api/v1/projects/{project}/runs/{number}/jobs/{job}/log/search",
            reporter,
            api::search,
        )
        .does("Finds a text in a job's log: `?text=error&from=1&limit=100`")
        .gives::<LogMatches>(),
        Route::api(
            Get,
            "/api/v1/projects/{project}/runs/{number}/jobs/{job}/log/text",
            reporter,
            api::text,
        )
        .does("Gives a whole log as plain text: `?times=true`, `?colors=true`"),
    ]
}
