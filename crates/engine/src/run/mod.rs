//! A run as a whole: the scheduler, and what its jobs left for each other.
//!
//! The same happenings, at the same times, give the same effects. Whoever keeps the happenings can make
//! the run again.

mod ends;
mod jobs;
mod left;
mod words;

use std::num::NonZeroUsize;
use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::event::JobResult;
use maillon_model::spec::Leftovers;
use maillon_model::{
    Attempt, EventKind, JobId, JobName, JobSpec, JobStatus, Outcome, Pipeline, RunId, Secret,
    Timestamp,
};

use crate::{Chosen, Command, Expansion, Input, Limits, Scheduler, TurnsAmong, Unplayed};
use jobs::Jobs;
use left::NotThere;
pub use words::{Decision, Effect, Happening, Outputs, Pending, Replaced, Work};

/// What a run is made of.
#[derive(Debug)]
pub struct Opening {
    /// Its id.
    pub run: RunId,
    /// The whole pipeline, also jobs that take no part.
    pub pipeline: Arc<Pipeline>,
    /// What takes part.
    pub chosen: Chosen,
    /// How many jobs at a time.
    pub slots: NonZeroUsize,
    /// Values that never appear in a log, beside those of masked variables.
    pub masks: Vec<Secret>,
    /// Results of an earlier run that this one builds on, by the full name of the job.
    pub earlier: IndexMap<JobName, JobResult>,
    /// What becomes of it when only manual jobs are left.
    pub unplayed: Unplayed,
    /// Who takes turns in concurrency groups.
    pub turns: TurnsAmong,
}

/// A run that goes on.
#[derive(Debug)]
pub struct Run {
    id: RunId,
    pipeline: Arc<Pipeline>,
    /// Until the run begins.
    chosen: Option<Chosen>,
    masks: Vec<Secret>,
    earlier: IndexMap<JobName, JobResult>,
    scheduler: Scheduler,
    jobs: Jobs,
}

impl Run {
    /// A run that waits for [`Run::begin`].
    pub fn new(opening: Opening) -> Self {
        Self {
            id: opening.run,
            pipeline: opening.pipeline,
            chosen: Some(opening.chosen),
            masks: opening.masks,
            earlier: opening.earlier,
            scheduler: Scheduler::new(Limits {
                slots: opening.slots,
                unplayed: opening.unplayed,
                turns: opening.turns,
            }),
            jobs: Jobs::default(),
        }
    }

    /// Begins. Comes first, and once.
    pub fn begin(&mut self, now: Timestamp, outputs: &dyn Outputs) -> Vec<Effect> {
        let started = Effect::Tell(EventKind::RunStarted {
            run: self.id.clone(),
            name: self.pipeline.name.clone(),
        });
        let Some(chosen) = self.chosen.take() else {
            return Vec::new();
        };
        let mut turn = Turn::new(self, now, outputs);
        turn.effects.push(started);
        turn.input(Input::Begin(chosen));
        turn.effects
    }

    /// Takes in what happened and says what to do and to tell next.
    pub fn on(
        &mut self,
        happening: Happening,
        now: Timestamp,
        outputs: &dyn Outputs,
    ) -> Vec<Effect> {
        let mut turn = Turn::new(self, now, outputs);
        match happening {
            Happening::Finished {
                job,
                attempt,
                result,
                shown,
            } => turn.finished(job, attempt, *result, shown),
            Happening::Expanded { job, decision } => turn.input(Input::Expanded {
                job,
                result: decision.map(Expansion::from),
            }),
            Happening::Play { job } => turn.input(Input::Play { job }),
            Happening::CancelJob { job } => turn.input(Input::CancelJob { job }),
            Happening::Tick => turn.input(Input::Tick),
            Happening::Turn { job } => turn.input(Input::Turn { job }),
            Happening::Supersede { job, reason } => turn.input(Input::Supersede { job, reason }),
            Happening::CancelAll => turn.input(Input::CancelAll),
        }
        turn.effects
    }

    /// A job of which somebody has to say what becomes of it.
    pub fn pending(&self, id: JobId) -> Option<Pending<'_>> {
        let (known, job) = self.jobs.get(id)?;
        Some(Pending {
            job,
            id,
            parent: known.parent,
            pipeline: &known.pipeline,
            settled: known.ends.all(),
            archives: known.left.archives(),
        })
    }

    /// A job, by its id.
    pub fn job(&self, id: JobId) -> Option<&maillon_model::Job> {
        Some(self.jobs.get(id)?.1)
    }

    /// The job whose child pipeline a job stands in.
    pub fn parent(&self, id: JobId) -> Option<JobId> {
        self.jobs.get(id)?.0.parent
    }

    fn work(&self, id: JobId, attempt: Attempt) -> Result<Option<Work>, NotThere> {
        let Some((known, job)) = self.jobs.get(id) else {
            return Ok(None);
        };
        let spec = JobSpec {
            needs: self.jobs.needed(id),
            shared: known.pipeline.shared.clone(),
            run: self.id.clone(),
            id,
            attempt,
            dialect: known.pipeline.dialect,
            job: job.clone(),
            upstream: self.jobs.upstream(id)?,
            masks: self.masks.clone(),
        };
        let name = self.jobs.name(id);
        Ok(Some(Work { name, spec }))
    }
}

/// One happening on its way to effects.
struct Turn<'a> {
    run: &'a mut Run,
    now: Timestamp,
    outputs: &'a dyn Outputs,
    effects: Vec<Effect>,
}

impl<'a> Turn<'a> {
    fn new(run: &'a mut Run, now: Timestamp, outputs: &'a dyn Outputs) -> Self {
        Self {
            run,
            now,
            outputs,
            effects: Vec::new(),
        }
    }

    fn tell(&mut self, kind: EventKind) {
        self.effects.push(Effect::Tell(kind));
    }

    fn input(&mut self, input: Input) {
        let commands = self.run.scheduler.on(input, self.now);
        self.carry_out(commands);
    }

    fn carry_out(&mut self, commands: Vec<Command>) {
        for command in commands {
            self.command(command);
        }
    }

    fn command(&mut self, command: Command) {
        match command {
            Command::Added {
                parent,
                first,
                pipeline,
            } => self.added(parent, first, &pipeline),
            Command::Queued { job } => self.tell(EventKind::JobQueued { job }),
            Command::Waits { job, hold } => self.effects.push(Effect::Waits { job, hold }),
            Command::AskTurn { job } => self.effects.push(Effect::AskTurn(job)),
            Command::LeaveTurn { job } => self.effects.push(Effect::LeaveTurn(job)),
            Command::Start { job, attempt } => self.start(job, attempt),
            Command::Expand { job } => self.effects.push(Effect::Expand(job)),
            Command::Cancel { job } => self.effects.push(Effect::Cancel(job)),
            Command::WakeAt(at) => self.effects.push(Effect::WakeAt(at)),
            Command::Settled {
                job,
                status,
                allowed,
                reason,
            } => self.settled(job, status, allowed, reason),
            Command::Idle(standstill) => self.effects.push(Effect::Idle(standstill)),
            Command::Done(status) => self.effects.push(Effect::Done(status)),
        }
    }

    fn added(&mut self, parent: Option<JobId>, first: JobId, pipeline: &Arc<Pipeline>) {
        let run = &mut *self.run;
        let whole = match parent {
            None => Arc::clone(&run.pipeline),
            Some(_) => Arc::clone(pipeline),
        };
        run.jobs.add(parent, first, pipeline, &whole, &run.earlier);
        let jobs = run.jobs.introduce(first);
        self.tell(EventKind::PipelineAdded {
            parent,
            stages: pipeline.stages.clone(),
            jobs,
        });
    }

    fn start(&mut self, job: JobId, attempt: Attempt) {
        self.tell(EventKind::JobStarted { job, attempt });
        match self.run.work(job, attempt) {
            Ok(Some(work)) => self.effects.push(Effect::Start(Box::new(work))),
            Ok(None) => {}
            Err(missing) => {
                let result = JobResult::bare(Outcome::Errored {
                    message: missing.to_string(),
                });
                self.finished(job, attempt, result.clone(), Box::new(result));
            }
        }
    }

    fn finished(&mut self, job: JobId, attempt: Attempt, result: JobResult, shown: Box<JobResult>) {
        let outcome = result.outcome.clone();
        self.run.jobs.keep(job, result);
        let commands = self.run.scheduler.on(
            Input::Finished {
                job,
                attempt,
                outcome,
            },
            self.now,
        );
        self.tell(EventKind::JobFinished {
            job,
            attempt,
            result: shown,
            retries: !commands.iter().any(|command| settles(command, job)),
        });
        self.carry_out(commands);
    }

    /// A job is at its end; one whose place was taken has the outputs of what took it.
    fn settled(&mut self, job: JobId, status: JobStatus, allowed: bool, reason: Option<String>) {
        let outputs = self.outputs_of_child(job);
        if let (JobStatus::Success, Some(outputs)) = (status, &outputs) {
            self.tell_outputs(job, outputs.clone());
        }
        self.run.jobs.settle(job, status, allowed, outputs);
        self.tell(EventKind::JobSettled {
            job,
            status,
            allowed,
            reason,
        });
    }

    /// What the pipeline in a job's place gives to later jobs; None where there is none.
    fn outputs_of_child(&self, id: JobId) -> Option<IndexMap<String, String>> {
        let child = self.run.jobs.in_place_of(id)?;
        let (_, job) = self.run.jobs.get(id)?;
        Some(self.outputs.outputs(&Replaced {
            job,
            id,
            child: &child.pipeline,
            settled: child.ends.all(),
        }))
    }

    /// What took a job's place gave it outputs: a later run may build on them.
    fn tell_outputs(&mut self, job: JobId, outputs: IndexMap<String, String>) {
        let left = Leftovers {
            outputs,
            ..Leftovers::default()
        };
        let result = JobResult {
            left,
            ..JobResult::bare(Outcome::Success)
        };
        self.tell(EventKind::JobFinished {
            job,
            attempt: Attempt::FIRST,
            result: Box::new(result),
            retries: false,
        });
    }
}

fn settles(command: &Command, of: JobId) -> bool {
    matches!(command, Command::Settled { job, .. } if *job == of)
}
