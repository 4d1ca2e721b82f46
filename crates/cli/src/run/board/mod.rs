//! Where every job of a run stands, as the events tell. All views and reports read it.

mod job;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use maillon_model::event::JobEntry;
use maillon_model::{Event, EventKind, JobId, RunStatus, Timestamp};

pub(crate) use job::{JobState, Progress, Standing, StepState};

/// Where every job of a run stands.
#[derive(Debug, Default)]
pub(crate) struct Board {
    /// In the order in which they joined the run.
    pub jobs: BTreeMap<JobId, JobState>,
    /// Jobs whose place their child pipeline took.
    pub replaced: BTreeMap<JobId, JobState>,
    /// The run's own pipeline first.
    pub pipelines: Vec<PipelineState>,
    /// Of jobs that took the place of another one, which that was.
    origins: BTreeMap<JobId, JobId>,
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
                let state = self.jobs.get_mut(job);
                if let Some(state) = state.or_else(|| self.replaced.get_mut(job)) {
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
        let grouped = match parent {
            Some(parent) if self.is_replaced_by_child(parent) => self.replace(parent, &grouped),
            _ => grouped,
        };
        self.pipelines.push(PipelineState {
            parent,
            stages: grouped,
        });
    }

    fn is_replaced_by_child(&self, job: JobId) -> bool {
        self.jobs.get(&job).is_some_and(|state| state.entry.inline)
    }

    /// Puts jobs into the place of the one that they came from. What is left for their own pipeline
    /// is nothing.
    fn replace(&mut self, parent: JobId, children: &[StageState]) -> Vec<StageState> {
        let children: Vec<JobId> = children
            .iter()
            .flat_map(|stage| &stage.jobs)
            .copied()
            .collect();
        if let Some(state) = self.jobs.remove(&parent) {
            self.replaced.insert(parent, state);
        }
        let stages = self
            .pipelines
            .iter_mut()
            .flat_map(|pipeline| &mut pipeline.stages);
        for stage in stages {
            if let Some(at) = stage.jobs.iter().position(|job| *job == parent) {
                stage.jobs.splice(at..=at, children.iter().copied());
            }
        }
        self.origins
            .extend(children.iter().map(|child| (*child, parent)));
        Vec::new()
    }

    /// A job's name; empty for one that never joined.
    pub(crate) fn name(&self, job: JobId) -> &str {
        let state = self.jobs.get(&job).or_else(|| self.replaced.get(&job));
        state.map_or("", |state| state.entry.name.as_str())
    }

    /// The name of the job of the run's own pipeline that a job belongs to: itself, or the one whose
    /// child pipeline it is in.
    pub(crate) fn root_of(&self, job: JobId) -> &str {
        let mut root = job;
        while let Some(parent) = self.parent_of(root).filter(|parent| *parent < root) {
            root = parent;
        }
        self.name(root)
    }

    fn parent_of(&self, job: JobId) -> Option<JobId> {
        let holds = |pipeline: &&PipelineState| {
            let mut stages = pipeline.stages.iter();
            stages.any(|stage| stage.jobs.contains(&job))
        };
        let origin = self.origins.get(&job).copied();
        origin.or_else(|| self.pipelines.iter().find(holds)?.parent)
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use maillon_model::event::JobResult;
    use maillon_model::job::AllowFailure;
    use maillon_model::outcome::{Failure, FailureKind};
    use maillon_model::{Attempt, JobStatus, Outcome};

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
            template: None,
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
    fn what_takes_a_jobs_place_stands_where_it_stood() {
        let mut board = board_after(2);
        if let Some(test) = board.jobs.get_mut(&JobId(1)) {
            test.entry.inline = true;
        }
        let kind = EventKind::PipelineAdded {
            parent: Some(JobId(1)),
            stages: Vec::new(),
            jobs: ["test (a)", "test (b)"]
                .iter()
                .zip(3..)
                .map(|(name, id)| entry(JobId(id), name, ""))
                .collect(),
        };
        board.apply(&Event {
            seq: 2,
            at: Timestamp(1),
            kind,
        });
        let shown: Vec<&str> = board
            .jobs
            .values()
            .map(|job| job.entry.name.as_str())
            .collect();
        assert_eq!(shown, ["build", "deploy", "test (a)", "test (b)"]);
        assert_eq!(board.pipelines[0].stages[1].jobs, [JobId(3), JobId(4)]);
        assert_eq!(board.root_of(JobId(4)), "test");
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
