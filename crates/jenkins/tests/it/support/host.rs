//! A host with real shells in a temporary folder; everything else is in memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use maillon_jenkins::{
    Answer, CheckedOut, CheckoutOrder, FoundFile, Host, HostError, LibraryFolder, LibraryOrder,
    Message, Node, NodeOrder, Question, Selection, StageEvent, Where,
};
use maillon_model::event::Phase;
use maillon_model::{Attempt, JobId, RunId, Timestamp};
use maillon_sandbox::{
    Containers, Executor, ProgressSink, Sandbox, SandboxOrder, ServiceTerms, ShellExecutor,
};
use parking_lot::Mutex;
use tempfile::TempDir;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::files;
use super::node::TestNode;
use super::setup::Setup;

pub(super) struct TestHost {
    folder: TempDir,
    setup: Setup,
    executor: ShellExecutor,
    cancel: CancellationToken,
    time: AtomicU64,
    unlocked: Notify,
    pub(super) kept: Mutex<Kept>,
}

/// What a build leaves.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) log: String,
    pub(super) events: Vec<StageEvent>,
    pub(super) archived: Vec<String>,
    pub(super) sent: Vec<String>,
    pub(super) nodes: Vec<String>,
    masks: Vec<String>,
    locks: Vec<String>,
    stashes: BTreeMap<String, Vec<(String, Vec<u8>)>>,
    workspaces: BTreeMap<PathBuf, usize>,
}

struct Silent;

impl ProgressSink for Silent {
    fn progress(&self, _phase: Phase, _done: u64, _total: Option<u64>) {}

    fn line(&self, _text: &str) {}
}

impl TestHost {
    pub(super) fn new(setup: Setup, cancel: CancellationToken) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        fs::create_dir(&home).unwrap();
        let environment = vec![
            ("PATH".into(), "/usr/local/bin:/usr/bin:/bin".into()),
            ("HOME".into(), home.into()),
        ];
        let secrets = setup.trigger.variables.iter();
        let masks = secrets.filter_map(|v| Some(v.value.secret()?.expose().to_owned()));
        let kept = Kept {
            masks: masks.collect(),
            ..Kept::default()
        };
        Self {
            folder,
            setup,
            executor: ShellExecutor::new(environment),
            cancel,
            time: AtomicU64::new(1_700_000_000_000),
            unlocked: Notify::new(),
            kept: Mutex::new(kept),
        }
    }

    /// With the temporary folder's name replaced.
    pub(super) fn readable(&self, text: &str) -> String {
        text.replace(&self.folder.path().display().to_string(), "/tmp/build")
    }

    fn workspace(&self, order: &NodeOrder) -> PathBuf {
        if let Some(over) = &order.over
            && let Some(node) = over.any().downcast_ref::<TestNode>()
        {
            return node.folder.clone();
        }
        let name = order.folder.as_deref().unwrap_or("workspace");
        let mut kept = self.kept.lock();
        let free = (1..).map(|n| match n {
            1 => self.folder.path().join(name),
            n => self.folder.path().join(format!("{name}@{n}")),
        });
        let mut free = free.filter(|folder| kept.workspaces.get(folder).is_none_or(|n| *n == 0));
        let folder = free.next().unwrap();
        kept.workspaces.insert(folder.clone(), 0);
        folder
    }

    async fn open(&self, folder: &Path, order: &NodeOrder) -> Box<dyn Sandbox> {
        let private = folder.with_extension("private");
        fs::create_dir_all(folder).unwrap();
        fs::create_dir_all(&private).unwrap();
        let order = SandboxOrder {
            run: RunId::new("test"),
            job: JobId(0),
            attempt: Attempt::FIRST,
            owner: std::process::id(),
            workspace: folder.to_owned(),
            private,
            guest_workspace: folder.to_owned(),
            mounts: Vec::new(),
            image: None,
            services: Vec::new(),
            env: order.env.clone(),
            services_limit: Duration::ZERO,
            terms: ServiceTerms::Shared,
        };
        let cancel = CancellationToken::new();
        self.executor.open(order, &Silent, &cancel).await.unwrap()
    }

    fn masked(&self, text: &str) -> String {
        let masks = self.kept.lock().masks.clone();
        masks
            .iter()
            .fold(text.to_owned(), |text, mask| text.replace(mask, "****"))
    }
}

#[async_trait]
impl Host for TestHost {
    async fn allocate(
        &self,
        order: NodeOrder,
        cancel: &CancellationToken,
    ) -> Result<Arc<dyn Node>, HostError> {
        if cancel.is_cancelled() {
            return Err(HostError::Canceled);
        }
        let image = order.image.as_ref().map(|image| image.name.clone());
        let name = order.label.clone().unwrap_or_else(|| "built-in".to_owned());
        let folder = self.workspace(&order);
        {
            let mut kept = self.kept.lock();
            kept.nodes
                .push(image.clone().unwrap_or_else(|| name.clone()));
            *kept.workspaces.entry(folder.clone()).or_default() += 1;
        }
        let sandbox = self.open(&folder, &order).await;
        Ok(Arc::new(TestNode {
            sandbox,
            name,
            image,
            folder,
        }))
    }

    async fn release(&self, node: Arc<dyn Node>) {
        let node = node.any().downcast_ref::<TestNode>().unwrap();
        node.sandbox.close().await.unwrap();
        *self
            .kept
            .lock()
            .workspaces
            .entry(node.folder.clone())
            .or_default() -= 1;
    }

    async fn lend_slot(&self, _node: &dyn Node) {}

    async fn take_slot(&self, _node: &dyn Node, _cancel: &CancellationToken) {}

    async fn checkout(
        &self,
        _node: &dyn Node,
        into: &Path,
        order: CheckoutOrder,
    ) -> Result<CheckedOut, String> {
        let files = match &order {
            CheckoutOrder::Scm => self.setup.files.clone(),
            CheckoutOrder::Git { url, .. } => vec![("from".to_owned(), url.clone())],
        };
        for (path, text) in files {
            files::write(&into.join(path), text.as_bytes());
        }
        let trigger = &self.setup.trigger;
        let variables = [
            ("GIT_COMMIT", trigger.commit.sha.clone()),
            ("GIT_BRANCH", trigger.git_ref.name().to_owned()),
            ("GIT_URL", trigger.project.remote_url.clone()),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value));
        Ok(CheckedOut {
            variables: variables.into_iter().collect(),
            lines: vec![format!("checked out {order:?}")],
        })
    }

    async fn read(&self, _node: &dyn Node, path: &Path) -> Result<Option<Vec<u8>>, String> {
        Ok(fs::read(path).ok())
    }

    async fn write(
        &self,
        _node: &dyn Node,
        path: &Path,
        content: &[u8],
        mode: u32,
    ) -> Result<(), String> {
        use std::os::unix::fs::PermissionsExt as _;
        files::write(path, content);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        Ok(())
    }

    async fn look(&self, _node: &dyn Node, path: &Path) -> Result<Where, String> {
        Ok(match (path.is_dir(), path.exists()) {
            (true, _) => Where::Folder,
            (false, true) => Where::File,
            (false, false) => Where::Nothing,
        })
    }

    async fn remove(&self, _node: &dyn Node, path: &Path) -> Result<(), String> {
        let removed = if path.is_dir() {
            fs::remove_dir_all(path)
        } else {
            fs::remove_file(path)
        };
        removed.map_err(|error| error.to_string())
    }

    async fn make_folder(&self, _node: &dyn Node, path: &Path) -> Result<(), String> {
        fs::create_dir_all(path).map_err(|error| error.to_string())
    }

    async fn find(
        &self,
        _node: &dyn Node,
        below: &Path,
        what: &Selection,
    ) -> Result<Vec<FoundFile>, String> {
        Ok(files::find(below, what))
    }

    async fn stash(
        &self,
        _node: &dyn Node,
        below: &Path,
        name: &str,
        what: &Selection,
    ) -> Result<usize, String> {
        let files = files::read(below, what);
        let count = files.len();
        self.kept.lock().stashes.insert(name.to_owned(), files);
        Ok(count)
    }

    async fn unstash(&self, _node: &dyn Node, into: &Path, name: &str) -> Result<bool, String> {
        let Some(stashed) = self.kept.lock().stashes.get(name).cloned() else {
            return Ok(false);
        };
        for (path, content) in stashed {
            files::write(&into.join(path), &content);
        }
        Ok(true)
    }

    async fn archive(
        &self,
        _node: &dyn Node,
        below: &Path,
        what: &Selection,
    ) -> Result<Vec<String>, String> {
        let names = files::find(below, what).into_iter().map(|file| file.path);
        let names: Vec<String> = names.collect();
        self.kept.lock().archived.extend(names.clone());
        Ok(names)
    }

    async fn library(&self, order: &LibraryOrder) -> Result<LibraryFolder, String> {
        let Some(files) = self.setup.libraries.get(&order.name) else {
            return Err(format!("No library named {} is configured", order.name));
        };
        let folder = self.folder.path().join("libraries").join(&order.name);
        for (path, text) in files {
            files::write(&folder.join(path), text.as_bytes());
        }
        Ok(LibraryFolder {
            folder,
            commit: String::new(),
        })
    }

    async fn changes(&self) -> Result<Option<Vec<String>>, String> {
        Ok(self.setup.changes.clone())
    }

    async fn containers(&self) -> Result<Arc<dyn Containers>, String> {
        Err("no container engine answers".to_owned())
    }

    async fn ask(&self, question: Question, _cancel: &CancellationToken) -> Result<Answer, String> {
        Err(format!("nobody can answer: {}", question.message))
    }

    async fn send(&self, message: Message) -> Result<String, String> {
        let line = format!(
            "{} {}: {}: {}",
            message.step, message.to, message.subject, message.text
        );
        self.kept.lock().sent.push(line);
        Ok(format!("{} is recorded", message.step))
    }

    async fn lock(&self, name: &str, cancel: &CancellationToken) -> Result<(), String> {
        loop {
            let unlocked = self.unlocked.notified();
            {
                let mut kept = self.kept.lock();
                if !kept.locks.iter().any(|locked| locked == name) {
                    kept.locks.push(name.to_owned());
                    return Ok(());
                }
            }
            tokio::select! {
                () = unlocked => {}
                () = cancel.cancelled() => return Err("interrupted".to_owned()),
            }
        }
    }

    async fn unlock(&self, name: &str) {
        self.kept.lock().locks.retain(|locked| locked != name);
        self.unlocked.notify_waiters();
    }

    async fn print(&self, text: &str) {
        let text = self.masked(text);
        let mut kept = self.kept.lock();
        kept.log.push_str(&text);
        let cancel_at = self.setup.cancel_at.as_ref();
        if cancel_at.is_some_and(|text| kept.log.contains(text)) {
            self.cancel.cancel();
        }
    }

    fn mask(&self, text: &str) {
        self.kept.lock().masks.push(text.to_owned());
    }

    fn is_secret(&self, text: &str) -> bool {
        let kept = self.kept.lock();
        kept.masks.iter().any(|mask| text.contains(mask.as_str()))
    }

    async fn tell(&self, event: StageEvent) {
        self.kept.lock().events.push(event);
    }

    fn now(&self) -> Timestamp {
        Timestamp(self.time.fetch_add(1, Ordering::Relaxed))
    }

    fn random(&self) -> u64 {
        self.time.fetch_add(1, Ordering::Relaxed)
    }
}
