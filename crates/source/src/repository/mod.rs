//! The real repository: a git working tree (or a plain folder), and what its includes lead to.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use maillon_model::Timestamp;
use maillon_model::trigger::{Commit, Project, User};

use crate::contract::{Changes, Fetched, Source, SourceError};

/// How a repository is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where fetched includes are kept (`includes/` is made below it).
    pub cache_dir: PathBuf,
    /// What stands in for something from elsewhere: a project path, `host/group/name`, an address,
    /// or `template:NAME`, each with a folder or file.
    pub overrides: Vec<(String, PathBuf)>,
    /// Whether includes may be fetched.
    pub network: Network,
    /// How old a fetched branch or address may be before it is fetched again.
    pub max_age: Duration,
    /// How long one fetch may take.
    pub timeout: Duration,
    /// The present, to tell the age of what the cache has.
    pub now: Timestamp,
    /// What the trigger's event compares with.
    pub comparison: Comparison,
}

impl Options {
    /// The usual: online, a day of age, half a minute for a fetch, compared as a push.
    pub fn new(cache_dir: impl Into<PathBuf>, now: Timestamp) -> Self {
        Self {
            cache_dir: cache_dir.into(),
            overrides: Vec::new(),
            network: Network::Online,
            max_age: Duration::from_secs(24 * 60 * 60),
            timeout: Duration::from_secs(30),
            now,
            comparison: Comparison::Push,
        }
    }
}

/// Whether includes may be fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// They are fetched where the cache lacks them or has them from too long ago.
    #[default]
    Online,
    /// Only overrides and the cache, however old.
    Offline,
}

/// What the trigger's event compares with, for `rules:changes` without `compare_to`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Comparison {
    /// The commit before the checked-out one, and what is not committed yet.
    #[default]
    Push,
    /// The point where the branch left the target branch, and what is not committed yet.
    MergeRequest {
        /// The short name of the target branch.
        target: String,
    },
    /// Nothing: tags, schedules, manual starts.
    Nothing,
}

/// What the repository says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What is checked out.
    pub commit: Commit,
    /// Whose it is: from the origin's address, else from the folder's name.
    pub project: Project,
    /// The branch; None where HEAD is detached.
    pub branch: Option<String>,
    /// A tag that points at HEAD.
    pub tag: Option<String>,
    /// The user of git's configuration.
    pub user: User,
}

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

/// A working tree on this machine.
#[derive(Debug)]
pub struct Repository {
    root: PathBuf,
    options: Options,
}

impl Repository {
    /// Finds the working tree that `dir` lies in; a folder without git is one too.
    pub fn open(dir: &Path, options: Options) -> Result<Self, SourceError> {
        Ok(Self {
            root: dir.to_path_buf(),
            options,
        })
    }

    /// The same repository with another comparison.
    #[must_use]
    pub fn with_comparison(mut self, comparison: Comparison) -> Self {
        self.options.comparison = comparison;
        self
    }

    /// The topmost folder of the working tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What the repository says about itself.
    pub fn facts(&self) -> Result<Facts, SourceError> {
        Ok(Facts::default())
    }

    /// Where git keeps its data; None without git.
    pub fn git_dirs(&self) -> Option<&GitDirs> {
        None
    }

    /// Paths of the submodules, relative to the root.
    pub fn submodules(&self) -> Result<Vec<String>, SourceError> {
        Ok(Vec::new())
    }
}

impl Source for Repository {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, SourceError> {
        Err(SourceError::Missing {
            what: format!("file {path}"),
        })
    }
    fn files(&self) -> Result<Arc<Vec<String>>, SourceError> {
        Ok(Arc::default())
    }
    fn changes(&self, _compare_to: Option<&str>) -> Result<Changes, SourceError> {
        Ok(Changes::NothingToCompare)
    }
    fn project(
        &self,
        _host: Option<&str>,
        path: &str,
        _git_ref: Option<&str>,
    ) -> Result<Arc<dyn Source>, SourceError> {
        Err(SourceError::Missing {
            what: path.to_owned(),
        })
    }
    fn remote(&self, url: &str) -> Result<Fetched, SourceError> {
        Err(SourceError::Missing {
            what: url.to_owned(),
        })
    }
    fn template(&self, name: &str) -> Result<Fetched, SourceError> {
        Err(SourceError::Missing {
            what: name.to_owned(),
        })
    }
    fn last_commit(&self, _path: &str) -> Result<Option<String>, SourceError> {
        Ok(None)
    }
}
