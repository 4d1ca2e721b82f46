//! Jobs that wait for a time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use maillon_model::{JobId, Timestamp};

/// Points in time with the job that waits for each.
#[derive(Debug, Default)]
pub(crate) struct Timers(BinaryHeap<Reverse<(Timestamp, JobId)>>);

impl Timers {
    /// Remembers that a job waits until then.
    pub(crate) fn set(&mut self, at: Timestamp, job: JobId) {
        self.0.push(Reverse((at, job)));
    }

    /// Takes out the earliest that is due.
    pub(crate) fn due(&mut self, now: Timestamp) -> Option<(Timestamp, JobId)> {
        self.0.peek().filter(|Reverse((at, _))| *at <= now)?;
        self.0.pop().map(|Reverse(entry)| entry)
    }
}
