//! Webhooks that were heard, and what forges are yet to be told.

use maillon_model::Timestamp;
use maillon_protocol::api::{RunEvent, RunState};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::error::StoreError;
use crate::projects::Noted;
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{millis, of_word, word};

/// A run's state that a forge is yet to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// The run.
    pub run: i64,
    /// Its project.
    pub project: i64,
    /// Its number there.
    pub number: u64,
    /// Its commit.
    pub sha: String,
    /// `refs/heads/main`
    pub git_ref: String,
    /// What made the run.
    pub event: RunEvent,
    /// The state to tell.
    pub state: RunState,
    /// How often that was tried.
    pub tries: u32,
}

fn report(row: &AnyRow) -> Result<ReportRow, StoreError> {
    let number: i64 = row.try_get("number")?;
    let tries: i64 = row.try_get("tries")?;
    Ok(ReportRow {
        run: row.try_get("run_id")?,
        project: row.try_get("project_id")?,
        number: u64::try_from(number).unwrap_or(0),
        sha: row.try_get("sha")?,
        git_ref: row.try_get("git_ref")?,
        event: of_word("a run's event", row.try_get("event")?)?,
        state: of_word("a run's state", row.try_get("state")?)?,
        tries: u32::try_from(tries).unwrap_or(u32::MAX),
    })
}

/// A webhook that was heard, and that something is yet to be done about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRow {
    /// Its project.
    pub project: i64,
    /// The forge's id for it.
    pub delivery: String,
    /// What is to be done: JSON of the server's.
    pub body: String,
}

impl Store {
    /// Webhooks that something is yet to be done about, the oldest first.
    pub async fn open_deliveries(&self) -> Result<Vec<DeliveryRow>, StoreError> {
        let question = "SELECT project_id, delivery, body FROM deliveries WHERE body IS NOT NULL \
             ORDER BY at, delivery LIMIT 100";
        let rows: Vec<(i64, String, String)> =
            sqlx::query_as(question).fetch_all(self.reads()).await?;
        let open = rows
            .into_iter()
            .map(|(project, delivery, body)| DeliveryRow {
                project,
                delivery,
                body,
            });
        Ok(open.collect())
    }

    /// What forges are to be told by now, the longest due first.
    pub async fn reports_due(&self, now: Timestamp) -> Result<Vec<ReportRow>, StoreError> {
        let question = "SELECT t.run_id, r.project_id, r.number, r.sha, r.git_ref, r.event, t.state, t.tries \
             FROM reports t JOIN runs r ON r.id = t.run_id \
             WHERE t.due_at <= $1 ORDER BY t.due_at LIMIT 100";
        let rows = sqlx::query(question).bind(millis(now));
        let rows = rows.fetch_all(self.reads()).await?;
        rows.iter().map(report).collect()
    }
}

impl Tx {
    /// Notes that a webhook was heard, and what is to be done about it. [`Noted::Known`]: it was heard before.
    pub async fn hear_delivery(
        &mut self,
        project: i64,
        delivery: &str,
        body: Option<&str>,
    ) -> Result<Noted, StoreError> {
        let now = self.now().await?;
        let question = "INSERT INTO deliveries (project_id, delivery, at, body) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (project_id, delivery) DO NOTHING";
        let done = sqlx::query(question)
            .bind(project)
            .bind(delivery)
            .bind(millis(now))
            .bind(body.map(str::to_owned))
            .execute(self.sql())
            .await?;
        Ok(Noted::of(done.rows_affected()))
    }

    /// Notes that nothing more is to be done about a webhook.
    pub async fn settle_delivery(
        &mut self,
        project: i64,
        delivery: &str,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE deliveries SET body = NULL WHERE project_id = $1 AND delivery = $2")
            .bind(project)
            .bind(delivery)
            .execute(self.sql())
            .await?;
        Ok(())
    }

    /// Forgets webhooks that were heard before a time.
    pub async fn forget_deliveries(&mut self, before: Timestamp) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM deliveries WHERE at < $1 AND body IS NULL")
            .bind(millis(before))
            .execute(self.sql())
            .await?;
        Ok(())
    }

    /// Notes that the forge of a run's project is to be told how the run stands. To be called whenever a run is
    /// made or its state changes; does nothing for repositories that the server hosts itself.
    pub async fn owe_report(&mut self, run: i64, state: RunState) -> Result<(), StoreError> {
        let now = self.now().await?;
        let question = "INSERT INTO reports (run_id, state, due_at) \
             SELECT r.id, $2, $3 FROM runs r JOIN projects p ON p.id = r.project_id \
             WHERE r.id = $1 AND p.url IS NOT NULL \
             ON CONFLICT (run_id) DO UPDATE SET state = excluded.state, tries = 0, due_at = excluded.due_at \
             WHERE reports.state <> excluded.state";
        sqlx::query(question)
            .bind(run)
            .bind(word(&state))
            .bind(millis(now))
            .execute(self.sql())
            .await?;
        Ok(())
    }

    /// Notes that the forge knows that a run stands so, or never needs to.
    pub async fn report_settled(&mut self, run: i64, state: RunState) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE reports SET due_at = NULL, trouble = NULL WHERE run_id = $1 AND state = $2",
        )
        .bind(run)
        .bind(word(&state))
        .execute(self.sql())
        .await?;
        Ok(())
    }

    /// Notes that the forge could not be told, and when to try again.
    pub async fn report_failed(
        &mut self,
        report: &ReportRow,
        due_at: Timestamp,
        trouble: &str,
    ) -> Result<(), StoreError> {
        let question = "UPDATE reports SET tries = tries + 1, due_at = $3, trouble = $4 \
             WHERE run_id = $1 AND state = $2";
        sqlx::query(question)
            .bind(report.run)
            .bind(word(&report.state))
            .bind(millis(due_at))
            .bind(trouble)
            .execute(self.sql())
            .await?;
        Ok(())
    }
}
