//! Reading logs.

use maillon_protocol::agent::{Fence, TaskId};
use maillon_protocol::api::LogLine;
use sqlx::Row;

use super::chunk::Opened;
use super::records::log_lines;
use super::{LogId, Noted, signed, unsigned};
use crate::error::StoreError;
use crate::store::Store;

/// How far a log is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogState {
    /// Acknowledged bytes of the stream.
    pub len: u64,
    /// Lines of log.
    pub lines: u64,
    /// How much was noted beside it.
    pub notes: u64,
    /// Whether its agent said that it is complete.
    pub complete: bool,
}

/// At most so many chunks are read at a time.
const AT_A_TIME: i64 = 64;

impl Store {
    /// How far a log is; all zero where nothing came.
    pub async fn log_state(&self, task: TaskId, attempt: Fence) -> Result<LogState, StoreError> {
        let row = sqlx::query(
            "SELECT len, lines, notes, state FROM streams WHERE task_id = $1 AND attempt = $2",
        )
        .bind(task.0)
        .bind(i64::from(attempt.0))
        .fetch_optional(self.reads())
        .await?;
        let Some(row) = row else {
            return Ok(LogState::default());
        };
        Ok(LogState {
            len: unsigned(row.try_get(0)?),
            lines: unsigned(row.try_get(1)?),
            notes: unsigned(row.try_get(2)?),
            complete: row.try_get::<String, _>(3)? != "open",
        })
    }

    /// Lines of a log: from number `first` on (counted from 1), at most `count`. Reads only the chunks that have
    /// them. Their steps are left open.
    pub async fn log_lines(
        &self,
        log: LogId,
        first: u64,
        count: u64,
    ) -> Result<Vec<LogLine>, StoreError> {
        let (mut next, end) = (first.max(1), first.max(1).saturating_add(count));
        let mut lines = Vec::new();
        while next < end {
            let before = next;
            for chunk in self.chunks_of(log, next, end).await? {
                let skipped =
                    usize::try_from(next.saturating_sub(chunk.first_line)).unwrap_or(usize::MAX);
                let wanted = usize::try_from(end - next).unwrap_or(usize::MAX);
                let found = log_lines(&chunk.bytes).into_iter().skip(skipped);
                lines.extend(found.take(wanted));
                next = (chunk.first_line + chunk.lines).min(end);
            }
            if next == before {
                break;
            }
        }
        Ok(lines)
    }

    /// The chunks that hold lines from `first` to before `end`, in order; not more than some at a time.
    async fn chunks_of(&self, log: LogId, first: u64, end: u64) -> Result<Vec<Opened>, StoreError> {
        let rows = sqlx::query(
            "SELECT start, len, first_line, lines, body FROM chunks
             WHERE task_id = $1 AND attempt = $2 AND lines > 0 AND first_line < $4 AND first_line >= COALESCE(
                 (SELECT MAX(first_line) FROM chunks
                  WHERE task_id = $1 AND attempt = $2 AND first_line <= $3), 1)
             AND first_line + lines > $3 ORDER BY first_line LIMIT $5",
        )
        .bind(log.task.0)
        .bind(log.attempt())
        .bind(signed(first))
        .bind(signed(end))
        .bind(AT_A_TIME)
        .fetch_all(self.reads())
        .await?;
        rows.iter().map(Opened::of).collect()
    }

    /// What was noted beside a log, from number `from` on (counted from 0), with the number of lines of log
    /// that came before.
    pub async fn log_notes(&self, log: LogId, from: u64) -> Result<Vec<(u64, Noted)>, StoreError> {
        let rows = sqlx::query(
            "SELECT line, body FROM notes WHERE task_id = $1 AND attempt = $2 AND seq >= $3 ORDER BY seq",
        )
        .bind(log.task.0)
        .bind(log.attempt())
        .bind(signed(from))
        .fetch_all(self.reads())
        .await?;
        let mut notes = Vec::new();
        for row in rows {
            let body: String = row.try_get(1)?;
            let noted = serde_json::from_str(&body).map_err(StoreError::content("a note"))?;
            notes.push((unsigned(row.try_get(0)?), noted));
        }
        Ok(notes)
    }

    /// A stream's bytes from an offset on, as much as one chunk has; empty at its end.
    pub async fn log_bytes(&self, log: LogId, offset: u64) -> Result<Vec<u8>, StoreError> {
        let row = sqlx::query(
            "SELECT start, len, first_line, lines, body FROM chunks
             WHERE task_id = $1 AND attempt = $2 AND start <= $3 ORDER BY start DESC LIMIT 1",
        )
        .bind(log.task.0)
        .bind(log.attempt())
        .bind(signed(offset))
        .fetch_optional(self.reads())
        .await?;
        let chunk = row.as_ref().map(Opened::of).transpose()?;
        let skipped = |chunk: &Opened| usize::try_from(offset - chunk.start).unwrap_or(usize::MAX);
        if let Some(chunk) = chunk.filter(|chunk| chunk.end() > offset) {
            let skipped = skipped(&chunk);
            return Ok(chunk.bytes.get(skipped..).unwrap_or_default().to_vec());
        }
        self.log_tail(log, offset).await
    }

    async fn log_tail(&self, log: LogId, offset: u64) -> Result<Vec<u8>, StoreError> {
        let row = sqlx::query("SELECT len, tail FROM streams WHERE task_id = $1 AND attempt = $2")
            .bind(log.task.0)
            .bind(log.attempt())
            .fetch_optional(self.reads())
            .await?;
        let Some(row) = row else {
            return Ok(Vec::new());
        };
        let tail: Vec<u8> = row.try_get(1)?;
        let start = unsigned(row.try_get(0)?) - tail.len() as u64;
        let skipped = usize::try_from(offset.saturating_sub(start)).unwrap_or(usize::MAX);
        Ok(tail.get(skipped..).unwrap_or_default().to_vec())
    }
}
