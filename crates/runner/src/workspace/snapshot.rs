//! The working tree as it is when a run begins. All jobs of the run see this.
//!
//! A snapshot is kept for the next run of the same repository, which then copies only what changed.

use std::collections::HashSet;
use std::fs::{self, File};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use maillon_model::spec::Checkout;
use maillon_source::repository::{Options, Repository};

use super::mirror::{Mirror, Mirrored, Sides};
use super::{Origin, Strategy, WorkspaceError, git, overlay};
use crate::clock;
use crate::request::WorkspaceMode;

/// A snapshot that this process holds the lock of.
pub(super) struct Snapshot {
    /// The folder with the files.
    pub(super) tree: PathBuf,
    /// All of its files, links and empty folders, also those of `.git`.
    pub(super) list: Vec<PathBuf>,
    /// The files of the working tree among them.
    pub(super) tracked: Arc<HashSet<PathBuf>>,
    /// How workspaces are made of it.
    pub(super) strategy: Strategy,
    warnings: Mutex<Vec<String>>,
    _lock: Option<File>,
}

/// From this size on an overlay mount is cheaper than copies.
const LARGE_BYTES: u64 = 64 << 20;
const LARGE_COUNT: usize = 5000;
/// From this size on a person should know that each parallel job has a copy.
const WORTH_A_WORD: u64 = 512 << 20;
/// What was copied by the run before.
const INDEX: &str = "copied.json";

impl Snapshot {
    pub(super) fn make(
        origin: &Origin,
        checkout: Checkout,
        mode: WorkspaceMode,
        progress: &(dyn Fn(u64, u64) -> ControlFlow<()> + Sync),
    ) -> Result<Self, WorkspaceError> {
        let files = listing(origin, checkout)?;
        if mode == WorkspaceMode::InPlace {
            return Ok(Self::of_the_tree_itself(origin, files));
        }
        let (folder, lock) = lock(&origin.places.builds(), checkout)?;
        let tree = folder.join("tree");
        let mirrored = mirror(origin, &folder, &tree, &files, progress)?;
        let data = repository_data(origin, checkout, &tree)?;
        let strategy = strategy(&folder, &mirrored, files.len());
        Ok(Self {
            strategy,
            warnings: Mutex::new(warnings(strategy, mirrored)),
            tracked: Arc::new(files.iter().cloned().collect()),
            list: files.into_iter().chain(data).collect(),
            tree,
            _lock: Some(lock),
        })
    }

    fn of_the_tree_itself(origin: &Origin, files: Vec<PathBuf>) -> Self {
        Self {
            tree: origin.places.repository.clone(),
            tracked: Arc::new(files.into_iter().collect()),
            list: Vec::new(),
            strategy: Strategy::InPlace,
            warnings: Mutex::default(),
            _lock: None,
        }
    }

    /// What to tell a person, once.
    pub(super) fn take_warnings(&self) -> Vec<String> {
        let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *warnings)
    }
}

/// What a job sees: files of the working tree, among them those of submodules where these are wanted;
/// otherwise a submodule is an empty folder.
fn listing(origin: &Origin, checkout: Checkout) -> Result<Vec<PathBuf>, WorkspaceError> {
    let files = origin.source.files()?;
    let mut list: Vec<_> = files
        .iter()
        .map(PathBuf::from)
        .chain(origin.source.unnameable()?)
        .filter(|path| is_content(path))
        .collect();
    let submodules = origin.git.as_ref().map(|git| git.submodules.as_slice());
    for submodule in submodules.unwrap_or_default() {
        if checkout == Checkout::Tree {
            list.retain(|path| !path.starts_with(submodule));
        }
        list.push(PathBuf::from(submodule));
    }
    Ok(list)
}

fn is_content(path: &Path) -> bool {
    !path.starts_with(".git") && !path.starts_with(".maillon") && !path.as_os_str().is_empty()
}

/// A submodule's own repository, where it is checked out.
fn submodule(origin: &Origin, path: &str) -> Option<Repository> {
    let folder = origin.places.repository.join(path);
    let options = Options::new(&origin.places.cache, clock::now());
    fs::symlink_metadata(folder.join(".git")).ok()?;
    Repository::open(&folder, options).ok()
}

/// Locks the first snapshot folder that no other run uses.
fn lock(builds: &Path, checkout: Checkout) -> Result<(PathBuf, File), WorkspaceError> {
    let kind = match checkout {
        Checkout::TreeWithSubmodules => "snapshot-with-submodules",
        Checkout::Tree | Checkout::Empty => "snapshot",
    };
    let failed = |error| WorkspaceError::io(format!("make {}", builds.display()), error);
    for number in 0_u32.. {
        let folder = builds.join(format!("{kind}-{number}"));
        fs::create_dir_all(&folder).map_err(failed)?;
        let path = folder.join("lock");
        let lock = File::options()
            .create(true)
            .append(true)
            .open(path)
            .map_err(failed)?;
        if lock.try_lock().is_ok() {
            // Its age tells when it was last used.
            let _ = lock.set_modified(
                std::time::UNIX_EPOCH + std::time::Duration::from_millis(clock::now().0),
            );
            return Ok((folder, lock));
        }
    }
    Err(failed(std::io::Error::other("all snapshots are in use")))
}

fn mirror(
    origin: &Origin,
    folder: &Path,
    tree: &Path,
    files: &[PathBuf],
    progress: &(dyn Fn(u64, u64) -> ControlFlow<()> + Sync),
) -> Result<Mirrored, WorkspaceError> {
    let index = folder.join(INDEX);
    let mut mirror: Mirror = fs::read(&index)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    // While it is being changed nobody may believe the old one.
    let _ = fs::remove_file(&index);
    let sides = Sides {
        from: &origin.places.repository,
        to: tree,
    };
    let mirrored = mirror.sync(sides, files, &[".git"], progress)?;
    mirror.forget_doubtful(clock::now());
    if let Ok(bytes) = serde_json::to_vec(&mirror) {
        let _ = fs::write(&index, bytes);
    }
    Ok(mirrored)
}

/// Makes `.git` (also in submodules) and lists its files.
fn repository_data(
    origin: &Origin,
    checkout: Checkout,
    tree: &Path,
) -> Result<Vec<PathBuf>, WorkspaceError> {
    let failed = |error| WorkspaceError::io("make the workspace's .git", error);
    let Some(checked_out) = &origin.git else {
        return Ok(Vec::new());
    };
    git::write(&tree.join(".git"), checked_out).map_err(failed)?;
    let mut folders = vec![PathBuf::from(".git")];
    if checkout == Checkout::TreeWithSubmodules {
        for path in &checked_out.submodules {
            if let Some(inner) = submodule(origin, path).as_ref().and_then(git::checkout_of) {
                let folder = Path::new(path).join(".git");
                git::write(&tree.join(&folder), &inner).map_err(failed)?;
                folders.push(folder);
            }
        }
    }
    Ok(folders
        .iter()
        .flat_map(|folder| everything(tree, folder))
        .collect())
}

/// A folder and all that is in it, also empty folders: git insists on some.
pub(super) fn everything(root: &Path, folder: &Path) -> Vec<PathBuf> {
    let mut all = vec![folder.to_path_buf()];
    for entry in fs::read_dir(root.join(folder))
        .into_iter()
        .flatten()
        .flatten()
    {
        let path = folder.join(entry.file_name());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            all.extend(everything(root, &path));
        } else {
            all.push(path);
        }
    }
    all
}

fn strategy(folder: &Path, mirrored: &Mirrored, count: usize) -> Strategy {
    let large = mirrored.bytes > LARGE_BYTES || count > LARGE_COUNT;
    if large && overlay::works_in(folder) {
        Strategy::Overlay
    } else if mirrored.cloned && count > 0 {
        Strategy::Reflink
    } else {
        Strategy::Copy
    }
}

fn warnings(strategy: Strategy, mirrored: Mirrored) -> Vec<String> {
    let mut warnings = mirrored.warnings;
    if strategy == Strategy::Copy && mirrored.bytes > WORTH_A_WORD {
        warnings.push(format!(
            "workspaces are copies of {} each, because this machine allows neither overlay mounts nor reflinks",
            super::size(mirrored.bytes)
        ));
    }
    warnings
}
