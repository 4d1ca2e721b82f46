//! Results of builds and stages.

use std::fmt;

use maillon_model::JobStatus;
use serde::{Deserialize, Serialize};

/// The result of a build or a stage, the better first: Jenkins' `hudson.model.Result`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BuildResult {
    /// All is well.
    Success,
    /// It ran, and tests failed.
    Unstable,
    /// It failed.
    Failure,
    /// It was not built.
    NotBuilt,
    /// It was interrupted.
    Aborted,
}

impl BuildResult {
    /// The worse of the two.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        self.max(other)
    }

    /// As Jenkins writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::Unstable => "UNSTABLE",
            Self::Failure => "FAILURE",
            Self::NotBuilt => "NOT_BUILT",
            Self::Aborted => "ABORTED",
        }
    }

    /// Of Jenkins' word; None where it has none of this name.
    pub fn of(word: &str) -> Option<Self> {
        let all = [
            Self::Success,
            Self::Unstable,
            Self::Failure,
            Self::NotBuilt,
            Self::Aborted,
        ];
        all.into_iter()
            .find(|result| result.as_str().eq_ignore_ascii_case(word))
    }

    /// As a report shows it.
    pub fn status(self) -> JobStatus {
        match self {
            Self::Success => JobStatus::Success,
            Self::Unstable => JobStatus::Unstable,
            Self::Failure => JobStatus::Failed,
            Self::NotBuilt => JobStatus::Skipped,
            Self::Aborted => JobStatus::Aborted,
        }
    }
}

impl fmt::Display for BuildResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
