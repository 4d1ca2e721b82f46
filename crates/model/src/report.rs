//! What `--report` writes: a contract that other programs rely on.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::event::Annotation;
use crate::ids::JobName;
use crate::outcome::{JobStatus, RunStatus};

/// A whole run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The version of this form: 1.
    pub version: u32,
    /// How the run ended.
    pub status: RunStatus,
    /// Every job, also those that did not run.
    pub jobs: Vec<JobReport>,
    /// Path of the whole run's plain-text log.
    pub log: Option<String>,
}

/// One job of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobReport {
    /// The name that the dialect's own system shows; in a child pipeline `parent/child`.
    pub name: JobName,
    /// Its stage.
    pub stage: Option<String>,
    /// How it ended.
    pub status: JobStatus,
    /// Whether its failure was allowed.
    pub allow_failure: bool,
    /// The script's exit code.
    pub exit_code: Option<i32>,
    /// How often it was tried; 0 where it did not run.
    pub attempts: u32,
    /// Milliseconds from the moment when it could have started.
    pub queued_ms: u64,
    /// Milliseconds of the last try.
    pub duration_ms: u64,
    /// Path of its plain-text log.
    pub log: Option<String>,
    /// Values that it gives to later jobs.
    pub outputs: IndexMap<String, String>,
    /// Paths of its artifacts.
    pub artifacts: Vec<String>,
    /// What it consists of: steps (GitHub), stages (Jenkins).
    pub stages: Vec<StageReport>,
    /// What it pointed at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annotations: Vec<Annotation>,
    /// What its steps wrote for people, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Why it was skipped or failed.
    pub reason: Option<String>,
    /// Percent, from the job's `coverage` expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<f64>,
    /// Where it deployed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<DeploymentReport>,
}

/// A stage or step within a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageReport {
    /// Its name.
    pub name: String,
    /// How it ended.
    pub status: JobStatus,
    /// Stages within it.
    pub stages: Vec<StageReport>,
}

/// Where a job deployed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentReport {
    /// The environment.
    pub name: String,
    /// Its address.
    pub url: Option<String>,
}
