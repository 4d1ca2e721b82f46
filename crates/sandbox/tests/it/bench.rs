//! Opens sandboxes for tests, with folders that vanish.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use maillon_model::event::Phase;
use maillon_model::job::Image;
use maillon_model::{Attempt, JobId, RunId};
use maillon_sandbox::{
    Ending, Exec, Executor, Exit, ProgressSink, Sandbox, SandboxError, SandboxOrder, ServiceTerms,
};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// An executor, and what an order to it needs.
pub(crate) struct Bench {
    pub(crate) executor: Arc<dyn Executor>,
    pub(crate) image: Option<Image>,
}

/// An open sandbox with its folders.
pub(crate) struct Opened {
    pub(crate) sandbox: Box<dyn Sandbox>,
    pub(crate) order: SandboxOrder,
    _folders: TempDir,
}

/// Remembers the lines for the job's log.
#[derive(Default)]
pub(crate) struct Lines(Mutex<Vec<String>>);

impl Lines {
    pub(crate) fn text(&self) -> String {
        self.0.lock().unwrap().join("\n")
    }
}

impl ProgressSink for Lines {
    fn progress(&self, _phase: Phase, _done: u64, _total: Option<u64>) {}

    fn line(&self, text: &str) {
        self.0.lock().unwrap().push(text.to_owned());
    }
}

/// A number that no other test has, so that sandboxes of several tests have different names.
fn unique() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl Bench {
    pub(crate) fn order(&self) -> (SandboxOrder, TempDir) {
        let folders = tempfile::tempdir().unwrap();
        let (workspace, private) = (folders.path().join("work"), folders.path().join("work.tmp"));
        std::fs::create_dir(&workspace).unwrap();
        std::fs::create_dir(&private).unwrap();
        let order = SandboxOrder {
            run: RunId::new(&format!("test-{}", std::process::id())),
            job: JobId(unique()),
            attempt: Attempt::FIRST,
            owner: std::process::id(),
            workspace,
            private,
            guest_workspace: PathBuf::from("/builds/group/project"),
            mounts: Vec::new(),
            image: self.image.clone(),
            services: Vec::new(),
            env: vec![("FROM_ORDER".to_owned(), "1".to_owned())],
            services_limit: Duration::from_secs(20),
            terms: ServiceTerms::Shared,
        };
        (order, folders)
    }

    pub(crate) async fn open(&self) -> Opened {
        self.open_with(|_| ()).await
    }

    pub(crate) async fn open_with(&self, change: impl FnOnce(&mut SandboxOrder)) -> Opened {
        let opened = self.try_open(change, &Lines::default()).await;
        opened.unwrap_or_else(|error| panic!("open: {error}"))
    }

    pub(crate) async fn try_open(
        &self,
        change: impl FnOnce(&mut SandboxOrder),
        lines: &Lines,
    ) -> Result<Opened, SandboxError> {
        let (mut order, folders) = self.order();
        change(&mut order);
        let cancel = CancellationToken::new();
        let sandbox = self.executor.open(order.clone(), lines, &cancel).await?;
        Ok(Opened {
            sandbox,
            order,
            _folders: folders,
        })
    }
}

impl Opened {
    pub(crate) fn exec(&self, argv: &[&str]) -> Exec {
        Exec {
            argv: argv.iter().map(|&text| text.to_owned()).collect(),
            env: Vec::new(),
            stdin: Bytes::new(),
            cwd: self.sandbox.workspace().to_owned(),
            ending: Ending::terminate(Duration::from_millis(300)),
        }
    }

    /// Runs a script with `sh`.
    pub(crate) async fn sh(&self, script: &str) -> (Exit, String) {
        self.run(self.exec(&["sh", "-c", script])).await
    }

    pub(crate) async fn run(&self, exec: Exec) -> (Exit, String) {
        let (exit, output) = self.run_raw(exec, &CancellationToken::new()).await;
        (exit, String::from_utf8_lossy(&output).into_owned())
    }

    pub(crate) async fn run_raw(&self, exec: Exec, cancel: &CancellationToken) -> (Exit, Vec<u8>) {
        let (output, mut chunks) = mpsc::channel::<Bytes>(4);
        let collect = async {
            let mut all = Vec::new();
            while let Some(chunk) = chunks.recv().await {
                all.extend_from_slice(&chunk);
            }
            all
        };
        let (exit, all) = tokio::join!(self.sandbox.exec(exec, output, cancel), collect);
        (exit.unwrap_or_else(|error| panic!("exec: {error}")), all)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.order.workspace.join(name)
    }

    /// Waits until a file of the workspace is there and not empty.
    pub(crate) async fn until(&self, name: &str) {
        let start = Instant::now();
        while std::fs::metadata(self.file(name)).map_or(0, |meta| meta.len()) == 0 {
            assert!(start.elapsed() < Duration::from_secs(20), "no {name}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub(crate) async fn close(self) {
        self.sandbox.hand_back().await.unwrap();
        self.sandbox.close().await.unwrap();
    }
}

/// Whether somebody still writes to a file.
pub(crate) async fn grows(path: &Path) -> bool {
    let size = || std::fs::metadata(path).map_or(0, |meta| meta.len());
    let before = size();
    tokio::time::sleep(Duration::from_millis(400)).await;
    size() != before
}

/// The number of a process that has ended.
pub(crate) async fn ended_process() -> u32 {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test needs the number of an ended process"
    )]
    let mut child = tokio::process::Command::new("true").spawn().unwrap();
    let pid = child.id().unwrap();
    child.wait().await.unwrap();
    pid
}
