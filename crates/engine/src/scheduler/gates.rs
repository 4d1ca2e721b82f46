//! What a queued job must be given before it may take a slot: a place among the cells of its matrix,
//! the turn of its concurrency group, its resource.
//!
//! All jobs pass the gates in this order, so that no two wait for each other; only a job that became a
//! pipeline holds what it has while jobs of that pipeline ask for more.

use std::sync::Arc;

use maillon_model::JobId;
use maillon_model::job::{Concurrency, InProgress};

use super::Scheduler;
use crate::concurrency::Answer;
use crate::resources::Grant;
use crate::state::Phase;
use crate::verdict::Ending;
use crate::{Command, TurnsAmong};

impl Scheduler {
    /// A queued job goes as far as the gates let it.
    pub(super) fn pass_gates(&mut self, job: JobId) {
        let group = self.jobs[job].group;
        if self.groups[group.0].matrices.enter(job) == Grant::Held {
            self.take_turn(job);
        }
    }

    fn take_turn(&mut self, job: JobId) {
        let Some(concurrency) = self.group_of(job).job(job).concurrency.clone() else {
            return self.take_resource(job);
        };
        if let Some(holder) = self.turns.holder(&concurrency.group)
            && self.is_above(holder, job)
        {
            let ending = Ending::canceled(&self.deadlock(&concurrency, holder));
            return self.settle(job, ending);
        }
        match self.turns.ask(&concurrency.group, job, concurrency.queue) {
            Answer::Held => self.take_turn_among_runs(job),
            Answer::Waits { holder, replaced } => {
                self.supersede(job, &concurrency, replaced);
                if concurrency.in_progress == InProgress::Cancel {
                    self.supersede(job, &concurrency, Some(holder));
                }
            }
        }
    }

    /// It is the job's turn in this run; perhaps other runs are asked as well.
    fn take_turn_among_runs(&mut self, job: JobId) {
        match self.limits.turns {
            TurnsAmong::ThisRun => self.take_resource(job),
            TurnsAmong::AllRuns => {
                self.jobs.enter(job, Phase::Elsewhere);
                self.emit(Command::AskTurn { job });
            }
        }
    }

    /// It is the job's turn among all runs.
    pub(super) fn turn_came(&mut self, job: JobId) {
        if self.jobs.phase(job) == Some(Phase::Elsewhere) {
            self.jobs.enter(job, Phase::Queued);
            self.take_resource(job);
        }
    }

    /// Ends a job whose turn or place another one takes.
    fn supersede(&mut self, by: JobId, concurrency: &Concurrency, job: Option<JobId>) {
        let Some(job) = job else { return };
        let (by, group) = (&self.group_of(by).job(by).name, &concurrency.group);
        let reason = format!("canceled, because `{by}` of concurrency group `{group}` came later");
        self.cancel_jobs(&[job], &reason.into());
    }

    fn deadlock(&self, concurrency: &Concurrency, holder: JobId) -> String {
        let (holder, group) = (&self.group_of(holder).job(holder).name, &concurrency.group);
        format!("`{holder}`, which it is part of, is in the same concurrency group `{group}`")
    }

    /// Whether a job became the pipeline that the other one stands in, or one above that.
    fn is_above(&self, above: JobId, job: JobId) -> bool {
        let parent = |job: &JobId| self.group_of(*job).parent;
        std::iter::successors(parent(&job), parent).any(|parent| parent == above)
    }

    fn take_resource(&mut self, job: JobId) {
        let Some(name) = self.group_of(job).job(job).resource_group.clone() else {
            return self.admit(job);
        };
        if self.resources.acquire(&name, job) == Grant::Held {
            self.admit(job);
        }
    }

    /// A job at its end gives free what it has.
    pub(super) fn leave_gates(&mut self, job: JobId) {
        let definition = self.group_of(job).job(job);
        let resource = definition.resource_group.clone();
        let turn = definition.concurrency.as_ref();
        let turn = turn.map(|concurrency| Arc::clone(&concurrency.group));
        if let Some(name) = resource {
            self.leave_resource(&name, job);
        }
        if let Some(name) = turn {
            if self.limits.turns == TurnsAmong::AllRuns {
                self.emit(Command::LeaveTurn { job });
            }
            self.leave_turn(&name, job);
        }
        self.leave_matrix(job);
    }

    fn leave_resource(&mut self, name: &Arc<str>, job: JobId) {
        let mut next = self.resources.release(name, job);
        while let Some(waiting) = next {
            if self.still_waits(waiting) {
                self.resources.acquire(name, waiting);
                return self.admit(waiting);
            }
            next = self.resources.next(name);
        }
    }

    fn leave_turn(&mut self, name: &Arc<str>, job: JobId) {
        let mut next = self.turns.leave(name, job);
        while let Some(waiting) = next {
            if self.still_waits(waiting) {
                return self.take_turn(waiting);
            }
            next = self.turns.next(name);
        }
    }

    fn leave_matrix(&mut self, job: JobId) {
        let group = self.jobs[job].group;
        let mut next = self.groups[group.0].matrices.leave(job);
        while let Some(waiting) = next {
            if self.still_waits(waiting) {
                return self.pass_gates(waiting);
            }
            next = self.groups[group.0].matrices.next(job);
        }
    }

    /// Whether a job that waited at a gate still wants to go on.
    fn still_waits(&self, job: JobId) -> bool {
        self.jobs[job].phase == Phase::Queued && self.doom(job).is_none()
    }
}
