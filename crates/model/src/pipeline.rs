//! The graph that a dialect makes of a definition for one trigger.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::job::{Body, Job};

/// One of the three languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// `.gitlab-ci.yml`
    Gitlab,
    /// `.github/workflows/*.yml`
    Github,
    /// `Jenkinsfile`
    Jenkins,
}

impl Dialect {
    /// The name on the command line and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gitlab => "gitlab",
            Self::Github => "github",
            Self::Jenkins => "jenkins",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The position of a stage in [`Pipeline::stages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StageIndex(pub u32);

/// The jobs of one definition for one trigger, before anything runs.
///
/// Invariants, kept by the dialects: names of jobs are unique; every need and dependency names a
/// job of this pipeline; needs have no circle; every [`StageIndex`] is within `stages`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pipeline {
    /// The language that it was written in.
    pub dialect: Dialect,
    /// Its name (`workflow:name`), expanded.
    pub name: Option<String>,
    /// In their order.
    pub stages: Vec<Arc<str>>,
    /// In the order of the definition.
    pub jobs: Vec<Job>,
    /// Whether the first failure cancels the jobs that still run (`workflow:auto_cancel`).
    pub on_job_failure: OnJobFailure,
    /// What its jobs share, in the dialect's words; each [`crate::JobSpec`] carries it. Not shown in
    /// plans, and never holds a secret.
    #[serde(default)]
    pub shared: Body,
}

impl Pipeline {
    /// A job's stage by name.
    pub fn stage_of(&self, job: &Job) -> Option<&str> {
        let index = usize::try_from(job.stage?.0).ok()?;
        self.stages.get(index).map(|stage| &**stage)
    }

    /// A job by its name.
    pub fn job(&self, name: &str) -> Option<&Job> {
        self.jobs.iter().find(|job| job.name.as_str() == name)
    }
}

/// What a failure does to the jobs that still run or wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnJobFailure {
    /// Nothing.
    #[default]
    Continue,
    /// It cancels them.
    Cancel,
}
