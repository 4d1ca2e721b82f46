//! What jobs and runs tell while they go on.

use maillon_model::{EventKind, Timestamp};
use serde::{Deserialize, Serialize};

/// One line of a task's stream: what happened in the job, as the agent wrote it down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamLine {
    /// When, by the agent's clock: for people alone.
    pub at: Timestamp,
    /// What. Only events within a job: log, steps, annotations, notices, progress, summaries.
    #[serde(flatten)]
    pub kind: EventKind,
}
