//! Schedules: runs that come due by the clock.

use std::collections::BTreeMap;

use maillon_model::Timestamp;
use maillon_protocol::api::NewSchedule;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::error::StoreError;
use crate::projects::Noted;
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{json, millis, of_json, time};

/// A schedule as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleRow {
    /// Its number.
    pub id: i64,
    /// Its project.
    pub project: i64,
    /// Who owns it: its runs are theirs.
    pub user: i64,
    /// Their login.
    pub owner: String,
    /// What it is for, for people.
    pub description: String,
    /// Five fields, as cron has them.
    pub cron: String,
    /// `Europe/Paris`
    pub timezone: String,
    /// The branch or tag, by its short or its full name.
    pub git_ref: String,
    /// Variables of its runs.
    pub variables: BTreeMap<String, String>,
    /// Whether it comes due at all.
    pub active: bool,
    /// When it comes due next.
    pub next_at: Option<Timestamp>,
    /// The number of its last run.
    pub last_run: Option<u64>,
    /// Why it made no run when it was due last.
    pub trouble: Option<String>,
}

const QUESTION: &str = "SELECT s.id, s.project_id, s.user_id, u.login, s.description, s.cron, s.timezone, \
     s.git_ref, s.variables, s.active, s.next_at, s.last_run, s.trouble \
     FROM schedules s JOIN users u ON u.id = s.user_id";

fn schedule(row: &AnyRow) -> Result<ScheduleRow, StoreError> {
    let last_run: Option<i64> = row.try_get("last_run")?;
    Ok(ScheduleRow {
        id: row.try_get("id")?,
        project: row.try_get("project_id")?,
        user: row.try_get("user_id")?,
        owner: row.try_get("login")?,
        description: row.try_get("description")?,
        cron: row.try_get("cron")?,
        timezone: row.try_get("timezone")?,
        git_ref: row.try_get("git_ref")?,
        variables: of_json("variables of a schedule", row.try_get("variables")?)?,
        active: row.try_get::<i64, _>("active")? != 0,
        next_at: row.try_get::<Option<i64>, _>("next_at")?.map(time),
        last_run: last_run.and_then(|number| u64::try_from(number).ok()),
        trouble: row.try_get("trouble")?,
    })
}

impl Store {
    /// The schedules of a project, in the order in which they were made.
    pub async fn schedules(&self, project: i64) -> Result<Vec<ScheduleRow>, StoreError> {
        let question = format!("{QUESTION} WHERE s.project_id = $1 ORDER BY s.id");
        let rows = sqlx::query(AssertSqlSafe(question)).bind(project);
        let rows = rows.fetch_all(self.reads()).await?;
        rows.iter().map(schedule).collect()
    }

    /// One schedule of a project.
    pub async fn schedule(&self, project: i64, id: i64) -> Result<Option<ScheduleRow>, StoreError> {
        let question = format!("{QUESTION} WHERE s.project_id = $1 AND s.id = $2");
        let row = sqlx::query(AssertSqlSafe(question)).bind(project).bind(id);
        let row = row.fetch_optional(self.reads()).await?;
        row.as_ref().map(schedule).transpose()
    }

    /// Active schedules that are due by now, the longest due first.
    pub async fn due_schedules(&self, now: Timestamp) -> Result<Vec<ScheduleRow>, StoreError> {
        let question = format!(
            "{QUESTION} WHERE s.active = 1 AND s.next_at <= $1 ORDER BY s.next_at LIMIT 100"
        );
        let rows = sqlx::query(AssertSqlSafe(question)).bind(millis(now));
        let rows = rows.fetch_all(self.reads()).await?;
        rows.iter().map(schedule).collect()
    }
}

impl Tx {
    /// Keeps a new schedule of somebody's; its number.
    pub async fn insert_schedule(
        &mut self,
        project: i64,
        user: i64,
        new: &NewSchedule,
        next_at: Option<Timestamp>,
    ) -> Result<i64, StoreError> {
        let question = "INSERT INTO schedules (project_id, user_id, description, cron, timezone, git_ref, \
             variables, active, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";
        let row: (i64,) = sqlx::query_as(question)
            .bind(project)
            .bind(user)
            .bind(&new.description)
            .bind(&new.cron)
            .bind(&new.timezone)
            .bind(&new.git_ref)
            .bind(json("variables of a schedule", &new.variables)?)
            .bind(i64::from(new.active))
            .bind(next_at.map(millis))
            .fetch_one(self.sql())
            .await?;
        Ok(row.0)
    }

    /// Changes a schedule, which becomes `user`'s: its runs do what they may.
    pub async fn change_schedule(
        &mut self,
        id: i64,
        user: i64,
        new: &NewSchedule,
        next_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let question = "UPDATE schedules SET user_id = $2, description = $3, cron = $4, timezone = $5, \
             git_ref = $6, variables = $7, active = $8, next_at = $9, trouble = NULL WHERE id = $1";
        sqlx::query(question)
            .bind(id)
            .bind(user)
            .bind(&new.description)
            .bind(&new.cron)
            .bind(&new.timezone)
            .bind(&new.git_ref)
            .bind(json("variables of a schedule", &new.variables)?)
            .bind(i64::from(new.active))
            .bind(next_at.map(millis))
            .execute(self.sql())
            .await?;
        Ok(())
    }

    /// Removes a schedule.
    pub async fn remove_schedule(&mut self, id: i64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM schedules WHERE id = $1")
            .bind(id)
            .execute(self.sql())
            .await?;
        Ok(())
    }

    /// Takes a schedule that is due, so that nobody else does: it comes due again at `next_at`.
    /// [`Noted::Known`]: somebody else has it, or it was changed.
    pub async fn take_schedule(
        &mut self,
        due: &ScheduleRow,
        next_at: Option<Timestamp>,
    ) -> Result<Noted, StoreError> {
        let question =
            "UPDATE schedules SET next_at = $3 WHERE id = $1 AND next_at = $2 AND active = 1";
        let done = sqlx::query(question)
            .bind(due.id)
            .bind(due.next_at.map(millis))
            .bind(next_at.map(millis))
            .execute(self.sql())
            .await?;
        Ok(Noted::of(done.rows_affected()))
    }

    /// Notes what became of a schedule that was due: the number of its run, or why there is none.
    pub async fn schedule_ran(
        &mut self,
        id: i64,
        outcome: Result<u64, &str>,
    ) -> Result<(), StoreError> {
        let question =
            "UPDATE schedules SET last_run = COALESCE($2, last_run), trouble = $3 WHERE id = $1";
        let number = outcome.ok().and_then(|number| i64::try_from(number).ok());
        sqlx::query(question)
            .bind(id)
            .bind(number)
            .bind(outcome.err().map(str::to_owned))
            .execute(self.sql())
            .await?;
        Ok(())
    }
}
