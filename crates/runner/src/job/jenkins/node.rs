//! A node: a sandbox over a workspace that other nodes may share.

use std::any::Any;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use maillon_jenkins::Node;
use maillon_sandbox::Sandbox;
use parking_lot::Mutex;
use tokio::sync::OwnedSemaphorePermit;

use crate::executors::View;
use crate::workspace::Workspace;

/// A node of a build.
pub(super) struct JobNode {
    pub(super) sandbox: Box<dyn Sandbox>,
    pub(super) view: View,
    pub(super) name: String,
    pub(super) labels: String,
    pub(super) image: Option<String>,
    /// None once it is released.
    pub(super) shared: Mutex<Option<Arc<SharedWorkspace>>>,
    /// What it takes of the run's slots; None: it works in the place of another one, or has lent it.
    pub(super) slot: Mutex<Option<OwnedSemaphorePermit>>,
}

/// A workspace with the folder of it that a node works in.
pub(super) struct SharedWorkspace {
    pub(super) workspace: Workspace,
    /// On this machine, and, because mounts keep the path, as nodes see it.
    pub(super) folder: PathBuf,
    /// Whether a checkout filled it already.
    pub(super) filled: AtomicBool,
    /// Whether it has a folder that somebody named.
    pub(super) kind: WorkspaceKind,
}

/// Which folder a workspace is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WorkspaceKind {
    /// The slot's own.
    Own,
    /// One that somebody named.
    Custom,
}

impl JobNode {
    pub(super) fn workspace(&self) -> Result<Arc<SharedWorkspace>, String> {
        let shared = self.shared.lock().clone();
        shared.ok_or_else(|| "the node is released already".to_owned())
    }
}

impl Node for JobNode {
    fn sandbox(&self) -> &dyn Sandbox {
        &*self.sandbox
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn labels(&self) -> &str {
        &self.labels
    }

    fn image(&self) -> Option<&str> {
        self.image.as_deref()
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

impl fmt::Debug for JobNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JobNode({})", self.name)
    }
}

/// The runner's own node behind the dialect's.
pub(super) fn own(node: &dyn Node) -> Result<&JobNode, String> {
    node.any()
        .downcast_ref()
        .ok_or_else(|| "an internal error: a node that is not of this runner".to_owned())
}

/// Where a path of the node lies on this machine. In a container only what is mounted can be reached.
pub(super) fn on_machine(node: &JobNode, path: &Path) -> Result<Reach, String> {
    if !path.is_absolute() {
        return Err(format!(
            "an internal error: {} is no absolute path",
            path.display()
        ));
    }
    if node.view == View::Machine {
        return Ok(Reach::Anywhere(path.to_owned()));
    }
    let shared = node.workspace()?;
    let roots = [
        (shared.folder.clone(), shared.folder.clone()),
        (
            node.sandbox.private().to_owned(),
            shared.workspace.private.clone(),
        ),
    ];
    for (guest, host) in roots {
        if let Ok(below) = path.strip_prefix(&guest) {
            return Ok(Reach::Below(host, below.to_owned()));
        }
    }
    Err(format!(
        "{} lies outside of the workspace of a container: only files in {} can be reached by this step; use `sh`",
        path.display(),
        shared.folder.display()
    ))
}

/// How a file is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// As the node's own commands would.
    Anywhere(PathBuf),
    /// Below a folder that a container can change: links that lead out of it are not followed.
    Below(PathBuf, PathBuf),
}
