//! What becomes of silence: assignments without a start, leases that are over, cancellations without an answer.
//!
//! One server reaps at a time, and writes in the transaction in which it holds that duty. It pauses for one ttl
//! whenever agents may have been kept from being heard: after its own start, after the database was away, after
//! it was stopped itself, and when the database's clock jumped.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use maillon_model::event::JobResult;
use maillon_model::{Outcome, Timestamp};
use maillon_protocol::agent::TaskId;
use maillon_protocol::lease::{Change, Ending, Input, Limits, State, What, on};
use maillon_store::{StoreError, TaskRow, Tx};
use tokio::time::{Instant, sleep};

use super::limits;
use crate::http::Fault;
use crate::runs::{Beside, Told};
use crate::seal::{hex, random};
use crate::server::Server;

/// How many tasks are looked at in one transaction.
const AT_ONCE: i64 = 100;

/// Reaps until the server ends.
pub(super) async fn reap(server: Server) -> Result<(), Fault> {
    let ttl = server.settings.ttl;
    let pace = (ttl / 12).clamp(Duration::from_millis(50), Duration::from_secs(5));
    let holder = hex(&random::<8>()?);
    let mut watch = Watch::new(ttl, pace);
    loop {
        sleep(pace).await;
        match server.store.now().await {
            Ok(now) if watch.is_calm(now, Instant::now()) => {
                pass(&server, &holder, pace * 3)
                    .await
                    .or_else(|fault| watch.trouble(fault))?;
            }
            Ok(_) => {}
            Err(error) => watch.trouble(error.into())?,
        }
    }
}

/// Whether agents could be heard all the time.
struct Watch {
    ttl: Duration,
    pace: Duration,
    /// Both clocks when they were read last.
    seen: Option<(Timestamp, Instant)>,
    calm_from: Instant,
}

impl Watch {
    fn new(ttl: Duration, pace: Duration) -> Self {
        Self {
            ttl,
            pace,
            seen: None,
            calm_from: Instant::now() + ttl,
        }
    }

    /// Takes note of both clocks; whether nothing was strange for one ttl.
    fn is_calm(&mut self, database: Timestamp, here: Instant) -> bool {
        if let Some((before, then)) = self.seen.replace((database, here)) {
            let passed = here - then;
            let theirs = database.since(before);
            let apart = passed.abs_diff(theirs);
            let slack = self.pace * 2;
            if passed > self.ttl / 3 + slack || apart > slack || database < before {
                self.pause(here);
            }
        }
        here >= self.calm_from
    }

    fn pause(&mut self, here: Instant) {
        self.calm_from = here + self.ttl;
    }

    /// The database is away: nothing is reaped before agents could be heard again.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "it stands where failures are handled"
    )]
    fn trouble(&mut self, _: Fault) -> Result<(), Fault> {
        self.seen = None;
        self.pause(Instant::now());
        Ok(())
    }
}

/// Looks at what is due, once.
async fn pass(server: &Server, holder: &str, keep: Duration) -> Result<(), Fault> {
    for task in due(server, holder, keep).await? {
        let told = end(server, &task);
        match server.runs.tell(task.run, told).await {
            Err(fault) if fault.status.is_server_error() => return Err(fault),
            // Somebody was quicker.
            Err(_) | Ok(()) => {}
        }
    }
    Ok(())
}

/// Moves on what does not end; the rest.
async fn due(server: &Server, holder: &str, keep: Duration) -> Result<Vec<TaskRow>, StoreError> {
    let limits = limits(&server.settings);
    let mut tx = server.store.begin().await?;
    if !tx.take_duty("lost agents", holder, keep).await? {
        return Ok(Vec::new());
    }
    tx.clip(&limits).await?;
    let now = tx.now().await?;
    let mut ending = Vec::new();
    for task in tx.due_tasks(AT_ONCE).await? {
        let change = time(&task, now, &limits);
        match change.what {
            What::Ended(_) => ending.push(task),
            _ => move_on(&mut tx, &task, &change).await?,
        }
    }
    tx.commit().await?;
    Ok(ending)
}

async fn move_on(tx: &mut Tx, task: &TaskRow, change: &Change) -> Result<(), StoreError> {
    tx.change_task(task, change).await?;
    if change.what != What::Queued {
        return Ok(());
    }
    let why = match task.fate.state {
        State::Lost => "its agent was lost",
        _ => "the agent that took it did not begin",
    };
    tx.job_queued_again(task.run, task.job.0, why).await
}

fn time(task: &TaskRow, now: Timestamp, limits: &Limits) -> Change {
    let unchanged = || Change {
        task: task.fate.clone(),
        what: What::Nothing,
    };
    on(&task.fate, &Input::Time, now, limits).unwrap_or_else(|_| unchanged())
}

/// Ends a task in its agent's stead.
struct Reap {
    task: TaskId,
    limits: Limits,
}

fn end(server: &Server, task: &TaskRow) -> Told {
    let limits = limits(&server.settings);
    // What it is then is looked at again when it is written.
    let far = Timestamp(u64::MAX);
    let outcome = outcome(time(task, far, &limits).what);
    let result = JobResult::bare(outcome);
    let told = Told::finished(task.job, task.attempt, result.clone(), result);
    told.with(Arc::new(Reap {
        task: task.id,
        limits,
    }))
}

fn outcome(what: What) -> Outcome {
    let errored = |message: &str| Outcome::Errored {
        message: message.to_owned(),
    };
    match what {
        What::Ended(Ending::AgentLost) => errored(
            "its agent was lost; a job that deploys is not repeated by itself: look at what it did, then retry it",
        ),
        What::Ended(Ending::LostTooOften) => {
            errored("its agents were lost with it again and again")
        }
        _ => Outcome::Canceled,
    }
}

#[async_trait]
impl Beside for Reap {
    async fn write(&self, tx: &mut Tx) -> Result<Result<(), Fault>, StoreError> {
        let Some(row) = tx.hold_task(self.task).await? else {
            return Ok(Err(Fault::not_found("task")));
        };
        let now = tx.now().await?;
        let change = time(&row, now, &self.limits);
        if !matches!(change.what, What::Ended(_)) {
            return Ok(Err(Fault::conflict("the task was heard of")));
        }
        tx.change_task(&row, &change).await?;
        Ok(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TTL: Duration = Duration::from_mins(1);
    const PACE: Duration = Duration::from_secs(5);

    /// Looks at pairs of seconds: of the database's clock and of this machine's; calm at the last one?
    fn check(looks: &[(u64, u64)], calm: bool) {
        let begin = Instant::now();
        let mut watch = Watch::new(TTL, PACE);
        watch.calm_from = begin + TTL;
        let mut is_calm = false;
        for (database, here) in looks {
            let here = begin + Duration::from_secs(*here);
            is_calm = watch.is_calm(Timestamp(1_000_000 + database * 1000), here);
        }
        assert_eq!(is_calm, calm, "{looks:?}");
    }

    fn steady(from: u64, to: u64) -> Vec<(u64, u64)> {
        (from..=to)
            .step_by(5)
            .map(|second| (second, second))
            .collect()
    }

    #[tokio::test]
    async fn it_pauses_for_a_ttl_after_the_start() {
        check(&steady(0, 55), false);
        check(&steady(0, 60), true);
    }

    #[tokio::test]
    async fn it_pauses_for_a_ttl_after_it_was_stopped_itself() {
        let away = [steady(0, 60), steady(300, 355)].concat();
        check(&away, false);
        let back = [away, steady(360, 360)].concat();
        check(&back, true);
    }

    #[tokio::test]
    async fn it_pauses_for_a_ttl_when_the_clock_jumps() {
        let jumped = |by: i64, to: u64| -> Vec<(u64, u64)> {
            let late = steady(65, to).into_iter();
            late.map(|(database, here)| (database.saturating_add_signed(by), here))
                .collect()
        };
        for by in [3600, -50] {
            check(&[steady(0, 60), jumped(by, 120)].concat(), false);
            check(&[steady(0, 60), jumped(by, 125)].concat(), true);
        }
    }
}
