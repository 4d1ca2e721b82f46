//! A short notation for pipelines and what their jobs do:
//! `build: a; b fails | test: c needs(a) always`.

use std::sync::Arc;
use std::time::Duration;

use maillon_model::job::{
    AllowFailure, Body, ChildStrategy, Concurrency, FailFast, InProgress, Need, Needs, Queue,
    Retry, Strategy, When, Work,
};
use maillon_model::outcome::{Failure, FailureKind};
use maillon_model::pipeline::{Dialect, OnJobFailure, StageIndex};
use maillon_model::{Job, JobName, Outcome, Pipeline};

/// A job and how its tries end, the last one again and again.
#[derive(Clone, Debug)]
pub(crate) struct Scripted {
    pub(crate) job: Job,
    pub(crate) outcomes: Vec<Outcome>,
    /// Why a late decision leaves it out.
    pub(crate) skip: Option<String>,
}

pub(crate) fn parse(text: &str) -> (Pipeline, Vec<Scripted>) {
    let mut stages = Vec::new();
    let mut scripted = Vec::new();
    for (index, stage) in (0..).zip(text.split('|')) {
        let (name, jobs) = stage.split_once(':').expect("stage: jobs");
        stages.push(Arc::from(name.trim()));
        let jobs = jobs.split(';').map(str::trim).filter(|job| !job.is_empty());
        scripted.extend(jobs.map(|job| parse_job(job, StageIndex(index))));
    }
    (pipeline(stages, &scripted), scripted)
}

pub(crate) fn pipeline(stages: Vec<Arc<str>>, scripted: &[Scripted]) -> Pipeline {
    Pipeline {
        shared: maillon_model::job::Body::default(),
        dialect: Dialect::Gitlab,
        name: None,
        stages,
        jobs: scripted
            .iter()
            .map(|scripted| scripted.job.clone())
            .collect(),
        on_job_failure: OnJobFailure::Continue,
    }
}

fn parse_job(text: &str, stage: StageIndex) -> Scripted {
    let mut words = text.split_whitespace();
    let mut scripted = Scripted {
        job: Job::new(words.next().unwrap(), Work::Body(Body::default())),
        outcomes: vec![Outcome::Success],
        skip: None,
    };
    scripted.job.stage = Some(stage);
    for word in words {
        let (word, argument) = word
            .strip_suffix(')')
            .and_then(|word| word.split_once('('))
            .unwrap_or((word, ""));
        apply(&mut scripted, word, argument);
    }
    scripted
}

fn apply(scripted: &mut Scripted, word: &str, argument: &str) {
    let job = &mut scripted.job;
    match word {
        "needs" => job.needs = needs(argument),
        "fails" => scripted.outcomes = vec![failed(argument.parse().unwrap_or(1))],
        "flaky" => scripted.outcomes = vec![failed(1), Outcome::Success],
        "errors" => scripted.outcomes = vec![errored()],
        "stops" => scripted.outcomes = vec![Outcome::Canceled],
        "always" => job.when = When::Always,
        "on_failure" => job.when = When::OnFailure,
        "never" => job.when = When::Never,
        "delayed" => job.when = When::Delayed(Duration::from_millis(argument.parse().unwrap())),
        "late" => job.when = When::Late,
        "skips" => scripted.skip = Some(format!("if: {}", job.name)),
        "manual" => (job.when, job.allow_failure) = (When::Manual, AllowFailure::Always),
        "blocking" => job.when = When::Manual,
        "allowed" => job.allow_failure = allowed(argument),
        "retry" => {
            job.retry = Retry {
                max: argument.parse().unwrap(),
                ..Retry::default()
            }
        }
        "group" => job.resource_group = Some(argument.into()),
        "turn" => job.concurrency = Some(concurrency(argument)),
        "cell" => job.strategy = Some(strategy(argument)),
        "of" => job.template = argument.into(),
        "triggers" => job.work = child(argument, ChildStrategy::Detached),
        "depends" => job.work = child(argument, ChildStrategy::Depend),
        "inline" => job.work = child(argument, ChildStrategy::Inline),
        other => panic!("unknown word {other}"),
    }
}

fn needs(names: &str) -> Needs {
    let names = names.split(',').filter(|name| !name.is_empty());
    let need = |name: &str| Need {
        job: JobName::new(name),
        artifacts: true,
        optional: false,
    };
    Needs::Jobs(names.map(need).collect())
}

/// `group`, `group,cancel` or `group,queue`.
fn concurrency(argument: &str) -> Concurrency {
    let (group, in_progress) = argument.split_once(',').unwrap_or((argument, ""));
    Concurrency {
        group: group.into(),
        in_progress: match in_progress {
            "cancel" => InProgress::Cancel,
            _ => InProgress::Keep,
        },
        queue: match in_progress {
            "queue" => Queue::All,
            _ => Queue::One,
        },
    }
}

/// `fast`, a number, both or nothing.
fn strategy(argument: &str) -> Strategy {
    let words: Vec<&str> = argument.split(',').collect();
    Strategy {
        fail_fast: if words.contains(&"fast") {
            FailFast::Cancel
        } else {
            FailFast::Continue
        },
        max_parallel: words.iter().find_map(|word| word.parse().ok()),
    }
}

fn allowed(codes: &str) -> AllowFailure {
    if codes.is_empty() {
        return AllowFailure::Always;
    }
    AllowFailure::ExitCodes(codes.split(',').map(|code| code.parse().unwrap()).collect())
}

fn child(name: &str, strategy: ChildStrategy) -> Work {
    let request = Body::from_iter([("child".to_owned(), name.into())]);
    Work::Child { request, strategy }
}

pub(crate) fn failed(code: i32) -> Outcome {
    Outcome::Failed(Failure {
        kind: FailureKind::Script,
        exit_code: Some(code),
        message: format!("exit code {code}"),
        command: None,
    })
}

pub(crate) fn errored() -> Outcome {
    Outcome::Errored {
        message: "disk full".to_owned(),
    }
}
