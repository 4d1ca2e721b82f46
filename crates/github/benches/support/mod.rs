//! A job over the shell, and a host that only has folders.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use maillon_github::{
    ActionFolder, BodyRun, CheckedOut, CheckoutOrder, Endpoints, Host, StepEvent, run,
};
use maillon_model::job::{Body, Work};
use maillon_model::pipeline::Dialect;
use maillon_model::spec::Checkout;
use maillon_model::{Attempt, Job, JobId, JobSpec, ResolvedJob, RunId, Timestamp};
use maillon_sandbox::{
    Containers, Executor, Mount, ProgressSink, Sandbox, SandboxOrder, ShellExecutor,
};
use serde_json::{Value as Json, json};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Folders of a job, and its sandbox.
pub(crate) struct Place {
    _folder: tempfile::TempDir,
    host: Folders,
    pub(crate) sandbox: Box<dyn Sandbox>,
}

impl Place {
    /// A place whose workspace has these files.
    pub(crate) async fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let host = Folders {
            workspace: folder.path().join("work"),
            private: folder.path().join("private"),
        };
        for folder in [&host.workspace, &host.private] {
            std::fs::create_dir(folder).unwrap();
        }
        for (name, content) in files {
            let path = host.workspace.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        let sandbox = open(&host).await;
        Self {
            _folder: folder,
            host,
            sandbox,
        }
    }

    /// Runs steps to their end.
    pub(crate) async fn run(&self, steps: &Json) {
        let (spec, job) = (spec(steps), resolved());
        let (output, mut pieces) = mpsc::channel(64);
        let (cancel, abort) = (CancellationToken::new(), CancellationToken::new());
        let body = run(BodyRun {
            spec: &spec,
            job: &job,
            sandbox: &*self.sandbox,
            host: &self.host,
            output,
            cancel: &cancel,
            abort: &abort,
        });
        let read = async { while pieces.recv().await.is_some() {} };
        let (ended, ()) = tokio::join!(body, read);
        assert!(ended.outcome.is_success(), "{:?}", ended.outcome);
    }
}

fn spec(steps: &Json) -> JobSpec {
    let body = json!({
        "id": "bench", "workflow": "ci.yml", "runs-on": ["ubuntu-latest"], "strategy": {}, "cell": null,
        "steps": steps,
    });
    let shared = json!({"workflows": {"ci.yml": {
        "github": {"repository": "octo/hello", "ref": "refs/heads/main", "event": {}},
        "inputs": {}, "env": {}, "defaults": {},
    }}});
    JobSpec {
        run: RunId::new("r"),
        id: JobId(0),
        attempt: Attempt::FIRST,
        dialect: Dialect::Github,
        job: Job::new("bench", Work::Body(object(body))),
        upstream: Vec::new(),
        needs: Vec::new(),
        shared: object(shared),
        masks: Vec::new(),
    }
}

fn object(json: Json) -> Body {
    match json {
        Json::Object(fields) => fields.into_iter().collect(),
        _ => Body::default(),
    }
}

fn resolved() -> ResolvedJob {
    ResolvedJob {
        variables: Vec::new(),
        image: None,
        services: Vec::new(),
        caches: Vec::new(),
        artifacts: None,
        environment: None,
        timeout: Duration::from_mins(10),
        checkout: Checkout::Empty,
    }
}

struct Silent;

impl ProgressSink for Silent {
    fn progress(&self, _: maillon_model::event::Phase, _: u64, _: Option<u64>) {}
    fn line(&self, _: &str) {}
}

async fn open(host: &Folders) -> Box<dyn Sandbox> {
    let path = OsString::from("/usr/local/bin:/usr/bin:/bin");
    let executor = ShellExecutor::new(vec![(OsString::from("PATH"), path)]);
    let order = SandboxOrder {
        run: RunId::new("github-bench"),
        job: JobId(0),
        attempt: Attempt::FIRST,
        owner: std::process::id(),
        workspace: host.workspace.clone(),
        private: host.private.clone(),
        guest_workspace: host.workspace.clone(),
        mounts: Vec::new(),
        image: None,
        services: Vec::new(),
        env: Vec::new(),
        services_limit: Duration::from_secs(1),
        terms: maillon_sandbox::ServiceTerms::Apart,
    };
    let cancel = CancellationToken::new();
    executor.open(order, &Silent, &cancel).await.unwrap()
}

struct Folders {
    workspace: PathBuf,
    private: PathBuf,
}

#[async_trait]
impl Host for Folders {
    fn workspace(&self) -> &Path {
        &self.workspace
    }

    fn private(&self) -> &Path {
        &self.private
    }

    fn mounts(&self) -> Vec<Mount> {
        Vec::new()
    }

    async fn action(&self, repository: &str, _: &str) -> Result<ActionFolder, String> {
        Err(format!("there is no {repository}"))
    }

    async fn checkout(&self, _: CheckoutOrder) -> Result<CheckedOut, String> {
        Ok(CheckedOut::default())
    }

    async fn containers(&self) -> Result<Arc<dyn Containers>, String> {
        Err("there are none".to_owned())
    }

    async fn endpoints(&self) -> Result<Endpoints, String> {
        Ok(Endpoints {
            url: "http://127.0.0.1:9/".to_owned(),
            token: "token".to_owned(),
        })
    }

    fn mask(&self, _: &str) {}

    fn is_secret(&self, _: &str) -> bool {
        false
    }

    async fn tell(&self, _: StepEvent) {}

    fn now(&self) -> Timestamp {
        Timestamp::default()
    }
}
