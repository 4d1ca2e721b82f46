//! What a dialect may ask about the repository.

use std::path::PathBuf;
use std::sync::Arc;

/// A repository, as a dialect sees it. Paths are relative to its root, with `/`, without `./`.
///
/// Implementations cache: a dialect asks for the same thing thousands of times.
pub trait Source: Send + Sync {
    /// The content of a file of the working tree.
    fn read(&self, path: &str) -> Result<Arc<[u8]>, SourceError>;

    /// Every file of the working tree that a job would see (tracked, changed, untracked but not
    /// ignored), sorted.
    fn files(&self) -> Result<Arc<Vec<String>>, SourceError>;

    /// The other files that a job would see: their names are not UTF-8, so that no definition can
    /// name them.
    fn unnameable(&self) -> Result<Vec<PathBuf>, SourceError> {
        Ok(Vec::new())
    }

    /// What changed against `compare_to` (a branch, tag or commit), or, without it, against what
    /// the trigger's event compares with.
    fn changes(&self, compare_to: Option<&str>) -> Result<Changes, SourceError>;

    /// The repository of another project at a ref, as a source of its own: what
    /// `include:project` and `include:component` read from. The override map comes first.
    fn project(
        &self,
        host: Option<&str>,
        path: &str,
        git_ref: Option<&str>,
    ) -> Result<Arc<dyn Source>, SourceError>;

    /// The folder with the working tree of another project, at a ref: only the override map knows
    /// one. Pipelines of that project run there.
    fn worktree(&self, _project: &str, _git_ref: Option<&str>) -> Option<PathBuf> {
        None
    }

    /// A folder with the files of another repository at a ref (a branch, tag or commit; None: the
    /// default branch): the one that stands in for it, or one in the cache. Nobody writes into it.
    fn folder(
        &self,
        _host: Option<&str>,
        path: &str,
        _git_ref: Option<&str>,
    ) -> Result<Exported, SourceError> {
        Err(SourceError::Missing {
            what: format!("repository {path}"),
        })
    }

    /// A file from an address (`include:remote`). The override map and the cache come first.
    fn remote(&self, url: &str) -> Result<Fetched, SourceError>;

    /// A template that GitLab ships (`include:template`), from the override map, or else from
    /// GitLab's public repository by way of the cache.
    fn template(&self, name: &str) -> Result<Fetched, SourceError>;

    /// The commit that last changed a path, for cache keys; None where there is none.
    fn last_commit(&self, path: &str) -> Result<Option<String>, SourceError>;

    /// Makes a folder a clone of another repository, with its history; it may be one already.
    fn clone_repository(&self, order: &CloneOrder<'_>) -> Result<Cloned, SourceError> {
        Err(SourceError::Missing {
            what: format!("repository {}", order.url),
        })
    }
}

/// The files of another repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Where they lie.
    pub folder: PathBuf,
    /// Which commit it is; empty for a folder that only stands in.
    pub commit: String,
}

/// A file from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// What messages call it.
    pub name: String,
    /// Its content.
    pub content: Arc<[u8]>,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// These paths.
    Files(Arc<Vec<String>>),
    /// There is nothing to compare with: a tag, a schedule, a new branch.
    NothingToCompare,
}

/// Why something can't be had. The dialect adds the place and the code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// It is not there.
    #[error("{what} does not exist")]
    Missing {
        /// `file ci/build.yml`
        what: String,
    },
    /// The path leads out of the repository.
    #[error("{path} leads out of the repository")]
    Outside {
        /// As written.
        path: String,
    },
    /// It is somewhere else, and fetching it failed.
    #[error("{what} can't be fetched: {why}")]
    Unreachable {
        /// `project group/templates at ref main`
        what: String,
        /// The transport's own words.
        why: String,
        /// How to give it by hand.
        hint: String,
    },
    /// It is larger than the limit.
    #[error("{what} is larger than {limit} bytes")]
    TooLarge {
        /// What.
        what: String,
        /// The limit.
        limit: u64,
    },
    /// git or the file system failed.
    #[error("{doing}: {why}")]
    Io {
        /// `git rev-parse HEAD`
        doing: String,
        /// Its own words.
        why: String,
    },
}

/// A repository that is wanted with its history.
pub struct CloneOrder<'a> {
    /// An address, or a path (relative: from the top of the own repository).
    pub url: &'a str,
    /// A branch, tag or commit; None: where its HEAD is.
    pub git_ref: Option<&'a str>,
    /// User and password, for https.
    pub login: Option<(&'a str, &'a str)>,
    /// A private key, for ssh.
    pub key: Option<&'a str>,
    /// Which folder.
    pub into: &'a std::path::Path,
}

/// What a clone stands at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cloned {
    /// The commit.
    pub commit: String,
    /// The branch, where one was asked for.
    pub branch: Option<String>,
}
