//! Runs over a real database, with a maker that reads no repository, and an agent that executes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use indexmap::IndexMap;
use maillon_engine::{Decision, Outputs, Pending, Replaced, Work};
use maillon_model::event::JobResult;
use maillon_model::job::{Body, ChildStrategy, Need, Needs, When, Work as JobWork};
use maillon_model::outcome::{Failure, FailureKind};
use maillon_model::pipeline::{Dialect, OnJobFailure, StageIndex};
use maillon_model::trigger::{TriggerEvent, User};
use maillon_model::{Job, JobId, Outcome, Pipeline, Secret};
use maillon_protocol::agent::{Checkout, Order, OrderProject, TaskId};
use maillon_protocol::api::{JobState, ProjectSettings, Retention, RunState, Visibility};
use maillon_protocol::lease::{Input, Limits, State, on};
use maillon_server::http::Fault;
use maillon_server::runs::{
    Beside, Decided, Made, Maker, Mind, NewOrder, RunKey, RunOrder, Runs, Told, Unmade,
};
use maillon_server::seal::Sealer;
use maillon_store::{Asking, FreshProject, Leased, RunRow, Store, StoreError, Ticket, Tx};
use serde_json::Value;

use crate::databases::{Fresh, stores};

/// What seals.
pub(crate) const KEYS: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

pub(crate) struct World {
    pub(crate) fresh: Fresh,
    pub(crate) runs: Runs,
    pub(crate) project: i64,
    pub(crate) agent: i64,
    sealer: Arc<Sealer>,
    requests: std::sync::atomic::AtomicU64,
}

/// A world over each kind of database.
pub(crate) async fn worlds() -> Vec<World> {
    let mut worlds = Vec::new();
    for fresh in stores().await {
        worlds.push(World::new(fresh).await);
    }
    worlds
}

impl World {
    pub(crate) async fn new(fresh: Fresh) -> Self {
        let keys = Secret::new(KEYS);
        let sealer = Arc::new(Sealer::new(&keys).unwrap());
        let mut tx = fresh.store.begin().await.unwrap();
        let project = FreshProject {
            name: "demo".to_owned(),
            path: "group/demo".to_owned(),
            url: None,
            sealed: None,
            settings: settings(),
        };
        let project = tx.insert_project(&project).await.unwrap();
        let agent = tx.make_agent("one", "hash").await.unwrap();
        tx.commit().await.unwrap();
        let runs = Runs::new(&fresh.store, &sealer, Arc::new(TextMaker));
        Self {
            fresh,
            runs,
            project,
            agent,
            sealer,
            requests: std::sync::atomic::AtomicU64::new(0),
        }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.fresh.store
    }

    /// As if the server was killed and begun again.
    pub(crate) fn restart(&mut self) {
        self.runs = self.other_server();
    }

    /// Another server with the same database.
    pub(crate) fn other_server(&self) -> Runs {
        Runs::new(&self.fresh.store, &self.sealer, Arc::new(TextMaker))
    }

    /// Makes a run of a pipeline on a branch.
    pub(crate) async fn create(&self, branch: &str, sha: &str, pipeline: &Pipeline) -> RunKey {
        let mut order = RunOrder::new(TriggerEvent::Push, User::default());
        let text = serde_json::to_string(pipeline).unwrap();
        order.variables.insert("pipeline".to_owned(), text);
        let new = NewOrder {
            project: self.project,
            git_ref: format!("refs/heads/{branch}"),
            sha: sha.to_owned(),
            title: "a commit".to_owned(),
            author: "jane".to_owned(),
            merge: None,
            rerun_of: None,
            priority: 0,
            protected: false,
            trusted: true,
            order,
        };
        let mut tx = self.store().begin().await.unwrap();
        let key = self.runs.create(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        key
    }

    /// Makes a run and begins it.
    pub(crate) async fn begin(&self, pipeline: &Pipeline) -> i64 {
        let run = self.create("main", "aaaa", pipeline).await.id;
        self.runs.attend_to(run).await.unwrap();
        run
    }

    /// Takes the next task, and starts it.
    pub(crate) async fn take(&self) -> Option<Leased> {
        let request = self
            .requests
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let asking = Asking {
            agent: self.agent,
            session: "s".to_owned(),
            request: request.to_string(),
            labels: Vec::new(),
        };
        let ticket = Ticket {
            hash: format!("{}-{request}", self.agent),
            sealed: Vec::new(),
        };
        let mut tx = self.store().begin().await.unwrap();
        let leased = tx.lease(&asking, ticket, &limits()).await.unwrap()?;
        let task = tx.hold_task(leased.id).await.unwrap().unwrap();
        let now = tx.now().await.unwrap();
        let change = on(&task.fate, &Input::Start(leased.fence), now, &limits()).unwrap();
        tx.change_task(&task, &change).await.unwrap();
        let (job, attempt) = (leased.job.0, leased.attempt.0);
        tx.job_started(leased.run, job, attempt).await.unwrap();
        tx.commit().await.unwrap();
        Some(leased)
    }

    /// Reports the end of a task.
    pub(crate) async fn finish(&self, leased: &Leased, outcome: Outcome) -> Result<(), Fault> {
        finish(&self.runs, leased, outcome).await
    }

    /// Executes every task that there is; those of `failing` jobs fail.
    pub(crate) async fn work_off(&self, failing: &[&str]) -> Vec<String> {
        let mut done = Vec::new();
        while let Some(leased) = self.take().await {
            let name = self.order(&leased).name.to_string();
            let fails = failing.contains(&name.as_str());
            let outcome = if fails { failed() } else { Outcome::Success };
            self.finish(&leased, outcome).await.unwrap();
            done.push(name);
        }
        done
    }

    pub(crate) fn order(&self, leased: &Leased) -> Order {
        let opened = self
            .runs
            .open_order(leased.run, leased.job, leased.attempt, &leased.sealed);
        opened.unwrap()
    }

    pub(crate) async fn state(&self, run: i64) -> RunState {
        self.row(run).await.state
    }

    pub(crate) async fn row(&self, run: i64) -> RunRow {
        self.store().run(run).await.unwrap().unwrap()
    }

    /// `build success, test failed`
    pub(crate) async fn jobs(&self, run: i64) -> String {
        let jobs = self.store().jobs(run).await.unwrap();
        let lines: Vec<String> = jobs
            .iter()
            .map(|job| format!("{} {}", job.summary.name, job.summary.state.as_str()))
            .collect();
        lines.join(", ")
    }

    pub(crate) async fn states(&self, run: i64) -> BTreeMap<String, (JobState, u32)> {
        let jobs = self.store().jobs(run).await.unwrap();
        jobs.into_iter()
            .map(|job| (job.summary.name, (job.summary.state, job.summary.attempt)))
            .collect()
    }
}

/// Reports the end of a task to some server.
pub(crate) async fn finish(runs: &Runs, leased: &Leased, outcome: Outcome) -> Result<(), Fault> {
    let end = Finish {
        task: leased.id,
        input: Input::Finish {
            attempt: leased.fence,
            end: State::after(&outcome),
            body: "body".to_owned(),
        },
    };
    let result = JobResult::bare(outcome);
    let told = Told::finished(leased.job, leased.attempt, result.clone(), result);
    runs.tell(leased.run, told.with(Arc::new(end))).await
}

struct Finish {
    task: TaskId,
    input: Input,
}

#[async_trait]
impl Beside for Finish {
    async fn write(&self, tx: &mut Tx) -> Result<Result<(), Fault>, StoreError> {
        let task = tx.hold_task(self.task).await?.unwrap();
        let now = tx.now().await?;
        match on(&task.fate, &self.input, now, &limits()) {
            Ok(change) => tx.change_task(&task, &change).await.map(Ok),
            Err(refused) => Ok(Err(Fault::conflict(refused.to_string()))),
        }
    }
}

pub(crate) fn limits() -> Limits {
    Limits::new(Duration::from_mins(1), Duration::from_mins(5))
}

pub(crate) fn failed() -> Outcome {
    Outcome::Failed(Failure {
        kind: FailureKind::Script,
        exit_code: Some(3),
        message: "exit code 3".to_owned(),
        command: None,
    })
}

fn settings() -> ProjectSettings {
    ProjectSettings {
        default_branch: "main".to_owned(),
        visibility: Visibility::Private,
        definition: None,
        protected: Vec::new(),
        approvals: 0,
        auto_cancel: true,
        poll_seconds: None,
        retention: Retention {
            days: None,
            runs: None,
            bytes: None,
        },
        default_labels: Vec::new(),
        forge: None,
        report_statuses: false,
    }
}

/// Jobs in the order of the text: `a`, `b: a` (needs a), `c! ` (manual), `d?` (late), `e~` (interruptible).
pub(crate) fn pipeline(lines: &[&str]) -> Pipeline {
    Pipeline {
        dialect: Dialect::Gitlab,
        name: None,
        stages: vec!["test".into()],
        jobs: lines.iter().map(|line| job(line)).collect(),
        on_job_failure: OnJobFailure::Continue,
        shared: Body::default(),
    }
}

pub(crate) fn job(line: &str) -> Job {
    let (name, needs) = line.split_once(':').unwrap_or((line, ""));
    let bare = name.trim_end_matches(['!', '?', '~']);
    let mut job = Job::new(bare, JobWork::Body(Body::default()));
    job.stage = Some(StageIndex(0));
    job.interruptible = name.contains('~');
    if name.contains('!') {
        job.when = When::Manual;
    }
    if name.contains('?') {
        job.when = When::Late;
    }
    let need = |name: &str| Need {
        job: name.into(),
        artifacts: true,
        optional: false,
    };
    job.needs = Needs::Jobs(needs.split_whitespace().map(need).collect());
    job
}

/// A job that becomes a pipeline.
pub(crate) fn trigger(name: &str, child: &Pipeline) -> Job {
    let request = [("child".to_owned(), serde_json::to_value(child).unwrap())];
    let work = JobWork::Child {
        request: request.into_iter().collect(),
        strategy: ChildStrategy::Depend,
    };
    Job { work, ..job(name) }
}

/// Reads the pipeline from the run's variables.
#[derive(Debug)]
pub(crate) struct TextMaker;

#[async_trait]
impl Maker for TextMaker {
    async fn make(&self, _: &RunRow, order: &RunOrder) -> Result<Made, Unmade> {
        let text = &order.variables["pipeline"];
        let pipeline: Pipeline = serde_json::from_str(text).unwrap();
        if pipeline.jobs.is_empty() {
            return Err(Unmade::Nothing("no jobs".to_owned()));
        }
        Ok(Made {
            pipeline: Arc::new(pipeline),
            definition: ".gitlab-ci.yml".to_owned(),
            masks: Vec::new(),
            diagnostics: Vec::new(),
            own: Value::Null,
        })
    }

    fn mind(&self, _: &RunRow, _: &Made) -> Arc<dyn Mind> {
        Arc::new(TextMind)
    }

    async fn forget(&self, _: i64) {}
}

#[derive(Debug)]
struct TextMind;

impl Outputs for TextMind {
    fn outputs(&self, _: &Replaced<'_>) -> IndexMap<String, String> {
        IndexMap::new()
    }
}

impl Mind for TextMind {
    fn decide(&self, pending: &Pending<'_>) -> Decided {
        let decision = match &pending.job.work {
            JobWork::Body(_) if pending.job.name.as_str().starts_with("skip") => {
                Ok(Decision::Skip("it says so".to_owned()))
            }
            JobWork::Body(_) => Ok(Decision::Run),
            JobWork::Child { request, .. } => {
                let child = request.0["child"].clone();
                Ok(Decision::Child(serde_json::from_value(child).unwrap()))
            }
        };
        Decided {
            decision,
            note: Some(Value::from("note")),
            notices: Vec::new(),
        }
    }

    fn adopt(&self, _: JobId, _: &Decision, note: Option<&Value>) {
        assert_eq!(note, Some(&Value::from("note")));
    }

    fn order(&self, work: Work, _: &[JobId]) -> Result<Order, String> {
        Ok(Order {
            name: work.name,
            spec: work.spec,
            project: OrderProject {
                name: "demo".to_owned(),
                path: "group/demo".to_owned(),
                host: "localhost".to_owned(),
            },
            checkout: Checkout {
                repository: "git/demo".to_owned(),
                sha: "aaaa".to_owned(),
                git_ref: "refs/heads/main".to_owned(),
                branch: Some("main".to_owned()),
                remote_url: String::new(),
            },
            libraries: Vec::new(),
        })
    }
}
