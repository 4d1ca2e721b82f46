//! How a job and a run end. Failed, errored and cancelled are three things.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How one try of a job ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// The job says that all is well.
    Success,
    /// The job says that something is wrong.
    Failed(Failure),
    /// The infrastructure failed: no verdict on the job.
    Errored {
        /// What happened, in one sentence.
        message: String,
    },
    /// Somebody wished it to end.
    Canceled,
    /// The job is not sure of itself: Jenkins' UNSTABLE.
    Unstable {
        /// Why, in one sentence.
        message: String,
    },
    /// The job gave itself up: Jenkins' ABORTED.
    Aborted {
        /// Why, in one sentence.
        message: String,
    },
    /// The job says that it did nothing: Jenkins' NOT_BUILT.
    NotBuilt {
        /// Why, in one sentence.
        message: String,
    },
}

impl Outcome {
    /// Whether the job says that all is well.
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Success)
    }

    /// What it says for a person, where it says anything.
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Success | Self::Canceled => None,
            Self::Failed(failure) => Some(&failure.message),
            Self::Errored { message }
            | Self::Unstable { message }
            | Self::Aborted { message }
            | Self::NotBuilt { message } => Some(message),
        }
    }

    /// The same, to be changed: for masking.
    pub fn message_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Success | Self::Canceled => None,
            Self::Failed(failure) => Some(&mut failure.message),
            Self::Errored { message }
            | Self::Unstable { message }
            | Self::Aborted { message }
            | Self::NotBuilt { message } => Some(message),
        }
    }

    /// The exit code of the script, where there was one.
    pub fn exit_code(&self) -> Option<i32> {
        match self {
            Self::Success => Some(0),
            Self::Failed(failure) => failure.exit_code,
            Self::Errored { .. }
            | Self::Canceled
            | Self::Unstable { .. }
            | Self::Aborted { .. }
            | Self::NotBuilt { .. } => None,
        }
    }
}

/// A job's own verdict that something is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind.
    pub kind: FailureKind,
    /// The script's exit code; 128 + n where signal n ended it.
    pub exit_code: Option<i32>,
    /// One sentence for a person: `exit code 3`, `time limit of 1 h reached`.
    pub message: String,
    /// The command that failed, as written, where it is known.
    pub command: Option<String>,
}

/// What kind of verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The script ended with another code than 0.
    Script,
    /// The job's time limit was reached.
    Timeout,
    /// A child pipeline failed.
    Child,
    /// The child pipeline's definition is invalid.
    Definition,
}

/// Where a job stands at the end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// It ran and succeeded.
    Success,
    /// It ran and failed (also where that is allowed).
    Failed,
    /// It ran and is not sure of itself (Jenkins).
    Unstable,
    /// It did not run, because of the results before it.
    Skipped,
    /// Somebody wished it to end, or not to begin.
    Canceled,
    /// It waits for somebody to play it.
    Manual,
    /// It ran and was ended from within the pipeline (Jenkins).
    Aborted,
    /// The infrastructure failed.
    Errored,
}

impl JobStatus {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failed => "failed",
            Self::Unstable => "unstable",
            Self::Skipped => "skipped",
            Self::Canceled => "canceled",
            Self::Manual => "manual",
            Self::Aborted => "aborted",
            Self::Errored => "errored",
        }
    }
}

impl fmt::Display for JobStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    /// All that had to succeed succeeded.
    Success,
    /// A job failed that was not allowed to.
    Failed,
    /// Not sure of itself (Jenkins).
    Unstable,
    /// Somebody wished it to end.
    Aborted,
    /// Nothing ran, and nothing had to.
    Skipped,
    /// The definition is invalid: nothing ran.
    Invalid,
    /// The infrastructure failed.
    Errored,
}

impl RunStatus {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failed => "failed",
            Self::Unstable => "unstable",
            Self::Aborted => "aborted",
            Self::Skipped => "skipped",
            Self::Invalid => "invalid",
            Self::Errored => "errored",
        }
    }

    /// The exit code of `maillon run`.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Success | Self::Skipped => 0,
            Self::Failed | Self::Unstable => 1,
            Self::Invalid => 2,
            Self::Errored => 3,
            Self::Aborted => 130,
        }
    }
}

impl fmt::Display for RunStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
