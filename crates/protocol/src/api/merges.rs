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

/// New words for a merge request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeMergeRequest {
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: String,
}

/// An approval.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ApproveMerge {
    /// The commit that was looked at: nothing is approved where the source has a newer one. None: the newest.
    #[serde(default)]
    pub sha: Option<String>,
}

/// How a merge request is to be merged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MergeOrder {
    /// What becomes of the target.
    #[serde(default)]
    pub how: MergeHow,
    /// Now, or as soon as it can be.
    #[serde(default)]
    pub when: MergeWhen,
    /// The commit that is meant: nothing is merged where the source has a newer one. None: the newest.
    #[serde(default)]
    pub sha: Option<String>,
}

/// What becomes of the target of a merge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MergeHow {
    /// It gets a merge commit.
    #[default]
    MergeCommit,
    /// It is moved to the source's commit, which must have the target's among its ancestors.
    FastForward,
}

/// When a merge request is to be merged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MergeWhen {
    /// Now, or not at all.
    #[default]
    Now,
    /// As soon as its run is green and it has its approvals.
    Green,
}

/// What a merge request changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MergeDiff {
    /// The target's commit that it is compared with.
    pub base: String,
    /// The source's commit.
    pub head: String,
    /// The files, by path; at most 1000.
    pub files: Vec<FileDiff>,
    /// How many more files there are.
    pub more: u64,
}

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileDiff {
    /// Its path, also where it is removed.
    pub path: String,
    /// Its path before, where that was another.
    pub old_path: Option<String>,
    /// What happens to it.
    pub change: FileChange,
    /// Lines that come; None: it is binary.
    pub added: Option<u64>,
    /// Lines that go; None: it is binary.
    pub removed: Option<u64>,
    /// Hunks, as `diff -u` has them; None: it is binary, or too large to be shown.
    pub patch: Option<String>,
}

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileChange {
    /// It is new.
    Added,
    /// Its content or mode changes.
    Modified,
    /// It goes.
    Removed,
    /// It gets another path.
    Renamed,
}
