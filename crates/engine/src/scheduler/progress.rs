//! From waiting to running.

use maillon_model::job::{AllowFailure, When, Work};
use maillon_model::{Attempt, JobId, JobStatus, Outcome};

use super::Scheduler;
use crate::composite::Standing;
use crate::readiness::admits;
use crate::retry;
use crate::state::Phase;
use crate::verdict::Ending;
use crate::{Command, Hold};

impl Scheduler {
    /// Looks whether a waiting job's turn has come.
    pub(super) fn consider(&mut self, job: JobId) {
        let state = &self.jobs[job];
        if state.phase != Phase::Waiting {
            return;
        }
        let Some(before) = state.before(self.group_of(job)) else {
            return;
        };
        if admits(state.when, state.basis, before) {
            self.turn(job);
        } else {
            let reason = self.why_skipped(job, before);
            self.settle(job, Ending::skipped(reason));
        }
    }

    /// A job's turn has come: it is queued, or waits for a time, for somebody or for a decision.
    fn turn(&mut self, job: JobId) {
        match self.jobs[job].when {
            When::Delayed(delay) => {
                let at = self.now.after(delay);
                self.jobs.enter(job, Phase::Delayed(at));
                self.timers.set(at, job);
                let hold = Hold::Until(at);
                self.emit(Command::Waits { job, hold });
                self.emit(Command::WakeAt(at));
            }
            When::Manual => {
                self.jobs.enter(job, Phase::Manual);
                let hold = Hold::Somebody;
                self.emit(Command::Waits { job, hold });
                if self.group_of(job).job(job).allow_failure == AllowFailure::Always {
                    self.stand(job, Standing::Ignored);
                }
            }
            When::Late => self.ask(job, Phase::Deciding),
            When::OnSuccess | When::OnFailure | When::Always | When::Never => self.queue(job),
        }
    }

    /// A job may start as soon as all gates let it through and a slot is free.
    pub(super) fn queue(&mut self, job: JobId) {
        self.jobs.enter(job, Phase::Queued);
        self.emit(Command::Queued { job });
        self.pass_gates(job);
    }

    /// A queued job is through all gates. One that becomes a child pipeline takes no slot.
    pub(super) fn admit(&mut self, job: JobId) {
        if let Some(pipeline) = self.jobs[job].child.take() {
            return self.add_child(job, &pipeline);
        }
        match self.group_of(job).job(job).work {
            Work::Body(_) => self.ready.push_back(job),
            Work::Child { .. } => self.ask(job, Phase::Expanding),
        }
    }

    /// Has somebody say what becomes of a job.
    fn ask(&mut self, job: JobId, phase: Phase) {
        self.jobs.enter(job, phase);
        self.emit(Command::Expand { job });
    }

    pub(super) fn fill_slots(&mut self) {
        while self.jobs.slots_taken() < self.limits.slots.get() {
            let Some(job) = self.ready.pop_front() else {
                return;
            };
            if self.jobs[job].phase == Phase::Queued {
                self.start(job);
            }
        }
    }

    fn start(&mut self, job: JobId) {
        self.jobs.enter(job, Phase::Running);
        self.jobs[job].tries += 1;
        let attempt = Attempt(self.jobs[job].tries);
        self.emit(Command::Start { job, attempt });
    }

    /// A try ended: the job is tried again, or is at its end.
    pub(super) fn finished(&mut self, job: JobId, attempt: Attempt, outcome: Outcome) {
        let phase = self.jobs.phase(job);
        if !matches!(phase, Some(Phase::Running | Phase::Canceling))
            || Attempt(self.jobs[job].tries) != attempt
        {
            return;
        }
        let definition = self.group_of(job).job(job);
        if phase == Some(Phase::Running) && retry::follows(&definition.retry, attempt, &outcome) {
            self.queue(job);
        } else {
            let mut ending = Ending::of(outcome, &definition.allow_failure);
            if ending.status == JobStatus::Canceled {
                ending.reason = self.jobs[job].canceled.as_deref().map(str::to_owned);
            }
            self.settle(job, ending);
        }
    }

    /// Somebody starts a manual or delayed job. Jobs that were skipped for want of it wait again.
    pub(super) fn play(&mut self, job: JobId) {
        match self.jobs.phase(job) {
            Some(Phase::Manual) => {
                self.stand(job, Standing::Pending);
                self.revive_dependents(job);
                self.queue(job);
            }
            Some(Phase::Delayed(_)) => self.queue(job),
            _ => {}
        }
    }

    fn revive_dependents(&mut self, job: JobId) {
        let mut reached = vec![job];
        while let Some(job) = reached.pop() {
            let dependents: Vec<_> = self.group_of(job).dependents(job).collect();
            for dependent in dependents {
                if self.jobs[dependent].standing == Standing::Skipped {
                    self.jobs.enter(dependent, Phase::Waiting);
                    self.stand(dependent, Standing::Pending);
                    let hold = Hold::Others;
                    self.emit(Command::Waits {
                        job: dependent,
                        hold,
                    });
                    reached.push(dependent);
                }
            }
        }
    }
}
