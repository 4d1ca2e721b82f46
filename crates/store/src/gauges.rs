//! How much of what there is: for metrics.

use std::time::Duration;

use maillon_protocol::lease::State;
use sqlx::Row;

use crate::error::StoreError;
use crate::logs::unsigned;
use crate::store::Store;
use crate::words::time;

/// How much of what there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gauges {
    /// Runs, by their state.
    pub runs: Vec<(String, u64)>,
    /// Tasks that wait for an agent.
    pub queued: u64,
    /// How long the first of them waits.
    pub oldest: Duration,
    /// Tasks that agents have.
    pub running: u64,
    /// Bytes of archives and uploads.
    pub artifact_bytes: u64,
}

impl Store {
    /// How much of what there is, by now.
    pub async fn gauges(&self) -> Result<Gauges, StoreError> {
        let rows = sqlx::query("SELECT state, COUNT(*) FROM runs GROUP BY state ORDER BY state");
        let rows = rows.fetch_all(self.reads()).await?;
        let runs = rows
            .iter()
            .map(|row| Ok((row.try_get(0)?, unsigned(row.try_get(1)?))));
        let runs = runs.collect::<Result<_, StoreError>>()?;
        let queue = sqlx::query("SELECT COUNT(*), MIN(queued_at) FROM tasks WHERE state = $1");
        let queue = queue.bind(State::Queued.as_str());
        let queue = queue.fetch_one(self.reads()).await?;
        let oldest: Option<i64> = queue.try_get(1)?;
        let oldest = match oldest {
            Some(at) => self.now().await?.since(time(at)),
            None => Duration::ZERO,
        };
        Ok(Gauges {
            runs,
            queued: unsigned(queue.try_get(0)?),
            oldest,
            running: self
                .sum("SELECT COUNT(*) FROM tasks WHERE state IN ('assigned', 'running', 'cancelling', 'lost')")
                .await?,
            artifact_bytes: self
                .sum(
                    "SELECT CAST(COALESCE((SELECT SUM(size) FROM archives), 0)
                     + COALESCE((SELECT SUM(size) FROM uploads), 0) AS BIGINT)",
                )
                .await?,
        })
    }

    async fn sum(&self, question: &'static str) -> Result<u64, StoreError> {
        let row = sqlx::query(question).fetch_one(self.reads()).await?;
        Ok(unsigned(row.try_get(0)?))
    }
}
