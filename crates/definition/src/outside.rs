//! A definition that lies outside of its repository.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use maillon_source::{Changes, CloneOrder, Cloned, Fetched, Source, SourceError};

/// A repository with one more file: a definition that lies outside of it.
pub struct WithDefinition {
    repository: Arc<dyn Source>,
    file: String,
    content: Arc<[u8]>,
}

impl WithDefinition {
    /// Reads the definition where it lies.
    pub fn read(repository: Arc<dyn Source>, file: &str, path: &Path) -> io::Result<Self> {
        let content = fs::read(path)?;
        Ok(Self {
            repository,
            file: file.to_owned(),
            content: content.into(),
        })
    }
}

impl Source for WithDefinition {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, SourceError> {
        if path == self.file {
            Ok(Arc::clone(&self.content))
        } else {
            self.repository.read(path)
        }
    }

    fn files(&self) -> Result<Arc<Vec<String>>, SourceError> {
        self.repository.files()
    }

    fn unnameable(&self) -> Result<Vec<PathBuf>, SourceError> {
        self.repository.unnameable()
    }

    fn changes(&self, compare_to: Option<&str>) -> Result<Changes, SourceError> {
        self.repository.changes(compare_to)
    }

    fn project(
        &self,
        host: Option<&str>,
        path: &str,
        git_ref: Option<&str>,
    ) -> Result<Arc<dyn Source>, SourceError> {
        self.repository.project(host, path, git_ref)
    }

    fn worktree(&self, project: &str, git_ref: Option<&str>) -> Option<PathBuf> {
        self.repository.worktree(project, git_ref)
    }

    fn remote(&self, url: &str) -> Result<Fetched, SourceError> {
        self.repository.remote(url)
    }

    fn template(&self, name: &str) -> Result<Fetched, SourceError> {
        self.repository.template(name)
    }

    fn last_commit(&self, path: &str) -> Result<Option<String>, SourceError> {
        self.repository.last_commit(path)
    }

    fn clone_repository(&self, order: &CloneOrder<'_>) -> Result<Cloned, SourceError> {
        self.repository.clone_repository(order)
    }
}
