//! The pages of what jobs left.

use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use maillon_pages::views::{ArtifactsPage, JobFiles};
use serde::Deserialize;

use super::browse;
use crate::access::InProject;
use crate::http::Fault;
use crate::http::html::{Around, page};
use crate::logs::{JobPath, JobPlace, job_place};
use crate::server::Server;

#[derive(Debug, Deserialize)]
pub(super) struct RunPath {
    number: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct InFolder {
    #[serde(default)]
    path: String,
}

/// What each job of a run left.
pub(super) async fn of_run(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
    Path(path): Path<RunPath>,
) -> Result<Response, Fault> {
    let run = server.store.run_of(place.id, path.number).await?;
    let run = run.ok_or_else(|| Fault::not_found("run"))?;
    let mut jobs = Vec::new();
    for row in server.store.jobs(run.id).await? {
        let job = JobPlace {
            run: run.clone(),
            row,
        };
        let folder = browse::browse(&server, &job, "").await?;
        if !folder.entries.is_empty() {
            jobs.push(JobFiles {
                id: job.row.summary.id,
                name: job.row.summary.name,
                folder,
            });
        }
    }
    page(&ArtifactsPage {
        frame: frame.titled(format!(
            "Artifacts of run {} of {}",
            path.number, place.name
        )),
        project: place.name,
        number: path.number,
        jobs,
    })
}

/// A folder of what a job left.
pub(super) async fn of_job(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Around(frame): Around,
    Path(path): Path<JobPath>,
    Query(folder): Query<InFolder>,
) -> Result<Response, Fault> {
    let job = job_place(&server, &place, &path).await?;
    let folder = browse::browse(&server, &job, &folder.path).await?;
    page(&ArtifactsPage {
        frame: frame.titled(format!("Artifacts of {}", job.row.summary.name)),
        project: place.name,
        number: path.number,
        jobs: vec![JobFiles {
            id: path.job,
            name: job.row.summary.name,
            folder,
        }],
    })
}
