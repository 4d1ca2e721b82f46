//! Bare repositories: those that a server hosts, and its mirrors of others.

mod backend;
mod checkout;
mod commits;
mod diff;
mod merging;
mod mirror;

use std::fs;
use std::path::{Path, PathBuf};

use super::git::{Answer, Git};
use crate::contract::SourceError;

pub use backend::{Backend, BackendEnd, BackendRequest};
pub use checkout::WantedCommit;
pub use commits::{Ancestry, CommitInfo};
pub use diff::{Change, ChangeKind, Comparison};
pub use merging::{Merge, MergeTree};
pub use mirror::{Found, Remote};

/// A repository without a working tree.
#[derive(Clone, Debug)]
pub struct Bare {
    dir: PathBuf,
}

/// Where a branch or tag points.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RefAt {
    /// `refs/heads/main`
    pub name: String,
    /// The object: a commit, or an annotated tag.
    pub sha: String,
}

/// What became of a change of a ref.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updated {
    /// It points there now.
    Done,
    /// It pointed elsewhere than was thought, and was left as it is.
    Moved,
}

/// What holds for every git on a bare repository: nobody's hooks, nothing pruned that a run may still name.
const CONFIG: [(&str, &str); 3] = [
    ("core.hooksPath", "/dev/null"),
    ("gc.pruneExpire", "never"),
    ("commit.gpgSign", "false"),
];

impl Bare {
    /// Makes an empty repository whose HEAD is on a branch that is yet to be born. Whatever lies at `dir` is
    /// removed: it belongs to nobody any more.
    pub fn create(dir: &Path, branch: &str) -> Result<Self, SourceError> {
        Self::remove(dir)?;
        fs::create_dir_all(dir).map_err(|error| SourceError::Io {
            doing: format!("make {}", dir.display()),
            why: error.to_string(),
        })?;
        let head = format!("--initial-branch={branch}");
        let path = dir.display().to_string();
        Git::new(dir).run(&[
            "init",
            "--quiet",
            "--bare",
            "--template=",
            &head,
            "--",
            &path,
        ])?;
        Self::open(dir)
    }

    /// Opens one that exists.
    pub fn open(dir: &Path) -> Result<Self, SourceError> {
        if dir.join("HEAD").is_file() {
            return Ok(Self {
                dir: dir.to_owned(),
            });
        }
        Err(SourceError::Missing {
            what: format!("repository {}", dir.display()),
        })
    }

    /// Removes the folder of a repository; it may be missing. A name that is free again is free at once.
    pub fn remove(dir: &Path) -> Result<(), SourceError> {
        let gone = dir.with_extension("removed");
        let failed = |error: std::io::Error| SourceError::Io {
            doing: format!("remove {}", dir.display()),
            why: error.to_string(),
        };
        if gone.exists() {
            fs::remove_dir_all(&gone).map_err(failed)?;
        }
        if !dir.exists() {
            return Ok(());
        }
        fs::rename(dir, &gone).map_err(failed)?;
        fs::remove_dir_all(&gone).map_err(failed)
    }

    /// Its folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Branches and tags, by name.
    pub fn refs(&self) -> Result<Vec<RefAt>, SourceError> {
        self.list(&["refs/heads", "refs/tags"])
    }

    /// Where these refs point; those that do not exist are left out.
    pub fn refs_named(&self, names: &[&str]) -> Result<Vec<RefAt>, SourceError> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = self.list(names)?;
        // A pattern also finds what stands below it.
        found.retain(|found| names.contains(&found.name.as_str()));
        Ok(found)
    }

    fn list(&self, patterns: &[&str]) -> Result<Vec<RefAt>, SourceError> {
        let mut args = vec!["for-each-ref", "--format=%(objectname) %(refname)", "--"];
        args.extend(patterns);
        let out = self.git().run(&args)?;
        let lines = String::from_utf8_lossy(&out);
        let refs = lines.lines().filter_map(|line| line.split_once(' '));
        let refs = refs.map(|(sha, name)| RefAt {
            name: name.to_owned(),
            sha: sha.to_owned(),
        });
        Ok(refs.collect())
    }

    /// Points a ref to a commit, if it still points to `old` (None: if it does not exist yet).
    pub fn update_ref(
        &self,
        name: &str,
        new: &str,
        old: Option<&str>,
    ) -> Result<Updated, SourceError> {
        let none = "0".repeat(new.len());
        let expected = old.unwrap_or(&none);
        let answer = self.git().ask(&["update-ref", "--", name, new, expected])?;
        self.judge(answer, name, old)
    }

    /// Removes a ref, if it still points to `old`.
    pub fn delete_ref(&self, name: &str, old: &str) -> Result<Updated, SourceError> {
        let answer = self.git().ask(&["update-ref", "-d", name, old])?;
        self.judge(answer, name, Some(old))
    }

    fn judge(&self, answer: Answer, name: &str, old: Option<&str>) -> Result<Updated, SourceError> {
        if answer.status.success() {
            return Ok(Updated::Done);
        }
        let found = self.refs_named(&[name])?;
        let now = found.first().map(|found| found.sha.as_str());
        if now == old {
            return Err(answer.into_error());
        }
        Ok(Updated::Moved)
    }

    /// Points HEAD to a branch, which clones then check out.
    pub fn set_head(&self, branch: &str) -> Result<(), SourceError> {
        let name = format!("refs/heads/{branch}");
        self.git().run(&["symbolic-ref", "HEAD", &name]).map(drop)
    }

    /// git here, with nobody's hooks.
    fn git(&self) -> Git {
        self.git_with(&[], Vec::new())
    }

    /// The same with more settings and variables.
    fn git_with(&self, config: &[(&str, &str)], env: Vec<(String, String)>) -> Git {
        let mut all = vec![("GIT_DIR".to_owned(), self.dir.display().to_string())];
        let settings: Vec<_> = CONFIG.iter().chain(config).copied().collect();
        all.push(("GIT_CONFIG_COUNT".to_owned(), settings.len().to_string()));
        for (index, (key, value)) in settings.iter().enumerate() {
            all.push((format!("GIT_CONFIG_KEY_{index}"), (*key).to_owned()));
            all.push((format!("GIT_CONFIG_VALUE_{index}"), (*value).to_owned()));
        }
        all.extend(env);
        Git::new(&self.dir).with_env(all)
    }
}

/// Whether git takes this as the short name of a branch or tag.
pub fn is_ref_name(name: &str) -> bool {
    let bad = |c: char| c.is_ascii_control() || " ~^:?*[\\".contains(c);
    let part = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && !part.to_ascii_lowercase().ends_with(".lock")
    };
    !name.is_empty()
        && name.len() <= 200
        && name != "@"
        && name != "HEAD"
        && !name.starts_with('-')
        && !name.ends_with('.')
        && !name.contains("..")
        && !name.contains("@{")
        && !name.contains(bad)
        && name.split('/').all(part)
}

#[cfg(test)]
mod tests {
    use super::is_ref_name;

    #[test]
    fn names_of_branches_are_those_of_git() {
        for good in ["main", "feature/x", "v1.0", "release-2", "ü", "a@b"] {
            assert!(is_ref_name(good), "{good}");
        }
        for bad in [
            "", "-x", "a..b", "a b", "a~1", "/a", "a/", "a//b", ".a", "a/.b", "a.lock", "a.", "@",
            "HEAD", "a@{1}", "a\n", "a:b", "a^", "a*",
        ] {
            assert!(!is_ref_name(bad), "{bad}");
        }
    }
}
