//! Rows of chunks.

use sqlx::Row;
use sqlx::any::AnyRow;

use super::{LogId, signed, unsigned};
use crate::error::StoreError;
use crate::tx::Tx;

/// Pieces arrive many times a second: speed counts more than size. Packing compresses better.
const FAST: i32 = 1;

/// Good and still fast.
const GOOD: i32 = 6;

/// A row.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    pub(super) start: u64,
    pub(super) len: u64,
    pub(super) first_line: u64,
    pub(super) lines: u64,
    pub(super) body: Vec<u8>,
}

/// The bytes of a chunk.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    pub(super) start: u64,
    pub(super) first_line: u64,
    pub(super) lines: u64,
    pub(super) bytes: Vec<u8>,
}

impl Opened {
    /// The offset after its last byte.
    pub(super) fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    /// Of a row of `start, len, first_line, lines, body`.
    pub(super) fn of(row: &AnyRow) -> Result<Self, StoreError> {
        let len = usize::try_from(row.try_get::<i64, _>(1)?).unwrap_or(0);
        let body: Vec<u8> = row.try_get(4)?;
        let bytes = zstd::bulk::decompress(&body, len).map_err(|error| StoreError::Content {
            what: "a piece of a log",
            why: error.to_string(),
        })?;
        Ok(Self {
            start: unsigned(row.try_get(0)?),
            first_line: unsigned(row.try_get(2)?),
            lines: unsigned(row.try_get(3)?),
            bytes,
        })
    }
}

pub(super) fn compress(bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    compress_at(bytes, FAST)
}

pub(super) fn compress_well(bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    compress_at(bytes, GOOD)
}

fn compress_at(bytes: &[u8], level: i32) -> Result<Vec<u8>, StoreError> {
    zstd::bulk::compress(bytes, level).map_err(|error| StoreError::Content {
        what: "a piece of a log",
        why: error.to_string(),
    })
}

impl Tx {
    pub(super) async fn insert_chunk(
        &mut self,
        log: LogId,
        chunk: &Chunk,
    ) -> Result<(), StoreError> {
        let inserted = sqlx::query(
            "INSERT INTO chunks (task_id, attempt, start, len, first_line, lines, body)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        );
        let inserted = inserted.bind(log.task.0).bind(log.attempt());
        let inserted = inserted.bind(signed(chunk.start)).bind(signed(chunk.len));
        let inserted = inserted
            .bind(signed(chunk.first_line))
            .bind(signed(chunk.lines));
        inserted.bind(&chunk.body[..]).execute(self.sql()).await?;
        Ok(())
    }

    /// The chunk with the byte at an offset, which is there.
    pub(super) async fn chunk_at(&mut self, log: LogId, at: u64) -> Result<Opened, StoreError> {
        let row = sqlx::query(
            "SELECT start, len, first_line, lines, body FROM chunks
             WHERE task_id = $1 AND attempt = $2 AND start <= $3 ORDER BY start DESC LIMIT 1",
        )
        .bind(log.task.0)
        .bind(log.attempt())
        .bind(signed(at))
        .fetch_one(self.sql())
        .await?;
        let chunk = Opened::of(&row)?;
        if chunk.end() <= at {
            return Err(StoreError::Content {
                what: "a log",
                why: format!("its byte {at} is in no chunk"),
            });
        }
        Ok(chunk)
    }
}
