//! A working tree as a source.

use std::collections::HashMap;
use std::hash::Hash;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::fetch::Fetcher;
use super::files::Listing;
use super::local::Local;
use super::{Comparison, changes, clone, files};
use crate::contract::{Changes, CloneOrder, Cloned, Exported, Fetched, Source, SourceError};

/// A working tree; what was asked once is remembered.
#[derive(Debug)]
pub(super) struct WorkTree {
    pub(super) local: Arc<Local>,
    pub(super) fetcher: Arc<Fetcher>,
    comparison: Comparison,
    files: OnceLock<Listing>,
    changes: Mutex<HashMap<Option<String>, Changes>>,
    commits: Mutex<HashMap<String, Option<String>>>,
}

impl WorkTree {
    pub(super) fn new(local: Arc<Local>, fetcher: Arc<Fetcher>) -> Self {
        Self {
            comparison: fetcher.options.comparison.clone(),
            local,
            fetcher,
            files: OnceLock::new(),
            changes: Mutex::default(),
            commits: Mutex::default(),
        }
    }

    pub(super) fn with_comparison(self, comparison: Comparison) -> Self {
        let tree = Self::new(self.local, self.fetcher);
        Self { comparison, ..tree }
    }

    fn listing(&self) -> Result<&Listing, SourceError> {
        if let Some(listing) = self.files.get() {
            return Ok(listing);
        }
        let listing = files::list(&self.local)?;
        Ok(self.files.get_or_init(|| listing))
    }
}

impl Source for WorkTree {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, SourceError> {
        files::read(&self.local.root, path)
    }

    fn files(&self) -> Result<Arc<Vec<String>>, SourceError> {
        Ok(Arc::clone(&self.listing()?.named))
    }

    fn unnameable(&self) -> Result<Vec<PathBuf>, SourceError> {
        Ok(self.listing()?.unnameable.clone())
    }

    fn changes(&self, compare_to: Option<&str>) -> Result<Changes, SourceError> {
        once(&self.changes, compare_to.map(str::to_owned), || {
            changes::changes(&self.local, &self.comparison, compare_to)
        })
    }

    fn project(
        &self,
        host: Option<&str>,
        path: &str,
        git_ref: Option<&str>,
    ) -> Result<Arc<dyn Source>, SourceError> {
        self.fetcher.project(host, path, git_ref)
    }

    fn worktree(&self, project: &str, git_ref: Option<&str>) -> Option<PathBuf> {
        self.fetcher.worktree(project, git_ref)
    }

    fn folder(
        &self,
        host: Option<&str>,
        path: &str,
        git_ref: Option<&str>,
    ) -> Result<Exported, SourceError> {
        self.fetcher.folder(host, path, git_ref)
    }

    fn remote(&self, url: &str) -> Result<Fetched, SourceError> {
        self.fetcher.remote(url)
    }

    fn template(&self, name: &str) -> Result<Fetched, SourceError> {
        self.fetcher.template(name)
    }

    fn last_commit(&self, path: &str) -> Result<Option<String>, SourceError> {
        let Some(git) = self.local.git() else {
            return Ok(None);
        };
        once(&self.commits, path.to_owned(), || {
            let path = files::relative(path)?;
            let args = [
                "--literal-pathspecs",
                "log",
                "-1",
                "--format=%H",
                "--",
                path,
            ];
            Ok(Some(git.ask(&args)?.line()).filter(|sha| !sha.is_empty()))
        })
    }

    fn clone_repository(&self, order: &CloneOrder<'_>) -> Result<Cloned, SourceError> {
        clone::clone_repository(&self.local, order)
    }
}

/// Asks once; the answer is remembered, a failure is not.
fn once<K: Eq + Hash, V: Clone>(
    known: &Mutex<HashMap<K, V>>,
    key: K,
    ask: impl FnOnce() -> Result<V, SourceError>,
) -> Result<V, SourceError> {
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(value) = known.get(&key) {
        return Ok(value.clone());
    }
    let value = ask()?;
    known.insert(key, value.clone());
    Ok(value)
}
