//! What a sandbox is opened with.

use std::path::PathBuf;
use std::time::Duration;

use maillon_model::job::{Image, Service};
use maillon_model::{Attempt, JobId, RunId};

/// What is needed to open a sandbox.
#[derive(Clone, Debug)]
pub struct SandboxOrder {
    /// The run that it belongs to; a label on everything that is made.
    pub run: RunId,
    /// The job that it is for; a label.
    pub job: JobId,
    /// Which try; a label.
    pub attempt: Attempt,
    /// The process that owns it: this one, but for tests of `reap`. A label that `reap` goes by.
    pub owner: u32,
    /// The workspace on this machine.
    pub workspace: PathBuf,
    /// The private folder on this machine.
    pub private: PathBuf,
    /// Where a container sees the workspace: `/builds/group/project`. The shell executor ignores it.
    pub guest_workspace: PathBuf,
    /// More folders of this machine that a container sees.
    pub mounts: Vec<Mount>,
    /// The job's image; an executor that has none ignores it.
    pub image: Option<Image>,
    /// What is started beside the job.
    pub services: Vec<Service>,
    /// The job's variables, for its container and for services on [`ServiceTerms::Shared`].
    pub env: Vec<(String, String)>,
    /// How long services may take until they answer.
    pub services_limit: Duration,
    /// What services see of the job, and the job of their failures.
    pub terms: ServiceTerms,
}

impl SandboxOrder {
    /// Whose the sandbox is.
    pub fn belongs(&self) -> Belongs {
        Belongs {
            run: self.run.clone(),
            job: self.job,
            attempt: self.attempt,
            owner: self.owner,
        }
    }
}

/// What services see of a job, and the job of their failures: the dialects differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServiceTerms {
    /// They see the job's folders and variables. One that does not answer is a warning, and the job
    /// decides: GitLab's way.
    #[default]
    Shared,
    /// They see nothing but what is theirs. One whose health check fails is an error: GitHub's way.
    Apart,
}

/// A folder of this machine that a container sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// On this machine.
    pub host: PathBuf,
    /// In the container.
    pub guest: PathBuf,
    /// Whether the container may change it.
    pub access: Access,
}

/// What a container may do with a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Read it.
    #[default]
    ReadOnly,
    /// Change it.
    ReadWrite,
}

/// Whose something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belongs {
    /// The run.
    pub run: RunId,
    /// The job.
    pub job: JobId,
    /// Which try.
    pub attempt: Attempt,
    /// The process that owns it.
    pub owner: u32,
}
