//! Builds before a build.

use maillon_protocol::api::RunState;
use sqlx::Row;

use super::{RunRow, signed, unsigned};
use crate::error::StoreError;
use crate::store::Store;
use crate::words::of_word;

impl Store {
    /// The number of the last run of the same ref and project before `run` that ended with jobs of a dialect, and how it
    /// ended.
    pub async fn run_before(
        &self,
        run: &RunRow,
        dialect: &str,
    ) -> Result<Option<(u64, RunState)>, StoreError> {
        let question = "SELECT number, state FROM runs WHERE project_id = $1 AND git_ref = $2 AND number < $3 \
             AND dialect = $4 AND finished_at IS NOT NULL ORDER BY number DESC LIMIT 1";
        let row = sqlx::query(question)
            .bind(run.project_id)
            .bind(run.git_ref.as_str())
            .bind(signed(run.number))
            .bind(dialect)
            .fetch_optional(self.reads())
            .await?;
        row.map(|row| {
            let state = of_word("a run's state", row.try_get("state")?)?;
            Ok((unsigned(row.try_get("number")?), state))
        })
        .transpose()
    }
}
