//! The files of a working tree.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::git::{Git, parts};
use super::local::Local;
use crate::contract::SourceError;

/// A definition is a text that people write; nothing of this size is one.
const LARGEST_FILE: u64 = 64 << 20;

/// Folders that are no part of a tree without git.
const NOT_FILES: [&str; 2] = [".git", ".maillon"];

/// Reads a file; a path or a symbolic link that leads out of the root is refused.
pub(super) fn read(root: &Path, path: &str) -> Result<Arc<[u8]>, SourceError> {
    let full = resolve(root, path)?;
    let failed = |error: std::io::Error| SourceError::Io {
        doing: format!("read {path}"),
        why: error.to_string(),
    };
    let file = File::open(full).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(SourceError::TooLarge {
            what: format!("file {path}"),
            limit: LARGEST_FILE,
        });
    }
    Ok(bytes.into())
}

fn resolve(root: &Path, path: &str) -> Result<PathBuf, SourceError> {
    let relative = relative(path)?;
    let missing = || SourceError::Missing {
        what: format!("file {path}"),
    };
    let full = fs::canonicalize(root.join(relative)).map_err(|_| missing())?;
    if !full.starts_with(root) {
        return Err(SourceError::Outside {
            path: path.to_owned(),
        });
    }
    if full.is_file() {
        Ok(full)
    } else {
        Err(missing())
    }
}

/// A path of a definition without `/` or `./` at its beginning; `..` is refused.
pub(super) fn relative(path: &str) -> Result<&str, SourceError> {
    let mut trimmed = path.trim_start_matches('/');
    while let Some(rest) = trimmed.strip_prefix("./") {
        trimmed = rest.trim_start_matches('/');
    }
    let stays = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if trimmed.contains('\0') || !Path::new(trimmed).components().all(stays) {
        return Err(SourceError::Outside {
            path: path.to_owned(),
        });
    }
    Ok(trimmed)
}

/// Every file that a job would see.
#[derive(Debug)]
pub(super) struct Listing {
    /// Sorted.
    pub(super) named: Arc<Vec<String>>,
    /// Those whose names are not UTF-8.
    pub(super) unnameable: Vec<PathBuf>,
}

/// Lists a working tree.
pub(super) fn list(local: &Local) -> Result<Listing, SourceError> {
    let mut all = BTreeSet::new();
    match local.git() {
        Some(git) => list_git(&git, &local.root, Path::new(""), &mut all)?,
        None => walk(&local.root, Path::new(""), &mut all)?,
    }
    let (mut named, mut unnameable) = (Vec::with_capacity(all.len()), Vec::new());
    for path in all {
        match path.into_string() {
            Ok(path) => named.push(path),
            Err(path) => unnameable.push(path.into()),
        }
    }
    Ok(Listing {
        named: Arc::new(named),
        unnameable,
    })
}

/// Tracked and untracked files without those that are deleted; submodules are entered.
fn list_git(
    git: &Git,
    root: &Path,
    prefix: &Path,
    all: &mut BTreeSet<OsString>,
) -> Result<(), SourceError> {
    let out = git.run(&[
        "ls-files",
        "-z",
        "-t",
        "--cached",
        "--others",
        "--deleted",
        "--exclude-standard",
    ])?;
    let mut deleted = Vec::new();
    for part in out.split(|byte| *byte == 0) {
        let [tag, b' ', path @ ..] = part else {
            continue;
        };
        let full = prefix.join(OsStr::from_bytes(path)).into_os_string();
        // A folder with a git of its own that is no submodule is not part of a checkout.
        if *tag == b'R' {
            deleted.push(full);
        } else if !path.ends_with(b"/") {
            all.insert(full);
        }
    }
    for path in deleted {
        all.remove(&path);
    }
    for module in submodules(git, root)? {
        let path = prefix.join(&module);
        let dir = root.join(&module);
        if all.remove(path.as_os_str()) && dir.join(".git").exists() {
            list_git(&Git::new(&dir), &dir, &path, all)?;
        }
    }
    Ok(())
}

/// Paths of the submodules that `.gitmodules` names.
pub(super) fn submodules(git: &Git, root: &Path) -> Result<Vec<String>, SourceError> {
    if !root.join(".gitmodules").is_file() {
        return Ok(Vec::new());
    }
    let pattern = r"^submodule\..*\.path$";
    let answer = git.ask(&[
        "config",
        "--null",
        "--file",
        ".gitmodules",
        "--get-regexp",
        pattern,
    ])?;
    let paths = parts(&answer.out).filter_map(|part| part.split_once('\n'));
    Ok(paths.map(|(_, path)| path.to_owned()).collect())
}

fn walk(dir: &Path, prefix: &Path, all: &mut BTreeSet<OsString>) -> Result<(), SourceError> {
    let failed = |error: std::io::Error| SourceError::Io {
        doing: format!("list {}", dir.display()),
        why: error.to_string(),
    };
    for entry in fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        if NOT_FILES.iter().any(|other| name == *other) {
            continue;
        }
        let path = prefix.join(name);
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&entry.path(), &path, all)?;
        } else {
            all.insert(path.into_os_string());
        }
    }
    Ok(())
}
