//! The queue: tasks that wait for agents, and those that agents have.
//!
//! What may become of a task is decided by [`maillon_protocol::lease`]; here a task is read under a lock, and
//! what became of it is written, in one transaction.

mod due;
mod lease;
mod questions;
mod waiting;

use maillon_model::{Attempt, JobId, Timestamp};
use maillon_protocol::agent::{CancelWish, Fence, TaskId};
use maillon_protocol::lease::{Change, Class, State, Task, What};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::bell::Topic;
use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;
use crate::words::{json, millis, time};

pub use lease::{Asking, Leased, Ticket};
pub use questions::QuestionRow;
pub use waiting::{Queued, Why};

/// Held by an agent, in SQL: written alike in the indexes, so that they are used.
pub(crate) const HELD: &str = "state IN ('assigned', 'running', 'cancelling', 'lost')";

/// A task to be queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreshTask {
    /// Whose.
    pub run: i64,
    /// Which job of the run.
    pub job: JobId,
    /// Which try of it.
    pub attempt: Attempt,
    /// The run's project.
    pub project: i64,
    /// What becomes of it when its agent is silent.
    pub class: Class,
    /// Larger comes first.
    pub priority: i64,
    /// An agent must have all of them.
    pub labels: Vec<String>,
    /// One task of a project's group is held at a time.
    pub resource_group: Option<String>,
    /// What to do, sealed.
    pub sealed: Vec<u8>,
}

/// A task as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    /// Its number.
    pub id: TaskId,
    /// Whose.
    pub run: i64,
    /// Which job of the run.
    pub job: JobId,
    /// Which try of it.
    pub attempt: Attempt,
    /// The run's project.
    pub project: i64,
    /// Who has or had it.
    pub agent: Option<i64>,
    /// What decides over its future.
    pub fate: Task,
}

const COLUMNS: &str = "t.id, t.run_id, t.job, t.try, t.project_id, t.agent_id, t.state, t.attempt, t.class, \
     t.cancel, t.cancel_by, t.expires_at, t.finish";

impl Tx {
    /// Puts a task into the queue.
    pub async fn enqueue(&mut self, task: &FreshTask) -> Result<TaskId, StoreError> {
        let now = millis(self.now().await?);
        let insert = "INSERT INTO tasks (run_id, job, try, project_id, class, priority, labels, resource_group, \
             sealed, state, queued_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', $10) RETURNING id";
        let insert = sqlx::query(insert)
            .bind(task.run)
            .bind(i64::from(task.job.0))
            .bind(i64::from(task.attempt.0))
            .bind(task.project)
            .bind(task.class.as_str())
            .bind(task.priority)
            .bind(labels(&task.labels)?)
            .bind(task.resource_group.clone())
            .bind(task.sealed.clone())
            .bind(now);
        let id = insert.fetch_one(self.sql()).await?.try_get(0)?;
        self.tell(Topic::Queue);
        Ok(TaskId(id))
    }

    /// Lets a task read the repository of another project than its run's, by that project's name.
    pub async fn lend(&mut self, task: TaskId, project: &str) -> Result<(), StoreError> {
        let lent = sqlx::query("UPDATE tasks SET lent = $2 WHERE id = $1");
        let lent = lent.bind(task.0).bind(project);
        lent.execute(self.sql()).await?;
        Ok(())
    }

    /// A task; nobody else changes it until the end of the transaction.
    pub async fn hold_task(&mut self, id: TaskId) -> Result<Option<TaskRow>, StoreError> {
        let question = format!(
            "SELECT {COLUMNS} FROM tasks t WHERE t.id = $1 {}",
            self.database().hold()
        );
        let row = sqlx::query(AssertSqlSafe(question)).bind(id.0);
        let row = row.fetch_optional(self.sql()).await?;
        row.map(|row| task(&row)).transpose()
    }

    /// The task of a job's try; nobody else changes it until the end of the transaction.
    pub async fn hold_try(
        &mut self,
        run: i64,
        job: JobId,
        attempt: Attempt,
    ) -> Result<Option<TaskRow>, StoreError> {
        let question = format!(
            "SELECT {COLUMNS} FROM tasks t WHERE t.run_id = $1 AND t.job = $2 AND t.try = $3 {}",
            self.database().hold()
        );
        let row = sqlx::query(AssertSqlSafe(question)).bind(run);
        let row = row.bind(i64::from(job.0)).bind(i64::from(attempt.0));
        let row = row.fetch_optional(self.sql()).await?;
        row.map(|row| task(&row)).transpose()
    }

    /// Writes down what became of a task that is held by this transaction.
    pub async fn change_task(
        &mut self,
        before: &TaskRow,
        change: &Change,
    ) -> Result<(), StoreError> {
        if change.task == before.fate {
            return Ok(());
        }
        let now = millis(self.now().await?);
        self.write_fate(before, change, now).await?;
        match change.what {
            What::Nothing | What::Heard => {}
            _ => self.tell(Topic::Run(before.run)),
        }
        match change.what {
            What::Nothing | What::Heard => {}
            What::Queued | What::Ended(_) => self.tell_of_room(before),
            _ => self.tell(Topic::Task(before.id.0)),
        }
        Ok(())
    }

    fn tell_of_room(&mut self, task: &TaskRow) {
        self.tell(Topic::Task(task.id.0));
        self.tell(Topic::Queue);
    }

    /// `sealed` is forgotten at the end: it holds secrets, and nobody needs it again.
    async fn write_fate(
        &mut self,
        before: &TaskRow,
        change: &Change,
        now: i64,
    ) -> Result<(), StoreError> {
        let update = match (change.what, change.task.state.is_over()) {
            (_, true) => ", finished_at = $9, sealed = $10, sealed_token = NULL",
            (What::Started, _) => ", started_at = $9",
            _ => "",
        };
        let update = format!(
            "UPDATE tasks SET state = $1, attempt = $2, cancel = $3, cancel_by = $4, expires_at = $5, finish = $6 \
             {update} WHERE id = $7 AND attempt = $8"
        );
        let fate = &change.task;
        let update = sqlx::query(AssertSqlSafe(update))
            .bind(fate.state.as_str())
            .bind(i64::from(fate.attempt.0))
            .bind(fate.cancel.as_str())
            .bind(fate.cancel_by.map(millis))
            .bind(fate.expires_at.map(millis))
            .bind(fate.finish.clone())
            .bind(before.id.0)
            .bind(i64::from(before.fate.attempt.0));
        let update = match (change.what, fate.state.is_over()) {
            (_, true) => update.bind(now).bind(Vec::<u8>::new()),
            (What::Started, _) => update.bind(now),
            _ => update,
        };
        update.execute(self.sql()).await?;
        Ok(())
    }
}

impl Store {
    /// A task.
    pub async fn task(&self, id: TaskId) -> Result<Option<TaskRow>, StoreError> {
        let question = AssertSqlSafe(format!("SELECT {COLUMNS} FROM tasks t WHERE t.id = $1"));
        let row = sqlx::query(question).bind(id.0);
        let row = row.fetch_optional(self.reads()).await?;
        row.map(|row| task(&row)).transpose()
    }

    /// Whether a token with this hash opened an attempt of a task that is over since.
    pub async fn is_past_token(&self, hash: &str) -> Result<bool, StoreError> {
        let question = sqlx::query("SELECT 1 FROM past_tokens WHERE hash = $1").bind(hash);
        Ok(question.fetch_optional(self.reads()).await?.is_some())
    }
}

/// Sorted, each once: the same wishes are the same text.
pub(crate) fn labels(labels: &[String]) -> Result<String, StoreError> {
    let sorted: std::collections::BTreeSet<&String> = labels.iter().collect();
    json("labels", &sorted)
}

pub(crate) fn task(row: &AnyRow) -> Result<TaskRow, StoreError> {
    let moment =
        |column: &str| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(column)?.map(time));
    let fate = Task {
        state: named("a task's state", State::named, row.try_get("state")?)?,
        attempt: Fence(number(row.try_get("attempt")?)),
        class: named("a task's class", Class::named, row.try_get("class")?)?,
        cancel: named(
            "a wish to cancel",
            CancelWish::named,
            row.try_get("cancel")?,
        )?,
        cancel_by: moment("cancel_by")?,
        expires_at: moment("expires_at")?,
        finish: row.try_get("finish")?,
    };
    Ok(TaskRow {
        id: TaskId(row.try_get("id")?),
        run: row.try_get("run_id")?,
        job: JobId(number(row.try_get("job")?)),
        attempt: Attempt(number(row.try_get("try")?)),
        project: row.try_get("project_id")?,
        agent: row.try_get("agent_id")?,
        fate,
    })
}

fn named<T>(what: &'static str, read: fn(&str) -> Option<T>, word: &str) -> Result<T, StoreError> {
    read(word).ok_or_else(|| StoreError::Content {
        what,
        why: format!("nobody knows `{word}`"),
    })
}

pub(crate) fn number(column: i64) -> u32 {
    u32::try_from(column).unwrap_or(0)
}

/// A time in the future, for a column.
fn until(now: Timestamp, most: std::time::Duration) -> i64 {
    millis(now.after(most))
}
