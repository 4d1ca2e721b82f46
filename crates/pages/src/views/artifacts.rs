//! What jobs left.

use askama::Template;
use maillon_protocol::api::{ArtifactEntry, ArtifactFolder, ArtifactKind};

use crate::Frame;
use crate::format;

/// What jobs of a run left.
#[derive(Debug, Template)]
#[template(path = "artifacts.html")]
pub struct ArtifactsPage {
    /// What surrounds it.
    pub frame: Frame,
    /// The project.
    pub project: String,
    /// The run's number.
    pub number: u64,
    /// The jobs that left something, each with one folder of that.
    pub jobs: Vec<JobFiles>,
}

/// A folder of what a job left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobFiles {
    /// The job's id in the run.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// The folder.
    pub folder: ArtifactFolder,
}

impl JobFiles {
    fn path(&self, entry: &ArtifactEntry) -> String {
        if self.folder.path.is_empty() {
            return entry.name.clone();
        }
        format!("{}/{}", self.folder.path, entry.name)
    }

    fn parent(&self) -> Option<&str> {
        let path = (!self.folder.path.is_empty()).then_some(self.folder.path.as_str())?;
        Some(path.rsplit_once('/').map_or("", |(parent, _)| parent))
    }
}

impl ArtifactsPage {
    fn base(&self) -> String {
        super::run::address(&self.project, self.number)
    }

    fn folder(&self, job: &JobFiles, path: &str) -> String {
        let query = format::query(&[("path", path)]);
        format!("{}/jobs/{}/artifacts{query}", self.base(), job.id)
    }

    fn file(&self, job: &JobFiles, entry: &ArtifactEntry) -> String {
        file(
            &format!("{}/jobs/{}", self.base(), job.id),
            &job.path(entry),
        )
    }

    fn all(&self, job: &JobFiles) -> String {
        format!("/api/v1{}/jobs/{}/artifacts/archive", self.base(), job.id)
    }
}

/// Where a file of a job is downloaded.
pub(super) fn file(job: &str, path: &str) -> String {
    let parts: Vec<String> = path.split('/').map(format::segment).collect();
    format!("/api/v1{job}/artifacts/files/{}", parts.join("/"))
}
