//! What jobs tell the loop.

use maillon_model::{Attempt, Diagnostic, EventKind, JobId};

use crate::job::Ended;
use crate::request::Child;

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
        result: Result<Box<Child>, Vec<Diagnostic>>,
    },
}
