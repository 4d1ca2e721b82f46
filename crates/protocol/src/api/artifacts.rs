//! What jobs leave.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A file that a job left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Artifact {
    /// The path of the file in the workspace; `NAME/PATH` where an action uploaded it as the artifact NAME.
    pub path: String,
    /// In bytes.
    pub size: u64,
}

/// A folder of what a job left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ArtifactFolder {
    /// Its path, without a slash at the end; empty: the whole.
    pub path: String,
    /// Folders first, then files, each by name.
    pub entries: Vec<ArtifactEntry>,
    /// When it is removed.
    pub expires_at: Option<u64>,
}

/// Something in a folder of what a job left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ArtifactEntry {
    /// Its name in the folder.
    pub name: String,
    /// What it is.
    pub kind: ArtifactKind,
    /// In bytes, with everything in it.
    pub size: u64,
}

/// A file or a folder.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ArtifactKind {
    /// A folder.
    Folder,
    /// A file.
    File,
}

/// What a job's test reports say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TestReport {
    /// How many tests there were.
    pub total: u64,
    /// Those that failed; at most 1,000.
    pub failed: Vec<FailedTest>,
}

/// A test that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FailedTest {
    /// Its class or file; may be empty.
    pub class: String,
    /// Its name.
    pub name: String,
    /// What went wrong, in a line.
    pub message: String,
    /// What went wrong, at length.
    pub text: String,
}
