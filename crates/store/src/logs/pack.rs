//! Small pieces of a complete log are merged.

use maillon_protocol::agent::{Fence, TaskId};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::chunk::{Chunk, Opened, compress_well};
use super::{LogId, signed, unsigned};
use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;

/// What a merged chunk has at least, before compression, where there is enough.
const PACKED: usize = 1 << 20;

impl Store {
    /// Complete logs that are in small pieces, some at a time.
    pub async fn logs_to_pack(&self) -> Result<Vec<LogId>, StoreError> {
        let rows = sqlx::query(
            "SELECT task_id, attempt FROM streams WHERE state = 'ended' ORDER BY task_id LIMIT 100",
        );
        let rows = rows.fetch_all(self.reads()).await?;
        rows.iter().map(log_id).collect()
    }

    /// Logs that nobody ended though nothing comes any more, some at a time: of agents that were given up.
    pub async fn logs_to_close(&self) -> Result<Vec<LogId>, StoreError> {
        let rows = sqlx::query(
            "SELECT s.task_id, s.attempt FROM streams s JOIN tasks t ON t.id = s.task_id WHERE s.state = 'open'
             AND (s.attempt < t.attempt OR t.state IN ('succeeded', 'failed', 'errored', 'canceled'))
             ORDER BY s.task_id LIMIT 100",
        );
        let rows = rows.fetch_all(self.reads()).await?;
        rows.iter().map(log_id).collect()
    }

    /// Merges the small pieces of a complete log, in short transactions. To be called again after a failure.
    pub async fn pack_log(&self, log: LogId) -> Result<(), StoreError> {
        let mut from = 0;
        while let Some(next) = self.pack_some(log, from).await? {
            from = next;
        }
        let mut tx = self.begin().await?;
        tx.log_is_packed(log).await?;
        tx.commit().await
    }

    /// Merges what makes one large chunk, and says where the next one begins.
    async fn pack_some(&self, log: LogId, from: u64) -> Result<Option<u64>, StoreError> {
        let mut pieces = Vec::new();
        let (mut at, mut size) = (from, 0);
        while size < PACKED {
            let Some(piece) = self.chunk_from(log, at).await? else {
                break;
            };
            at = piece.end();
            size += piece.bytes.len();
            pieces.push(piece);
        }
        if pieces.len() > 1 {
            let merged = merge(&pieces)?;
            let mut tx = self.begin().await?;
            tx.replace_chunks(log, &merged).await?;
            tx.commit().await?;
        }
        Ok((size >= PACKED).then_some(at))
    }

    async fn chunk_from(&self, log: LogId, start: u64) -> Result<Option<Opened>, StoreError> {
        let row = sqlx::query(
            "SELECT start, len, first_line, lines, body FROM chunks
             WHERE task_id = $1 AND attempt = $2 AND start >= $3 ORDER BY start LIMIT 1",
        )
        .bind(log.task.0)
        .bind(log.attempt())
        .bind(signed(start))
        .fetch_optional(self.reads())
        .await?;
        row.as_ref().map(Opened::of).transpose()
    }
}

fn log_id(row: &AnyRow) -> Result<LogId, StoreError> {
    let attempt: i64 = row.try_get(1)?;
    Ok(LogId {
        task: TaskId(row.try_get(0)?),
        attempt: Fence(u32::try_from(attempt).unwrap_or(0)),
    })
}

fn merge(pieces: &[Opened]) -> Result<Chunk, StoreError> {
    let bytes: Vec<u8> = pieces
        .iter()
        .flat_map(|piece| piece.bytes.iter().copied())
        .collect();
    Ok(Chunk {
        start: pieces.first().map_or(0, |piece| piece.start),
        len: bytes.len() as u64,
        first_line: pieces.first().map_or(1, |piece| piece.first_line),
        lines: pieces.iter().map(|piece| piece.lines).sum(),
        body: compress_well(&bytes)?,
    })
}

impl Tx {
    async fn replace_chunks(&mut self, log: LogId, merged: &Chunk) -> Result<(), StoreError> {
        let replaced = sqlx::query(
            "DELETE FROM chunks WHERE task_id = $1 AND attempt = $2 AND start >= $3 AND start < $4",
        );
        let replaced = replaced.bind(log.task.0).bind(log.attempt());
        let replaced = replaced.bind(signed(merged.start));
        let replaced = replaced.bind(signed(merged.start + merged.len));
        let gone = replaced.execute(self.sql()).await?.rows_affected();
        if gone == 0 {
            // The run was removed meanwhile.
            return Ok(());
        }
        self.insert_chunk(log, merged).await
    }

    async fn log_is_packed(&mut self, log: LogId) -> Result<(), StoreError> {
        let Some(mut progress) = self.log_progress(log).await? else {
            return Ok(());
        };
        let stored = self.stored_bytes(log).await?;
        self.count_bytes(log.task, signed(stored) - signed(progress.stored))
            .await?;
        progress.stored = stored;
        "packed".clone_into(&mut progress.state);
        self.save_progress(log, &progress).await
    }

    async fn stored_bytes(&mut self, log: LogId) -> Result<u64, StoreError> {
        let sum = sqlx::query(
            "SELECT CAST(COALESCE(SUM(LENGTH(body)), 0) AS BIGINT) FROM chunks WHERE task_id = $1 AND attempt = $2",
        );
        let sum = sum.bind(log.task.0).bind(log.attempt());
        Ok(unsigned(sum.fetch_one(self.sql()).await?.try_get(0)?))
    }
}
