//! What jobs tell the loop.

use maillon_model::{Attempt, Diagnostic, EventKind, JobId};

use crate::job::Ended;
use crate::request::Expansion;

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
    /// What becomes of a job is known, or can't be.
    Expanded {
        job: JobId,
        result: Result<Box<Expansion>, Vec<Diagnostic>>,
    },
}
