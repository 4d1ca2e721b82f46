//! The files of a working tree.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
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

/// Every file that a job would see, sorted.
pub(super) fn list(local: &Local) -> Result<Vec<String>, SourceError> {
    let mut all = BTreeSet::new();
    match local.git() {
        Some(git) => list_git(&git, &local.root, "", &mut all)?,
        None => walk(&local.root, "", &mut all)?,
    }
    Ok(all.into_iter().collect())
}

/// Tracked and untracked files without those that are deleted; submodules are entered.
fn list_git(
    git: &Git,
    root: &Path,
    prefix: &str,
    all: &mut BTreeSet<String>,
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
    for (tag, path) in parts(&out).filter_map(|part| part.split_once(' ')) {
        // A folder with a git of its own that is no submodule is not part of a checkout.
        if tag == "R" {
            deleted.push(path);
        } else if !path.ends_with('/') {
            all.insert(format!("{prefix}{path}"));
        }
    }
    for path in deleted {
        all.remove(&format!("{prefix}{path}"));
    }
    for module in submodules(git, root)? {
        let path = format!("{prefix}{module}");
        let dir = root.join(&module);
        if all.remove(&path) && dir.join(".git").exists() {
            list_git(&Git::new(&dir), &dir, &format!("{path}/"), all)?;
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

fn walk(dir: &Path, prefix: &str, all: &mut BTreeSet<String>) -> Result<(), SourceError> {
    let failed = |error: std::io::Error| SourceError::Io {
        doing: format!("list {}", dir.display()),
        why: error.to_string(),
    };
    for entry in fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if NOT_FILES.contains(&name.as_str()) {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&entry.path(), &format!("{path}/"), all)?;
        } else {
            all.insert(path);
        }
    }
    Ok(())
}
