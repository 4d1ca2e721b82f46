//! Merge requests on repositories that the server hosts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::RunSummary;

/// A branch that is proposed for merge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MergeRequest {
    /// Its number in the project.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// Its description, in Markdown.
    pub description: String,
    /// The branch with the changes.
    pub source_branch: String,
    /// The branch that gets them.
    pub target_branch: String,
    /// Who proposed it.
    pub author: String,
    /// How it stands.
    pub state: MergeState,
    /// Who approved the newest commit.
    pub approvals: Vec<Approval>,
    /// How many approvals it needs.
    pub needed: u32,
    /// The newest run of its newest commit.
    pub run: Option<RunSummary>,
    /// Why it can't be merged now; None: it can.
    pub obstacle: Option<String>,
    /// The newest commit of the source branch.
    pub sha: String,
    /// When it was proposed.
    pub created_at: u64,
    /// When it was merged or closed.
    pub closed_at: Option<u64>,
}

/// How a merge request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MergeState {
    /// It waits.
    Open,
    /// It is merged as soon as its run is green.
    WhenGreen,
    /// The target has the changes.
    Merged,
    /// Somebody gave it up.
    Closed,
}

/// Somebody who says that a merge request is good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Approval {
    /// A login.
    pub by: String,
    /// When.
    pub at: u64,
}

/// A merge request to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewMergeRequest {
    /// Its title; None: the newest commit's.
    #[serde(default)]
    pub title: Option<String>,
    /// Its description.
    #[serde(default)]
    pub description: String,
    /// The branch with the changes.
    pub source_branch: String,
    /// The branch that gets them; None: the default branch.
    #[serde(default)]
    pub target_branch: Option<String>,
}
