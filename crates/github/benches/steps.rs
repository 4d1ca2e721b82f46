//! What a `run` step costs over its shell, and what reading its output costs.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use maillon_github::{
    ActionFolder, BodyRun, CheckedOut, CheckoutOrder, Endpoints, Host, StepEvent, run,
};
use maillon_model::event::Phase;
use maillon_model::job::{Body, Work};
use maillon_model::pipeline::Dialect;
use maillon_model::spec::Checkout;
use maillon_model::{Attempt, Job, JobId, JobSpec, ResolvedJob, RunId, Timestamp};
use maillon_sandbox::{
    Containers, Ending, Exec, Executor, Mount, ProgressSink, Sandbox, SandboxOrder, ShellExecutor,
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const STEPS: usize = 10;

/// A folder with a sandbox in it.
struct Place {
    _folder: tempfile::TempDir,
    root: PathBuf,
    sandbox: Box<dyn Sandbox>,
}

struct Alone {
    workspace: PathBuf,
    private: PathBuf,
}

struct Silent;

impl ProgressSink for Silent {
    fn progress(&self, _: Phase, _: u64, _: Option<u64>) {}
    fn line(&self, _: &str) {}
}

#[async_trait]
impl Host for Alone {
    fn workspace(&self) -> &Path {
        &self.workspace
    }

    fn private(&self) -> &Path {
        &self.private
    }

    fn mounts(&self) -> Vec<Mount> {
        Vec::new()
    }

    async fn action(&self, _: &str, _: &str) -> Result<ActionFolder, String> {
        Err("none".to_owned())
    }

    async fn checkout(&self, _: CheckoutOrder) -> Result<CheckedOut, String> {
        Err("none".to_owned())
    }

    async fn containers(&self) -> Result<Arc<dyn Containers>, String> {
        Err("none".to_owned())
    }

    async fn endpoints(&self) -> Result<Endpoints, String> {
        Err("none".to_owned())
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

impl Place {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_path_buf();
        for name in ["work", "private"] {
            std::fs::create_dir(root.join(name)).unwrap();
        }
        let order = SandboxOrder {
            run: RunId::new("bench"),
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
        let path = (OsString::from("PATH"), OsString::from("/usr/bin:/bin"));
        let cancel = CancellationToken::new();
        let sandbox = ShellExecutor::new(vec![path])
            .open(order, &Silent, &cancel)
            .await
            .unwrap();
        Self {
            _folder: folder,
            root,
            sandbox,
        }
    }

    /// Runs steps, and gives how many bytes they printed.
    async fn steps(&self, steps: &Value) -> usize {
        let host = Alone {
            workspace: self.root.join("work"),
            private: self.root.join("private"),
        };
        let (output, pieces) = mpsc::channel(64);
        let (cancel, abort) = (CancellationToken::new(), CancellationToken::new());
        let (spec, job) = (spec(steps), resolved());
        let body = run(BodyRun {
            spec: &spec,
            job: &job,
            sandbox: &*self.sandbox,
            host: &host,
            output,
            cancel: &cancel,
            abort: &abort,
        });
        let (ended, bytes) = tokio::join!(body, count(pieces));
        assert!(ended.outcome.is_success());
        bytes
    }

    /// The same number of shells, without anything around them.
    async fn shells(&self) {
        let script = self.root.join("script.sh");
        std::fs::write(&script, "true").unwrap();
        for _ in 0..STEPS {
            let argv = ["bash", "-e", &script.display().to_string()].map(str::to_owned);
            let exec = Exec {
                argv: argv.to_vec(),
                env: Vec::new(),
                stdin: Bytes::new(),
                cwd: self.root.join("work"),
                ending: Ending::terminate(Duration::from_secs(1)),
            };
            let (output, pieces) = mpsc::channel(64);
            let cancel = CancellationToken::new();
            let (exit, _) = tokio::join!(self.sandbox.exec(exec, output, &cancel), count(pieces));
            exit.unwrap();
        }
    }
}

async fn count(mut pieces: mpsc::Receiver<Bytes>) -> usize {
    let mut bytes = 0;
    while let Some(piece) = pieces.recv().await {
        bytes += piece.len();
    }
    bytes
}

fn body(json: Value) -> Body {
    let Value::Object(fields) = json else {
        return Body::default();
    };
    fields.into_iter().collect()
}

fn spec(steps: &Value) -> JobSpec {
    let job = json!({
        "id": "bench", "workflow": "ci.yml", "runs-on": ["ubuntu-latest"],
        "strategy": null, "cell": null, "steps": steps,
    });
    let shared = json!({"workflows": {"ci.yml": {
        "github": {"repository": "a/b", "event": {}}, "inputs": {}, "env": {}, "defaults": {},
    }}});
    JobSpec {
        run: RunId::new("bench"),
        id: JobId(0),
        attempt: Attempt::FIRST,
        dialect: Dialect::Github,
        job: Job::new("bench", Work::Body(body(job))),
        upstream: Vec::new(),
        needs: Vec::new(),
        shared: body(shared),
        masks: Vec::new(),
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
        timeout: Duration::from_secs(60),
        checkout: Checkout::Empty,
    }
}

fn steps(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let place = runtime.block_on(Place::new());
    let step = json!({
        "run": "true", "if": "github.repository == 'a/b'", "env": {"A": "${{ github.job }}"},
    });
    let all = Value::Array(vec![step; STEPS]);
    let mut group = criterion.benchmark_group("10 steps");
    group.sample_size(20);
    group.bench_function("shells alone", |bencher| {
        bencher.iter(|| runtime.block_on(place.shells()));
    });
    group.bench_function("run steps", |bencher| {
        bencher.iter(|| runtime.block_on(place.steps(&all)));
    });
    group.finish();
}

fn lines(criterion: &mut Criterion) {
    const LINES: u64 = 200_000;
    let runtime = Runtime::new().unwrap();
    let place = runtime.block_on(Place::new());
    let mut group = criterion.benchmark_group("200,000 lines");
    group.sample_size(10);
    group.throughput(Throughput::Elements(LINES));
    for (name, text) in [
        (
            "plain",
            "2026-01-01T00:00:00Z INFO server: handled GET in 13 ms",
        ),
        (
            "that may be commands",
            "2026-01-01T00:00:00Z INFO app::server: handled GET in 13 ms",
        ),
        ("of debug commands", "::debug::handled GET in 13 ms"),
    ] {
        let file = place.root.join("work/lines");
        std::fs::write(file, format!("{text}\n").repeat(200_000)).unwrap();
        let steps = json!([{"run": "cat lines"}]);
        group.bench_function(name, |bencher| {
            bencher.iter(|| runtime.block_on(place.steps(&steps)));
        });
    }
    group.finish();
}

criterion_group!(benches, steps, lines);
criterion_main!(benches);
