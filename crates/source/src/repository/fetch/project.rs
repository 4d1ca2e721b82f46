//! Other projects, over git.

use std::fs;
use std::path::Path;
use std::sync::{Arc, PoisonError};

use super::super::address::Address;
use super::super::git::{Answer, Git};
use super::super::worktree::WorkTree;
use super::{Fetcher, Revision, hash, lock, open_override, override_hint, version, write};
use crate::contract::{Source, SourceError};

/// Which project, and how it is reached.
pub(super) struct Wanted<'a> {
    kind: Kind,
    pub(super) host: String,
    pub(super) path: &'a str,
    git_ref: Option<&'a str>,
    address: Address,
    /// Where it is too, for whoever may read it only there.
    fallback: Option<Address>,
}

/// What a project is wanted for: whose words are used of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// GitLab's includes. Refs may be versions that leave something open.
    Include,
    /// Actions and their like.
    Folder,
}

impl Kind {
    fn noun(self) -> &'static str {
        match self {
            Self::Include => "project",
            Self::Folder => "repository",
        }
    }
}

/// Opens a project: an override, this very repository, the cache, the network.
pub(super) fn open(
    fetcher: &Arc<Fetcher>,
    host: Option<&str>,
    path: &str,
    git_ref: Option<&str>,
) -> Result<Arc<dyn Source>, SourceError> {
    let wanted = Wanted::of(fetcher, Kind::Include, host, path, git_ref)?;
    if let Some(dir) = wanted.overridden(fetcher) {
        return open_override(fetcher, dir, git_ref);
    }
    if wanted.is_own(fetcher)? {
        return open_own(fetcher, git_ref);
    }
    Ok(wanted.fetch(fetcher)?)
}

/// This repository itself: the working tree, or what it has at a ref.
fn open_own(fetcher: &Arc<Fetcher>, git_ref: Option<&str>) -> Result<Arc<dyn Source>, SourceError> {
    let local = &fetcher.local;
    let facts = local.facts()?;
    let default = &facts.project.default_branch;
    let here = facts.branch.as_ref().is_none_or(|branch| branch == default);
    match git_ref {
        None if here || local.dirs.is_none() => Ok(Arc::new(WorkTree::new(
            Arc::clone(local),
            Arc::clone(fetcher),
        ))),
        _ => {
            let git_ref = git_ref.unwrap_or(default);
            Ok(Arc::new(Revision::find(fetcher, &local.root, git_ref)?))
        }
    }
}

impl<'a> Wanted<'a> {
    pub(super) fn of(
        fetcher: &Fetcher,
        kind: Kind,
        host: Option<&str>,
        path: &'a str,
        git_ref: Option<&'a str>,
    ) -> Result<Self, SourceError> {
        let path = path.trim_matches('/');
        let own = &fetcher.local.facts()?.project;
        let host = host.unwrap_or(&own.host).to_owned();
        let sibling = Address::parse(&own.remote_url).map(|origin| origin.sibling(&host, path));
        let web = Address::web(&host, path);
        // Actions are public as a rule: a key that opens this repository may open no other one.
        let (address, fallback) = match (kind, sibling) {
            (_, None) => (web, None),
            (Kind::Include, Some(sibling)) => (sibling, None),
            (Kind::Folder, Some(sibling)) if sibling.is_web() => (sibling, None),
            (Kind::Folder, Some(sibling)) => (web, Some(sibling)),
        };
        Ok(Self {
            kind,
            host,
            path,
            git_ref,
            address,
            fallback,
        })
    }

    /// Whether it is this very repository.
    pub(super) fn is_own(&self, fetcher: &Fetcher) -> Result<bool, SourceError> {
        let own = &fetcher.local.facts()?.project;
        Ok(self.host == own.host && self.path.eq_ignore_ascii_case(&own.path))
    }

    pub(super) fn overridden<'f>(&self, fetcher: &'f Fetcher) -> Option<&'f Path> {
        let Self { host, path, .. } = self;
        let names = [
            format!("{host}/{path}"),
            (*path).to_owned(),
            self.address.url(),
        ];
        let at_ref = self
            .git_ref
            .map(|git_ref| names.clone().map(|name| format!("{name}@{git_ref}")));
        let keys = at_ref.iter().flatten().chain(&names).map(String::as_str);
        fetcher.overridden(&keys.collect::<Vec<_>>())
    }

    pub(super) fn fetch(&self, fetcher: &Arc<Fetcher>) -> Result<Arc<Revision>, SourceError> {
        let first = self.fetch_from(fetcher, &self.address);
        match (&first, &self.fallback) {
            (Err(SourceError::Unreachable { .. }), Some(fallback)) => {
                self.fetch_from(fetcher, fallback).or(first)
            }
            _ => first,
        }
    }

    fn fetch_from(
        &self,
        fetcher: &Arc<Fetcher>,
        address: &Address,
    ) -> Result<Arc<Revision>, SourceError> {
        let url = address.url();
        let key = format!("{url}@{}", self.git_ref.unwrap_or_default());
        let mut revisions = fetcher
            .revisions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(revision) = revisions.get(&key) {
            return Ok(Arc::clone(revision));
        }
        let clone = fetcher.place(&url)?.with_extension("git");
        let _lock = lock(&clone)?;
        let name = self.ensure(fetcher, &clone, &url)?;
        let revision = Arc::new(Revision::find(fetcher, &clone, &name)?);
        revisions.insert(key, Arc::clone(&revision));
        Ok(revision)
    }

    /// Makes sure that the clone has the ref, young enough; gives the name that it has there.
    fn ensure(&self, fetcher: &Fetcher, clone: &Path, url: &str) -> Result<String, SourceError> {
        let git_ref = self.git_ref.unwrap_or("HEAD");
        let name = format!("refs/maillon/{}", hash(git_ref));
        let stamp = clone.with_extension(format!("{}.stamp", hash(git_ref)));
        let known = stamp.is_file();
        if known && (is_sha(git_ref) || fetcher.is_fresh(&stamp)) {
            return Ok(name);
        }
        if fetcher.is_offline() {
            return Err(self.unreachable("it is not in the cache, and maillon works offline"));
        }
        match self.download(fetcher, clone, url, git_ref, &name) {
            Ok(()) => write(&stamp, git_ref.as_bytes())?,
            // An old copy is better than none.
            Err(_) if known => {}
            Err(error) => return Err(error),
        }
        Ok(name)
    }

    fn download(
        &self,
        fetcher: &Fetcher,
        clone: &Path,
        url: &str,
        git_ref: &str,
        name: &str,
    ) -> Result<(), SourceError> {
        let git = open_clone(clone, url)?;
        let git_ref = self.exact_ref(fetcher, &git, git_ref)?;
        let refspec = format!("+{git_ref}:{name}");
        let args = [
            "fetch",
            "--quiet",
            "--depth=1",
            "--no-tags",
            "--filter=blob:none",
            "--no-write-fetch-head",
            "origin",
            &refspec,
        ];
        let answer = git.start(&args)?.wait_within(fetcher.options.timeout);
        let answer = answer.map_err(|error| self.unreachable(&error.to_string()))?;
        if answer.status.success() {
            return Ok(());
        }
        if answer.err.contains("couldn't find remote ref") || answer.err.contains("not our ref") {
            let what = format!("ref {git_ref} of {} {}", self.kind.noun(), self.path);
            return Err(SourceError::Missing { what });
        }
        Err(self.unreachable(&last_words(&answer)))
    }

    /// Resolves `~latest` and incomplete versions (`1`, `1.2`) of components.
    fn exact_ref(
        &self,
        fetcher: &Fetcher,
        git: &Git,
        git_ref: &str,
    ) -> Result<String, SourceError> {
        if self.kind == Kind::Folder || !version::is_open(git_ref) {
            return Ok(git_ref.to_owned());
        }
        let args = ["ls-remote", "--tags", "--heads", "--refs", "origin"];
        let answer = git.start(&args)?.wait_within(fetcher.options.timeout);
        let answer = answer.map_err(|error| self.unreachable(&error.to_string()))?;
        if !answer.status.success() {
            return Err(self.unreachable(&last_words(&answer)));
        }
        let refs = String::from_utf8_lossy(&answer.out).into_owned();
        let names = refs
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .map(|(_, name)| name);
        version::choose(git_ref, names).ok_or_else(|| SourceError::Missing {
            what: format!("version {git_ref} of project {}", self.path),
        })
    }

    fn unreachable(&self, why: &str) -> SourceError {
        let at = self
            .git_ref
            .map(|git_ref| format!(" at ref {git_ref}"))
            .unwrap_or_default();
        SourceError::Unreachable {
            what: format!("{} {}{at}", self.kind.noun(), self.path),
            why: why.to_owned(),
            hint: match self.kind {
                Kind::Include => override_hint(self.path, "FOLDER"),
                Kind::Folder => format!("give it by hand: --action {}=FOLDER", self.path),
            },
        }
    }
}

/// The clone in the cache: bare, of one commit per ref, files as they are needed.
fn open_clone(clone: &Path, url: &str) -> Result<Git, SourceError> {
    let git = Git::new(clone);
    if clone.join("HEAD").is_file() {
        return Ok(git);
    }
    fs::create_dir_all(clone).map_err(|error| SourceError::Io {
        doing: format!("make the folder {}", clone.display()),
        why: error.to_string(),
    })?;
    git.run(&["init", "--quiet", "--bare", "."])?;
    git.run(&["remote", "add", "origin", url])?;
    Ok(git)
}

/// What went wrong, in git's words.
fn last_words(answer: &Answer) -> String {
    reason(&answer.err).map_or_else(|| answer.status.to_string(), str::to_owned)
}

/// What git says last is the reason, before it stand warnings; but that it could not read is no news.
fn reason(said: &str) -> Option<&str> {
    let lines = || said.lines().filter(|line| !line.trim().is_empty());
    let fatal = || lines().filter(|line| line.starts_with("fatal:"));
    let news = |line: &&str| !line.starts_with("fatal: Could not read from remote");
    let last = fatal().rfind(news).or_else(|| fatal().next_back());
    last.or_else(|| lines().next_back())
}

fn is_sha(name: &str) -> bool {
    matches!(name.len(), 40 | 64) && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_what_git_says_last_that_is_news() {
        let check = |said: &str, expected: Option<&str>| assert_eq!(reason(said), expected);
        check("", None);
        check("warning: a\nfatal: b\n\n", Some("fatal: b"));
        check("fatal: a\nhint: b", Some("fatal: a"));
        check("error: a", Some("error: a"));
        let unread = "fatal: Could not read from remote repository.";
        check(
            &format!("fatal: no repository\n{unread}\n\nPlease"),
            Some("fatal: no repository"),
        );
        check(&format!("ssh: no route\n{unread}"), Some(unread));
    }
}
