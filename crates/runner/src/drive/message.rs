//! What jobs tell the loop.

use std::sync::Arc;

use maillon_model::{Attempt, Diagnostic, EventKind, JobId, Pipeline};

use crate::job::Ended;

/// All of a job's messages go through one channel: its end comes after its last line of log.
#[derive(Debug)]
pub(crate) enum Message {
    /// Something happened.
    Event(Box<EventKind>),
    /// A try ended.
    Finished {
        job: JobId,
        attempt: Attempt,
        ended: Box<Ended>,
    },
    /// A child pipeline was made, or not.
    Expanded {
        job: JobId,
        result: Result<Arc<Pipeline>, Vec<Diagnostic>>,
    },
}
