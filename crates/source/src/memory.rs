//! A repository that lives in memory, for tests.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::contract::{Changes, Exported, Fetched, Source, SourceError};

/// A repository that lives in memory.
///
/// Its history is empty: nothing to compare with, no last commit, until a test says otherwise.
#[derive(Clone, Debug, Default)]
pub struct MemorySource {
    files: BTreeMap<String, Arc<[u8]>>,
    changes: Option<Arc<Vec<String>>>,
    projects: BTreeMap<String, Arc<MemorySource>>,
    folders: BTreeMap<String, PathBuf>,
    remotes: BTreeMap<String, Arc<[u8]>>,
    commits: BTreeMap<String, String>,
}

impl MemorySource {
    /// A repository with these files: path and text.
    pub fn new<P, T>(files: impl IntoIterator<Item = (P, T)>) -> Self
    where
        P: Into<String>,
        T: AsRef<[u8]>,
    {
        let files = files
            .into_iter()
            .map(|(path, text)| (path.into(), text.as_ref().into()));
        Self {
            files: files.collect(),
            ..Self::default()
        }
    }

    /// Adds or replaces a file.
    #[must_use]
    pub fn file(mut self, path: impl Into<String>, text: impl AsRef<[u8]>) -> Self {
        self.files.insert(path.into(), text.as_ref().into());
        self
    }

    /// Says what changed, whatever it is compared with.
    #[must_use]
    pub fn changes<P: Into<String>>(mut self, paths: impl IntoIterator<Item = P>) -> Self {
        self.changes = Some(Arc::new(paths.into_iter().map(Into::into).collect()));
        self
    }

    /// Adds another project. `path` may carry a host before it and a ref behind it:
    /// `group/name`, `gitlab.com/group/name`, `group/name@v1`; the most exact one is found.
    #[must_use]
    pub fn project(mut self, path: impl Into<String>, source: MemorySource) -> Self {
        self.projects.insert(path.into(), Arc::new(source));
        self
    }

    /// Adds the folder of another repository; `path` as for [`MemorySource::project`].
    #[must_use]
    pub fn folder(mut self, path: impl Into<String>, folder: impl Into<PathBuf>) -> Self {
        self.folders.insert(path.into(), folder.into());
        self
    }

    /// Adds what stands at an address.
    #[must_use]
    pub fn remote(mut self, url: impl Into<String>, text: impl AsRef<[u8]>) -> Self {
        self.remotes.insert(url.into(), text.as_ref().into());
        self
    }

    /// Adds a template of GitLab.
    #[must_use]
    pub fn template(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        self.remote(format!("template:{name}"), text)
    }

    /// Says which commit last changed a path.
    #[must_use]
    pub fn last_commit(mut self, path: impl Into<String>, sha: impl Into<String>) -> Self {
        self.commits.insert(path.into(), sha.into());
        self
    }

    fn address(&self, key: &str, name: &str) -> Result<Fetched, SourceError> {
        let content = self.remotes.get(key).ok_or_else(|| unreachable(key))?;
        Ok(Fetched {
            name: name.to_owned(),
            content: Arc::clone(content),
        })
    }
}

impl Source for MemorySource {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, SourceError> {
        if path.split('/').any(|part| part == "..") {
            return Err(SourceError::Outside {
                path: path.to_owned(),
            });
        }
        self.files
            .get(path)
            .map(Arc::clone)
            .ok_or_else(|| SourceError::Missing {
                what: format!("file {path}"),
            })
    }

    fn files(&self) -> Result<Arc<Vec<String>>, SourceError> {
        Ok(Arc::new(self.files.keys().cloned().collect()))
    }

    fn changes(&self, _compare_to: Option<&str>) -> Result<Changes, SourceError> {
        let changes = self.changes.as_ref();
        Ok(changes.map_or(Changes::NothingToCompare, |paths| {
            Changes::Files(Arc::clone(paths))
        }))
    }

    fn project(
        &self,
        host: Option<&str>,
        path: &str,
        git_ref: Option<&str>,
    ) -> Result<Arc<dyn Source>, SourceError> {
        let keys = keys(host, path, git_ref);
        let found = keys.iter().find_map(|key| self.projects.get(key));
        let found = found.ok_or_else(|| unreachable(&format!("project {path}")))?;
        Ok(Arc::clone(found) as Arc<dyn Source>)
    }

    fn folder(
        &self,
        host: Option<&str>,
        path: &str,
        git_ref: Option<&str>,
    ) -> Result<Exported, SourceError> {
        let keys = keys(host, path, git_ref);
        let found = keys.iter().find_map(|key| self.folders.get(key));
        let folder = found.ok_or_else(|| unreachable(&format!("repository {path}")))?;
        Ok(Exported {
            folder: folder.clone(),
            commit: String::new(),
        })
    }

    fn remote(&self, url: &str) -> Result<Fetched, SourceError> {
        self.address(url, url)
    }

    fn template(&self, name: &str) -> Result<Fetched, SourceError> {
        self.address(&format!("template:{name}"), name)
    }

    fn last_commit(&self, path: &str) -> Result<Option<String>, SourceError> {
        Ok(self.commits.get(path).cloned())
    }
}

/// The names of a project, the most exact one first.
fn keys(host: Option<&str>, path: &str, git_ref: Option<&str>) -> Vec<String> {
    let hosts = [host.map(|host| format!("{host}/")), Some(String::new())];
    let names = hosts
        .into_iter()
        .flatten()
        .map(|host| format!("{host}{path}"));
    let names: Vec<String> = names.collect();
    let at_ref = git_ref.map(|git_ref| names.iter().map(move |name| format!("{name}@{git_ref}")));
    at_ref
        .into_iter()
        .flatten()
        .chain(names.iter().cloned())
        .collect()
}

fn unreachable(what: &str) -> SourceError {
    SourceError::Unreachable {
        what: what.to_owned(),
        why: "this repository lives in memory".to_owned(),
        hint: "add it to the MemorySource".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_gives_what_it_was_given() {
        let source = MemorySource::new([("b.yml", "b"), ("a.yml", "a")])
            .changes(["a.yml"])
            .project("group/lib", MemorySource::new([("x.yml", "main")]))
            .project("group/lib@v1", MemorySource::new([("x.yml", "v1")]))
            .template("Go.gitlab-ci.yml", "go: {}");
        let lib = |git_ref| {
            let lib = Source::project(&source, Some("gitlab.com"), "group/lib", git_ref).unwrap();
            String::from_utf8(lib.read("x.yml").unwrap().to_vec()).unwrap()
        };
        assert_eq!(*source.files().unwrap(), ["a.yml", "b.yml"]);
        assert_eq!(
            Source::changes(&source, None).unwrap(),
            Changes::Files(Arc::new(vec!["a.yml".to_owned()]))
        );
        assert_eq!((lib(None), lib(Some("v1"))), ("main".into(), "v1".into()));
        assert_eq!(
            &*Source::template(&source, "Go.gitlab-ci.yml")
                .unwrap()
                .content,
            b"go: {}"
        );
    }

    #[test]
    fn it_has_the_folders_that_it_was_given() {
        let source = MemorySource::default()
            .folder("a/b", "/any")
            .folder("a/b@v1", "/one");
        let folder = |git_ref| {
            let found = Source::folder(&source, Some("github.com"), "a/b", git_ref);
            found.unwrap().folder
        };
        assert_eq!(folder(Some("v1")), PathBuf::from("/one"));
        assert_eq!(folder(Some("v2")), PathBuf::from("/any"));
        assert!(Source::folder(&source, None, "a/c", None).is_err());
    }

    #[test]
    fn it_says_what_is_missing() {
        let source = MemorySource::default();
        let message = |error: SourceError| error.to_string();
        assert_eq!(
            message(source.read("x").unwrap_err()),
            "file x does not exist"
        );
        assert_eq!(
            message(source.read("../x").unwrap_err()),
            "../x leads out of the repository"
        );
        assert!(Source::remote(&source, "https://example.com").is_err());
    }
}
