//! Concurrency groups over all runs of a project: one job has the turn, others wait.

use maillon_model::JobId;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::error::StoreError;
use crate::runs::unsigned;
use crate::store::Store;
use crate::tx::Tx;

/// A job in a concurrency group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Its run.
    pub run: i64,
    /// The run's number in its project.
    pub number: u64,
    /// The job.
    pub job: JobId,
    /// The group.
    pub group: String,
}

/// How many may wait for a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnQueue {
    /// One: who comes later takes its place.
    One,
    /// All, in the order in which they come.
    All,
}

/// The answer to a job that asks for a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TurnAnswer {
    /// It is its turn.
    Held,
    /// Another job has it.
    Waits {
        /// Which.
        holder: Turn,
        /// Who waited, and waits no more.
        replaced: Vec<Turn>,
    },
}

const COLUMNS: &str =
    "t.run_id, t.job, t.name, r.number FROM turns t JOIN runs r ON r.id = t.run_id";

fn turn(row: &AnyRow) -> Result<Turn, StoreError> {
    Ok(Turn {
        run: row.try_get("run_id")?,
        number: unsigned(row.try_get("number")?),
        job: JobId(u32::try_from(row.try_get::<i64, _>("job")?).unwrap_or(0)),
        group: row.try_get("name")?,
    })
}

impl Tx {
    /// Asks for a turn; asking again changes nothing.
    pub async fn ask_turn(
        &mut self,
        project: i64,
        asking: &Turn,
        queue: TurnQueue,
    ) -> Result<TurnAnswer, StoreError> {
        self.hold_project(project).await?;
        let held = self.turns_at(project, &asking.group, "held").await?;
        let Some(holder) = held.into_iter().next() else {
            self.write_turn(project, asking, "held").await?;
            return Ok(TurnAnswer::Held);
        };
        if (holder.run, holder.job) == (asking.run, asking.job) {
            return Ok(TurnAnswer::Held);
        }
        let mut replaced = match queue {
            TurnQueue::All => Vec::new(),
            TurnQueue::One => self.turns_at(project, &asking.group, "waiting").await?,
        };
        replaced.retain(|turn| (turn.run, turn.job) != (asking.run, asking.job));
        for gone in &replaced {
            self.remove_turn(gone.run, gone.job).await?;
        }
        self.write_turn(project, asking, "waiting").await?;
        Ok(TurnAnswer::Waits { holder, replaced })
    }

    /// Gives a turn free, or asks no more. Names whose turn it is by that.
    pub async fn leave_turn(
        &mut self,
        project: i64,
        run: i64,
        job: JobId,
    ) -> Result<Option<Turn>, StoreError> {
        self.hold_project(project).await?;
        let had = sqlx::query("SELECT name, place FROM turns WHERE run_id = $1 AND job = $2");
        let had = had.bind(run).bind(i64::from(job.0));
        let Some(had) = had.fetch_optional(self.sql()).await? else {
            return Ok(None);
        };
        let (group, place): (String, String) = (had.try_get("name")?, had.try_get("place")?);
        self.remove_turn(run, job).await?;
        if place != "held" {
            return Ok(None);
        }
        let waiting = self.turns_at(project, &group, "waiting").await?;
        let Some(next) = waiting.into_iter().next() else {
            return Ok(None);
        };
        let set = sqlx::query("UPDATE turns SET place = 'held' WHERE run_id = $1 AND job = $2");
        let set = set.bind(next.run).bind(i64::from(next.job.0));
        set.execute(self.sql()).await?;
        Ok(Some(next))
    }

    /// Nobody else changes the turns of the project until the end of the transaction.
    async fn hold_project(&mut self, project: i64) -> Result<(), StoreError> {
        let hold = self.database().hold();
        let question = format!("SELECT id FROM projects WHERE id = $1 {hold}");
        let held = sqlx::query(AssertSqlSafe(question)).bind(project);
        held.fetch_optional(self.sql()).await?;
        Ok(())
    }

    async fn turns_at(
        &mut self,
        project: i64,
        group: &str,
        place: &str,
    ) -> Result<Vec<Turn>, StoreError> {
        let question = format!(
            "SELECT {COLUMNS} WHERE t.project_id = $1 AND t.name = $2 AND t.place = $3 ORDER BY t.id"
        );
        let rows = sqlx::query(AssertSqlSafe(question)).bind(project);
        let rows = rows.bind(group.to_owned()).bind(place.to_owned());
        let rows = rows.fetch_all(self.sql()).await?;
        rows.iter().map(turn).collect()
    }

    async fn write_turn(
        &mut self,
        project: i64,
        asking: &Turn,
        place: &str,
    ) -> Result<(), StoreError> {
        let written = sqlx::query(
            "INSERT INTO turns (project_id, name, run_id, job, place) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT DO NOTHING",
        );
        let written = written.bind(project).bind(asking.group.clone());
        let written = written.bind(asking.run).bind(i64::from(asking.job.0));
        let written = written.bind(place.to_owned());
        written.execute(self.sql()).await?;
        Ok(())
    }

    async fn remove_turn(&mut self, run: i64, job: JobId) -> Result<(), StoreError> {
        let gone = sqlx::query("DELETE FROM turns WHERE run_id = $1 AND job = $2");
        let gone = gone.bind(run).bind(i64::from(job.0));
        gone.execute(self.sql()).await?;
        Ok(())
    }
}

impl Store {
    /// Who has the turn of a concurrency group.
    pub async fn turn_holder(&self, project: i64, group: &str) -> Result<Option<Turn>, StoreError> {
        let question = format!(
            "SELECT {COLUMNS} WHERE t.project_id = $1 AND t.name = $2 AND t.place = 'held'"
        );
        let row = sqlx::query(AssertSqlSafe(question)).bind(project);
        let row = row.bind(group.to_owned());
        let row = row.fetch_optional(self.reads()).await?;
        row.as_ref().map(turn).transpose()
    }
}
