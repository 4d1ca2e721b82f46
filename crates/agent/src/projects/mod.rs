//! What is kept of each project between its jobs: a clone, working trees, archives.
//!
//! Many jobs use a project at a time; whoever does holds its lock together with the others. Only what nobody
//! holds is removed.

mod sweep;

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use maillon_model::JobName;
use maillon_runner::Places;
use maillon_runner::places::slug;

pub(crate) use sweep::sweep;

/// A project that is used, until this is dropped.
#[derive(Debug)]
pub(crate) struct Project {
    folder: PathBuf,
    _lock: File,
}

/// A working tree that nobody else uses.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) path: PathBuf,
    number: u32,
    _lock: File,
}

impl Project {
    /// Takes a project's folder into use.
    pub(crate) fn open(data: &Path, name: &str) -> io::Result<Self> {
        let folder = data.join("projects").join(slug(&JobName::new(name)));
        fs::create_dir_all(folder.join("store"))?;
        fs::create_dir_all(folder.join("trees"))?;
        let lock = lock_file(&folder.join("lock"))?;
        lock.lock_shared()?;
        // It may have been removed before the lock was ours.
        fs::create_dir_all(folder.join("store"))?;
        fs::create_dir_all(folder.join("trees"))?;
        touch(&lock);
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    pub(crate) fn mirror(&self) -> PathBuf {
        self.folder.join("mirror.git")
    }

    /// Waits until nobody else changes the clone.
    pub(crate) fn lock_mirror(&self) -> io::Result<File> {
        let lock = lock_file(&self.folder.join("mirror.lock"))?;
        lock.lock()?;
        Ok(lock)
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.folder.join("store")
    }

    /// The first tree that nobody uses.
    pub(crate) fn tree(&self) -> io::Result<Tree> {
        for number in 0_u32.. {
            let path = self.folder.join("trees").join(number.to_string());
            let lock = lock_file(&path.with_extension("lock"))?;
            match lock.try_lock() {
                Ok(()) => {
                    return Ok(Tree {
                        path,
                        number,
                        _lock: lock,
                    });
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Err(io::Error::other("all are in use"))
    }

    /// Where the runner keeps things for a job: its own state, the archives and caches of all of the project's
    /// jobs.
    pub(crate) fn places(&self, tree: &Tree, state: PathBuf, data: &Path) -> io::Result<Places> {
        fs::create_dir_all(&state)?;
        let store = state.join("store");
        if !store.exists() {
            symlink(self.store(), store)?;
        }
        let places = Places {
            repository: tree.path.clone(),
            state,
            cache: data.join("cache"),
        };
        let first = Places {
            repository: self.folder.join("trees").join("0"),
            ..places.clone()
        };
        // The runner keeps caches by the tree's folder: all trees of the project share those of the first.
        if tree.number > 0 {
            share(&first.caches(), &places.caches())?;
            share(&first.action_caches(), &places.action_caches())?;
        }
        Ok(places)
    }
}

/// Makes `other` the same folder as `first`.
fn share(first: &Path, other: &Path) -> io::Result<()> {
    fs::create_dir_all(first)?;
    if other.exists() {
        return Ok(());
    }
    match symlink(first, other) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        done => done,
    }
}

fn lock_file(path: &Path) -> io::Result<File> {
    File::options().create(true).append(true).open(path)
}

/// The age of its lock tells when it was used last.
fn touch(lock: &File) {
    let now = std::time::Duration::from_millis(maillon_runner::clock::now().0);
    let _ = lock.set_modified(std::time::UNIX_EPOCH + now);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_used_one_at_a_time_and_share_caches_and_archives() {
        let data = tempfile::tempdir().unwrap();
        let project = Project::open(data.path(), "shop").unwrap();
        let (one, two) = (project.tree().unwrap(), project.tree().unwrap());
        assert_ne!(one.path, two.path);
        let places = |tree, state: &str| {
            let state = data.path().join(state);
            project.places(tree, state, data.path()).unwrap()
        };
        let (first, second) = (places(&one, "a"), places(&two, "b"));
        fs::create_dir_all(first.caches()).unwrap();
        fs::write(first.caches().join("x"), "").unwrap();
        assert!(second.caches().join("x").exists());
        fs::write(first.store().join("y"), "").unwrap();
        assert!(second.store().join("y").exists());
        let path = one.path.clone();
        drop(one);
        assert_eq!(project.tree().unwrap().path, path);
    }
}
