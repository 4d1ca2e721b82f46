//! The jobs of runs, as everybody may see them.

mod patch;

use maillon_model::{EventKind, JobId, Timestamp};
use maillon_protocol::api::{EnvironmentLink, JobState, JobSummary, Played};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::error::StoreError;
use crate::runs::{millis, time};
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{json, of_json, of_word};
pub use patch::{JobPatch, Set};

/// A job that joins a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreshJob {
    /// Its id in the run.
    pub job: u32,
    /// Its name, behind its parents'.
    pub name: String,
    /// Its stage.
    pub stage: Option<String>,
    /// The stage's position in its pipeline.
    pub stage_order: u32,
    /// The job whose child pipeline it stands in.
    pub parent: Option<u32>,
    /// Whom it waits for; None: the stages before.
    pub needs: Option<Vec<String>>,
    /// Whether every failure of it is allowed.
    pub allow_failure: bool,
    /// Whether its child pipeline takes its place.
    pub inlined: bool,
    /// At most one job of it runs at a time.
    pub resource_group: Option<String>,
    /// The concurrency group that it takes turns in.
    pub turn: Option<String>,
}

/// A job as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct JobRow {
    /// Its run.
    pub run: i64,
    /// What stands in lists.
    pub summary: JobSummary,
    /// The stage's position in its pipeline.
    pub stage_order: u32,
    /// Whether its child pipeline takes its place.
    pub inlined: bool,
    /// At most one job of it runs at a time.
    pub resource_group: Option<String>,
    /// The concurrency group that it takes turns in.
    pub turn: Option<String>,
    /// When a delayed job starts.
    pub delayed_until: Option<Timestamp>,
    /// Who played it, and when.
    pub played: Option<Played>,
    /// Its last try in the queue.
    pub task: Option<i64>,
}

const COLUMNS: &str = "j.run_id, j.job, j.name, j.stage, j.stage_order, j.parent, j.needs, j.state, \
     j.allow_failure, j.reason, j.attempt, j.exit_code, j.queued_at, j.started_at, j.finished_at, \
     j.coverage, j.environment, j.inlined, j.resource_group, j.turn, j.delayed_until, j.played_by, j.played_at, \
     j.task_id, a.name AS agent";

const SOURCE: &str = "FROM jobs j LEFT JOIN tasks t ON t.id = j.task_id \
     LEFT JOIN agents a ON a.id = t.agent_id";

fn job(row: &AnyRow) -> Result<JobRow, StoreError> {
    let number = |column| row.try_get::<Option<i64>, _>(column);
    let text = |column| row.try_get::<Option<String>, _>(column);
    Ok(JobRow {
        run: row.try_get("run_id")?,
        summary: summary(row)?,
        stage_order: narrow(row.try_get("stage_order")?),
        inlined: row.try_get::<i64, _>("inlined")? != 0,
        resource_group: text("resource_group")?,
        turn: text("turn")?,
        delayed_until: number("delayed_until")?.map(time),
        played: text("played_by")?
            .zip(number("played_at")?)
            .map(|(by, at)| Played { by, at: time(at).0 }),
        task: number("task_id")?,
    })
}

fn summary(row: &AnyRow) -> Result<JobSummary, StoreError> {
    let number = |column| row.try_get::<Option<i64>, _>(column);
    let moment = |column| Ok::<_, sqlx::Error>(number(column)?.map(|at| time(at).0));
    let needs: Option<String> = row.try_get("needs")?;
    let environment: Option<String> = row.try_get("environment")?;
    let allow_failure: i64 = row.try_get("allow_failure")?;
    Ok(JobSummary {
        id: narrow(row.try_get("job")?),
        name: row.try_get("name")?,
        stage: row.try_get("stage")?,
        parent: number("parent")?.map(narrow),
        needs: needs
            .map(|needs| of_json("needs of a job", &needs))
            .transpose()?,
        state: of_word("a job's state", row.try_get("state")?)?,
        allow_failure: allow_failure != 0,
        reason: row.try_get("reason")?,
        attempt: narrow(row.try_get("attempt")?),
        agent: row.try_get("agent")?,
        exit_code: number("exit_code")?.and_then(|code| i32::try_from(code).ok()),
        queued_at: moment("queued_at")?,
        started_at: moment("started_at")?,
        finished_at: moment("finished_at")?,
        coverage: row.try_get("coverage")?,
        environment: environment
            .map(|link| of_json::<EnvironmentLink>("an environment", &link))
            .transpose()?,
    })
}

fn narrow(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

impl Tx {
    /// Lets jobs join a run.
    pub async fn add_jobs(&mut self, run: i64, jobs: &[FreshJob]) -> Result<(), StoreError> {
        for fresh in jobs {
            let needs = fresh.needs.as_ref().map(|needs| json("needs", needs));
            let added = sqlx::query(
                "INSERT INTO jobs (run_id, job, name, stage, stage_order, parent, needs, state, \
                 allow_failure, inlined, resource_group, turn) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, $10, $11)",
            )
            .bind(run)
            .bind(i64::from(fresh.job))
            .bind(fresh.name.clone())
            .bind(fresh.stage.clone())
            .bind(i64::from(fresh.stage_order))
            .bind(fresh.parent.map(i64::from))
            .bind(needs.transpose()?)
            .bind(i64::from(fresh.allow_failure))
            .bind(i64::from(fresh.inlined))
            .bind(fresh.resource_group.clone())
            .bind(fresh.turn.clone());
            added.execute(self.sql()).await?;
        }
        Ok(())
    }

    /// An agent begins with a try of a job: notes and tells it. `attempt` is the engine's try.
    pub async fn job_started(
        &mut self,
        run: i64,
        job: u32,
        attempt: u32,
    ) -> Result<(), StoreError> {
        let now = millis(self.now().await?);
        let started = sqlx::query(
            "UPDATE jobs SET state = 'running', started_at = $4, reason = NULL \
             WHERE run_id = $1 AND job = $2 AND attempt = $3 AND state = 'queued'",
        );
        let started = started.bind(run).bind(i64::from(job));
        let started = started.bind(i64::from(attempt)).bind(now);
        if started.execute(self.sql()).await?.rows_affected() == 0 {
            return Ok(());
        }
        let first =
            sqlx::query("UPDATE runs SET started_at = $2 WHERE id = $1 AND started_at IS NULL");
        first.bind(run).bind(now).execute(self.sql()).await?;
        let event = EventKind::JobStarted {
            job: JobId(job),
            attempt: maillon_model::Attempt(attempt),
        };
        self.append_events(run, &[event]).await
    }

    /// A try of a job is handed out again, because its agent was not heard: notes and tells it.
    pub async fn job_queued_again(
        &mut self,
        run: i64,
        job: u32,
        why: &str,
    ) -> Result<(), StoreError> {
        let now = millis(self.now().await?);
        let again = sqlx::query(
            "UPDATE jobs SET state = 'queued', queued_at = $3, started_at = NULL, reason = $4 \
             WHERE run_id = $1 AND job = $2 AND state IN ('queued', 'running')",
        );
        let again = again.bind(run).bind(i64::from(job)).bind(now);
        let again = again.bind(why.to_owned()).execute(self.sql()).await?;
        if again.rows_affected() == 0 {
            return Ok(());
        }
        let event = EventKind::JobQueued { job: JobId(job) };
        self.append_events(run, &[event]).await
    }

    /// Notes who lets a manual job run, or a delayed one now; false: it does not wait for that.
    pub async fn mark_played(&mut self, run: i64, job: u32, by: &str) -> Result<bool, StoreError> {
        let now = millis(self.now().await?);
        let marked = sqlx::query(
            "UPDATE jobs SET played_by = $3, played_at = $4 WHERE run_id = $1 AND job = $2 \
             AND (state = 'manual' OR (state = 'waiting' AND delayed_until IS NOT NULL))",
        );
        let marked = marked.bind(run).bind(i64::from(job)).bind(by.to_owned());
        let marked = marked.bind(now).execute(self.sql()).await?;
        Ok(marked.rows_affected() == 1)
    }

    /// The jobs of a run that an agent began with.
    pub async fn started_jobs(&mut self, run: i64) -> Result<Vec<JobId>, StoreError> {
        let rows = sqlx::query("SELECT job FROM jobs WHERE run_id = $1 AND started_at IS NOT NULL");
        let rows = rows.bind(run).fetch_all(self.sql()).await?;
        let id = |row: &AnyRow| Ok(JobId(narrow(row.try_get("job")?)));
        rows.iter().map(id).collect()
    }

    /// The jobs of a run, as this transaction sees them.
    pub async fn jobs(&mut self, run: i64) -> Result<Vec<JobRow>, StoreError> {
        let rows = of_run();
        let rows = sqlx::query(AssertSqlSafe(rows)).bind(run);
        let rows = rows.fetch_all(self.sql()).await?;
        rows.iter().map(job).collect()
    }
}

fn of_run() -> String {
    format!("SELECT {COLUMNS} {SOURCE} WHERE j.run_id = $1 ORDER BY j.job")
}

impl Store {
    /// The jobs of a run, by their ids.
    pub async fn jobs(&self, run: i64) -> Result<Vec<JobRow>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(of_run())).bind(run);
        let rows = rows.fetch_all(self.reads()).await?;
        rows.iter().map(job).collect()
    }

    /// A job of a run.
    pub async fn job(&self, run: i64, id: u32) -> Result<Option<JobRow>, StoreError> {
        let question = format!("SELECT {COLUMNS} {SOURCE} WHERE j.run_id = $1 AND j.job = $2");
        let row = sqlx::query(AssertSqlSafe(question));
        let row = row.bind(run).bind(i64::from(id));
        let row = row.fetch_optional(self.reads()).await?;
        row.as_ref().map(job).transpose()
    }

    /// What a job left, as everybody may see it: the JSON of `model::event::JobResult`.
    pub async fn job_result(&self, run: i64, id: u32) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT result FROM jobs WHERE run_id = $1 AND job = $2");
        let row = row.bind(run).bind(i64::from(id));
        let row = row.fetch_optional(self.reads()).await?;
        Ok(row.map(|row| row.try_get("result")).transpose()?.flatten())
    }

    /// Jobs in some state of all runs that go on, the oldest first.
    pub async fn jobs_in(&self, state: JobState, limit: i64) -> Result<Vec<JobRow>, StoreError> {
        let question = format!(
            "SELECT {COLUMNS} {SOURCE} JOIN runs r ON r.id = j.run_id \
             WHERE r.state IN ('running', 'manual') AND j.state = $1 \
             ORDER BY j.run_id, j.job LIMIT $2"
        );
        let rows = sqlx::query(AssertSqlSafe(question));
        let rows = rows.bind(state.as_str()).bind(limit);
        let rows = rows.fetch_all(self.reads()).await?;
        rows.iter().map(job).collect()
    }
}
