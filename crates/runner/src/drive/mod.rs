//! The loop between the engine and the jobs.
//!
//! One `select` over everything that can happen makes engine inputs of it; the engine answers with
//! commands, and they are carried out in their order. Each job's try is a task of its own that
//! reports through one bounded channel, so the order of events is the order in which they were
//! sent, and a slow subscriber slows the jobs down.

mod emitter;
mod expansion;
mod message;
mod tasks;
mod timers;

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use maillon_engine::{Chosen, Effect, Happening, Opening, Run, SelectionError, Unplayed};
use maillon_model::{EventKind, JobId, RunStatus};
use rustc_hash::FxHashMap;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::archive::Store;
use crate::artifacts::unmask;
use crate::clock;
use crate::job::{Context, Parts};
use crate::request::{Expander, RunRequest, StopSignals, Subscriber};
use emitter::Emitter;
use expansion::ByExpander;
pub(crate) use message::Message;
use timers::Timers;

/// Why a run could not begin or go on. What goes wrong in one job is that job's outcome instead.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The jobs that were asked for are not there.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// A folder of the run can't be made.
    #[error("prepare {folder}: {source}")]
    Prepare {
        /// Which.
        folder: String,
        /// The system's own words.
        source: io::Error,
    },
    /// The scheduler has nothing to do any more, but the run is not done: a mistake in maillon.
    #[error("internal error: the run waits for nothing")]
    Stuck,
}

/// Events of jobs on their way to the subscriber.
const EVENTS: usize = 64;

/// Executes a run to its end and tells everything that happens to `subscriber`.
pub async fn drive(
    request: RunRequest,
    subscriber: &mut dyn Subscriber,
    stop: StopSignals,
) -> Result<RunStatus, RunError> {
    let chosen = request.selection.apply(&request.pipeline)?;
    request
        .places
        .prepare()
        .map_err(|source| RunError::Prepare {
            folder: request.places.state.display().to_string(),
            source,
        })?;
    let (sender, messages) = mpsc::channel(EVENTS);
    let mut course = Course::new(request, chosen, Emitter::new(subscriber), sender, &stop);
    let reaping = course.context.reap();
    course.begin();
    let status = course.until_done(messages, &stop).await;
    let _ = reaping.await;
    course.finish().await;
    let status = status?;
    course.emitter.emit(EventKind::RunFinished { status });
    Ok(status)
}

/// A run that goes on, on this machine.
struct Course<'a> {
    context: Arc<Context>,
    /// Of pipelines of other projects, by the job that triggered them.
    projects: FxHashMap<JobId, Arc<Context>>,
    expander: Arc<dyn Expander>,
    run: Run,
    /// What ends the tries that run.
    tries: FxHashMap<JobId, CancellationToken>,
    timers: Timers,
    /// What was decided at once, for the engine to hear after it was asked.
    decided: VecDeque<Happening>,
    emitter: Emitter<'a>,
    sender: mpsc::Sender<Message>,
    done: Option<RunStatus>,
}

impl<'a> Course<'a> {
    fn new(
        request: RunRequest,
        chosen: Chosen,
        emitter: Emitter<'a>,
        sender: mpsc::Sender<Message>,
        stop: &StopSignals,
    ) -> Self {
        let store = Store::new(request.places.store());
        let mut earlier = request.earlier;
        for result in earlier.values_mut() {
            unmask(&store, &mut result.left);
        }
        let uploads = earlier
            .values()
            .flat_map(|result| result.left.uploads.clone());
        let context = Context::new(
            Parts {
                run: request.run,
                dialect: request.pipeline.dialect,
                uploads: uploads.collect(),
                slots: request.slots,
                executors: request.executors,
                places: request.places,
                workspace: request.workspace,
                source: request.source,
                git: request.git,
                project_path: request.project_path,
                project_host: request.project_host,
                pauser: request.pauser,
                jenkins: request.jenkins,
            },
            stop,
        );
        let run = Run::new(Opening {
            run: context.run.clone(),
            pipeline: request.pipeline,
            chosen,
            slots: request.slots,
            masks: request.masks,
            earlier,
            unplayed: Unplayed::End,
            turns: maillon_engine::TurnsAmong::ThisRun,
        });
        Self {
            context: Arc::new(context),
            projects: FxHashMap::default(),
            expander: request.expander,
            run,
            tries: FxHashMap::default(),
            timers: Timers::default(),
            decided: VecDeque::new(),
            emitter,
            sender,
            done: None,
        }
    }

    fn begin(&mut self) {
        let outputs = ByExpander(&*self.expander);
        let effects = self.run.begin(clock::now(), &outputs);
        self.carry_out(effects);
    }

    async fn until_done(
        &mut self,
        mut messages: mpsc::Receiver<Message>,
        stop: &StopSignals,
    ) -> Result<RunStatus, RunError> {
        let mut signals = Signals::new(stop);
        loop {
            if let Some(status) = self.done {
                return Ok(status);
            }
            tokio::select! {
                biased;
                () = signals.next() => self.cancel_all(),
                message = messages.recv() => match message {
                    Some(message) => self.message(message),
                    None => return Err(RunError::Stuck),
                },
                () = self.timers.next() => self.happened(Happening::Tick),
            }
        }
    }

    /// Tells the engine, and does what it says.
    fn happened(&mut self, happening: Happening) {
        let effects = self.effects_of(happening);
        self.carry_out(effects);
    }

    fn effects_of(&mut self, happening: Happening) -> Vec<Effect> {
        let outputs = ByExpander(&*self.expander);
        self.run.on(happening, clock::now(), &outputs)
    }

    /// Does what the engine says, and tells it what was decided by that.
    fn carry_out(&mut self, mut effects: Vec<Effect>) {
        loop {
            for effect in effects {
                self.effect(effect);
            }
            let Some(happening) = self.decided.pop_front() else {
                return;
            };
            effects = self.effects_of(happening);
        }
    }

    fn effect(&mut self, effect: Effect) {
        match effect {
            Effect::Tell(kind) => self.emitter.emit(kind),
            Effect::Start(work) => self.start(*work),
            Effect::Cancel(job) => self.cancel(job),
            Effect::Expand(job) => self.expand(job),
            Effect::WakeAt(at) => self.timers.add(at),
            // Nobody plays jobs here: such a run is over (`Unplayed::End`).
            Effect::Idle(_) | Effect::Waits { .. } | Effect::AskTurn(_) | Effect::LeaveTurn(_) => {}
            Effect::Done(status) => self.done = Some(status),
        }
    }

    fn cancel(&self, job: JobId) {
        if let Some(cancel) = self.tries.get(&job) {
            cancel.cancel();
        }
    }

    fn cancel_all(&mut self) {
        if self.context.abort.is_cancelled() {
            self.tries.values().for_each(CancellationToken::cancel);
        }
        self.happened(Happening::CancelAll);
    }

    fn message(&mut self, message: Message) {
        match message {
            Message::Event(kind) => self.emitter.emit(*kind),
            Message::Finished {
                job,
                attempt,
                ended,
            } => self.finished(job, attempt, *ended),
            Message::Expanded { job, result } => {
                let happening = self.expanded(job, result.map(|expansion| *expansion));
                self.happened(happening);
            }
        }
    }

    /// Nothing of this run stays behind but what it was made for.
    async fn finish(&mut self) {
        for context in self.projects.values() {
            context.workspaces.finish().await;
        }
        self.context.finish().await;
    }
}

/// The two wishes to stop, each heard once.
struct Signals {
    waiting: Vec<CancellationToken>,
}

impl Signals {
    fn new(stop: &StopSignals) -> Self {
        Self {
            waiting: vec![stop.orderly.clone(), stop.now.clone()],
        }
    }

    /// Waits for the next wish; for ever when both were heard.
    async fn next(&mut self) {
        let [one, other] = self.waiting.as_slice() else {
            match self.waiting.first() {
                Some(last) => last.cancelled().await,
                None => std::future::pending().await,
            }
            self.waiting.clear();
            return;
        };
        tokio::select! {
            () = one.cancelled() => {}
            () = other.cancelled() => {}
        }
        self.waiting.retain(|token| !token.is_cancelled());
    }
}
