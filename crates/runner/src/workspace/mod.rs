//! A workspace for each job, made of one snapshot of the working tree.
//!
//! The first job makes the [`snapshot`]; each job then gets its own folder in a [`slot`], filled the
//! cheapest way that this machine allows ([`Strategy`]). A job never sees the user's files
//! themselves, and nothing that it does reaches them: there are no hard links to them, and its
//! `.git` only reads their objects ([`git`]).

mod git;
mod mirror;
mod overlay;
mod reap;
mod remove;
mod slot;
mod snapshot;

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use maillon_model::spec::Checkout;
use maillon_sandbox::Mount;
use maillon_source::{Source, SourceError};
use tokio::sync::OnceCell;

use crate::places::{Places, project_name};
use crate::request::{GitCheckout, WorkspaceMode};
use mirror::{Mirror, Sides};
use slot::Slot;
use snapshot::Snapshot;

pub(crate) use reap::{mark_owner, reap, unmark_owner};
pub(crate) use remove::remove_all;

/// How a job's workspace is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// An overlay mount over the snapshot: costs nothing until the job writes.
    Overlay,
    /// Files share their blocks with the snapshot until one of them is written.
    Reflink,
    /// Copies, in parallel; a slot's next job gets only what the one before it changed.
    Copy,
    /// The working tree itself.
    InPlace,
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Overlay => "overlay",
            Self::Reflink => "reflink",
            Self::Copy => "copy",
            Self::InPlace => "in place",
        })
    }
}

/// Why there is no workspace.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// There is no space left.
    #[error("disk full: {needed} needed in {folder}, {free} free")]
    DiskFull {
        /// Where.
        folder: String,
        /// How much.
        needed: String,
        /// How much there is.
        free: String,
    },
    /// The system refuses something.
    #[error("{doing}: {source}")]
    Io {
        /// `copy src/main.rs`
        doing: String,
        /// The system's own words.
        source: io::Error,
    },
    /// Somebody wished it to end.
    #[error("canceled")]
    Canceled,
    /// The list of files can't be had.
    #[error(transparent)]
    Source(#[from] SourceError),
}

impl WorkspaceError {
    fn io(doing: impl Into<String>, source: io::Error) -> Self {
        let doing = doing.into();
        if source.kind() == io::ErrorKind::StorageFull {
            return Self::DiskFull {
                folder: doing,
                needed: "more space is".to_owned(),
                free: "nothing".to_owned(),
            };
        }
        Self::Io { doing, source }
    }
}

/// Hears how far the copying is (entries done, and of how many) and says whether it goes on.
pub(crate) type OnProgress = Arc<dyn Fn(u64, u64) -> ControlFlow<()> + Send + Sync>;

/// The workspaces of a run.
pub(crate) struct Workspaces {
    mode: WorkspaceMode,
    origin: Arc<Origin>,
    plain: OnceCell<Arc<Snapshot>>,
    with_submodules: OnceCell<Arc<Snapshot>>,
    free: Mutex<Vec<Slot>>,
    project: String,
}

/// What snapshots are made from, and where.
pub(crate) struct Origin {
    pub(crate) source: Arc<dyn Source>,
    pub(crate) git: Option<GitCheckout>,
    pub(crate) places: Places,
}

/// A job's workspace.
pub(crate) struct Workspace {
    slot: Slot,
    /// The folder that the job works in.
    pub(crate) path: PathBuf,
    /// The private folder beside it.
    pub(crate) private: PathBuf,
    /// The files that came with the checkout.
    pub(crate) tracked: Arc<HashSet<PathBuf>>,
    /// What a container must see besides.
    pub(crate) mounts: Vec<Mount>,
    /// How it was filled.
    pub(crate) strategy: Strategy,
    /// What was left out of the snapshot, and why; filled for the first job only.
    pub(crate) warnings: Vec<String>,
}

impl Workspace {
    /// Which slot it is in, from 0.
    pub(crate) fn slot(&self) -> u32 {
        self.slot.number()
    }
}

impl Workspaces {
    pub(crate) fn new(mode: WorkspaceMode, origin: Origin, project_path: &str) -> Self {
        Self {
            mode,
            project: project_name(project_path, &origin.places.repository),
            origin: Arc::new(origin),
            plain: OnceCell::new(),
            with_submodules: OnceCell::new(),
            free: Mutex::new(Vec::new()),
        }
    }

    /// Reserves a place for a job, with an empty private folder. It must be given back.
    pub(crate) async fn reserve(&self) -> Result<Workspace, WorkspaceError> {
        let slot = match self.free_slot() {
            Some(slot) => slot,
            None => self.new_slot().await?,
        };
        let private = slot.private(&self.project)?;
        let in_place = self.in_place();
        Ok(Workspace {
            path: in_place
                .clone()
                .unwrap_or_else(|| slot.workspace(&self.project)),
            private,
            tracked: Arc::default(),
            mounts: self.objects(),
            strategy: Strategy::Copy,
            warnings: Vec::new(),
            slot,
        })
    }

    /// Brings the files into a reserved workspace. On an error it needs not be given back.
    pub(crate) async fn fill(
        &self,
        mut workspace: Workspace,
        checkout: Checkout,
        progress: OnProgress,
    ) -> Result<Workspace, WorkspaceError> {
        let snapshot = self.snapshot(checkout, &progress).await?;
        let in_place = self.mode == WorkspaceMode::InPlace;
        blocking(move || {
            if in_place {
                workspace.strategy = Strategy::InPlace;
            } else {
                let (slot, path) = (&mut workspace.slot, &workspace.path);
                workspace.strategy = slot.fill(path, snapshot.as_deref(), &*progress)?;
            }
            if let Some(snapshot) = snapshot {
                workspace.tracked = Arc::clone(&snapshot.tracked);
                workspace.warnings = snapshot.take_warnings();
            }
            Ok(workspace)
        })
        .await
    }

    /// Puts the files of the working tree into a folder of a workspace, and removes what else is there.
    pub(crate) async fn copy_into(
        &self,
        checkout: Checkout,
        to: PathBuf,
    ) -> Result<(), WorkspaceError> {
        let going: OnProgress = Arc::new(|_, _| ControlFlow::Continue(()));
        let Some(snapshot) = self.snapshot(checkout, &going).await? else {
            return Ok(());
        };
        blocking(move || {
            let mut list = snapshot.list.clone();
            if snapshot.strategy == Strategy::InPlace {
                list.extend(snapshot.tracked.iter().cloned());
            }
            mirror_once(&snapshot.tree, &to, &list)
        })
        .await
    }

    /// Puts the files of the working tree into a folder; what else is there stays, except that a first copy
    /// makes the folder anew.
    pub(crate) async fn copy_beside(&self, to: PathBuf) -> Result<(), WorkspaceError> {
        let empty = std::fs::read_dir(&to).map_or(true, |mut entries| entries.next().is_none());
        if empty {
            return self.copy_into(Checkout::Tree, to).await;
        }
        self.copy_over(to).await
    }

    /// Puts the files of the working tree into a folder again; what else is there stays.
    pub(crate) async fn copy_over(&self, to: PathBuf) -> Result<(), WorkspaceError> {
        let going: OnProgress = Arc::new(|_, _| ControlFlow::Continue(()));
        let Some(snapshot) = self.snapshot(Checkout::Tree, &going).await? else {
            return Ok(());
        };
        if snapshot.strategy == Strategy::InPlace {
            return Ok(());
        }
        blocking(move || overwrite(&snapshot.tree, &to, &snapshot.list)).await
    }

    /// Takes a workspace back. What the job left is removed now or by the slot's next job.
    pub(crate) async fn release(&self, workspace: Workspace) {
        let mut slot = workspace.slot;
        let emptied = tokio::task::spawn_blocking(move || {
            slot.settle();
            slot
        });
        if let Ok(slot) = emptied.await {
            self.lock().push(slot);
        }
    }

    /// Removes all workspaces of this run.
    pub(crate) async fn finish(&self) {
        let slots = std::mem::take(&mut *self.lock());
        let remove = move || slots.into_iter().for_each(Slot::remove);
        let _ = tokio::task::spawn_blocking(remove).await;
    }

    async fn snapshot(
        &self,
        checkout: Checkout,
        progress: &OnProgress,
    ) -> Result<Option<Arc<Snapshot>>, WorkspaceError> {
        let cell = match checkout {
            Checkout::Empty => return Ok(None),
            Checkout::Tree => &self.plain,
            Checkout::TreeWithSubmodules => &self.with_submodules,
        };
        let make = || async {
            let (origin, progress) = (Arc::clone(&self.origin), Arc::clone(progress));
            let mode = self.mode;
            blocking(move || Snapshot::make(&origin, checkout, mode, &*progress).map(Arc::new))
                .await
        };
        cell.get_or_try_init(make).await.cloned().map(Some)
    }

    fn free_slot(&self) -> Option<Slot> {
        let mut free = self.lock();
        let lowest = free
            .iter()
            .enumerate()
            .min_by_key(|(_, slot)| slot.number());
        let at = lowest.map(|(at, _)| at)?;
        Some(free.swap_remove(at))
    }

    async fn new_slot(&self) -> Result<Slot, WorkspaceError> {
        let builds = self.origin.places.builds();
        let doing = format!("lock a workspace in {}", builds.display());
        let lock = move || Slot::lock_first_free(&builds).map_err(|e| WorkspaceError::io(doing, e));
        blocking(lock).await
    }

    fn in_place(&self) -> Option<PathBuf> {
        (self.mode == WorkspaceMode::InPlace).then(|| self.origin.places.repository.clone())
    }

    fn objects(&self) -> Vec<Mount> {
        let objects = self.origin.git.as_ref().map(|git| &git.dirs.objects_dir);
        let mount = |folder: &PathBuf| Mount {
            access: maillon_sandbox::Access::ReadOnly,
            host: folder.clone(),
            guest: folder.clone(),
        };
        objects.map(mount).into_iter().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Slot>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes a folder equal to another one, without what git keeps there.
pub(crate) async fn copy_folder(from: PathBuf, to: PathBuf) -> Result<(), WorkspaceError> {
    blocking(move || {
        let mut list = snapshot::everything(&from, Path::new(""));
        list.retain(|path| !path.as_os_str().is_empty() && !path.starts_with(".git"));
        mirror_once(&from, &to, &list)
    })
    .await
}

fn mirror_once(from: &Path, to: &Path, list: &[PathBuf]) -> Result<(), WorkspaceError> {
    let parent = to.parent().unwrap_or(to);
    let made = std::fs::create_dir_all(parent);
    made.map_err(|error| WorkspaceError::io(format!("make {}", parent.display()), error))?;
    let going = |_, _| ControlFlow::Continue(());
    let mirrored = Mirror::default().sync(Sides { from, to }, list, &[], &going);
    mirrored.map(|_| ())
}

/// Copies the listed files over those of a folder.
fn overwrite(from: &Path, to: &Path, list: &[PathBuf]) -> Result<(), WorkspaceError> {
    let failed =
        |path: &Path, error| WorkspaceError::io(format!("check out {}", path.display()), error);
    for path in list {
        let (source, target) = (from.join(path), to.join(path));
        let kind = std::fs::symlink_metadata(&source).map_err(|error| failed(path, error))?;
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder).map_err(|error| failed(path, error))?;
        }
        // Not through a link that a job put there.
        if std::fs::symlink_metadata(&target).is_ok_and(|there| !there.is_dir()) {
            std::fs::remove_file(&target).map_err(|error| failed(path, error))?;
        }
        let copied = match kind {
            kind if kind.is_dir() => std::fs::create_dir_all(&target),
            kind if kind.is_symlink() => std::fs::read_link(&source)
                .and_then(|link| std::os::unix::fs::symlink(link, &target)),
            _ => std::fs::copy(&source, &target).map(|_| ()),
        };
        copied.map_err(|error| failed(path, error))?;
    }
    Ok(())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, WorkspaceError> + Send + 'static,
) -> Result<T, WorkspaceError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(failed) => Err(WorkspaceError::io(
            "make a workspace",
            io::Error::other(failed),
        )),
    }
}

/// Refuses to begin what the disk has no space for.
fn check_space(folder: &Path, needed: u64) -> Result<(), WorkspaceError> {
    let Ok(stat) = rustix::fs::statvfs(folder) else {
        return Ok(());
    };
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    if needed <= free {
        return Ok(());
    }
    Err(WorkspaceError::DiskFull {
        folder: folder.display().to_string(),
        needed: size(needed),
        free: size(free),
    })
}

/// A number of bytes for a person: `2.1 GB`.
pub(crate) fn size(bytes: u64) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)];
    match units.iter().find(|(_, unit)| bytes >= *unit) {
        Some((name, unit)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
        None => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use maillon_source::memory::MemorySource;

    use super::*;

    /// Two jobs, one after the other in the same slot.
    async fn check(files: &[(&str, u64)]) -> Strategy {
        let folder = tempfile::tempdir().unwrap();
        let tree = folder.path().join("tree");
        for (name, size) in files {
            let path = tree.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::File::create(path).unwrap().set_len(*size).unwrap();
        }
        let origin = Origin {
            source: Arc::new(MemorySource::new(files.iter().map(|(name, _)| (*name, "")))),
            git: None,
            places: Places {
                repository: tree.clone(),
                state: tree.join(".maillon"),
                cache: folder.path().join("cache"),
            },
        };
        origin.places.prepare().unwrap();
        let builds = origin.places.builds();
        let workspaces = Workspaces::new(WorkspaceMode::Isolated, origin, "g/app");
        let mut strategy = Strategy::InPlace;
        for _ in 0..2 {
            let workspace = workspaces.reserve().await.unwrap();
            assert_eq!(workspace.path, builds.join("0/app"));
            let going: OnProgress = Arc::new(|_, _| ControlFlow::Continue(()));
            let workspace = workspaces
                .fill(workspace, Checkout::Tree, going)
                .await
                .unwrap();
            for (name, size) in files {
                let path = workspace.path.join(name);
                assert_eq!(fs::metadata(&path).unwrap().len(), *size);
                fs::write(path, "harm").unwrap();
            }
            assert_eq!(workspace.tracked.len(), files.len());
            assert!(!workspace.path.join("new").exists());
            fs::write(workspace.path.join("new"), "").unwrap();
            strategy = workspace.strategy;
            workspaces.release(workspace).await;
        }
        workspaces.finish().await;
        assert!(!builds.join("0").exists());
        for (name, size) in files {
            assert_eq!(fs::metadata(tree.join(name)).unwrap().len(), *size);
        }
        strategy
    }

    #[tokio::test]
    async fn a_small_tree_is_copied() {
        let strategy = check(&[("a", 1), ("d/e/f", 2)]).await;
        assert!(matches!(strategy, Strategy::Copy | Strategy::Reflink));
    }

    #[tokio::test]
    async fn a_large_tree_is_mounted_where_that_is_allowed() {
        let strategy = check(&[("a", 1), ("large", 65 << 20)]).await;
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(
            strategy == Strategy::Overlay,
            overlay::works_in(folder.path())
        );
    }

    #[tokio::test]
    async fn copying_can_be_ended() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("tree")).unwrap();
        let origin = Origin {
            source: Arc::new(MemorySource::new([("a", ""), ("b", "")])),
            git: None,
            places: Places {
                repository: folder.path().join("tree"),
                state: folder.path().join("state"),
                cache: folder.path().join("cache"),
            },
        };
        let workspaces = Workspaces::new(WorkspaceMode::Isolated, origin, "");
        let workspace = workspaces.reserve().await.unwrap();
        let ended = workspaces.fill(
            workspace,
            Checkout::Tree,
            Arc::new(|_, _| ControlFlow::Break(())),
        );
        assert!(matches!(ended.await.err(), Some(WorkspaceError::Canceled)));
    }

    #[test]
    fn a_full_disk_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        check_space(folder.path(), 1).unwrap();
        let error = check_space(folder.path(), u64::MAX)
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("disk full: 18446744073.7 GB needed in"),
            "{error}"
        );
        assert_eq!([size(999), size(2_150_000_000)], ["999 bytes", "2.1 GB"]);
    }
}
