//! What builds ask of whoever runs them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use maillon_jenkins::{
    Answer, CheckedOut, CheckoutOrder, FoundFile, Host, HostError, LibraryFolder, LibraryOrder,
    Message, Node, NodeOrder, Question, Selection, StageEvent, Where,
};
use maillon_model::spec::{ArchiveId, Leftovers};
use maillon_model::{EventKind, RunId, Secret, Timestamp};
use maillon_sandbox::Containers;
use maillon_source::Changes;
use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use super::super::stopped::Stopped;
use super::super::{Log, Try};
use super::locks::Locks;
use super::node::{on_machine, own};
use super::nodes::{self, Allocating, Nodes};
use super::{blocking, files, keep, send};
use crate::archive::Store;
use crate::clock;
use crate::workspace::{Strategy, mark_owner};

pub(super) struct BuildHost<'a> {
    pub(super) this: &'a Try<'a>,
    log: &'a Log,
    pub(super) nodes: Nodes,
    locks: Locks,
    stashes: Mutex<BTreeMap<String, ArchiveId>>,
    /// What was archived, and whether the folder is this build's by now.
    archived: Mutex<BTreeSet<PathBuf>>,
    emptied: AtomicBool,
}

impl<'a> BuildHost<'a> {
    pub(super) fn new(this: &'a Try<'a>, log: &'a Log) -> Self {
        let context = this.context;
        let restarted = context.jenkins.restarted.as_ref();
        let earlier = restarted.map(|run| keep::noted(&context.places.run(run)));
        Self {
            this,
            log,
            nodes: Nodes::new(context.slots),
            locks: Locks::new(context.places.cache.join("locks")),
            stashes: Mutex::new(earlier.unwrap_or_default()),
            archived: Mutex::default(),
            emptied: AtomicBool::new(false),
        }
    }

    fn allocating(&self) -> Allocating<'_> {
        Allocating {
            this: self.this,
            log: self.log,
            nodes: &self.nodes,
        }
    }

    /// What the build leaves. Workspaces are given back.
    pub(super) async fn left(&self) -> Result<Leftovers, Stopped> {
        self.allocating().finish().await;
        let (store, folder) = (self.store(), self.archive_folder());
        let files = self.archived.lock().clone();
        let left = blocking(move || keep::leftovers(&store, &folder, &files)).await;
        left.map_err(Stopped::Errored)
    }

    fn store(&self) -> Store {
        Store::new(self.this.context.places.store())
    }

    fn archive_folder(&self) -> PathBuf {
        self.this.context.places.artifacts(self.this.name)
    }

    fn run_folder(&self) -> PathBuf {
        self.this.context.places.run(self.run())
    }

    fn run(&self) -> &RunId {
        &self.this.spec.run
    }

    fn shown(&self, text: &str) -> String {
        self.this.masks.current().redact(text).into_owned()
    }

    fn event(&self, event: StageEvent) -> EventKind {
        let job = self.this.spec.id;
        match event {
            StageEvent::Started {
                stage,
                parent,
                name,
            } => EventKind::StepStarted {
                job,
                step: stage,
                parent,
                name: self.shown(&name),
            },
            StageEvent::Finished { stage, status } => EventKind::StepFinished {
                job,
                step: stage,
                status,
                allowed: false,
            },
            StageEvent::Annotated(mut annotation) => {
                annotation.message = self.shown(&annotation.message);
                EventKind::Annotated { job, annotation }
            }
        }
    }
}

#[async_trait]
impl Host for BuildHost<'_> {
    async fn allocate(
        &self,
        order: NodeOrder,
        cancel: &CancellationToken,
    ) -> Result<Arc<dyn Node>, HostError> {
        self.allocating().allocate(order, cancel).await
    }

    async fn release(&self, node: Arc<dyn Node>) {
        self.allocating().release(&*node).await;
    }

    async fn lend_slot(&self, node: &dyn Node) {
        nodes::lend(node);
    }

    async fn take_slot(&self, node: &dyn Node, cancel: &CancellationToken) {
        self.allocating().take(node, cancel).await;
    }

    async fn checkout(
        &self,
        node: &dyn Node,
        into: &Path,
        order: CheckoutOrder,
    ) -> Result<CheckedOut, String> {
        let node = own(node)?;
        let reach = on_machine(node, into)?;
        files::make_folder(&reach)?;
        let into = files::folder(&reach)?;
        match order {
            CheckoutOrder::Scm => self.tree(&*node.workspace()?, into).await,
            order @ CheckoutOrder::Git { .. } => self.repository(order, into).await,
        }
    }

    async fn read(&self, node: &dyn Node, path: &Path) -> Result<Option<Vec<u8>>, String> {
        let reach = on_machine(own(node)?, path)?;
        blocking(move || files::read(&reach)).await
    }

    async fn write(
        &self,
        node: &dyn Node,
        path: &Path,
        content: &[u8],
        mode: u32,
    ) -> Result<(), String> {
        let reach = on_machine(own(node)?, path)?;
        let content = content.to_vec();
        blocking(move || files::write(&reach, &content, mode)).await
    }

    async fn look(&self, node: &dyn Node, path: &Path) -> Result<Where, String> {
        files::look(&on_machine(own(node)?, path)?)
    }

    async fn remove(&self, node: &dyn Node, path: &Path) -> Result<(), String> {
        let node = own(node)?;
        let shared = node.workspace()?;
        if shared.workspace.strategy == Strategy::InPlace && path.starts_with(&shared.folder) {
            return Err(
                "this would remove files of the working tree: leave out --in-place".to_owned(),
            );
        }
        let reach = on_machine(node, path)?;
        blocking(move || files::remove(&reach)).await
    }

    async fn make_folder(&self, node: &dyn Node, path: &Path) -> Result<(), String> {
        files::make_folder(&on_machine(own(node)?, path)?)
    }

    async fn find(
        &self,
        node: &dyn Node,
        below: &Path,
        what: &Selection,
    ) -> Result<Vec<FoundFile>, String> {
        let folder = files::folder(&on_machine(own(node)?, below)?)?;
        let what = what.clone();
        blocking(move || files::find(&folder, &what)).await
    }

    async fn stash(
        &self,
        node: &dyn Node,
        below: &Path,
        name: &str,
        what: &Selection,
    ) -> Result<usize, String> {
        let folder = files::folder(&on_machine(own(node)?, below)?)?;
        let (store, what) = (self.store(), what.clone());
        let (id, count) = blocking(move || keep::stash(&store, &folder, &what)).await?;
        self.stashes.lock().insert(name.to_owned(), id);
        let noted = keep::note(&self.run_folder(), &self.stashes.lock());
        noted.map_err(|error| format!("note the stash: {error}"))?;
        Ok(count)
    }

    async fn unstash(&self, node: &dyn Node, into: &Path, name: &str) -> Result<bool, String> {
        let Some(id) = self.stashes.lock().get(name).cloned() else {
            return Ok(false);
        };
        let reach = on_machine(own(node)?, into)?;
        let store = self.store();
        let unpacked = blocking(move || {
            files::make_folder(&reach)?;
            let folder = files::folder(&reach)?;
            store
                .unpack(&id, &folder)
                .map_err(|error| error.to_string())
        });
        unpacked.await.map(|_| true)
    }

    async fn archive(
        &self,
        node: &dyn Node,
        below: &Path,
        what: &Selection,
    ) -> Result<Vec<String>, String> {
        let folder = files::folder(&on_machine(own(node)?, below)?)?;
        let (to, what) = (self.archive_folder(), what.clone());
        if !self.emptied.swap(true, Ordering::Relaxed) {
            let _ = std::fs::remove_dir_all(&to);
        }
        let names = blocking(move || keep::archive(&to, &folder, &what)).await?;
        self.archived.lock().extend(names.iter().map(PathBuf::from));
        Ok(names)
    }

    async fn library(&self, order: &LibraryOrder) -> Result<LibraryFolder, String> {
        self.library_folder(order).await
    }

    async fn changes(&self) -> Result<Option<Vec<String>>, String> {
        let source = Arc::clone(&self.this.context.source);
        let changes =
            blocking(move || source.changes(None).map_err(|error| error.to_string())).await?;
        Ok(match changes {
            Changes::Files(files) => Some(files.to_vec()),
            Changes::NothingToCompare => None,
        })
    }

    async fn containers(&self) -> Result<Arc<dyn Containers>, String> {
        let containers = self.this.context.executors.containers().await?;
        mark_owner(&self.this.context.places, std::process::id())
            .map_err(|error| format!("note that there are containers: {error}"))?;
        Ok(containers)
    }

    async fn ask(&self, question: Question, cancel: &CancellationToken) -> Result<Answer, String> {
        let Some(asker) = &self.this.context.jenkins.asker else {
            return Err(format!(
                "nobody can be asked here: say --input {}=proceed (or abort), or run it in a terminal",
                question.id
            ));
        };
        tokio::select! {
            () = cancel.cancelled() => Err("interrupted".to_owned()),
            answer = asker.ask(question) => answer,
        }
    }

    async fn send(&self, message: Message) -> Result<String, String> {
        let to = self.this.context.jenkins.messages_to.clone();
        let run = self.run_folder();
        blocking(move || match to {
            Some(url) => send::post(&url, &message),
            None => send::record(&run, &message),
        })
        .await
    }

    async fn lock(&self, name: &str, cancel: &CancellationToken) -> Result<(), String> {
        self.locks.take(name, cancel).await
    }

    async fn unlock(&self, name: &str) {
        self.locks.let_go(name);
    }

    async fn print(&self, text: &str) {
        let piece = Bytes::copy_from_slice(text.as_bytes());
        // The log is there as long as the build.
        let _ = self.log.output().send(piece).await;
    }

    fn mask(&self, text: &str) {
        self.this.masks.add([Secret::new(text)]);
    }

    fn is_secret(&self, text: &str) -> bool {
        self.this.masks.current().are_in(text)
    }

    async fn tell(&self, event: StageEvent) {
        self.this.reporter.event(self.event(event)).await;
    }

    fn now(&self) -> Timestamp {
        clock::now()
    }

    fn random(&self) -> u64 {
        getrandom::u64().unwrap_or_default()
    }

    fn memory_in_use(&self) -> Option<u64> {
        let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
        resident(&pages, rustix::param::page_size())
    }
}

/// Bytes of the pages that are in memory: the second number of `statm`.
fn resident(statm: &str, page: usize) -> Option<u64> {
    let pages: u64 = statm.split_whitespace().nth(1)?.parse().ok()?;
    pages.checked_mul(u64::try_from(page).ok()?)
}

#[cfg(test)]
mod tests {
    use super::resident;

    #[test]
    fn memory_in_use_is_what_is_resident() {
        assert_eq!(resident("5000 250 100 10 0 90 0\n", 4096), Some(1_024_000));
        assert_eq!(resident("", 4096), None);
        let own = std::fs::read_to_string("/proc/self/statm").unwrap();
        assert!(resident(&own, rustix::param::page_size()) > Some(100_000));
    }
}
