//! Failed sign-ins, for throttling.

use maillon_model::Timestamp;
use sqlx::Row as _;

use crate::error::StoreError;
use crate::tx::Tx;
use crate::words::{millis, time};

/// How often signing in failed of late.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// How often.
    pub count: u32,
    /// When last.
    pub last: Timestamp,
}

impl Tx {
    /// How often `subject` (`login:jane`, `address:10.0.0.1`) failed since a time.
    pub async fn failures(
        &mut self,
        subject: &str,
        since: Timestamp,
    ) -> Result<Failures, StoreError> {
        let question = "SELECT COUNT(*) AS count, COALESCE(MAX(at), 0) AS last FROM attempts \
             WHERE subject = $1 AND at > $2";
        let asked = sqlx::query(question).bind(subject).bind(millis(since));
        let row = asked.fetch_one(self.sql()).await?;
        Ok(Failures {
            count: u32::try_from(row.try_get::<i64, _>("count")?).unwrap_or(u32::MAX),
            last: time(row.try_get("last")?),
        })
    }

    /// Remembers a failure; those before `since` are forgotten.
    pub async fn failed(&mut self, subject: &str, since: Timestamp) -> Result<(), StoreError> {
        let forgotten = sqlx::query("DELETE FROM attempts WHERE at <= $1").bind(millis(since));
        forgotten.execute(self.sql()).await?;
        let now = millis(self.now().await?);
        let kept = sqlx::query("INSERT INTO attempts (subject, at) VALUES ($1, $2)");
        kept.bind(subject).bind(now).execute(self.sql()).await?;
        Ok(())
    }

    /// Forgets the failures of `subject`.
    pub async fn forgive(&mut self, subject: &str) -> Result<(), StoreError> {
        let forgotten = sqlx::query("DELETE FROM attempts WHERE subject = $1").bind(subject);
        forgotten.execute(self.sql()).await?;
        Ok(())
    }

    /// Forgets one failure of `subject`.
    pub async fn forgive_at(&mut self, subject: &str, at: Timestamp) -> Result<(), StoreError> {
        let forgotten = sqlx::query("DELETE FROM attempts WHERE subject = $1 AND at = $2");
        let forgotten = forgotten.bind(subject).bind(millis(at));
        forgotten.execute(self.sql()).await?;
        Ok(())
    }
}
