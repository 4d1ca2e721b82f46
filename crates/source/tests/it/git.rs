//! Real repositories in temporary folders.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use maillon_model::Timestamp;
use maillon_source::repository::{Options, Repository};
use tempfile::TempDir;

/// A folder that goes when the test ends, with a repository in `tree` and a cache in `cache`.
pub(crate) struct Place {
    dir: TempDir,
}

impl Place {
    /// An empty repository on branch `main`.
    pub(crate) fn new() -> Self {
        let place = Self::without_git();
        place.git(&["init", "--quiet", "--initial-branch=main"]);
        place
    }

    pub(crate) fn without_git() -> Self {
        let dir = TempDir::new().unwrap();
        fs::create_dir(dir.path().join("tree")).unwrap();
        Self { dir }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn tree(&self) -> PathBuf {
        self.path("tree")
    }

    pub(crate) fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.tree().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Commits everything.
    pub(crate) fn commit(&self, message: &str) -> &Self {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self
    }

    pub(crate) fn git(&self, args: &[&str]) -> String {
        git(&self.tree(), args)
    }

    pub(crate) fn options(&self) -> Options {
        Options::new(self.path("cache"), Timestamp(1_700_000_000_000))
    }

    pub(crate) fn open(&self) -> Repository {
        Repository::open(&self.tree(), self.options()).unwrap()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests make repositories with git itself"
)]
pub(crate) fn git(dir: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=Jane Doe",
            "-c",
            "user.email=jane@example.com",
        ])
        .args(["-c", "protocol.file.allow=always"])
        .args(args)
        .current_dir(dir)
        .env("GIT_AUTHOR_DATE", "2024-01-02T03:04:05+01:00")
        .env("GIT_COMMITTER_DATE", "2024-01-02T03:04:05+01:00")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "git {args:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
