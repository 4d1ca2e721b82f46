//! The state machine.
//!
//! Every change goes the same way: a job enters another [`Phase`]; where its `Standing` changes by
//! that, those that wait for it come onto the agenda; the agenda is worked off until nothing moves;
//! then free slots are filled. When nothing is under way any more, the run is over.

mod cancel;
mod children;
mod finale;
mod gates;
mod progress;
mod settle;

use std::collections::VecDeque;

use maillon_model::{JobId, RunStatus, Timestamp};

use crate::concurrency::Turns;
use crate::group::{Group, GroupId};
use crate::resources::Resources;
use crate::selection::{Chosen, ManualJobs};
use crate::state::{Jobs, Phase};
use crate::timers::Timers;
use crate::{Command, Input, Limits, Standstill, Unplayed};

/// Decides over one run.
#[derive(Debug)]
pub struct Scheduler {
    limits: Limits,
    course: Course,
    manual: ManualJobs,
    jobs: Jobs,
    groups: Vec<Group>,
    turns: Turns,
    resources: Resources,
    timers: Timers,
    /// Waiting jobs with news about what is before them.
    agenda: VecDeque<JobId>,
    /// Jobs that wait for a slot.
    ready: VecDeque<JobId>,
    commands: Vec<Command>,
    now: Timestamp,
}

/// How far the run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    Fresh,
    Running,
    /// Somebody wished it to end.
    Canceled,
    Done,
}

impl Scheduler {
    /// A scheduler that waits for [`Input::Begin`].
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            course: Course::Fresh,
            manual: ManualJobs::Wait,
            jobs: Jobs::default(),
            groups: Vec::new(),
            turns: Turns::default(),
            resources: Resources::default(),
            timers: Timers::default(),
            agenda: VecDeque::new(),
            ready: VecDeque::new(),
            commands: Vec::new(),
            now: Timestamp::default(),
        }
    }

    /// Takes in what happened and says what to do next.
    pub fn on(&mut self, input: Input, now: Timestamp) -> Vec<Command> {
        self.now = now;
        match (self.course, input) {
            (Course::Fresh, Input::Begin(chosen)) => self.begin(&chosen),
            (Course::Fresh | Course::Done, _) | (_, Input::Begin(_) | Input::Tick) => {}
            (
                _,
                Input::Finished {
                    job,
                    attempt,
                    outcome,
                },
            ) => self.finished(job, attempt, outcome),
            (_, Input::Expanded { job, result }) => self.expanded(job, result),
            (_, Input::Play { job }) => self.play(job),
            (_, Input::CancelJob { job }) => self.cancel_one(job),
            (_, Input::Turn { job }) => self.turn_came(job),
            (_, Input::Supersede { job, reason }) => self.cancel_jobs(&[job], &reason.into()),
            (_, Input::CancelAll) => self.cancel_all(),
        }
        self.proceed();
        std::mem::take(&mut self.commands)
    }

    fn begin(&mut self, chosen: &Chosen) {
        self.course = Course::Running;
        self.manual = chosen.manual();
        self.add(chosen, None);
    }

    /// Lets everything move that can.
    fn proceed(&mut self) {
        if matches!(self.course, Course::Fresh | Course::Done) {
            return;
        }
        self.wake();
        self.work_off();
        self.fill_slots();
        if !self.jobs.any_busy() {
            self.rest();
        }
    }

    /// Nothing is under way: the run is over, unless somebody may still play a job.
    fn rest(&mut self) {
        let waits = self.limits.unplayed == Unplayed::Wait && self.course == Course::Running;
        if !waits || !self.jobs.any_manual() {
            return self.finish();
        }
        let blocked = self.groups.first().is_some_and(|root| !root.is_complete());
        let standstill = if blocked {
            Standstill::Blocked
        } else {
            Standstill::Over(self.verdict())
        };
        self.emit(Command::Idle(standstill));
    }

    fn wake(&mut self) {
        while let Some((at, job)) = self.timers.due(self.now) {
            if self.jobs[job].phase == Phase::Delayed(at) {
                self.queue(job);
            }
        }
    }

    fn work_off(&mut self) {
        while let Some(job) = self.agenda.pop_front() {
            self.consider(job);
        }
    }

    fn emit(&mut self, command: Command) {
        self.commands.push(command);
    }

    fn group(&self, id: GroupId) -> &Group {
        &self.groups[id.0]
    }

    fn group_of(&self, job: JobId) -> &Group {
        self.group(self.jobs[job].group)
    }

    /// The status of the run's own pipeline, unless somebody wished the run to end.
    fn verdict(&self) -> RunStatus {
        match (self.course, self.groups.first()) {
            (Course::Canceled, _) => RunStatus::Aborted,
            (_, Some(group)) => group.status(),
            (_, None) => RunStatus::Skipped,
        }
    }
}
