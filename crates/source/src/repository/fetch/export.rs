//! The files of other repositories as folders: actions, say.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::git::Git;
use super::project::{Kind, Wanted};
use super::{Fetcher, Revision, is_bare, lock};
use crate::contract::{Exported, SourceError};

/// The folder of a repository at a ref: the one that stands in for it, else one in the cache.
pub(super) fn folder(
    fetcher: &Arc<Fetcher>,
    host: Option<&str>,
    path: &str,
    git_ref: Option<&str>,
) -> Result<Exported, SourceError> {
    let wanted = Wanted::of(fetcher, Kind::Folder, host, path, git_ref)?;
    let revision = match wanted.overridden(fetcher) {
        Some(dir) if is_bare(dir) => {
            Arc::new(Revision::find(fetcher, dir, git_ref.unwrap_or("HEAD"))?)
        }
        Some(dir) => return stand_in(dir),
        None => match own(fetcher, &wanted, git_ref)? {
            Some(own) => own,
            None => wanted.fetch(fetcher)?,
        },
    };
    let folder = place(fetcher, &wanted)?.join(revision.commit());
    if !folder.is_dir() {
        export(fetcher, &revision, &folder)?;
    }
    Ok(Exported {
        folder,
        commit: revision.commit().to_owned(),
    })
}

fn stand_in(dir: &Path) -> Result<Exported, SourceError> {
    let folder = fs::canonicalize(dir).ok().filter(|found| found.is_dir());
    let folder = folder.ok_or_else(|| SourceError::Missing {
        what: format!("folder {}", dir.display()),
    })?;
    Ok(Exported {
        folder,
        commit: String::new(),
    })
}

/// This very repository, where it has the ref: a clone need not have all.
fn own(
    fetcher: &Arc<Fetcher>,
    wanted: &Wanted<'_>,
    git_ref: Option<&str>,
) -> Result<Option<Arc<Revision>>, SourceError> {
    let local = &fetcher.local;
    if local.dirs.is_none() || !wanted.is_own(fetcher)? {
        return Ok(None);
    }
    let git_ref = match git_ref {
        Some(git_ref) => git_ref,
        None => &local.facts()?.project.default_branch,
    };
    match Revision::find(fetcher, &local.root, git_ref) {
        Ok(revision) => Ok(Some(Arc::new(revision))),
        Err(SourceError::Missing { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The folder of all commits of a repository. The name begins with one that people know.
fn place(fetcher: &Fetcher, wanted: &Wanted<'_>) -> Result<PathBuf, SourceError> {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || "._-".contains(c) {
            c
        } else {
            '-'
        }
    };
    let host: String = wanted.host.chars().map(plain).collect();
    let path: String = wanted.path.to_lowercase().replace('/', "+");
    let path: String = path
        .chars()
        .map(|c| if c == '+' { c } else { plain(c) })
        .collect();
    let place = fetcher
        .options
        .cache_dir
        .join("actions")
        .join(host)
        .join(path);
    fs::create_dir_all(&place).map_err(failed("make the folder", &place))?;
    Ok(place)
}

/// Writes all files of a commit. The folder is there with all of them or not at all.
fn export(fetcher: &Fetcher, revision: &Revision, folder: &Path) -> Result<(), SourceError> {
    let _lock = lock(folder)?;
    if folder.is_dir() {
        return Ok(());
    }
    let (new, index) = (folder.with_extension("new"), folder.with_extension("index"));
    // What a killed process left behind.
    let _ = fs::remove_dir_all(&new);
    let _ = fs::remove_file(&index);
    fs::create_dir_all(&new).map_err(failed("make the folder", &new))?;
    let written = write_files(fetcher, revision, &new, &index);
    let _ = fs::remove_file(&index);
    written?;
    fs::rename(&new, folder).map_err(failed("make the folder", folder))
}

/// Not by `git archive`: that would fetch what a partial clone lacks file by file.
fn write_files(
    fetcher: &Fetcher,
    revision: &Revision,
    folder: &Path,
    index: &Path,
) -> Result<(), SourceError> {
    let git: Git = revision.git().clone().with_index(index.to_path_buf());
    let tree = format!("--work-tree={}", folder.display());
    let args = [
        // Settings of the repository that are meant for its own working tree.
        "-c",
        "core.hooksPath=/dev/null",
        "-c",
        "core.fsmonitor=false",
        &tree,
        "read-tree",
        "--reset",
        "-u",
        "--no-sparse-checkout",
        revision.commit(),
    ];
    let answer = git.start(&args)?.wait_within(fetcher.options.timeout)?;
    answer.success().map(drop)
}

fn failed(doing: &str, path: &Path) -> impl FnOnce(std::io::Error) -> SourceError {
    let doing = format!("{doing} {}", path.display());
    move |error| SourceError::Io {
        doing,
        why: error.to_string(),
    }
}
