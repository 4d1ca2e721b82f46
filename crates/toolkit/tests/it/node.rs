//! Runs the scripts of `tests/npm` against a service of their own.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use maillon_model::{JobId, RunId, Timestamp};
use maillon_toolkit::{Grant, Limits, Options, Service};
use tempfile::TempDir;

/// 2026-11-20, but for what the scripts compare with their own clock.
pub(crate) const NOW: Timestamp = Timestamp(1_795_000_000_000);

/// A service with folders of its own.
pub(crate) struct Bench {
    pub(crate) service: Service,
    pub(crate) folder: TempDir,
}

impl Bench {
    pub(crate) async fn start() -> Self {
        Self::with(Limits::default(), now).await
    }

    pub(crate) async fn with(
        limits: Limits,
        now: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Self {
        let folder = TempDir::new().unwrap();
        let options = options(folder.path(), limits, now);
        let service = Service::start(options).await.unwrap();
        Self { service, folder }
    }

    /// Runs a script as a job would; gives all that it printed. It must succeed.
    pub(crate) async fn run(
        &self,
        script: &[&str],
        grant: &Grant,
        environment: &[(&str, &str)],
    ) -> String {
        let output = self.node(script, grant, environment).await;
        let text =
            String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script:?}: {text}");
        text.into_owned()
    }

    async fn node(&self, script: &[&str], grant: &Grant, environment: &[(&str, &str)]) -> Output {
        let job = TempDir::new_in(self.folder.path()).unwrap();
        let [temp, workspace] = ["temp", "workspace"].map(|name| job.path().join(name));
        for folder in [&temp, &workspace] {
            std::fs::create_dir(folder).unwrap();
        }
        let url = self.service.url("127.0.0.1");
        #[expect(clippy::disallowed_methods, reason = "the test is about a program")]
        let mut node = tokio::process::Command::new("node");
        node.args(script)
            .current_dir(scripts())
            .env("ACTIONS_RESULTS_URL", &url)
            .env("ACTIONS_CACHE_URL", &url)
            .env("ACTIONS_RUNTIME_TOKEN", self.service.token(grant).expose())
            .env("GITHUB_SERVER_URL", "https://github.com")
            .env("GITHUB_WORKSPACE", workspace)
            .env("RUNNER_TEMP", temp)
            .envs(environment.iter().copied())
            .kill_on_drop(true);
        node.output().await.unwrap()
    }
}

pub(crate) fn options(
    folder: &Path,
    limits: Limits,
    now: impl Fn() -> Timestamp + Send + Sync + 'static,
) -> Options {
    Options {
        artifacts: folder.join("artifacts"),
        caches: folder.join("caches"),
        limits,
        bind: ([127, 0, 0, 1], 0).into(),
        now: Arc::new(now),
    }
}

/// The grant of a run's first job.
pub(crate) fn grant(run: &str) -> Grant {
    Grant::new(RunId::new(run), JobId(0))
}

/// Whether the packages are there; says what is missing. `MAILLON_TEST_NODE=require` makes it a failure.
pub(crate) fn available() -> bool {
    if scripts().join("node_modules").is_dir() {
        return true;
    }
    let text = "crates/toolkit/tests/npm/node_modules is missing: scripts/test-setup.sh makes it";
    #[expect(clippy::disallowed_methods, reason = "a test asks how strict it is")]
    let strict = std::env::var("MAILLON_TEST_NODE").is_ok_and(|value| value == "require");
    assert!(!strict, "{text}");
    eprintln!("skipped: {text}");
    false
}

/// The present, for scripts that compare it with theirs.
pub(crate) fn now() -> Timestamp {
    #[expect(
        clippy::disallowed_methods,
        reason = "the scripts look at the clock as well"
    )]
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Timestamp::default().after(since.unwrap())
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/npm")
}
