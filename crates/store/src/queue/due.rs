//! What time does to tasks.

use maillon_protocol::lease::Limits;
use sqlx::AssertSqlSafe;

use super::lease::LONGEST_CANCEL;
use super::{COLUMNS, HELD, TaskRow, task, until};
use crate::error::StoreError;
use crate::tx::Tx;
use crate::words::millis;

impl Tx {
    /// Tasks that waiting is over for, in one way or another; at most `limit`. Nobody else changes them until
    /// the end of the transaction.
    pub async fn due_tasks(&mut self, limit: i64) -> Result<Vec<TaskRow>, StoreError> {
        let now = millis(self.now().await?);
        let question = format!(
            "SELECT {COLUMNS} FROM tasks t WHERE t.{HELD} AND (t.expires_at <= $1 OR t.cancel_by <= $1) \
             ORDER BY t.id LIMIT $2 {}",
            self.database().lock()
        );
        let rows = sqlx::query(AssertSqlSafe(question)).bind(now).bind(limit);
        let rows = rows.fetch_all(self.sql()).await?;
        rows.iter().map(task).collect()
    }

    /// Takes back what lies further in the future than it can: the database's clock went back.
    pub async fn clip(&mut self, limits: &Limits) -> Result<(), StoreError> {
        let now = self.now().await?;
        let most = limits.ttl.max(limits.grace).max(limits.start);
        for (column, most) in [("expires_at", most), ("cancel_by", LONGEST_CANCEL)] {
            let update = format!("UPDATE tasks SET {column} = $1 WHERE {HELD} AND {column} > $1");
            let update = sqlx::query(AssertSqlSafe(update)).bind(until(now, most));
            update.execute(self.sql()).await?;
        }
        Ok(())
    }
}
