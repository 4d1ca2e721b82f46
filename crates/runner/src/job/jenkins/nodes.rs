//! Allocating and releasing nodes.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use maillon_jenkins::{HostError, Node, NodeOrder, Slot};
use maillon_model::spec::Checkout;
use maillon_sandbox::{Access, Mount, Sandbox, SandboxError, SandboxOrder, ServiceTerms};
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::super::sandbox::SERVICES;
use super::super::{CLEANUP, Try};
use super::node::{JobNode, SharedWorkspace, WorkspaceKind, own};
use crate::executors::{Chosen, ServicesOf, View, Wanted};
use crate::job::log::Log;
use crate::workspace::mark_owner;

/// The nodes of a build.
pub(super) struct Nodes {
    slots: Arc<Semaphore>,
    /// Workspaces that are free, with what the build's stages left in them, as on an agent of Jenkins.
    free: Mutex<Vec<SharedWorkspace>>,
    /// Those that are not released: a build that is ended at once leaves some.
    open: Mutex<Vec<Arc<JobNode>>>,
}

impl Nodes {
    pub(super) fn new(slots: usize) -> Self {
        Self {
            slots: Arc::new(Semaphore::new(slots)),
            free: Mutex::default(),
            open: Mutex::default(),
        }
    }

    async fn slot(&self, cancel: &CancellationToken) -> Result<OwnedSemaphorePermit, HostError> {
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(HostError::Canceled),
            slot = Arc::clone(&self.slots).acquire_owned() => {
                slot.map_err(|closed| HostError::Broken(closed.to_string()))
            }
        }
    }

    /// The workspace with the lowest number first, so that a build finds what it left.
    fn reuse(&self, custom: Option<&Path>) -> Option<SharedWorkspace> {
        let mut free = self.free.lock();
        let fits = |shared: &SharedWorkspace| match custom {
            Some(folder) => shared.kind == WorkspaceKind::Custom && shared.folder == folder,
            None => shared.kind == WorkspaceKind::Own,
        };
        let numbered = free.iter().enumerate().filter(|(_, shared)| fits(shared));
        let (at, _) = numbered.min_by_key(|(_, shared)| shared.workspace.slot())?;
        Some(free.swap_remove(at))
    }

    /// Ends whoever still waits for a slot.
    pub(super) fn close(&self) {
        self.slots.close();
    }
}

/// Lets others have the slot of a node that only waits for them.
pub(super) fn lend(node: &dyn Node) {
    if let Ok(node) = own(node) {
        node.slot.lock().take();
    }
}

/// Allocates nodes for a try.
pub(super) struct Allocating<'a> {
    pub(super) this: &'a Try<'a>,
    pub(super) log: &'a Log,
    pub(super) nodes: &'a Nodes,
}

impl Allocating<'_> {
    pub(super) async fn allocate(
        &self,
        order: NodeOrder,
        cancel: &CancellationToken,
    ) -> Result<Arc<dyn Node>, HostError> {
        let slot = match order.slot {
            Slot::Own => Some(self.nodes.slot(cancel).await?),
            Slot::Inherited => None,
        };
        let shared = self.shared(&order).await?;
        match self.open(&order, &shared, cancel).await {
            Ok((sandbox, view)) => {
                let node = Arc::new(JobNode {
                    sandbox,
                    view,
                    name: order.label.clone().unwrap_or_else(|| "built-in".to_owned()),
                    labels: order.label.unwrap_or_else(|| "built-in".to_owned()),
                    image: order.image.map(|image| image.name),
                    shared: Mutex::new(Some(shared)),
                    slot: Mutex::new(slot),
                });
                self.nodes.open.lock().push(Arc::clone(&node));
                Ok(node)
            }
            Err(error) => {
                self.give_back(shared);
                Err(error)
            }
        }
    }

    async fn shared(&self, order: &NodeOrder) -> Result<Arc<SharedWorkspace>, HostError> {
        if let (Some(over), None) = (&order.over, &order.folder) {
            let node = own(&**over).map_err(HostError::Broken)?;
            return node.workspace().map_err(HostError::Broken);
        }
        let custom = order.folder.as_deref().map(|folder| self.custom(folder));
        let custom = custom.transpose().map_err(HostError::Refused)?;
        if let Some(shared) = self.nodes.reuse(custom.as_deref()) {
            return Ok(Arc::new(shared));
        }
        let workspaces = &self.this.context.workspaces;
        let reserved = workspaces.reserve().await.map_err(broken)?;
        let nothing: crate::workspace::OnProgress =
            Arc::new(|_, _| std::ops::ControlFlow::Continue(()));
        let workspace = workspaces
            .fill(reserved, Checkout::Empty, nothing)
            .await
            .map_err(broken)?;
        let folder = custom.clone().unwrap_or_else(|| workspace.path.clone());
        std::fs::create_dir_all(&folder).map_err(broken)?;
        Ok(Arc::new(SharedWorkspace {
            folder,
            workspace,
            filled: AtomicBool::new(false),
            kind: custom.map_or(WorkspaceKind::Own, |_| WorkspaceKind::Custom),
        }))
    }

    /// The folder of a workspace that somebody named. A relative one lies beside the others of this repository.
    fn custom(&self, folder: &str) -> Result<PathBuf, String> {
        let path = inside(Path::new(folder)).filter(|path| !path.as_os_str().is_empty());
        let path = path.ok_or_else(|| {
            format!("`{folder}` is no folder for a workspace: `..` leads out of what there is")
        })?;
        Ok(self.this.context.places.builds().join("custom").join(path))
    }

    async fn open(
        &self,
        order: &NodeOrder,
        shared: &SharedWorkspace,
        cancel: &CancellationToken,
    ) -> Result<(Box<dyn Sandbox>, View), HostError> {
        let wanted = Wanted {
            image: order.image.as_ref(),
            services: &[],
            of: ServicesOf::Machine,
        };
        let chosen = self.this.choose(wanted).await.map_err(broken)?;
        let sandbox_order = self.sandbox_order(order, shared, &chosen);
        if chosen.view() == View::Container {
            mark_owner(&self.this.context.places, sandbox_order.owner).map_err(broken)?;
        }
        let opened = self
            .this
            .opening(self.log, &chosen, sandbox_order, cancel)
            .await;
        Ok((opened.map_err(|error| not_opened(&error))?, chosen.view()))
    }

    fn sandbox_order(
        &self,
        order: &NodeOrder,
        shared: &SharedWorkspace,
        chosen: &Chosen,
    ) -> SandboxOrder {
        let spec = self.this.spec;
        SandboxOrder {
            run: spec.run.clone(),
            job: spec.id,
            attempt: spec.attempt,
            owner: std::process::id(),
            workspace: shared.folder.clone(),
            private: shared.workspace.private.clone(),
            // As with Jenkins' docker: the path is the same inside.
            guest_workspace: shared.folder.clone(),
            mounts: mounts(shared, chosen),
            image: order.image.clone(),
            services: Vec::new(),
            env: order.env.clone(),
            services_limit: SERVICES,
            terms: ServiceTerms::Shared,
        }
    }

    pub(super) async fn release(&self, node: &dyn Node) {
        let Ok(node) = own(node) else { return };
        self.nodes
            .open
            .lock()
            .retain(|open| !std::ptr::eq(&raw const **open, node));
        if let Err(error) = node.sandbox.hand_back().await {
            self.log.line(format!("WARNING: {error}")).await;
        }
        let closed = tokio::time::timeout(CLEANUP, node.sandbox.close()).await;
        if let Ok(Err(error)) = closed {
            self.log
                .line(format!("WARNING: close the sandbox: {error}"))
                .await;
        }
        node.slot.lock().take();
        if let Some(shared) = node.shared.lock().take() {
            self.give_back(shared);
        }
    }

    /// The last one of those who share it gives it back.
    fn give_back(&self, shared: Arc<SharedWorkspace>) {
        if let Ok(shared) = Arc::try_unwrap(shared) {
            self.nodes.free.lock().push(shared);
        }
    }

    /// Takes the slot back that was lent.
    pub(super) async fn take(&self, node: &dyn Node, cancel: &CancellationToken) {
        if let (Ok(node), Ok(slot)) = (own(node), self.nodes.slot(cancel).await) {
            *node.slot.lock() = Some(slot);
        }
    }

    /// Gives all workspaces back to the run.
    pub(super) async fn finish(&self) {
        let open = std::mem::take(&mut *self.nodes.open.lock());
        for node in open {
            self.release(&*node).await;
        }
        let free = std::mem::take(&mut *self.nodes.free.lock());
        for shared in free {
            if shared.kind == WorkspaceKind::Custom {
                let folder = shared.folder.clone();
                let _ = tokio::task::spawn_blocking(move || std::fs::remove_dir_all(folder)).await;
            }
            self.this.context.workspaces.release(shared.workspace).await;
        }
    }
}

fn mounts(shared: &SharedWorkspace, chosen: &Chosen) -> Vec<Mount> {
    let mut mounts = shared.workspace.mounts.clone();
    if chosen.view() == View::Container && shared.kind == WorkspaceKind::Custom {
        mounts.push(Mount {
            host: shared.workspace.path.clone(),
            guest: shared.workspace.path.clone(),
            access: Access::ReadWrite,
        });
    }
    mounts
}

/// A path without `.` and `..`; None where it leads out of what it is in.
fn inside(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if !plain.pop() => return None,
            Component::ParentDir | Component::CurDir => {}
            part => plain.push(part),
        }
    }
    Some(plain)
}

fn broken(error: impl std::fmt::Display) -> HostError {
    HostError::Broken(error.to_string())
}

/// The build is to blame for images that it names.
fn not_opened(error: &SandboxError) -> HostError {
    match error {
        SandboxError::Canceled => HostError::Canceled,
        SandboxError::Image { .. } | SandboxError::Options { .. } => {
            HostError::Refused(error.to_string())
        }
        other => HostError::Broken(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workspaces_beside_others_lead_nowhere_else() {
        let plain = |path: &str| inside(Path::new(path)).map(|path| path.display().to_string());
        assert_eq!(plain("/a/b/../c/./d").as_deref(), Some("/a/c/d"));
        assert_eq!(plain("x/../y").as_deref(), Some("y"));
        assert_eq!(plain("../y"), None);
        assert_eq!(plain("/../../y"), None);
    }
}
