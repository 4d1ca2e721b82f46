//! A slot: the folder in which one job at a time has its workspace.

use std::fs::{self, File, TryLockError};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::mirror::{Mirror, Sides};
use super::overlay::{Overlay, unmount};
use super::remove::remove_all;
use super::snapshot::Snapshot;
use super::{Strategy, WorkspaceError};

/// A slot that this process holds the lock of.
pub(crate) struct Slot {
    number: u32,
    folder: PathBuf,
    /// Freed by the kernel when this process ends, however it ends.
    _lock: File,
    holds: Holds,
}

/// What is in a slot.
enum Holds {
    Nothing,
    Copy { of: PathBuf, mirror: Mirror },
    Mount,
}

/// No machine runs more jobs of one repository at a time.
const MOST: u32 = 10_000;

impl Slot {
    /// Locks the first slot that nobody uses, and removes what a killed run left in it.
    pub(super) fn lock_first_free(builds: &Path) -> io::Result<Self> {
        fs::create_dir_all(builds)?;
        for number in 0..MOST {
            if let Some(slot) = Self::try_lock(builds, number)? {
                slot.clear()?;
                return Ok(slot);
            }
        }
        Err(io::Error::other("all are in use"))
    }

    /// Locks a slot; None where somebody uses it.
    pub(super) fn try_lock(builds: &Path, number: u32) -> io::Result<Option<Self>> {
        let path = builds.join(format!("{number}.lock"));
        let lock = File::options().create(true).append(true).open(path)?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self {
                number,
                folder: builds.join(number.to_string()),
                _lock: lock,
                holds: Holds::Nothing,
            })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    pub(super) fn number(&self) -> u32 {
        self.number
    }

    /// Where the workspace is made.
    pub(super) fn workspace(&self, project: &str) -> PathBuf {
        self.folder.join(project)
    }

    /// Makes the private folder anew. Nobody else gets into the folders above it, so a container's
    /// user may read it.
    pub(super) fn private(&self, project: &str) -> Result<PathBuf, WorkspaceError> {
        let private = self.folder.join(format!("{project}.tmp"));
        let make = || {
            remove_all(&private)?;
            fs::create_dir_all(&private)
        };
        make().map_err(|error| WorkspaceError::io(format!("make {}", private.display()), error))?;
        Ok(private)
    }

    /// Fills the workspace: with the snapshot, or with nothing.
    pub(super) fn fill(
        &mut self,
        path: &Path,
        snapshot: Option<&Snapshot>,
        progress: &(dyn Fn(u64, u64) -> ControlFlow<()> + Sync),
    ) -> Result<Strategy, WorkspaceError> {
        match snapshot {
            None => {
                self.copy(path, Path::new(""), &[], progress)?;
                Ok(Strategy::Copy)
            }
            Some(snapshot) if snapshot.strategy == Strategy::Overlay => {
                self.mount(path, snapshot)?;
                Ok(Strategy::Overlay)
            }
            Some(snapshot) => {
                self.copy(path, &snapshot.tree, &snapshot.list, progress)?;
                Ok(snapshot.strategy)
            }
        }
    }

    fn copy(
        &mut self,
        to: &Path,
        from: &Path,
        list: &[PathBuf],
        progress: &(dyn Fn(u64, u64) -> ControlFlow<()> + Sync),
    ) -> Result<(), WorkspaceError> {
        let mut mirror = match std::mem::replace(&mut self.holds, Holds::Nothing) {
            Holds::Copy { of, mirror } if of == from => mirror,
            _ => Mirror::default(),
        };
        mirror.sync(Sides { from, to }, list, &[], progress)?;
        let of = from.to_path_buf();
        self.holds = Holds::Copy { of, mirror };
        Ok(())
    }

    fn mount(&mut self, at: &Path, snapshot: &Snapshot) -> Result<(), WorkspaceError> {
        let overlay = Overlay {
            lower: &snapshot.tree,
            upper: &self.folder.join(UPPER),
            work: &self.folder.join(WORK),
            at,
        };
        overlay
            .mount()
            .map_err(|error| WorkspaceError::io(format!("mount {}", at.display()), error))?;
        self.holds = Holds::Mount;
        Ok(())
    }

    /// After a job: a mount goes now, together with what the job wrote and with the private folder
    /// of a job; a copy stays for the slot's next job, which gets what differs.
    pub(super) fn settle(&mut self) {
        if matches!(self.holds, Holds::Copy { .. }) {
            for folder in self
                .folders()
                .filter(|folder| folder.extension() == Some("tmp".as_ref()))
            {
                let _ = remove_all(&folder);
            }
            return;
        }
        let _ = self.clear();
        self.holds = Holds::Nothing;
    }

    /// Removes everything in the slot.
    pub(super) fn clear(&self) -> io::Result<()> {
        if self.folder.join(UPPER).exists() {
            self.folders().for_each(|folder| unmount(&folder));
        }
        remove_all(&self.folder)
    }

    /// Removes the slot and lets it go.
    pub(super) fn remove(self) {
        let _ = self.clear();
    }

    fn folders(&self) -> impl Iterator<Item = PathBuf> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path())
    }
}

const UPPER: &str = ".upper";
const WORK: &str = ".work";
