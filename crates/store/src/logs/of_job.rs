//! Which stream is a job's.

use maillon_protocol::agent::{Fence, TaskId};
use maillon_protocol::lease::State;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::LogId;
use crate::error::StoreError;
use crate::store::Store;
use crate::words::of_word;

/// The log of one try of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobLog {
    /// Which stream: of the last time that the task was handed out.
    pub log: LogId,
    /// Whether its task is at its end: nothing comes any more.
    pub over: bool,
}

/// Whose a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskPlace {
    /// The run.
    pub run: i64,
    /// The job's id in it.
    pub job: u32,
    /// Which time it was handed out last.
    pub attempt: Fence,
}

fn narrow(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

fn job_log(row: &AnyRow) -> Result<JobLog, StoreError> {
    let state: State = of_word("a task's state", row.try_get(2)?)?;
    Ok(JobLog {
        log: LogId {
            task: TaskId(row.try_get(0)?),
            attempt: Fence(narrow(row.try_get(1)?)),
        },
        over: state.is_over(),
    })
}

impl Store {
    /// The log of a job's last try; None: none was queued yet.
    pub async fn log_of_job(&self, run: i64, job: u32) -> Result<Option<JobLog>, StoreError> {
        let row = sqlx::query(
            "SELECT t.id, t.attempt, t.state FROM jobs j JOIN tasks t ON t.id = j.task_id
             WHERE j.run_id = $1 AND j.job = $2",
        );
        let row = row.bind(run).bind(i64::from(job));
        let row = row.fetch_optional(self.reads()).await?;
        row.as_ref().map(job_log).transpose()
    }

    /// The log of one of a job's tries, counted from 1.
    pub async fn log_of_try(
        &self,
        run: i64,
        job: u32,
        number: u32,
    ) -> Result<Option<JobLog>, StoreError> {
        let row = sqlx::query(
            "SELECT id, attempt, state FROM tasks WHERE run_id = $1 AND job = $2 AND try = $3",
        );
        let row = row.bind(run).bind(i64::from(job)).bind(i64::from(number));
        let row = row.fetch_optional(self.reads()).await?;
        row.as_ref().map(job_log).transpose()
    }

    /// Whether nothing can be added to a stream any more: its agent said so, its task has ended, or was handed
    /// out again.
    pub async fn is_log_over(&self, log: LogId) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT id, attempt, state FROM tasks WHERE id = $1");
        let row = row.bind(log.task.0).fetch_optional(self.reads()).await?;
        let Some(now) = row.as_ref().map(job_log).transpose()? else {
            return Ok(true);
        };
        Ok(now.over || now.log != log)
    }

    /// Whose a task is.
    pub async fn task_place(&self, task: TaskId) -> Result<Option<TaskPlace>, StoreError> {
        let row = sqlx::query("SELECT run_id, job, attempt FROM tasks WHERE id = $1");
        let row = row.bind(task.0).fetch_optional(self.reads()).await?;
        let place = |row: AnyRow| {
            Ok(TaskPlace {
                run: row.try_get(0)?,
                job: narrow(row.try_get(1)?),
                attempt: Fence(narrow(row.try_get(2)?)),
            })
        };
        row.map(place).transpose()
    }
}
