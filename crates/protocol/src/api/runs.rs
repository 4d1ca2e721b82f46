//! Runs.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::JobSummary;

/// How a run stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Its definition is being read.
    Pending,
    /// It goes on.
    Running,
    /// It waits for somebody to play a manual job or to approve.
    Manual,
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

impl RunState {
    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Manual => "manual",
            Self::Success => "success",
            Self::Failed => "failed",
            Self::Unstable => "unstable",
            Self::Aborted => "aborted",
            Self::Skipped => "skipped",
            Self::Invalid => "invalid",
            Self::Errored => "errored",
        }
    }

    /// Whether nothing happens any more unless somebody asks for it.
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Pending | Self::Running | Self::Manual)
    }
}

/// A run in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RunSummary {
    /// Its project.
    pub project: String,
    /// Its number in the project; the first is 1.
    pub number: u64,
    /// How it stands.
    pub state: RunState,
    /// The pipeline's own name.
    pub name: Option<String>,
    /// What made it.
    pub event: RunEvent,
    /// The branch or tag.
    pub git_ref: String,
    /// The commit.
    pub sha: String,
    /// The first line of the commit's message.
    pub title: String,
    /// Who started it: a login, or the commit's author.
    pub author: String,
    /// When it was made.
    pub created_at: u64,
    /// When its first job started.
    pub started_at: Option<u64>,
    /// When it ended.
    pub finished_at: Option<u64>,
}

/// What made a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunEvent {
    /// Commits or a tag were pushed.
    Push,
    /// A merge request was opened or updated.
    MergeRequest,
    /// A schedule came due.
    Schedule,
    /// Somebody, by hand.
    Manual,
    /// A program.
    Api,
}

/// A whole run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// What stands in lists.
    #[serde(flatten)]
    pub summary: RunSummary,
    /// `gitlab`, `github` or `jenkins`.
    pub dialect: Option<String>,
    /// The definition's file.
    pub definition: Option<String>,
    /// Its stages in their order, over all of its pipelines.
    pub stages: Vec<String>,
    /// Its jobs, in the order of the definition.
    pub jobs: Vec<JobSummary>,
    /// What was found in the definition, one for each line: `file:line:column: ...`.
    pub diagnostics: Vec<String>,
    /// Why it ended, where that is not a job's fault: `superseded by run 13`.
    pub reason: Option<String>,
    /// The run whose jobs it runs again.
    pub rerun_of: Option<u64>,
    /// The merge request that it is for.
    pub merge_request: Option<u64>,
}

/// A run to be started.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewRun {
    /// The branch or tag; None: the default branch.
    #[serde(default)]
    pub git_ref: Option<String>,
    /// Variables.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// Values of the definition's inputs.
    #[serde(default)]
    pub inputs: BTreeMap<String, String>,
    /// Its place in the queue: larger comes first. 0 is usual.
    #[serde(default)]
    pub priority: i32,
}

/// What runs again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Rerun {
    /// Everything.
    #[default]
    All,
    /// What did not succeed, and what waits for it.
    Failed,
    /// These jobs, and what waits for them.
    Jobs {
        /// Their names.
        jobs: Vec<String>,
    },
}

/// Which runs a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RunFilter {
    /// Of this branch or tag.
    #[serde(default)]
    pub git_ref: Option<String>,
    /// That stand so.
    #[serde(default)]
    pub state: Option<RunState>,
    /// By this person.
    #[serde(default)]
    pub author: Option<String>,
    /// Before this cursor.
    #[serde(default)]
    pub before: Option<String>,
    /// At most so many; 50 is usual, 200 the most.
    #[serde(default)]
    pub limit: Option<u32>,
}
