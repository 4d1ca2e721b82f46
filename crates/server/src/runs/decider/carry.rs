//! Carries out what follows from happenings, within one transaction.

use std::time::Duration;

use maillon_engine::{Happening, Work};
use maillon_model::event::JobResult;
use maillon_model::job::{InProgress, Queue};
use maillon_model::{Attempt, EventKind, JobId, Outcome, Timestamp};
use maillon_protocol::agent::{CancelWish, Order};
use maillon_protocol::lease::{Class, Ending, Input, Limits, What, on};
use maillon_store::{FreshTask, RunStand, Set, Topic, Turn, TurnAnswer, TurnQueue, Tx};

use super::changes::{Action, Changes};
use super::letter::Letter;
use super::live::{Entry, Live};
use super::trouble::Trouble;
use crate::runs::maker::Question;
use crate::runs::vault::Vault;

/// How long an agent has for an orderly end.
const CANCEL_WITHIN: Duration = Duration::from_mins(2);

/// One transaction of a run.
pub(crate) struct Carrier<'a> {
    pub(crate) live: &'a mut Live,
    pub(crate) tx: &'a mut Tx,
    pub(crate) vault: &'a Vault,
    pub(crate) now: Timestamp,
    pub(crate) changes: Changes,
    /// Child pipelines that are to be made after the commit.
    pub(crate) questions: Vec<(JobId, Question)>,
}

impl Carrier<'_> {
    /// Tells the run something, and does what follows.
    pub(crate) async fn happen(&mut self, entry: Entry) -> Result<(), Trouble> {
        self.live.happen(entry, self.now, &mut self.changes);
        while let Some(action) = self.changes.actions.pop_front() {
            if let Some(next) = self.act(action).await? {
                self.live.happen(next, self.now, &mut self.changes);
            }
        }
        Ok(())
    }

    /// Does something; gives what happens by that.
    async fn act(&mut self, action: Action) -> Result<Option<Entry>, Trouble> {
        match action {
            Action::Start(work) => self.start(*work).await,
            Action::Cancel(job) => self.cancel(job).await,
            Action::Expand(job) => Ok(self.expand(job)),
            Action::AskTurn(job) => self.ask_turn(job).await,
            Action::LeaveTurn(job) => self.leave_turn(job).await.map(|()| None),
        }
    }

    async fn start(&mut self, work: Work) -> Result<Option<Entry>, Trouble> {
        let (job, attempt) = (work.spec.id, work.spec.attempt);
        let ancestors = self.live.ancestors(job);
        let order = match self.live.mind.order(work, &ancestors) {
            Ok(order) => order,
            Err(message) => return Ok(Some(errored(job, attempt, message))),
        };
        let task = self.task(&order)?;
        let id = self.tx.enqueue(&task).await?;
        if order.project.name != self.live.run.project {
            self.tx.lend(id, &order.project.name).await?;
        }
        let artifacts = order.spec.job.artifacts.as_ref();
        let patch = self.changes.patch(job);
        patch.task = Set::some(id.0);
        patch.keep = Set::To(artifacts.and_then(|artifacts| artifacts.expire_in));
        Ok(None)
    }

    fn task(&self, order: &Order) -> Result<FreshTask, Trouble> {
        let (run, spec) = (&self.live.run, &order.spec);
        let deploys = spec.job.environment.is_some() || spec.job.resource_group.is_some();
        Ok(FreshTask {
            run: run.id,
            job: spec.id,
            attempt: spec.attempt,
            project: run.project_id,
            class: if deploys { Class::Deploy } else { Class::Build },
            priority: i64::from(run.priority),
            labels: spec.job.tags.clone(),
            resource_group: spec.job.resource_group.as_deref().map(str::to_owned),
            sealed: self.vault.seal_task(run.id, spec.id, spec.attempt, order)?,
        })
    }

    /// Wishes the end of a try. One that no agent has ends at once.
    async fn cancel(&mut self, job: JobId) -> Result<Option<Entry>, Trouble> {
        let Some(attempt) = self.live.current_try(job) else {
            return Ok(None);
        };
        let held = self.tx.hold_try(self.live.run.id, job, attempt).await?;
        let Some(task) = held else {
            return Ok(Some(canceled(job, attempt)));
        };
        let wish = Input::Cancel {
            wish: CancelWish::Orderly,
            within: CANCEL_WITHIN,
        };
        let limits = Limits::new(CANCEL_WITHIN, CANCEL_WITHIN);
        let Ok(change) = on(&task.fate, &wish, self.now, &limits) else {
            return Ok(None);
        };
        self.tx.change_task(&task, &change).await?;
        let withdrawn = change.what == What::Ended(Ending::Withdrawn);
        Ok(withdrawn.then(|| canceled(job, attempt)))
    }

    /// A decision over a job with a body comes at once; a child pipeline is made after the commit.
    fn expand(&mut self, job: JobId) -> Option<Entry> {
        let pending = self.live.engine().pending(job)?;
        if self.live.becomes_pipeline(job) {
            self.questions.push((job, Question::new(&pending)));
            return None;
        }
        let decided = self.live.mind.decide(&pending);
        self.notices(job, decided.notices);
        Some(Entry::Happened {
            what: Happening::Expanded {
                job,
                decision: decided.decision,
            },
            note: decided.note,
        })
    }

    /// What people are told of a decision.
    pub(crate) fn notices(&mut self, job: JobId, notices: Vec<String>) {
        let told = notices.into_iter().map(|text| EventKind::Notice {
            job: Some(job),
            text,
        });
        self.changes.events.extend(told);
    }

    async fn ask_turn(&mut self, job: JobId) -> Result<Option<Entry>, Trouble> {
        let Some(wish) = self.live.job(job).and_then(|job| job.concurrency.clone()) else {
            return Ok(Some(Happening::Turn { job }.into()));
        };
        let queue = match wish.queue {
            Queue::One => TurnQueue::One,
            Queue::All => TurnQueue::All,
        };
        let asking = Turn {
            run: self.live.run.id,
            number: self.live.run.number,
            job,
            group: wish.group.to_string(),
        };
        let project = self.live.run.project_id;
        match self.tx.ask_turn(project, &asking, queue).await? {
            TurnAnswer::Held => Ok(Some(Happening::Turn { job }.into())),
            TurnAnswer::Waits { holder, replaced } => {
                let ends = (wish.in_progress == InProgress::Cancel).then_some(holder);
                for other in replaced.into_iter().chain(ends) {
                    self.supersede(&other, &asking).await?;
                }
                Ok(None)
            }
        }
    }

    async fn supersede(&mut self, other: &Turn, by: &Turn) -> Result<(), Trouble> {
        let (number, group) = (by.number, &by.group);
        let reason =
            format!("canceled, because run {number} of concurrency group `{group}` came later");
        let letter = Letter::Supersede {
            job: other.job,
            reason,
        };
        Ok(letter.post(self.tx, other.run).await?)
    }

    async fn leave_turn(&mut self, job: JobId) -> Result<(), Trouble> {
        let run = &self.live.run;
        let next = self.tx.leave_turn(run.project_id, run.id, job).await?;
        if let Some(next) = next {
            let letter = Letter::Turn { job: next.job };
            letter.post(self.tx, next.run).await?;
        }
        Ok(())
    }

    /// Writes everything down.
    pub(crate) async fn write(&mut self) -> Result<(), Trouble> {
        let run = self.live.run.id;
        if self.changes.entries.is_empty() {
            return self.write_stand(run).await;
        }
        let entries = std::mem::take(&mut self.changes.entries);
        let seq = self.live.seq;
        let sealed = self.vault.seal_journal(run, seq, &entries)?;
        self.tx.append_journal(run, seq, sealed).await?;
        self.live.seq += 1;
        self.tx.add_jobs(run, &self.changes.jobs).await?;
        for (job, patch) in &self.changes.patches {
            self.tx.patch_job(run, job.0, patch).await?;
        }
        self.tx.append_events(run, &self.changes.events).await?;
        self.write_stand(run).await
    }

    async fn write_stand(&mut self, run: i64) -> Result<(), Trouble> {
        let stand = self.live.now_stands(self.now, self.changes.reason.take());
        if stand != self.live.stand {
            self.tx.set_run(run, &stand).await?;
            self.tx.tell(Topic::Run(run));
            // A reason is written once.
            self.live.stand = RunStand {
                reason: None,
                ..stand
            };
        }
        Ok(())
    }
}

fn errored(job: JobId, attempt: Attempt, message: String) -> Entry {
    ended(job, attempt, Outcome::Errored { message })
}

fn canceled(job: JobId, attempt: Attempt) -> Entry {
    ended(job, attempt, Outcome::Canceled)
}

fn ended(job: JobId, attempt: Attempt, outcome: Outcome) -> Entry {
    let result = Box::new(JobResult::bare(outcome));
    Entry::from(Happening::Finished {
        job,
        attempt,
        shown: result.clone(),
        result,
    })
}
