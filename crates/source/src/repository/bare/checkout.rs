//! A commit of a bare repository as files, in a working tree that is kept for the next one.

use std::fs;
use std::path::Path;

use super::super::git::Git;
use super::{Bare, Remote};
use crate::contract::SourceError;

/// A commit, and the ref that leads to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantedCommit<'a> {
    /// The commit.
    pub sha: &'a str,
    /// `refs/heads/main`
    pub git_ref: &'a str,
}

impl Bare {
    /// Whether it has a commit with all that belongs to it, as far as can be told quickly.
    pub fn has_commit(&self, sha: &str) -> bool {
        let name = format!("{sha}^{{commit}}");
        let asked = self
            .git_with(&[], Vec::new())
            .ask(&["cat-file", "-e", &name]);
        asked.is_ok_and(|answer| answer.status.success())
    }

    /// Brings a commit from a remote, with all branches and tags; nothing where it is there already.
    pub fn bring(&self, remote: &Remote<'_>, wanted: WantedCommit<'_>) -> Result<(), SourceError> {
        if self.has_commit(wanted.sha) {
            return Ok(());
        }
        self.mirror(remote)?;
        // Merge requests, and commits whose branch was changed or removed since.
        for name in [wanted.git_ref, wanted.sha] {
            if self.has_commit(wanted.sha) {
                return Ok(());
            }
            if name.starts_with("refs/heads/") || name.starts_with("refs/tags/") {
                continue;
            }
            let into = format!("refs/maillon/{}", wanted.sha);
            let spec = format!("+{name}:{into}");
            self.fetch_spec(remote, &spec)?;
        }
        if self.has_commit(wanted.sha) {
            return Ok(());
        }
        Err(SourceError::Missing {
            what: format!("commit {} of {}", wanted.sha, wanted.git_ref),
        })
    }

    /// Makes a folder the working tree of a commit: what was there of another one is changed, what git does not
    /// know goes. Only one process at a time may do it in one folder.
    pub fn checkout(&self, sha: &str, into: &Path) -> Result<(), SourceError> {
        if head(into).as_deref() == Some(sha) {
            return Ok(());
        }
        if into.join(".git").is_file() && change(sha, into).is_ok() {
            return Ok(());
        }
        self.checkout_anew(sha, into)
    }

    fn checkout_anew(&self, sha: &str, into: &Path) -> Result<(), SourceError> {
        let failed = |error: std::io::Error| SourceError::Io {
            doing: format!("make {}", into.display()),
            why: error.to_string(),
        };
        if into.exists() {
            fs::remove_dir_all(into).map_err(failed)?;
        }
        if let Some(parent) = into.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        let path = into.display().to_string();
        let git = self.git_with(&[], Vec::new());
        let add = ["worktree", "add", "--quiet", "--force", "--detach"];
        let done = git.run(&[add.as_slice(), &["--", &path, sha]].concat());
        if done.is_err() {
            // A tree that is half there would be taken for a whole one.
            let _ = fs::remove_dir_all(into);
        }
        done.map(drop)
    }
}

/// The commit that a detached working tree is at, as its last checkout left it.
fn head(tree: &Path) -> Option<String> {
    let text = fs::read_to_string(tree.join(".git")).ok()?;
    let folder = Path::new(text.strip_prefix("gitdir:")?.trim());
    // While git changes the files, the index is locked.
    if folder.join("index.lock").exists() || !folder.join("index").exists() {
        return None;
    }
    let head = fs::read_to_string(folder.join("HEAD")).ok()?;
    Some(head.trim().to_owned())
}

fn hooks_off() -> Vec<(String, String)> {
    [
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "core.hooksPath"),
        ("GIT_CONFIG_VALUE_0", "/dev/null"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

fn change(sha: &str, tree: &Path) -> Result<(), SourceError> {
    let git = Git::new(tree).with_env(hooks_off());
    git.run(&["checkout", "--quiet", "--force", "--detach", sha])?;
    git.run(&["clean", "-ffdxq"]).map(drop)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    struct Origin(tempfile::TempDir);

    impl Origin {
        fn new() -> Self {
            let origin = Self(tempfile::tempdir().unwrap());
            origin.git(&["init", "--quiet", "--initial-branch=main"]);
            origin
        }

        fn git(&self, args: &[&str]) -> String {
            let who = ["-c", "user.name=n", "-c", "user.email=e"];
            let out = Git::new(self.0.path()).run(&[&who, args].concat()).unwrap();
            String::from_utf8(out).unwrap().trim().to_owned()
        }

        fn commit(&self, name: &str, content: &str) -> String {
            fs::write(self.0.path().join(name), content).unwrap();
            self.git(&["add", "-A"]);
            self.git(&["commit", "--quiet", "-m", name]);
            self.git(&["rev-parse", "HEAD"])
        }

        fn bring(&self, bare: &Bare, sha: &str, git_ref: &str) -> Result<(), SourceError> {
            let url = self.0.path().display().to_string();
            let remote = Remote {
                url: &url,
                login: None,
                limit: Duration::from_mins(1),
            };
            bare.bring(&remote, WantedCommit { sha, git_ref })
        }
    }

    #[test]
    fn a_commit_is_brought_and_checked_out_and_the_tree_is_changed_to_the_next() {
        let (origin, folder) = (Origin::new(), tempfile::tempdir().unwrap());
        let bare = Bare::create(&folder.path().join("mirror.git"), "main").unwrap();
        let tree = folder.path().join("tree");
        let first = origin.commit("a", "1");
        origin.bring(&bare, &first, "refs/heads/main").unwrap();
        bare.checkout(&first, &tree).unwrap();
        assert_eq!(fs::read_to_string(tree.join("a")).unwrap(), "1");
        let second = origin.commit("b", "2");
        assert!(!bare.has_commit(&second));
        origin.bring(&bare, &second, "refs/heads/main").unwrap();
        fs::write(tree.join("litter"), "").unwrap();
        bare.checkout(&second, &tree).unwrap();
        assert!(tree.join("b").exists() && !tree.join("litter").exists());
        bare.checkout(&first, &tree).unwrap();
        assert!(!tree.join("b").exists());
        fs::remove_dir_all(&tree).unwrap();
        bare.checkout(&second, &tree).unwrap();
        assert!(tree.join("b").exists());
    }

    #[test]
    fn a_commit_of_another_ref_is_brought_by_it() {
        let (origin, folder) = (Origin::new(), tempfile::tempdir().unwrap());
        let bare = Bare::create(&folder.path().join("mirror.git"), "main").unwrap();
        origin.commit("a", "1");
        let request = origin.commit("b", "2");
        origin.git(&["update-ref", "refs/merge-requests/1/head", &request]);
        origin.git(&["reset", "--quiet", "--hard", "HEAD^"]);
        origin
            .bring(&bare, &request, "refs/merge-requests/1/head")
            .unwrap();
        assert!(bare.has_commit(&request));
        let missing = "1".repeat(40);
        origin
            .bring(&bare, &missing, "refs/heads/main")
            .unwrap_err();
    }
}
