//! Where every job of a run stands, as the events tell. All views and reports read it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use maillon_model::event::{JobEntry, JobResult, Phase};
use maillon_model::job::AllowFailure;
use maillon_model::{Event, EventKind, JobId, JobStatus, Outcome, RunStatus, Timestamp};

use super::text;
use crate::console::Colors;

/// The longest last line that is remembered, in characters.
const LAST_LINE: usize = 300;

/// Where every job of a run stands.
#[derive(Debug, Default)]
pub(crate) struct Board {
    /// In the order in which they joined the run.
    pub jobs: BTreeMap<JobId, JobState>,
    /// The run's own pipeline first.
    pub pipelines: Vec<PipelineState>,
    /// When the run began.
    pub started: Timestamp,
    /// When the last event happened.
    pub last: Timestamp,
    /// How the run ended.
    pub status: Option<RunStatus>,
}

/// A pipeline of a run.
#[derive(Debug)]
pub(crate) struct PipelineState {
    /// The job that triggered it.
    pub parent: Option<JobId>,
    /// In their order.
    pub stages: Vec<StageState>,
}

/// A stage of a pipeline, with its jobs.
#[derive(Debug)]
pub(crate) struct StageState {
    /// Its name; empty where the dialect has none.
    pub name: Arc<str>,
    /// Its jobs.
    pub jobs: Vec<JobId>,
}

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
    fn new(entry: JobEntry) -> Self {
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

    /// The verdict of the last try.
    pub(crate) fn outcome(&self) -> Option<&Outcome> {
        self.result.as_ref().map(|result| &result.outcome)
    }
}

impl Board {
    /// Takes in what happened.
    pub(crate) fn apply(&mut self, event: &Event) {
        self.last = event.at;
        match &event.kind {
            EventKind::RunStarted { .. } => self.started = event.at,
            EventKind::PipelineAdded {
                parent,
                stages,
                jobs,
            } => self.add(*parent, stages, jobs),
            EventKind::RunFinished { status } => self.status = Some(*status),
            EventKind::Notice { .. } => {}
            EventKind::JobQueued { job }
            | EventKind::JobStarted { job, .. }
            | EventKind::Progress { job, .. }
            | EventKind::Log { job, .. }
            | EventKind::StepStarted { job, .. }
            | EventKind::StepFinished { job, .. }
            | EventKind::Annotated { job, .. }
            | EventKind::Summarized { job, .. }
            | EventKind::JobFinished { job, .. }
            | EventKind::JobSettled { job, .. } => {
                if let Some(state) = self.jobs.get_mut(job) {
                    state.apply(event);
                }
            }
        }
    }

    fn add(&mut self, parent: Option<JobId>, stages: &[Arc<str>], jobs: &[JobEntry]) {
        let mut grouped: Vec<StageState> = stages
            .iter()
            .map(|name| StageState {
                name: Arc::clone(name),
                jobs: Vec::new(),
            })
            .collect();
        for entry in jobs {
            let name = entry.stage.clone().unwrap_or_else(|| "".into());
            match grouped.iter_mut().find(|stage| stage.name == name) {
                Some(stage) => stage.jobs.push(entry.id),
                None => grouped.push(StageState {
                    name,
                    jobs: vec![entry.id],
                }),
            }
            self.jobs.insert(entry.id, JobState::new(entry.clone()));
        }
        grouped.retain(|stage| !stage.jobs.is_empty());
        self.pipelines.push(PipelineState {
            parent,
            stages: grouped,
        });
    }

    /// A job's name; empty for one that never joined.
    pub(crate) fn name(&self, job: JobId) -> &str {
        self.jobs
            .get(&job)
            .map_or("", |state| state.entry.name.as_str())
    }

    /// The name of the job of the run's own pipeline that a job belongs to: itself, or the one whose
    /// child pipeline it is in.
    pub(crate) fn root_of(&self, job: JobId) -> &str {
        let of = |job: JobId| {
            let holds = |pipeline: &&PipelineState| {
                pipeline
                    .stages
                    .iter()
                    .any(|stage| stage.jobs.contains(&job))
            };
            self.pipelines
                .iter()
                .find(holds)
                .and_then(|pipeline| pipeline.parent)
        };
        let mut root = job;
        while let Some(parent) = of(root).filter(|parent| *parent < root) {
            root = parent;
        }
        self.name(root)
    }

    /// How many jobs stand so.
    pub(crate) fn count(&self, standing: Standing) -> usize {
        self.jobs
            .values()
            .filter(|job| job.standing() == standing)
            .count()
    }

    /// How long the run took, or has taken until `now`.
    pub(crate) fn duration(&self, now: Timestamp) -> Duration {
        let end = if self.status.is_some() {
            self.last
        } else {
            now
        };
        end.since(self.started)
    }
}

impl JobState {
    fn apply(&mut self, event: &Event) {
        match &event.kind {
            EventKind::JobQueued { .. } => self.queued = Some(event.at),
            EventKind::JobStarted { attempt, .. } => {
                self.attempts = attempt.0;
                self.started = Some(event.at);
                self.finished = None;
                self.work = None;
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

    fn remember(&mut self, log: &str) {
        let Some(line) = log.trim_end().rsplit('\n').next() else {
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use maillon_model::Attempt;
    use maillon_model::outcome::{Failure, FailureKind};

    /// Events of a small run: `build` succeeds, `test` fails with exit code 3, `deploy` is skipped.
    pub(in crate::run) fn events() -> Vec<Event> {
        let (build, test, deploy) = (JobId(0), JobId(1), JobId(2));
        let log = |job, text: &str| EventKind::Log {
            job,
            text: text.to_owned(),
        };
        let failed = Outcome::Failed(Failure {
            kind: FailureKind::Script,
            exit_code: Some(3),
            message: "exit code 3".to_owned(),
            command: Some("make test".to_owned()),
        });
        let kinds = [
            EventKind::RunStarted {
                run: maillon_model::RunId::new("r"),
                name: None,
            },
            EventKind::PipelineAdded {
                parent: None,
                stages: vec!["build".into(), "test".into(), "deploy".into()],
                jobs: vec![
                    entry(build, "build", "build"),
                    entry(test, "test", "test"),
                    entry(deploy, "deploy", "deploy"),
                ],
            },
            EventKind::JobQueued { job: build },
            EventKind::JobStarted {
                job: build,
                attempt: Attempt::FIRST,
            },
            log(build, "\x1b[32mcompiling\x1b[0m\n"),
            finished(build, Outcome::Success),
            settled(build, JobStatus::Success, None),
            EventKind::JobQueued { job: test },
            EventKind::JobStarted {
                job: test,
                attempt: Attempt::FIRST,
            },
            log(test, "$ make test\nerror: it does not work\nbye"),
            finished(test, failed),
            settled(test, JobStatus::Failed, Some("exit code 3")),
            settled(deploy, JobStatus::Skipped, Some("test failed")),
            EventKind::RunFinished {
                status: RunStatus::Failed,
            },
        ];
        let number = |(seq, kind): (usize, EventKind)| {
            let seq = u64::try_from(seq).unwrap();
            Event {
                seq,
                at: Timestamp(1000 + seq * 100),
                kind,
            }
        };
        kinds.into_iter().enumerate().map(number).collect()
    }

    fn entry(id: JobId, name: &str, stage: &str) -> JobEntry {
        JobEntry {
            inline: false,
            id,
            name: name.into(),
            stage: Some(stage.into()),
            needs: None,
            allow_failure: AllowFailure::Never,
        }
    }

    fn finished(job: JobId, outcome: Outcome) -> EventKind {
        EventKind::JobFinished {
            job,
            attempt: Attempt::FIRST,
            result: Box::new(JobResult::bare(outcome)),
            retries: false,
        }
    }

    fn settled(job: JobId, status: JobStatus, reason: Option<&str>) -> EventKind {
        EventKind::JobSettled {
            job,
            status,
            allowed: false,
            reason: reason.map(str::to_owned),
        }
    }

    /// The board after the first `count` of [`events`].
    pub(in crate::run) fn board_after(count: usize) -> Board {
        let mut board = Board::default();
        events()
            .iter()
            .take(count)
            .for_each(|event| board.apply(event));
        board
    }

    #[test]
    fn jobs_stand_where_the_events_say() {
        use Standing::{Ended, Queued, Running, Waiting};
        let standings = |count| -> Vec<Standing> {
            board_after(count)
                .jobs
                .values()
                .map(JobState::standing)
                .collect()
        };
        assert_eq!(standings(2), [Waiting, Waiting, Waiting]);
        assert_eq!(standings(3), [Queued, Waiting, Waiting]);
        assert_eq!(standings(4), [Running, Waiting, Waiting]);
        assert_eq!(
            standings(99),
            [JobStatus::Success, JobStatus::Failed, JobStatus::Skipped].map(Ended)
        );
    }

    #[test]
    fn the_last_line_is_remembered_without_colours() {
        assert_eq!(board_after(5).jobs[&JobId(0)].last_line, "compiling");
    }

    #[test]
    fn durations_end_with_the_try() {
        let board = board_after(99);
        assert_eq!(
            board.jobs[&JobId(0)].duration(Timestamp(99_999)),
            Duration::from_millis(200)
        );
        assert_eq!(
            board.duration(Timestamp(99_999)),
            Duration::from_millis(1300)
        );
    }
}
