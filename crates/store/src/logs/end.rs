//! A stream is complete.

use maillon_protocol::agent::{Fence, TaskId};

use super::append::Progress;
use super::{LogId, signed};
use crate::bell::Topic;
use crate::error::StoreError;
use crate::tx::Tx;

/// Whether a stream is what its agent says that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogEnd {
    /// It is, and nothing can be added any more.
    Complete,
    /// It is there up to this offset only.
    Short(u64),
    /// It has another length or another hash.
    Differs,
}

impl Tx {
    /// Checks a stream's length and its SHA-256 in hexadecimal digits, and ends it. Ending it again is the same.
    /// Who calls has made sure that the task is handed out for that time, in this transaction.
    pub async fn end_log(
        &mut self,
        task: TaskId,
        attempt: Fence,
        len: u64,
        sha256: &str,
    ) -> Result<LogEnd, StoreError> {
        let log = LogId { task, attempt };
        let progress = match self.log_progress(log).await? {
            Some(progress) => progress,
            None => self.open_log(log).await?,
        };
        if progress.len < len {
            return Ok(LogEnd::Short(progress.len));
        }
        let hash = progress.hash.clone().finish();
        if progress.len > len || !hash.eq_ignore_ascii_case(sha256) {
            return Ok(LogEnd::Differs);
        }
        if progress.state == "open" {
            self.end(log, progress).await?;
        }
        Ok(LogEnd::Complete)
    }

    async fn end(&mut self, log: LogId, mut progress: Progress) -> Result<(), StoreError> {
        self.keep_tail(log, &mut progress).await?;
        "ended".clone_into(&mut progress.state);
        self.save_progress(log, &progress).await?;
        self.count_bytes(log.task, signed(progress.stored)).await?;
        self.tell(Topic::Task(log.task.0));
        Ok(())
    }

    /// Ends a stream whose agent never said how long it is: its task is over, nothing comes any more.
    pub async fn close_log(&mut self, log: LogId) -> Result<(), StoreError> {
        match self.log_progress(log).await? {
            Some(progress) if progress.state == "open" => self.end(log, progress).await,
            _ => Ok(()),
        }
    }

    /// Adds to what a task's run is known to take.
    pub(super) async fn count_bytes(&mut self, task: TaskId, more: i64) -> Result<(), StoreError> {
        let counted = sqlx::query(
            "UPDATE runs SET bytes = bytes + $2 WHERE id = (SELECT run_id FROM tasks WHERE id = $1)",
        );
        counted.bind(task.0).bind(more).execute(self.sql()).await?;
        Ok(())
    }
}
