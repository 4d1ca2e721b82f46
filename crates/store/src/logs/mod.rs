//! Logs: what tasks tell while they run.
//!
//! A task's *stream* is bytes with offsets, and each line of it is JSON ([`maillon_protocol::api::StreamLine`]).
//! Pieces arrive in any order and more than once, cut anywhere. Lines that are whole are kept in *chunks*, with
//! the numbers of the lines of log in them; what is not whole yet waits in the stream's row. What is no log is
//! noted ([`Noted`]) as well, so that steps and annotations are known without reading it all.

mod append;
mod chunk;
mod end;
mod hash;
mod of_job;
mod pack;
mod read;
mod records;

use maillon_protocol::agent::{Fence, TaskId};

pub use append::{Appended, LogRefusal};
pub use end::LogEnd;
pub use of_job::{JobLog, TaskPlace};
pub use read::LogState;
pub use records::{Note, Noted};

/// Which stream: what a task tells, one of the times that it was handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LogId {
    /// The task.
    pub task: TaskId,
    /// Which time it was handed out.
    pub attempt: Fence,
}

impl LogId {
    fn attempt(self) -> i64 {
        i64::from(self.attempt.0)
    }
}

/// A count as the database has it.
pub(crate) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count of the database.
pub(crate) fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
