//! Where the working tree and its git data lie.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::facts::Facts;
use super::git::Git;
use crate::contract::SourceError;

/// Where git keeps its data; all the same folder but in worktrees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitDirs {
    /// Of this working tree: HEAD, index.
    pub git_dir: PathBuf,
    /// Shared by all working trees: refs, configuration.
    pub common_dir: PathBuf,
    /// The objects.
    pub objects_dir: PathBuf,
}

/// A working tree on this machine, and what it says about itself once that was asked.
#[derive(Debug)]
pub(super) struct Local {
    pub(super) root: PathBuf,
    pub(super) dirs: Option<GitDirs>,
    facts: OnceLock<Facts>,
}

impl Local {
    /// The working tree that a folder lies in.
    pub(super) fn find(dir: &Path) -> Result<Self, SourceError> {
        let dir = canonical(dir)?;
        let found = dir.ancestors().find_map(|dir| Some((dir, git_dirs(dir)?)));
        Ok(match found {
            Some((root, dirs)) => Self::new(root, Some(dirs)),
            None => Self::new(&dir, None),
        })
    }

    /// This very folder.
    pub(super) fn at(dir: &Path) -> Result<Self, SourceError> {
        let dir = canonical(dir)?;
        let dirs = git_dirs(&dir);
        Ok(Self::new(&dir, dirs))
    }

    fn new(root: &Path, dirs: Option<GitDirs>) -> Self {
        let root = root.to_path_buf();
        let facts = OnceLock::new();
        Self { root, dirs, facts }
    }

    /// git, where this is a repository.
    pub(super) fn git(&self) -> Option<Git> {
        self.dirs.as_ref().map(|_| Git::new(&self.root))
    }

    pub(super) fn facts(&self) -> Result<&Facts, SourceError> {
        if let Some(facts) = self.facts.get() {
            return Ok(facts);
        }
        let facts = Facts::read(self)?;
        Ok(self.facts.get_or_init(|| facts))
    }
}

fn canonical(dir: &Path) -> Result<PathBuf, SourceError> {
    fs::canonicalize(dir).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => SourceError::Missing {
            what: format!("folder {}", dir.display()),
        },
        _ => SourceError::Io {
            doing: format!("open {}", dir.display()),
            why: error.to_string(),
        },
    })
}

/// Follows `.git`: a folder, or a file that names it (worktrees, submodules).
fn git_dirs(root: &Path) -> Option<GitDirs> {
    let git_dir = git_dir(&root.join(".git"))?;
    let common_dir = match fs::read_to_string(git_dir.join("commondir")) {
        Ok(path) => fs::canonicalize(git_dir.join(path.trim())).ok()?,
        Err(_) => git_dir.clone(),
    };
    let objects_dir = common_dir.join("objects");
    Some(GitDirs {
        git_dir,
        common_dir,
        objects_dir,
    })
}

fn git_dir(dot_git: &Path) -> Option<PathBuf> {
    let dir = if dot_git.is_file() {
        let text = fs::read_to_string(dot_git).ok()?;
        let path = text.strip_prefix("gitdir:")?.trim();
        fs::canonicalize(dot_git.parent()?.join(path)).ok()?
    } else {
        dot_git.to_path_buf()
    };
    dir.join("HEAD").symlink_metadata().is_ok().then_some(dir)
}
