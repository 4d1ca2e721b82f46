//! A piece of a stream arrives.

use maillon_protocol::agent::{Fence, TaskId};
use sqlx::Row;

use super::chunk::{Chunk, compress};
use super::hash::RunningHash;
use super::records::{Noted, count};
use super::{LogId, signed, unsigned};
use crate::bell::Topic;
use crate::error::StoreError;
use crate::tx::Tx;

/// The longest line of JSON, in bytes.
const LONGEST_RECORD: usize = 16 << 20;

/// What became of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appended {
    /// Everything before this offset is there, once the transaction is committed.
    Acknowledged(u64),
    /// Something is missing before the piece: the stream is there up to this offset.
    Gap(u64),
    /// It can't be part of this stream. Nothing was changed.
    Refused(LogRefusal),
}

/// Why a piece can't be part of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogRefusal {
    /// Bytes were sent again, and they differ.
    #[error("the log differs from what was sent before, within the bytes from {0} on")]
    Differs(u64),
    /// The stream is complete.
    #[error("the log is complete with {0} bytes")]
    Complete(u64),
    /// A line of JSON is too long.
    #[error("a line of the stream is longer than {LONGEST_RECORD} bytes")]
    TooLong,
}

/// How far a stream is.
#[derive(Clone, Debug)]
pub(super) struct Progress {
    pub(super) len: u64,
    pub(super) lines: u64,
    pub(super) notes: u64,
    pub(super) stored: u64,
    pub(super) hash: RunningHash,
    pub(super) tail: Vec<u8>,
    pub(super) state: String,
}

impl Progress {
    fn none() -> Self {
        Self {
            len: 0,
            lines: 0,
            notes: 0,
            stored: 0,
            hash: RunningHash::new(),
            tail: Vec::new(),
            state: "open".to_owned(),
        }
    }

    /// The offset of the first byte that is in no chunk.
    fn chunked(&self) -> u64 {
        self.len - self.tail.len() as u64
    }
}

impl Tx {
    /// Adds a piece of a task's stream, at an offset. Bytes that are there already are compared and passed over.
    /// Who calls has made sure that the task is handed out for that time, in this transaction.
    pub async fn append_log(
        &mut self,
        task: TaskId,
        attempt: Fence,
        offset: u64,
        piece: &[u8],
    ) -> Result<Appended, StoreError> {
        let log = LogId { task, attempt };
        let mut progress = match self.log_progress(log).await? {
            Some(progress) => progress,
            None => self.open_log(log).await?,
        };
        if offset > progress.len {
            return Ok(Appended::Gap(progress.len));
        }
        let known = usize::try_from(progress.len - offset).unwrap_or(usize::MAX);
        let (again, new) = piece.split_at(known.min(piece.len()));
        if !self.is_same(log, &progress, offset, again).await? {
            return Ok(Appended::Refused(LogRefusal::Differs(offset)));
        }
        if new.is_empty() {
            return Ok(Appended::Acknowledged(progress.len));
        }
        if progress.state != "open" {
            return Ok(Appended::Refused(LogRefusal::Complete(progress.len)));
        }
        if progress.tail.len() + new.len() > LONGEST_RECORD + (1 << 20) {
            return Ok(Appended::Refused(LogRefusal::TooLong));
        }
        self.add(log, &mut progress, new).await?;
        self.tell(Topic::Task(task.0));
        Ok(Appended::Acknowledged(progress.len))
    }

    pub(super) async fn open_log(&mut self, log: LogId) -> Result<Progress, StoreError> {
        let none = Progress::none();
        let opened = sqlx::query(
            "INSERT INTO streams (task_id, attempt, len, lines, notes, stored, hash, tail, state)
             VALUES ($1, $2, 0, 0, 0, 0, $3, $4, 'open')",
        );
        let opened = opened.bind(log.task.0).bind(log.attempt());
        let opened = opened.bind(none.hash.put_aside()).bind(Vec::<u8>::new());
        opened.execute(self.sql()).await?;
        Ok(none)
    }

    /// How far a stream is; nobody else adds to it until the end of the transaction.
    pub(super) async fn log_progress(
        &mut self,
        log: LogId,
    ) -> Result<Option<Progress>, StoreError> {
        // A row that is written is locked: a plain FOR UPDATE would not be SQLite's.
        let locked = "UPDATE streams SET state = state WHERE task_id = $1 AND attempt = $2
             RETURNING len, lines, notes, stored, hash, tail, state";
        let row = sqlx::query(locked)
            .bind(log.task.0)
            .bind(log.attempt())
            .fetch_optional(self.sql())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let len = unsigned(row.try_get(0)?);
        let hash = RunningHash::take_up(&row.try_get::<Vec<u8>, _>(4)?, len);
        Ok(Some(Progress {
            len,
            lines: unsigned(row.try_get(1)?),
            notes: unsigned(row.try_get(2)?),
            stored: unsigned(row.try_get(3)?),
            hash: hash.ok_or_else(|| StoreError::Content {
                what: "a log's hash",
                why: format!("its rest does not fit {len} bytes"),
            })?,
            tail: row.try_get(5)?,
            state: row.try_get(6)?,
        }))
    }

    /// Whether bytes that are sent again are those that are there.
    async fn is_same(
        &mut self,
        log: LogId,
        progress: &Progress,
        offset: u64,
        again: &[u8],
    ) -> Result<bool, StoreError> {
        let end = offset + again.len() as u64;
        let mut at = offset;
        while at < end.min(progress.chunked()) {
            let chunk = self.chunk_at(log, at).await?;
            if !overlaps_equal(offset, again, chunk.start, &chunk.bytes) {
                return Ok(false);
            }
            at = chunk.end();
        }
        Ok(overlaps_equal(
            offset,
            again,
            progress.chunked(),
            &progress.tail,
        ))
    }

    async fn add(
        &mut self,
        log: LogId,
        progress: &mut Progress,
        new: &[u8],
    ) -> Result<(), StoreError> {
        let start = progress.chunked();
        progress.hash.update(new);
        progress.len += new.len() as u64;
        progress.tail.extend_from_slice(new);
        let last = progress.tail.iter().rposition(|&byte| byte == b'\n');
        let rest = progress.tail.split_off(last.map_or(0, |at| at + 1));
        let whole = std::mem::replace(&mut progress.tail, rest);
        if !whole.is_empty() {
            self.keep(log, progress, start, &whole).await?;
        }
        self.save_progress(log, progress).await
    }

    /// Keeps the end of a stream though it is not a whole line of JSON: nothing follows.
    pub(super) async fn keep_tail(
        &mut self,
        log: LogId,
        progress: &mut Progress,
    ) -> Result<(), StoreError> {
        let start = progress.chunked();
        let tail = std::mem::take(&mut progress.tail);
        if tail.is_empty() {
            return Ok(());
        }
        self.keep(log, progress, start, &tail).await
    }

    async fn keep(
        &mut self,
        log: LogId,
        progress: &mut Progress,
        start: u64,
        whole: &[u8],
    ) -> Result<(), StoreError> {
        let counted = count(whole, progress.lines);
        let body = compress(whole)?;
        progress.stored += body.len() as u64;
        let chunk = Chunk {
            start,
            len: whole.len() as u64,
            first_line: progress.lines + 1,
            lines: counted.lines,
            body,
        };
        self.insert_chunk(log, &chunk).await?;
        for (line, noted) in &counted.notes {
            self.note(log, progress.notes, *line, noted).await?;
            progress.notes += 1;
        }
        progress.lines += counted.lines;
        Ok(())
    }

    async fn note(
        &mut self,
        log: LogId,
        seq: u64,
        line: u64,
        noted: &Noted,
    ) -> Result<(), StoreError> {
        let body = serde_json::to_string(noted).map_err(StoreError::content("a note"))?;
        let note = sqlx::query(
            "INSERT INTO notes (task_id, attempt, seq, line, body) VALUES ($1, $2, $3, $4, $5)",
        );
        let note = note.bind(log.task.0).bind(log.attempt());
        let note = note.bind(signed(seq)).bind(signed(line)).bind(body);
        note.execute(self.sql()).await?;
        Ok(())
    }

    pub(super) async fn save_progress(
        &mut self,
        log: LogId,
        progress: &Progress,
    ) -> Result<(), StoreError> {
        let saved = sqlx::query(
            "UPDATE streams SET len = $3, lines = $4, notes = $5, stored = $6, hash = $7, tail = $8, state = $9
             WHERE task_id = $1 AND attempt = $2",
        );
        let saved = saved.bind(log.task.0).bind(log.attempt());
        let saved = saved
            .bind(signed(progress.len))
            .bind(signed(progress.lines));
        let saved = saved
            .bind(signed(progress.notes))
            .bind(signed(progress.stored));
        let saved = saved
            .bind(progress.hash.put_aside())
            .bind(&progress.tail[..]);
        saved.bind(&progress.state[..]).execute(self.sql()).await?;
        Ok(())
    }
}

/// Whether two pieces of a stream agree where both have bytes.
fn overlaps_equal(a_start: u64, a: &[u8], b_start: u64, b: &[u8]) -> bool {
    let from = a_start.max(b_start);
    let to = (a_start + a.len() as u64).min(b_start + b.len() as u64);
    from >= to || part(a_start, a, from, to) == part(b_start, b, from, to)
}

fn part(start: u64, bytes: &[u8], from: u64, to: u64) -> &[u8] {
    let index = |at: u64| usize::try_from(at - start).unwrap_or(usize::MAX);
    bytes.get(index(from)..index(to)).unwrap_or_default()
}
