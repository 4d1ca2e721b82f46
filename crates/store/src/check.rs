//! Whether a database holds together: the database's own look at its pages and references, and whether what
//! belongs together in it is there.

use sqlx::{AssertSqlSafe, Row};

use crate::error::StoreError;
use crate::store::Store;

/// What must not be, and a question for how many of it there are.
const WRONG: [(&str, &str); 6] = [
    (
        "runs whose journal has gaps",
        "SELECT COUNT(*) FROM (SELECT run_id FROM journal GROUP BY run_id \
         HAVING MIN(seq) <> 0 OR MAX(seq) + 1 <> COUNT(*)) wrong",
    ),
    (
        "runs that do not have the events that they told",
        "SELECT COUNT(*) FROM runs r WHERE r.events <> (SELECT COUNT(*) FROM events e WHERE e.run_id = r.id)",
    ),
    (
        "logs that lack acknowledged bytes",
        "SELECT COUNT(*) FROM streams s WHERE s.len - length(s.tail) <> (SELECT CAST(COALESCE(SUM(c.len), 0) \
         AS BIGINT) FROM chunks c WHERE c.task_id = s.task_id AND c.attempt = s.attempt)",
    ),
    (
        "tasks that are over without an end, or the other way round",
        "SELECT COUNT(*) FROM tasks WHERE (finished_at IS NOT NULL) <> \
         (state IN ('succeeded', 'failed', 'errored', 'canceled'))",
    ),
    (
        "jobs whose task is not there",
        "SELECT COUNT(*) FROM jobs j WHERE j.task_id IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.id = j.task_id)",
    ),
    (
        "uses of archives that are not there",
        "SELECT COUNT(*) FROM archive_uses u WHERE NOT EXISTS (SELECT 1 FROM archives a WHERE a.id = u.archive_id)",
    ),
];

impl Store {
    /// What is wrong with it, one finding each.
    pub async fn check(&self) -> Result<Vec<String>, StoreError> {
        let mut found = self.database().check(self.pools()).await?;
        for (what, question) in WRONG {
            let row = sqlx::query(AssertSqlSafe(question))
                .fetch_one(self.reads())
                .await?;
            let count: i64 = row.try_get(0)?;
            if count > 0 {
                found.push(format!("{count} {what}"));
            }
        }
        Ok(found)
    }
}
