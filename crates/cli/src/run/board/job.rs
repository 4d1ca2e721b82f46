//! Where one job stands.

use std::time::Duration;

use maillon_model::event::{Annotation, JobEntry, JobResult, Phase};
use maillon_model::job::AllowFailure;
use maillon_model::{Event, EventKind, JobStatus, Outcome, StepId, Timestamp};

use crate::console::Colors;
use crate::run::pipeline_words::{Shown, shown};
use crate::run::text;

/// The longest last line that is remembered, in characters.
const LAST_LINE: usize = 300;

/// Where a job stands.
#[derive(Debug)]
pub(crate) struct JobState {
    /// Who it is.
    pub entry: JobEntry,
    /// When it could have started.
    pub queued: Option<Timestamp>,
    /// When its last try began.
    pub started: Option<Timestamp>,
    /// When its last try ended.
    pub finished: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: u32,
    /// What goes on.
    pub work: Option<Progress>,
    /// What its last try gave.
    pub result: Option<JobResult>,
    /// Its end.
    pub settled: Option<Settled>,
    /// The last line of its log, without control codes.
    pub last_line: String,
    /// Its steps, where the dialect has such.
    pub steps: Vec<StepState>,
    /// What it pointed at.
    pub annotations: Vec<Annotation>,
    /// What its steps wrote for people, in Markdown.
    pub summary: String,
}

/// Where a step of a job stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StepState {
    /// Which.
    pub id: StepId,
    /// The step that it is part of.
    pub parent: Option<StepId>,
    /// Its name.
    pub name: String,
    /// Its end.
    pub status: Option<JobStatus>,
    /// Whether it failed and that was allowed.
    pub allowed: bool,
}

/// How far a long work is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    /// What is done.
    pub phase: Phase,
    /// How much is done.
    pub done: u64,
    /// Of how much.
    pub total: Option<u64>,
}

/// A job's end.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    /// Where it stands.
    pub status: JobStatus,
    /// Whether it failed and that was allowed.
    pub allowed: bool,
    /// Why.
    pub reason: Option<String>,
}

/// What a job does at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Waits for others.
    Waiting,
    /// Waits for a slot.
    Queued,
    /// Runs.
    Running,
    /// Ended: success, failure that is not allowed, ...
    Ended(JobStatus),
    /// Failed, and that was allowed.
    Allowed,
}

impl JobState {
    pub(super) fn new(entry: JobEntry) -> Self {
        Self {
            entry,
            queued: None,
            started: None,
            finished: None,
            attempts: 0,
            work: None,
            result: None,
            settled: None,
            last_line: String::new(),
            steps: Vec::new(),
            annotations: Vec::new(),
            summary: String::new(),
        }
    }

    /// What it does at the moment.
    pub(crate) fn standing(&self) -> Standing {
        match &self.settled {
            Some(settled) if settled.allowed => Standing::Allowed,
            Some(settled) => Standing::Ended(settled.status),
            None if self.started > self.finished => Standing::Running,
            None if self.queued.is_some() => Standing::Queued,
            None => Standing::Waiting,
        }
    }

    /// Whether it ended in a way that fails the pipeline.
    pub(crate) fn has_failed(&self) -> bool {
        use JobStatus::{Aborted, Errored, Failed, Unstable};
        matches!(
            self.standing(),
            Standing::Ended(Failed | Errored | Aborted | Unstable)
        )
    }

    /// How long the last try took, or has taken until `now`.
    pub(crate) fn duration(&self, now: Timestamp) -> Duration {
        let started = self.started.unwrap_or(now);
        self.finished
            .filter(|end| *end >= started)
            .unwrap_or(now)
            .since(started)
    }

    /// Whether its failure was, or would be, allowed.
    pub(crate) fn allows_failure(&self) -> bool {
        let settled = self.settled.as_ref().is_some_and(|settled| settled.allowed);
        settled || self.entry.allow_failure == AllowFailure::Always
    }

    /// The step that runs: the innermost.
    pub(crate) fn current_step(&self) -> Option<&StepState> {
        self.steps.iter().rev().find(|step| step.status.is_none())
    }

    /// The steps of a step, or the outermost ones.
    pub(crate) fn steps_of(&self, parent: Option<StepId>) -> impl Iterator<Item = &StepState> {
        self.steps.iter().filter(move |step| step.parent == parent)
    }

    /// The verdict of the last try.
    pub(crate) fn outcome(&self) -> Option<&Outcome> {
        self.result.as_ref().map(|result| &result.outcome)
    }
}

impl JobState {
    pub(super) fn apply(&mut self, event: &Event) {
        match &event.kind {
            EventKind::JobQueued { .. } => self.queued = Some(event.at),
            EventKind::JobStarted { attempt, .. } => {
                self.attempts = attempt.0;
                self.started = Some(event.at);
                self.finished = None;
                self.work = None;
                self.steps.clear();
                self.annotations.clear();
                self.summary.clear();
            }
            EventKind::StepStarted { .. } | EventKind::StepFinished { .. } => {
                self.step(&event.kind);
            }
            EventKind::Annotated { annotation, .. } => self.annotations.push(annotation.clone()),
            EventKind::Summarized { markdown, .. } => {
                self.summary += markdown.trim_end();
                self.summary += "\n\n";
            }
            EventKind::Progress {
                phase, done, total, ..
            } => {
                self.work = Some(Progress {
                    phase: *phase,
                    done: *done,
                    total: *total,
                });
            }
            EventKind::Log { text, .. } => self.remember(text),
            EventKind::JobFinished { result, .. } => {
                self.finished = Some(event.at);
                self.result = Some((**result).clone());
            }
            EventKind::JobSettled {
                status,
                allowed,
                reason,
                ..
            } => {
                self.settled = Some(Settled {
                    status: *status,
                    allowed: *allowed,
                    reason: reason.clone(),
                });
                self.last_line = String::new();
            }
            _ => {}
        }
    }

    fn step(&mut self, event: &EventKind) {
        match event {
            EventKind::StepStarted {
                step, parent, name, ..
            } => self.steps.push(StepState {
                id: *step,
                parent: *parent,
                name: name.clone(),
                status: None,
                allowed: false,
            }),
            EventKind::StepFinished {
                step,
                status,
                allowed,
                ..
            } => {
                let known = self.steps.iter_mut().find(|known| known.id == *step);
                if let Some(known) = known {
                    known.status = Some(*status);
                    known.allowed = *allowed;
                }
            }
            _ => {}
        }
    }

    fn remember(&mut self, log: &str) {
        let mut lines = log.trim_end().rsplit('\n');
        let Some(line) = lines.find(|line| shown(line) == Shown::Line) else {
            return;
        };
        let mut clean = Vec::new();
        if text::clean_line(line, Colors::Off, &mut clean).is_some() && !clean.is_empty() {
            self.last_line = String::from_utf8_lossy(&clean)
                .chars()
                .take(LAST_LINE)
                .collect();
        }
    }
}
