//! What a job left, for people: its files and folders.

use maillon_model::event::JobResult;
use maillon_protocol::api::{Artifact, ArtifactFolder};
use maillon_store::artifacts::{ArchiveRow, UploadRow};

use super::index::{folder, index_zip};
use super::pipe::Ranged;
use crate::http::Fault;
use crate::logs::JobPlace;
use crate::server::Server;

/// Where a job's files are.
#[derive(Debug)]
pub(super) struct Sources {
    pub(super) archive: Option<ArchiveRow>,
    pub(super) uploads: Vec<UploadRow>,
}

/// What a job's result says, as everybody may see it.
pub(crate) async fn result_of(server: &Server, job: &JobPlace) -> Result<Option<JobResult>, Fault> {
    let text = server
        .store
        .job_result(job.run.id, job.row.summary.id)
        .await?;
    let read = |text: String| serde_json::from_str(&text);
    let result = text.map(read).transpose();
    result.map_err(|error| Fault::internal(format!("a job's result can't be read: {error}")))
}

pub(super) async fn sources(server: &Server, job: &JobPlace) -> Result<Sources, Fault> {
    let result = result_of(server, job).await?;
    let archive = match result.and_then(|result| result.left.archive) {
        Some(id) => {
            server
                .store
                .archive_of_project(&id.0, job.run.project_id)
                .await?
        }
        None => None,
    };
    let uploads = server.store.uploads(job.run.id).await?.into_iter();
    let own = |upload: &UploadRow| upload.info.job.0 == job.row.summary.id;
    Ok(Sources {
        archive,
        uploads: uploads.filter(own).collect(),
    })
}

/// The files that a job left.
pub async fn files(server: &Server, job: &JobPlace) -> Result<Vec<Artifact>, Fault> {
    let sources = sources(server, job).await?;
    let mut files = sources
        .archive
        .map(|archive| archive.files)
        .unwrap_or_default();
    for upload in sources.uploads {
        files.extend(files_of_upload(server, &upload).await?);
    }
    Ok(files)
}

/// A folder of what a job left.
pub async fn browse(server: &Server, job: &JobPlace, path: &str) -> Result<ArtifactFolder, Fault> {
    let files = files(server, job).await?;
    let entries = folder(&files, path).ok_or_else(|| Fault::not_found("folder of artifacts"))?;
    let expires_at = server
        .store
        .artifacts_expire_at(job.run.id, job.row.summary.id);
    Ok(ArtifactFolder {
        path: path.trim_matches('/').to_owned(),
        entries,
        expires_at: expires_at.await?.map(|at| at.0),
    })
}

async fn files_of_upload(server: &Server, upload: &UploadRow) -> Result<Vec<Artifact>, Fault> {
    let info = &upload.info;
    if !is_zip(upload) {
        return Ok(vec![Artifact {
            path: info.name.clone(),
            size: info.size,
        }]);
    }
    let file = Ranged::new(&server.artifacts, &upload.place, info.size);
    let files = tokio::task::spawn_blocking(move || index_zip(file)).await;
    let files = files.map_err(|error| Fault::internal(error.to_string()))?;
    let files =
        files.map_err(|error| Fault::invalid(format!("artifact {}: {error}", info.name)))?;
    let below = |file: Artifact| Artifact {
        path: format!("{}/{}", info.name, file.path),
        ..file
    };
    Ok(files.into_iter().map(below).collect())
}

pub(super) fn is_zip(upload: &UploadRow) -> bool {
    upload.info.media_type == "application/zip"
}
