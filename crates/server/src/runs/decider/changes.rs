//! What follows from happenings, before it is written.

use std::collections::{BTreeMap, VecDeque};

use maillon_engine::{Effect, Hold, Run as Engine, Standstill, Work};
use maillon_model::event::{JobEntry, JobResult};
use maillon_model::job::AllowFailure;
use maillon_model::{EventKind, JobId, JobStatus, RunStatus, Timestamp};
use maillon_protocol::api::{EnvironmentLink, JobState, RunState};
use maillon_store::{FreshJob, JobPatch, Set};

use super::live::Entry;

/// What follows from happenings.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// For the journal.
    pub(crate) entries: Vec<Entry>,
    /// For everybody.
    pub(crate) events: Vec<EventKind>,
    pub(crate) jobs: Vec<FreshJob>,
    pub(crate) patches: BTreeMap<JobId, JobPatch>,
    /// What needs the database, or a decision, in this order.
    pub(crate) actions: VecDeque<Action>,
    /// Why the run ends, where that is no job's fault.
    pub(crate) reason: Option<String>,
}

/// What needs more than an engine.
#[derive(Debug)]
pub(crate) enum Action {
    Start(Box<Work>),
    Cancel(JobId),
    Expand(JobId),
    AskTurn(JobId),
    LeaveTurn(JobId),
}

impl Changes {
    pub(crate) fn take(&mut self, effect: Effect, engine: &Engine, now: Timestamp) {
        match effect {
            Effect::Tell(kind) => self.tell(kind, engine, now),
            Effect::Start(work) => self.actions.push_back(Action::Start(work)),
            Effect::Cancel(job) => {
                self.patch(job).state = Some(JobState::Canceling);
                self.actions.push_back(Action::Cancel(job));
            }
            Effect::Expand(job) => self.actions.push_back(Action::Expand(job)),
            Effect::AskTurn(job) => self.actions.push_back(Action::AskTurn(job)),
            Effect::LeaveTurn(job) => self.actions.push_back(Action::LeaveTurn(job)),
            Effect::Waits { job, hold } => self.waits(job, hold, now),
            Effect::WakeAt(_) | Effect::Idle(Standstill::Blocked) => {}
            Effect::Idle(Standstill::Over(status)) | Effect::Done(status) => {
                self.events.push(EventKind::RunFinished { status });
            }
        }
    }

    pub(crate) fn patch(&mut self, job: JobId) -> &mut JobPatch {
        self.patches.entry(job).or_default()
    }

    fn tell(&mut self, kind: EventKind, engine: &Engine, now: Timestamp) {
        match &kind {
            EventKind::PipelineAdded {
                parent,
                stages,
                jobs,
            } => {
                let stages: Vec<&str> = stages.iter().map(|stage| &**stage).collect();
                let fresh = jobs.iter().map(|job| fresh(job, *parent, &stages, engine));
                self.jobs.extend(fresh);
            }
            EventKind::JobQueued { job } => queued(self.patch(*job), now),
            // Told when an agent begins.
            EventKind::JobStarted { job, attempt } => {
                self.patch(*job).attempt = Some(attempt.0);
                return;
            }
            EventKind::JobFinished { job, result, .. } => finished(self.patch(*job), result, now),
            EventKind::JobSettled {
                job,
                status,
                allowed,
                reason,
            } => settled(self.patch(*job), *status, *allowed, reason.clone(), now),
            _ => {}
        }
        self.events.push(kind);
    }

    fn waits(&mut self, job: JobId, hold: Hold, now: Timestamp) {
        let patch = self.patch(job);
        patch.reason = Set::none();
        patch.finished_at = Set::none();
        patch.queued_at = Set::some(now);
        match hold {
            Hold::Somebody => patch.state = Some(JobState::Manual),
            Hold::Others => patch.state = Some(JobState::Waiting),
            Hold::Until(at) => {
                patch.state = Some(JobState::Waiting);
                patch.delayed_until = Set::some(at);
            }
        }
    }
}

fn fresh(entry: &JobEntry, parent: Option<JobId>, stages: &[&str], engine: &Engine) -> FreshJob {
    let stage = entry.stage.as_deref();
    let order = stages.iter().position(|known| Some(*known) == stage);
    let job = engine.job(entry.id);
    let group = job.and_then(|job| job.resource_group.as_deref());
    let turn = job.and_then(|job| job.concurrency.as_ref());
    FreshJob {
        job: entry.id.0,
        name: entry.name.to_string(),
        stage: stage.map(str::to_owned),
        stage_order: u32::try_from(order.unwrap_or(0)).unwrap_or(u32::MAX),
        parent: parent.map(|parent| parent.0),
        needs: entry
            .needs
            .as_ref()
            .map(|needs| needs.iter().map(ToString::to_string).collect()),
        allow_failure: entry.allow_failure == AllowFailure::Always,
        inlined: entry.inline,
        resource_group: group.map(str::to_owned),
        turn: turn.map(|turn| turn.group.to_string()),
    }
}

fn queued(patch: &mut JobPatch, now: Timestamp) {
    patch.state = Some(JobState::Queued);
    patch.queued_at = Set::some(now);
    patch.started_at = Set::none();
    patch.finished_at = Set::none();
    patch.delayed_until = Set::none();
    patch.reason = Set::none();
}

fn finished(patch: &mut JobPatch, result: &JobResult, now: Timestamp) {
    patch.finished_at = Set::some(now);
    patch.exit_code = Set::To(result.outcome.exit_code());
    patch.coverage = Set::To(result.coverage);
    let environment = result
        .environment
        .as_ref()
        .map(|environment| EnvironmentLink {
            name: environment.name.clone(),
            url: environment.url.clone(),
        });
    patch.environment = Set::To(environment);
    // What can't be written is not there: the journal has it.
    patch.result = Set::To(serde_json::to_string(result).ok());
}

fn settled(
    patch: &mut JobPatch,
    status: JobStatus,
    allowed: bool,
    reason: Option<String>,
    now: Timestamp,
) {
    patch.state = Some(state_of(status));
    patch.reason = Set::To(reason);
    patch.delayed_until = Set::none();
    if allowed {
        patch.allow_failure = Some(true);
    }
    if status != JobStatus::Manual {
        patch.finished_at = Set::some(now);
    }
}

fn state_of(status: JobStatus) -> JobState {
    match status {
        JobStatus::Success => JobState::Success,
        JobStatus::Failed => JobState::Failed,
        JobStatus::Unstable => JobState::Unstable,
        JobStatus::Skipped => JobState::Skipped,
        JobStatus::Canceled => JobState::Canceled,
        JobStatus::Manual => JobState::Manual,
        JobStatus::Aborted => JobState::Aborted,
        JobStatus::Errored => JobState::Errored,
    }
}

/// How a run stands that only waits for somebody.
pub(crate) fn idle(standstill: Standstill) -> RunState {
    match standstill {
        Standstill::Blocked => RunState::Manual,
        Standstill::Over(status) => over(status),
    }
}

/// How a run stands that is over.
pub(crate) fn over(status: RunStatus) -> RunState {
    match status {
        RunStatus::Success => RunState::Success,
        RunStatus::Failed => RunState::Failed,
        RunStatus::Unstable => RunState::Unstable,
        RunStatus::Aborted => RunState::Aborted,
        RunStatus::Skipped => RunState::Skipped,
        RunStatus::Invalid => RunState::Invalid,
        RunStatus::Errored => RunState::Errored,
    }
}
