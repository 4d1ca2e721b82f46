//! Jobs of tests: what they do stands in their body. Their process is this test program, which executes only the
//! test `job::process`, with the folder as its last argument.

use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use maillon_agent::Ended;
use maillon_agent::shim::{self, Performer, Work};
use maillon_model::job::{Body, Job, Work as JobWork};
use maillon_model::outcome::{Failure, FailureKind};
use maillon_model::pipeline::Dialect;
use maillon_model::{Attempt, EventKind, JobId, JobName, JobSpec, Outcome, RunId};
use maillon_protocol::agent::{Checkout, Order, OrderProject};
use maillon_runner::{Answer, Question};
use serde::{Deserialize, Serialize};

/// What a job does, one after the other.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Act {
    /// Prints so many numbered lines.
    Say { text: String, times: u32 },
    /// Appends a line to a file.
    Mark { file: PathBuf, text: String },
    /// Waits until a file is there.
    Wait { file: PathBuf },
    /// Asks a person, and prints the answer.
    Ask { message: String },
    /// Goes on for a while after it was told to stop.
    Linger { file: PathBuf },
    /// Fails.
    Fail,
    /// Dies without a word.
    Die,
}

/// An order whose job does these things.
pub(crate) fn order(acts: &[Act]) -> Order {
    let body = [("acts".to_owned(), serde_json::to_value(acts).unwrap())];
    let job = Job::new("job", JobWork::Body(Body::from_iter(body)));
    Order {
        name: JobName::new("job"),
        spec: JobSpec {
            run: RunId::new("run-1"),
            id: JobId(0),
            attempt: Attempt::FIRST,
            dialect: Dialect::Gitlab,
            job,
            upstream: Vec::new(),
            needs: Vec::new(),
            shared: Body::default(),
            masks: Vec::new(),
        },
        project: OrderProject {
            name: "app".to_owned(),
            path: "group/app".to_owned(),
            host: "github.com".to_owned(),
        },
        checkout: Checkout {
            repository: "git/app".to_owned(),
            sha: "0".repeat(40),
            git_ref: "refs/heads/main".to_owned(),
            branch: Some("main".to_owned()),
            remote_url: "https://example.com/app.git".to_owned(),
        },
        libraries: Vec::new(),
    }
}

/// Not a test by itself: the process of a job.
#[tokio::test]
async fn process() {
    let Some(folder) = std::env::args().next_back().map(PathBuf::from) else {
        return;
    };
    if folder.join("order.json").exists() {
        shim::run_with(&folder, &Script).await.unwrap();
    }
}

struct Script;

#[async_trait]
impl Performer for Script {
    async fn perform(&self, work: Work) -> Ended {
        let JobWork::Body(body) = &work.assignment.lease.order.spec.job.work else {
            panic!("no body");
        };
        let acts: Vec<Act> = serde_json::from_value(body.0["acts"].clone()).unwrap();
        let outcome = tokio::select! {
            outcome = play(&work, acts.clone()) => outcome,
            () = work.stop.now.cancelled() => Outcome::Canceled,
            () = work.stop.orderly.cancelled() => {
                say(&work, "after_script").await;
                linger(&work, &acts).await;
                Outcome::Canceled
            }
        };
        let mut ended = Ended::canceled();
        ended.result.outcome = outcome.clone();
        ended.shown.outcome = outcome;
        ended
    }
}

async fn linger(work: &Work, acts: &[Act]) {
    for act in acts {
        if let Act::Linger { file } = act {
            tokio::select! {
                () = wait(file) => {}
                () = work.stop.now.cancelled() => {}
            }
        }
    }
}

async fn play(work: &Work, acts: Vec<Act>) -> Outcome {
    for act in acts {
        match act {
            Act::Say { text, times } => {
                for n in 0..times {
                    say(work, &format!("{text} {n}")).await;
                }
            }
            Act::Mark { file, text } => append(&file, &text),
            Act::Wait { file } => wait(&file).await,
            Act::Ask { message } => ask(work, message).await,
            Act::Fail => {
                return Outcome::Failed(Failure {
                    kind: FailureKind::Script,
                    exit_code: Some(3),
                    message: "exit code 3".to_owned(),
                    command: None,
                });
            }
            Act::Linger { .. } => {}
            Act::Die => std::process::abort(),
        }
    }
    Outcome::Success
}

async fn ask(work: &Work, message: String) {
    let question = Question {
        id: "q".to_owned(),
        message,
        ok: "Proceed".to_owned(),
        submitter: None,
        parameters: Vec::new(),
    };
    let text = match work.asker.ask(question).await.unwrap() {
        Answer::Proceed { by, .. } => format!("{by} says yes"),
        Answer::Abort { by } => format!("{by} says no"),
    };
    say(work, &text).await;
}

async fn say(work: &Work, text: &str) {
    let event = EventKind::Log {
        job: JobId(0),
        text: format!("{text}\n"),
    };
    work.events.send(event).await.unwrap();
}

fn append(file: &Path, text: &str) {
    use std::io::Write;
    let options = std::fs::File::options()
        .create(true)
        .append(true)
        .to_owned();
    writeln!(options.open(file).unwrap(), "{text}").unwrap();
}

async fn wait(file: &Path) {
    while !file.exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
