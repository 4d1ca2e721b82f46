//! A repository at a commit, without a working tree.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::super::changes::resolve;
use super::super::files::relative;
use super::super::git::{Git, parts};
use super::Fetcher;
use crate::contract::{Changes, Exported, Fetched, Source, SourceError};

/// A repository at a commit.
#[derive(Debug)]
pub(in crate::repository) struct Revision {
    git: Git,
    commit: String,
    fetcher: Arc<Fetcher>,
    contents: Mutex<HashMap<String, Arc<[u8]>>>,
    files: OnceLock<Arc<Vec<String>>>,
}

impl Revision {
    /// Finds the commit of a ref in a repository on this machine.
    pub(in crate::repository) fn find(
        fetcher: &Arc<Fetcher>,
        dir: &Path,
        git_ref: &str,
    ) -> Result<Self, SourceError> {
        let git = Git::new(dir);
        Ok(Self {
            commit: resolve(&git, git_ref)?,
            git,
            fetcher: Arc::clone(fetcher),
            contents: Mutex::default(),
            files: OnceLock::new(),
        })
    }

    pub(super) fn git(&self) -> &Git {
        &self.git
    }

    pub(super) fn commit(&self) -> &str {
        &self.commit
    }

    fn blob(&self, path: &str) -> Result<Arc<[u8]>, SourceError> {
        let object = format!("{}:{path}", self.commit);
        let limit = self.fetcher.options.timeout;
        let answer = self
            .git
            .start(&["cat-file", "blob", &object])?
            .wait_within(limit)?;
        let missing = [
            "does not exist in",
            "exists on disk, but not in",
            "bad file",
        ];
        if missing.iter().any(|text| answer.err.contains(text)) {
            return Err(SourceError::Missing {
                what: format!("file {path}"),
            });
        }
        Ok(answer.success()?.into())
    }
}

impl Source for Revision {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, SourceError> {
        let path = relative(path)?;
        let mut contents = self.contents.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(content) = contents.get(path) {
            return Ok(Arc::clone(content));
        }
        let content = self.blob(path)?;
        contents.insert(path.to_owned(), Arc::clone(&content));
        Ok(content)
    }

    fn files(&self) -> Result<Arc<Vec<String>>, SourceError> {
        if let Some(files) = self.files.get() {
            return Ok(Arc::clone(files));
        }
        let out = self
            .git
            .run(&["ls-tree", "-r", "-z", "--name-only", &self.commit])?;
        let mut files: Vec<String> = parts(&out).map(str::to_owned).collect();
        files.sort_unstable();
        Ok(Arc::clone(self.files.get_or_init(|| Arc::new(files))))
    }

    fn changes(&self, _compare_to: Option<&str>) -> Result<Changes, SourceError> {
        Ok(Changes::NothingToCompare)
    }

    fn project(
        &self,
        host: Option<&str>,
        path: &str,
        git_ref: Option<&str>,
    ) -> Result<Arc<dyn Source>, SourceError> {
        self.fetcher.project(host, path, git_ref)
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

    fn last_commit(&self, _path: &str) -> Result<Option<String>, SourceError> {
        Ok(Some(self.commit.clone()))
    }
}
