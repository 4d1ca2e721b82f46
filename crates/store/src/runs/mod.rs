//! Runs: how they are made, and how they stand.

mod before;
mod filter;
mod rows;

use maillon_model::Timestamp;
use maillon_protocol::api::{ProjectSettings, RunEvent, RunState};
use sqlx::{AssertSqlSafe, Row};

use crate::bell::Topic;
use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{json, of_json, of_word, word};
pub use filter::RunsFilter;
pub use rows::RunRow;
pub(crate) use rows::{COLUMNS, millis, run, time};

/// A run to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreshRun {
    /// Of which project.
    pub project: i64,
    /// What made it.
    pub event: RunEvent,
    /// `refs/heads/main`
    pub git_ref: String,
    /// The commit.
    pub sha: String,
    /// The first line of the commit's message.
    pub title: String,
    /// A login, or the commit's author.
    pub author: String,
    /// The number of the run whose jobs it runs again.
    pub rerun_of: Option<u64>,
    /// The number of the merge request that it is for.
    pub merge: Option<u64>,
    /// Its place in the queue: larger comes first.
    pub priority: i32,
    /// Whether it gets protected secrets.
    pub protected: bool,
    /// Whether it gets secrets at all.
    pub trusted: bool,
    /// Sealed: what it is made from.
    pub sealed: Option<Vec<u8>>,
}

/// What is known of a run once its pipeline is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MadeRun {
    /// `gitlab`, `github` or `jenkins`.
    pub dialect: Option<String>,
    /// The definition's file.
    pub definition: Option<String>,
    /// The pipeline's own name.
    pub name: Option<String>,
    /// What was found in the definition.
    pub diagnostics: Vec<String>,
    /// Sealed: the trigger and the pipeline; None: it can't run.
    pub made: Option<Vec<u8>>,
}

impl Tx {
    /// Makes a run, which waits for its pipeline; gives its id and its number in the project.
    pub async fn create_run(&mut self, fresh: &FreshRun) -> Result<(i64, u64), StoreError> {
        let now = millis(self.now().await?);
        let number = "UPDATE projects SET next_run = next_run + 1 WHERE id = $1 RETURNING next_run";
        let row = sqlx::query(number).bind(fresh.project);
        let next: i64 = row.fetch_one(self.sql()).await?.try_get(0)?;
        let row = sqlx::query(
            "INSERT INTO runs (project_id, number, state, event, git_ref, sha, title, author, rerun_of, \
             merge_number, priority, protected, trusted, sealed, created_at) \
             VALUES ($1, $2, 'pending', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id",
        )
        .bind(fresh.project)
        .bind(next - 1)
        .bind(word(&fresh.event))
        .bind(fresh.git_ref.as_str())
        .bind(fresh.sha.as_str())
        .bind(fresh.title.as_str())
        .bind(fresh.author.as_str())
        .bind(fresh.rerun_of.map(signed))
        .bind(fresh.merge.map(signed))
        .bind(i64::from(fresh.priority))
        .bind(i64::from(fresh.protected))
        .bind(i64::from(fresh.trusted))
        .bind(fresh.sealed.clone())
        .bind(now);
        let id = row.fetch_one(self.sql()).await?.try_get(0)?;
        self.owe_report(id, RunState::Pending).await?;
        Ok((id, unsigned(next - 1)))
    }

    /// Takes the making of a run's pipeline for so long; false where somebody else has it, or it is made.
    pub async fn claim_making(&mut self, run: i64, millis_long: i64) -> Result<bool, StoreError> {
        let now = millis(self.now().await?);
        let claimed = sqlx::query(
            "UPDATE runs SET wake_at = $2 WHERE id = $1 AND state = 'pending' \
             AND (wake_at IS NULL OR wake_at <= $3)",
        );
        let claimed = claimed.bind(run).bind(now + millis_long).bind(now);
        Ok(claimed.execute(self.sql()).await?.rows_affected() == 1)
    }

    /// Goes on with the making of a run's pipeline, for so long again.
    pub async fn renew_making(&mut self, run: i64, millis_long: i64) -> Result<(), StoreError> {
        let until = millis(self.now().await?) + millis_long;
        let renewed =
            sqlx::query("UPDATE runs SET wake_at = $2 WHERE id = $1 AND state = 'pending'");
        renewed.bind(run).bind(until).execute(self.sql()).await?;
        Ok(())
    }

    /// Keeps what a run's pipeline is; false where the run waits for it no more.
    pub async fn keep_made(&mut self, run: i64, made: &MadeRun) -> Result<bool, StoreError> {
        let kept = sqlx::query(
            "UPDATE runs SET dialect = $2, definition = $3, name = $4, diagnostics = $5, made = $6 \
             WHERE id = $1 AND state = 'pending'",
        )
        .bind(run)
        .bind(made.dialect.as_deref())
        .bind(made.definition.as_deref())
        .bind(made.name.as_deref())
        .bind(json("diagnostics", &made.diagnostics)?)
        .bind(made.made.clone());
        Ok(kept.execute(self.sql()).await?.rows_affected() == 1)
    }

    /// Ends a run whose pipeline is not made yet; false where it is not so any more.
    pub async fn end_pending(
        &mut self,
        run: i64,
        state: RunState,
        reason: Option<&str>,
    ) -> Result<bool, StoreError> {
        let now = millis(self.now().await?);
        let ended = sqlx::query(
            "UPDATE runs SET state = $2, reason = $3, finished_at = $4, wake_at = NULL \
             WHERE id = $1 AND state = 'pending'",
        );
        let ended = ended
            .bind(run)
            .bind(state.as_str())
            .bind(reason.map(str::to_owned));
        let ended = ended.bind(now).execute(self.sql()).await?;
        self.tell(Topic::Run(run));
        Ok(ended.rows_affected() == 1)
    }

    /// Notes how a run stands, and when its engine wants to hear of the time. A start or an end is noted once.
    pub async fn set_run(&mut self, run: i64, stand: &RunStand) -> Result<(), StoreError> {
        let now = millis(self.now().await?);
        let end = stand.state.is_over().then_some(now);
        let set = sqlx::query(
            "UPDATE runs SET state = $2, wake_at = $3, finished_at = $4, \
             reason = COALESCE($5, reason) WHERE id = $1",
        )
        .bind(run)
        .bind(stand.state.as_str())
        .bind(stand.wake_at.map(millis))
        .bind(end)
        .bind(stand.reason.as_deref());
        set.execute(self.sql()).await?;
        self.owe_report(run, stand.state).await
    }

    /// What the maintainers of a project decided.
    pub async fn settings_of_project(
        &mut self,
        project: i64,
    ) -> Result<Option<ProjectSettings>, StoreError> {
        let row = sqlx::query("SELECT settings FROM projects WHERE id = $1").bind(project);
        let row = row.fetch_optional(self.sql()).await?;
        row.map(|row| of_json("settings of a project", row.try_get("settings")?))
            .transpose()
    }

    /// A run, as this transaction sees it.
    pub async fn run(&mut self, id: i64) -> Result<Option<RunRow>, StoreError> {
        let question = format!(
            "SELECT {COLUMNS} FROM runs r JOIN projects p ON p.id = r.project_id WHERE r.id = $1"
        );
        let row = sqlx::query(AssertSqlSafe(question)).bind(id);
        let row = row.fetch_optional(self.sql()).await?;
        row.as_ref().map(run).transpose()
    }

    /// The runs of a ref that are not over and older than another, the oldest first.
    pub async fn older_runs(
        &mut self,
        project: i64,
        git_ref: &str,
        than: i64,
    ) -> Result<Vec<RunRow>, StoreError> {
        let question = format!(
            "SELECT {COLUMNS} FROM runs r JOIN projects p ON p.id = r.project_id \
             WHERE r.project_id = $1 AND r.git_ref = $2 AND r.id < $3 \
             AND r.state IN ('pending', 'running', 'manual') ORDER BY r.id"
        );
        let rows = sqlx::query(AssertSqlSafe(question));
        let rows = rows.bind(project).bind(git_ref.to_owned()).bind(than);
        let rows = rows.fetch_all(self.sql()).await?;
        rows.iter().map(run).collect()
    }
}

/// How a run stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunStand {
    /// The state.
    pub state: RunState,
    /// When its engine wants to hear of the time; None: never.
    pub wake_at: Option<Timestamp>,
    /// Why it ends so, where that is no job's fault; None: as before.
    pub reason: Option<String>,
}

impl Store {
    /// A run by its id.
    pub async fn run(&self, id: i64) -> Result<Option<RunRow>, StoreError> {
        self.one_run("r.id = $1 AND r.number >= $2", id, 0).await
    }

    /// A run by its number in a project.
    pub async fn run_of(&self, project: i64, number: u64) -> Result<Option<RunRow>, StoreError> {
        self.one_run(
            "r.project_id = $1 AND r.number = $2",
            project,
            signed(number),
        )
        .await
    }

    async fn one_run(&self, which: &str, a: i64, b: i64) -> Result<Option<RunRow>, StoreError> {
        let question = format!(
            "SELECT {COLUMNS} FROM runs r JOIN projects p ON p.id = r.project_id WHERE {which}"
        );
        let row = sqlx::query(AssertSqlSafe(question)).bind(a).bind(b);
        let row = row.fetch_optional(self.reads()).await?;
        row.as_ref().map(run).transpose()
    }

    /// Sealed: what a run is made from, and what was made of it.
    pub async fn sealed_of_run(&self, id: i64) -> Result<SealedRun, StoreError> {
        let row = sqlx::query("SELECT sealed, made FROM runs WHERE id = $1");
        let row = row.bind(id).fetch_optional(self.reads()).await?;
        let Some(row) = row else {
            return Ok(SealedRun::default());
        };
        Ok(SealedRun {
            request: row.try_get("sealed")?,
            made: row.try_get("made")?,
        })
    }

    /// Runs whose pipeline is to be made, and that nobody makes just now; the oldest first.
    pub async fn pending_runs(&self, limit: i64) -> Result<Vec<i64>, StoreError> {
        let now = millis(self.now().await?);
        let rows = sqlx::query(
            "SELECT id FROM runs WHERE state = 'pending' AND (wake_at IS NULL OR wake_at <= $1) \
             ORDER BY priority DESC, id LIMIT $2",
        );
        let rows = rows.bind(now).bind(limit).fetch_all(self.reads()).await?;
        ids(&rows)
    }

    /// Runs whose engine wants to hear of the time.
    pub async fn due_runs(&self) -> Result<Vec<i64>, StoreError> {
        let now = millis(self.now().await?);
        let rows = sqlx::query(
            "SELECT id FROM runs WHERE state IN ('running', 'manual') AND wake_at <= $1",
        );
        ids(&rows.bind(now).fetch_all(self.reads()).await?)
    }

    /// The next time that the engine of any run wants to hear of.
    pub async fn next_wake(&self) -> Result<Option<Timestamp>, StoreError> {
        let row = sqlx::query(
            "SELECT MIN(wake_at) FROM runs WHERE state IN ('running', 'manual') AND wake_at IS NOT NULL",
        );
        let row = row.fetch_one(self.reads()).await?;
        Ok(row.try_get::<Option<i64>, _>(0)?.map(time))
    }

    /// Runs that go on: for a server that begins.
    pub async fn open_runs(&self) -> Result<Vec<i64>, StoreError> {
        let rows =
            sqlx::query("SELECT id FROM runs WHERE state IN ('running', 'manual') ORDER BY id");
        ids(&rows.fetch_all(self.reads()).await?)
    }

    /// How the last finished runs of a ref ended, newest first; those for merge requests do not count.
    pub async fn health(
        &self,
        project: i64,
        git_ref: &str,
        limit: i64,
    ) -> Result<Vec<RunState>, StoreError> {
        let rows = sqlx::query(
            "SELECT state FROM runs WHERE project_id = $1 AND git_ref = $2 AND merge_number IS NULL \
             AND finished_at IS NOT NULL ORDER BY id DESC LIMIT $3",
        );
        let rows = rows.bind(project).bind(git_ref.to_owned()).bind(limit);
        let rows = rows.fetch_all(self.reads()).await?;
        rows.iter()
            .map(|row| of_word("a run's state", row.try_get("state")?))
            .collect()
    }
}

/// The sealed columns of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealedRun {
    /// What it is made from.
    pub request: Option<Vec<u8>>,
    /// What was made of that.
    pub made: Option<Vec<u8>>,
}

fn ids(rows: &[sqlx::any::AnyRow]) -> Result<Vec<i64>, StoreError> {
    let ids = rows.iter().map(|row| row.try_get("id"));
    Ok(ids.collect::<Result<_, _>>()?)
}

pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
