//! What lies elsewhere: overrides first, then the cache, then the network.

mod export;
mod http;
mod project;
mod revision;
mod version;

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use super::address::without_secrets;
use super::files;
use super::local::Local;
use super::worktree::WorkTree;
use super::{Network, Options};
use crate::contract::{Exported, Fetched, Source, SourceError};

pub(super) use revision::Revision;

/// Where GitLab's own templates are.
const TEMPLATES: &str =
    "https://gitlab.com/gitlab-org/gitlab/-/raw/master/lib/gitlab/ci/templates/";

/// Gets what lies elsewhere, once per process.
#[derive(Debug)]
pub(super) struct Fetcher {
    pub(super) options: Options,
    pub(super) local: Arc<Local>,
    revisions: Mutex<HashMap<String, Arc<Revision>>>,
    remotes: Mutex<HashMap<String, Arc<[u8]>>>,
}

impl Fetcher {
    pub(super) fn new(options: Options, local: Arc<Local>) -> Self {
        Self {
            options,
            local,
            revisions: Mutex::default(),
            remotes: Mutex::default(),
        }
    }

    /// Another project at a ref.
    pub(super) fn project(
        self: &Arc<Self>,
        host: Option<&str>,
        path: &str,
        git_ref: Option<&str>,
    ) -> Result<Arc<dyn Source>, SourceError> {
        project::open(self, host, path, git_ref)
    }

    /// A folder with the files of another repository at a ref.
    pub(super) fn folder(
        self: &Arc<Self>,
        host: Option<&str>,
        path: &str,
        git_ref: Option<&str>,
    ) -> Result<Exported, SourceError> {
        export::folder(self, host, path, git_ref)
    }

    /// A file from an address.
    pub(super) fn remote(&self, url: &str) -> Result<Fetched, SourceError> {
        let name = without_secrets(url);
        let overridden = self.overridden(&[url, &name]);
        let content = match overridden {
            Some(path) => read_override(path)?,
            None => self.cached_remote(url)?,
        };
        Ok(Fetched { name, content })
    }

    /// A template of GitLab.
    pub(super) fn template(&self, name: &str) -> Result<Fetched, SourceError> {
        let name = files::relative(name)?;
        let key = format!("template:{name}");
        let content = match self.overridden(&[&key]) {
            Some(path) => read_override(path)?,
            None => {
                self.cached_remote(&format!("{TEMPLATES}{name}"))
                    .map_err(|error| match error {
                        SourceError::Unreachable { why, .. } => SourceError::Unreachable {
                            what: format!("template {name}"),
                            why,
                            hint: override_hint(&key, "FILE"),
                        },
                        other => other,
                    })?
            }
        };
        Ok(Fetched {
            name: name.to_owned(),
            content,
        })
    }

    /// The folder that stands in for another project: `group/name@ref`, `group/name`.
    pub(super) fn worktree(&self, project: &str, git_ref: Option<&str>) -> Option<PathBuf> {
        let host = self.local.facts().map(|facts| facts.project.host.clone());
        let names = [
            project.to_owned(),
            format!("{}/{project}", host.unwrap_or_default()),
        ];
        let at_ref = |git_ref| names.clone().map(|name| format!("{name}@{git_ref}"));
        let at_ref = git_ref.map(at_ref);
        let keys = at_ref.iter().flatten().chain(&names).map(String::as_str);
        let found = self.overridden(&keys.collect::<Vec<_>>());
        found.map(Path::to_path_buf)
    }

    /// The first override for one of these keys.
    fn overridden(&self, keys: &[&str]) -> Option<&Path> {
        let overrides = &self.options.overrides;
        let find = |key: &&str| overrides.iter().rev().find(|(what, _)| what == key);
        keys.iter().find_map(find).map(|(_, path)| path.as_path())
    }

    fn cached_remote(&self, url: &str) -> Result<Arc<[u8]>, SourceError> {
        let mut remotes = self.remotes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(content) = remotes.get(url) {
            return Ok(Arc::clone(content));
        }
        let content = http::get(self, url)?;
        remotes.insert(url.to_owned(), Arc::clone(&content));
        Ok(content)
    }

    // The cache on disk.

    /// A place in the cache that belongs to a name. The names may hold secrets, the hashes don't.
    fn place(&self, name: &str) -> Result<PathBuf, SourceError> {
        let dir = self.options.cache_dir.join("includes");
        fs::create_dir_all(&dir).map_err(|error| SourceError::Io {
            doing: format!("make the folder {}", dir.display()),
            why: error.to_string(),
        })?;
        Ok(dir.join(hash(name)))
    }

    /// Whether something in the cache needs no fetching: it is there, and young enough.
    fn is_fresh(&self, stamp: &Path) -> bool {
        let modified = fs::metadata(stamp).and_then(|metadata| metadata.modified());
        let Ok(modified) = modified else { return false };
        let modified = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = std::time::Duration::from_millis(self.options.now.0);
        self.options.network == Network::Offline
            || now.saturating_sub(modified) <= self.options.max_age
    }

    fn is_offline(&self) -> bool {
        self.options.network == Network::Offline
    }
}

/// Holds a lock file: of several processes that fetch the same, one does it.
fn lock(place: &Path) -> Result<File, SourceError> {
    let path = place.with_extension("lock");
    let locked = File::create(&path).and_then(|file| file.lock().map(|()| file));
    locked.map_err(|error| SourceError::Io {
        doing: format!("lock {}", path.display()),
        why: error.to_string(),
    })
}

/// Replaces a file at once: a reader sees the old or the new content.
fn write(path: &Path, content: &[u8]) -> Result<(), SourceError> {
    let new = path.with_extension("new");
    let written = fs::write(&new, content).and_then(|()| fs::rename(&new, path));
    written.map_err(|error| SourceError::Io {
        doing: format!("write {}", path.display()),
        why: error.to_string(),
    })
}

fn read_override(path: &Path) -> Result<Arc<[u8]>, SourceError> {
    fs::read(path)
        .map(Into::into)
        .map_err(|error| SourceError::Io {
            doing: format!("read the override {}", path.display()),
            why: error.to_string(),
        })
}

/// Whether a folder is a bare repository.
fn is_bare(path: &Path) -> bool {
    path.join("HEAD").is_file() && path.join("objects").is_dir()
}

/// A folder that stands in for a project: a bare repository at a ref, else a tree as it is.
fn open_override(
    fetcher: &Arc<Fetcher>,
    path: &Path,
    git_ref: Option<&str>,
) -> Result<Arc<dyn Source>, SourceError> {
    if is_bare(path) {
        let revision = Revision::find(fetcher, path, git_ref.unwrap_or("HEAD"))?;
        return Ok(Arc::new(revision));
    }
    let local = Arc::new(Local::at(path)?);
    Ok(Arc::new(WorkTree::new(local, Arc::clone(fetcher))))
}

fn override_hint(what: &str, kind: &str) -> String {
    format!("give it by hand: --override {what}={kind}")
}

fn hash(name: &str) -> String {
    blake3::hash(name.as_bytes())
        .to_hex()
        .chars()
        .take(32)
        .collect()
}
