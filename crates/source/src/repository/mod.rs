//! The real repository: a git working tree (or a plain folder), and what its includes lead to.

mod address;
pub mod bare;
mod changes;
pub mod checkout;
mod clone;
mod facts;
mod fetch;
mod files;
mod git;
mod local;
mod worktree;

pub use facts::Facts;
pub use git::GIT_REPOSITORY_VARIABLES;
pub use local::GitDirs;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use maillon_model::Timestamp;

use crate::contract::{Changes, CloneOrder, Cloned, Exported, Fetched, Source, SourceError};
use fetch::Fetcher;
use local::Local;
use worktree::WorkTree;

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
            max_age: Duration::from_hours(24),
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
    /// This commit: what a push replaced.
    Since(String),
    /// The point where the branch left the target branch, and what is not committed yet.
    MergeRequest {
        /// The short name of the target branch.
        target: String,
    },
    /// Nothing: tags, schedules, manual starts.
    Nothing,
}

/// A working tree on this machine.
#[derive(Debug)]
pub struct Repository(WorkTree);

impl Repository {
    /// Finds the working tree that `dir` lies in; a folder without git is one too.
    pub fn open(dir: &Path, options: Options) -> Result<Self, SourceError> {
        let local = Arc::new(Local::find(dir)?);
        let fetcher = Arc::new(Fetcher::new(options, Arc::clone(&local)));
        Ok(Self(WorkTree::new(local, fetcher)))
    }

    /// The same repository with another comparison.
    #[must_use]
    pub fn with_comparison(self, comparison: Comparison) -> Self {
        Self(self.0.with_comparison(comparison))
    }

    /// The topmost folder of the working tree, without symbolic links on the way.
    pub fn root(&self) -> &Path {
        &self.0.local.root
    }

    /// What the repository says about itself. Asked once.
    pub fn facts(&self) -> Result<Facts, SourceError> {
        self.0.local.facts().cloned()
    }

    /// The message of an annotated tag; None for a light one, and where there is none.
    pub fn tag_message(&self, tag: &str) -> Result<Option<String>, SourceError> {
        facts::tag_message(&self.0.local, tag)
    }

    /// The addresses of all remotes, as they are configured.
    pub fn remotes(&self) -> Result<Vec<String>, SourceError> {
        facts::remotes(&self.0.local)
    }

    /// Where git keeps its data; None without git.
    pub fn git_dirs(&self) -> Option<&GitDirs> {
        self.0.local.dirs.as_ref()
    }

    /// Paths of the submodules, relative to the root.
    pub fn submodules(&self) -> Result<Vec<String>, SourceError> {
        match self.0.local.git() {
            Some(git) => files::submodules(&git, self.root()),
            None => Ok(Vec::new()),
        }
    }
}

impl Source for Repository {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, SourceError> {
        self.0.read(path)
    }

    fn files(&self) -> Result<Arc<Vec<String>>, SourceError> {
        self.0.files()
    }

    fn unnameable(&self) -> Result<Vec<PathBuf>, SourceError> {
        self.0.unnameable()
    }

    fn changes(&self, compare_to: Option<&str>) -> Result<Changes, SourceError> {
        self.0.changes(compare_to)
    }

    fn project(
        &self,
        host: Option<&str>,
        path: &str,
        git_ref: Option<&str>,
    ) -> Result<Arc<dyn Source>, SourceError> {
        self.0.project(host, path, git_ref)
    }

    fn worktree(&self, project: &str, git_ref: Option<&str>) -> Option<PathBuf> {
        self.0.worktree(project, git_ref)
    }

    fn folder(
        &self,
        host: Option<&str>,
        path: &str,
        git_ref: Option<&str>,
    ) -> Result<Exported, SourceError> {
        self.0.folder(host, path, git_ref)
    }

    fn remote(&self, url: &str) -> Result<Fetched, SourceError> {
        self.0.remote(url)
    }

    fn template(&self, name: &str) -> Result<Fetched, SourceError> {
        self.0.template(name)
    }

    fn last_commit(&self, path: &str) -> Result<Option<String>, SourceError> {
        self.0.last_commit(path)
    }

    fn clone_repository(&self, order: &CloneOrder<'_>) -> Result<Cloned, SourceError> {
        self.0.clone_repository(order)
    }
}
