//! Jobs for tests: steps over a real shell in a folder of their own, and a host that remembers.

mod host;

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use maillon_model::job::Work;
use maillon_model::pipeline::Dialect;
use maillon_model::spec::{Checkout, ResolvedVariable, Settled};
use maillon_model::variable::{Delivery, Layer, Value};
use maillon_model::{
    Attempt, Job, JobId, JobSpec, Outcome, ResolvedJob, RunId, Secret, Variable, Variables,
};
use maillon_sandbox::{
    Containers, Executor, FakeExecutor, ProgressSink, Sandbox, SandboxOrder, ShellExecutor,
};
use serde_json::{Value as Json, json};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::host::{CheckoutOrder, Endpoints, StepEvent};
use super::{BodyOutcome, BodyRun};
use crate::plan::{self, Shared};
use host::FakeHost;

/// A job, and what happens to it.
#[derive(Clone)]
pub(crate) struct Case {
    /// A `JobBody`.
    pub(crate) body: Json,
    /// A `SharedWorkflow`.
    pub(crate) workflow: Json,
    pub(crate) variables: Vec<Variable>,
    pub(crate) needs: Vec<Settled>,
    /// Those of `ResolvedJob`.
    pub(crate) environment: Vec<(&'static str, &'static str)>,
    /// Files of the workspace, with their content.
    pub(crate) files: Vec<(&'static str, String)>,
    /// Actions by `owner/repo@ref`, each with its files.
    pub(crate) actions: Vec<(&'static str, Vec<(&'static str, String)>)>,
    pub(crate) timeout: Duration,
    pub(crate) cancel_after: Option<Duration>,
    pub(crate) containers: Option<Arc<dyn Containers>>,
    pub(crate) endpoints: Option<Endpoints>,
    /// What the workspace was given.
    pub(crate) checkout: Checkout,
    /// How often a failed step runs again.
    pub(crate) retries: u32,
    /// Instead of the shell.
    pub(crate) fake: Option<FakeExecutor>,
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "cases are written as json!(...)"
)]
/// A job with these steps, each a mapping as in a workflow file (but with all scalars as texts).
pub(crate) fn steps(steps: Json) -> Case {
    job(json!({"steps": steps}))
}

/// A job with these keys of a `JobBody`.
pub(crate) fn job(keys: Json) -> Case {
    let mut body = json!({
        "id": "test", "workflow": ".github/workflows/ci.yml", "runs-on": ["ubuntu-latest"],
        "strategy": {"fail-fast": true, "job-index": 0, "job-total": 1, "max-parallel": 1},
        "cell": null, "steps": [],
    });
    merge(&mut body, keys);
    Case {
        body,
        workflow: json!({
            "github": {
                "repository": "octo/hello", "ref": "refs/heads/main", "ref_name": "main",
                "sha": "0123456789012345678901234567890123456789", "event_name": "push",
                "workflow": "CI", "run_id": "1", "actor": "octocat",
                "event": {"head_commit": {"message": "first"}},
            },
            "inputs": {}, "env": {}, "defaults": {},
        }),
        variables: Vec::new(),
        needs: Vec::new(),
        environment: vec![
            ("RUNNER_OS", "Linux"),
            ("RUNNER_ARCH", "X64"),
            ("CI", "true"),
        ],
        files: Vec::new(),
        actions: Vec::new(),
        timeout: Duration::from_mins(1),
        cancel_after: None,
        containers: None,
        endpoints: None,
        checkout: Checkout::Empty,
        retries: 0,
        fake: None,
    }
}

fn merge(into: &mut Json, keys: Json) {
    let (Json::Object(into), Json::Object(keys)) = (into, keys) else {
        panic!("keys are no mapping");
    };
    into.extend(keys);
}

impl Case {
    pub(crate) fn workflow(mut self, keys: Json) -> Self {
        merge(&mut self.workflow, keys);
        self
    }

    pub(crate) fn secret(mut self, name: &str, value: &str) -> Self {
        let secret = Variable::secret(Layer::Project, name, Secret::new(value));
        self.variables.push(secret);
        self
    }

    pub(crate) fn var(mut self, name: &str, value: &str) -> Self {
        self.variables
            .push(Variable::new(Layer::Project, name, value));
        self
    }

    pub(crate) fn file(mut self, path: &'static str, content: &str) -> Self {
        self.files.push((path, content.to_owned()));
        self
    }

    pub(crate) fn action(mut self, name: &'static str, files: &[(&'static str, &str)]) -> Self {
        let files = files.iter();
        let files = files.map(|(path, content)| (*path, (*content).to_owned()));
        self.actions.push((name, files.collect()));
        self
    }

    pub(crate) fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    pub(crate) fn cancel_after(mut self, after: Duration) -> Self {
        self.cancel_after = Some(after);
        self
    }

    pub(crate) fn fake(mut self, fake: &FakeExecutor) -> Self {
        self.fake = Some(fake.clone());
        self
    }

    fn spec(&self) -> JobSpec {
        let name = ".github/workflows/ci.yml".to_owned();
        let workflow = serde_json::from_value(self.workflow.clone()).unwrap();
        let shared = Shared {
            workflows: [(name, workflow)].into_iter().collect(),
            ..Shared::default()
        };
        let Json::Object(body) = self.body.clone() else {
            panic!("the body is no mapping");
        };
        let mut job = Job::new("test", Work::Body(body.into_iter().collect()));
        job.variables = Variables::from_iter(self.variables.clone());
        JobSpec {
            run: RunId::new("r"),
            id: JobId(0),
            attempt: Attempt::FIRST,
            dialect: Dialect::Github,
            job,
            upstream: Vec::new(),
            needs: self.needs.clone(),
            shared: plan::body(&shared),
            masks: Vec::new(),
        }
    }

    fn resolved(&self) -> ResolvedJob {
        let variable = |(name, value): &(&str, &str)| ResolvedVariable {
            name: (*name).to_owned(),
            value: Value::Plain((*value).into()),
            delivery: Delivery::Env,
        };
        ResolvedJob {
            variables: self.environment.iter().map(variable).collect(),
            image: None,
            services: Vec::new(),
            caches: Vec::new(),
            artifacts: None,
            environment: None,
            timeout: self.timeout,
            checkout: self.checkout,
        }
    }

    /// Runs the job.
    pub(crate) async fn run(&self) -> Ran {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let host = FakeHost::new(&root, self);
        let sandbox = open(&root, self.fake.as_ref()).await;
        let (output, mut pieces) = mpsc::channel(64);
        let (cancel, abort) = (CancellationToken::new(), CancellationToken::new());
        let (spec, job) = (self.spec(), self.resolved());
        let body = super::run(BodyRun {
            spec: &spec,
            job: &job,
            sandbox: &*sandbox,
            host: &host,
            output,
            cancel: &cancel,
            abort: &abort,
        });
        let read = async {
            let mut log = Vec::new();
            while let Some(piece) = pieces.recv().await {
                log.extend_from_slice(&piece);
            }
            String::from_utf8_lossy(&log).into_owned()
        };
        let cancelling = async {
            if let Some(after) = self.cancel_after {
                tokio::time::sleep(after).await;
                cancel.cancel();
            }
        };
        let (outcome, log, ()) = tokio::join!(body, read, cancelling);
        sandbox.close().await.unwrap();
        let told = std::mem::take(&mut *host.told.lock().unwrap());
        let masks = std::mem::take(&mut *host.masks.lock().unwrap());
        let orders = std::mem::take(&mut *host.orders.lock().unwrap());
        Ran {
            outcome,
            log: log.replace(&root.display().to_string(), "ROOT"),
            told,
            masks,
            orders,
        }
    }
}

/// What came of a job.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) outcome: BodyOutcome,
    /// With `ROOT` for the folder that everything is in.
    pub(crate) log: String,
    pub(crate) told: Vec<StepEvent>,
    pub(crate) masks: Vec<String>,
    pub(crate) orders: Vec<CheckoutOrder>,
}

impl Ran {
    /// The log without colours and without the lines that begin steps.
    pub(crate) fn said(&self) -> String {
        let lines = self.log.lines();
        let lines = lines.filter(|line| !line.starts_with("\x1b[1m"));
        let mut said = String::new();
        for line in lines {
            let mut rest = line;
            while let Some((before, after)) = rest.split_once("\x1b[") {
                said.push_str(before);
                rest = after.split_once('m').map_or("", |(_, rest)| rest);
            }
            said.push_str(rest);
            said.push('\n');
        }
        said
    }

    /// `Run make: success` for each step that ended; `(allowed)` behind an allowed failure.
    pub(crate) fn steps(&self) -> Vec<String> {
        let finished = self.told.iter().filter_map(|event| match event {
            StepEvent::Finished {
                step,
                status,
                allowed,
            } => Some((step, status, allowed)),
            _ => None,
        });
        let name = |id| {
            let started = self.told.iter().find_map(|event| match event {
                StepEvent::Started { step, name, .. } if step == id => Some(name.clone()),
                _ => None,
            });
            started.unwrap()
        };
        finished
            .map(|(id, status, allowed)| {
                let allowed = if *allowed { " (allowed)" } else { "" };
                format!("{}: {status}{allowed}", name(id))
            })
            .collect()
    }

    /// That it succeeded and said this.
    #[track_caller]
    pub(crate) fn succeeded(&self, said: &str) {
        assert_eq!(self.outcome.outcome, Outcome::Success, "{}", self.log);
        assert_eq!(self.said(), said);
    }

    /// That it failed with this message, after saying this.
    #[track_caller]
    pub(crate) fn failed(&self, message: &str, said: &str) {
        let Outcome::Failed(failure) = &self.outcome.outcome else {
            panic!("{:?}\n{}", self.outcome, self.log);
        };
        assert_eq!(
            (failure.message.as_str(), self.said().as_str()),
            (message, said)
        );
    }
}

struct Silent;

impl ProgressSink for Silent {
    fn progress(&self, _: maillon_model::event::Phase, _: u64, _: Option<u64>) {}
    fn line(&self, _: &str) {}
}

async fn open(root: &Path, fake: Option<&FakeExecutor>) -> Box<dyn Sandbox> {
    // What a sandbox leaves behind is found by its name: each has its own.
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let run = COUNT.fetch_add(1, Ordering::Relaxed);
    let order = SandboxOrder {
        run: RunId::new(&format!("github-body-{run}")),
        job: JobId(0),
        attempt: Attempt::FIRST,
        owner: std::process::id(),
        workspace: root.join("work"),
        private: root.join("private"),
        guest_workspace: root.join("work"),
        mounts: Vec::new(),
        image: None,
        services: Vec::new(),
        env: Vec::new(),
        services_limit: Duration::from_secs(1),
        terms: maillon_sandbox::ServiceTerms::Apart,
    };
    let cancel = CancellationToken::new();
    if let Some(fake) = fake {
        return fake.open(order, &Silent, &cancel).await.unwrap();
    }
    let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    let shell = ShellExecutor::new(vec![(OsString::from("PATH"), OsString::from(path))]);
    shell.open(order, &Silent, &cancel).await.unwrap()
}
