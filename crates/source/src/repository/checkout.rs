//! A working tree of a commit of a bare repository, for reading definitions: its objects stay where they are.

use std::fs;
use std::path::{Path, PathBuf};

use super::git::Git;
use crate::contract::SourceError;

/// What is checked out.
#[derive(Clone, Copy, Debug)]
pub struct CheckoutOrder<'a> {
    /// The bare repository. It must stay as long as the working tree is used.
    pub bare: &'a Path,
    /// The commit.
    pub sha: &'a str,
    /// What `origin` is called. Holds no credentials.
    pub remote_url: &'a str,
    /// The branch that counts as the default one.
    pub default_branch: &'a str,
}

/// Makes `to` a working tree of the commit, with all branches and tags. One that is there already for the same
/// commit is taken as it is. Seen from outside it is there whole or not at all.
pub fn check_out(order: &CheckoutOrder<'_>, to: &Path) -> Result<(), SourceError> {
    if is_at(to, order.sha) {
        return Ok(());
    }
    let made = beside(to)?;
    let done = make(order, &made).and_then(|()| put(&made, to, order.sha));
    if done.is_err() {
        // What stays behind is found by whoever removes old ones.
        let _ = fs::remove_dir_all(&made);
    }
    done
}

/// The commit that a ref of a bare repository leads to; None: there is no such ref.
pub fn commit_of(bare: &Path, name: &str) -> Result<Option<String>, SourceError> {
    let revision = format!("{name}^{{commit}}");
    let answer = Git::new(bare).ask(&["rev-parse", "--quiet", "--verify", &revision])?;
    Ok(Some(answer.line()).filter(|_| answer.status.success()))
}

fn is_at(folder: &Path, sha: &str) -> bool {
    let head = fs::read_to_string(folder.join(".git/HEAD"));
    head.is_ok_and(|head| head.trim() == sha)
}

/// A folder of its own for each who makes one at the same time.
fn beside(to: &Path) -> Result<PathBuf, SourceError> {
    let parent = to.parent().unwrap_or(Path::new("."));
    let failed = |error: std::io::Error| SourceError::Io {
        doing: format!("make a folder in {}", parent.display()),
        why: error.to_string(),
    };
    fs::create_dir_all(parent).map_err(failed)?;
    let made = tempfile::Builder::new().prefix("new-").tempdir_in(parent);
    Ok(made.map_err(failed)?.keep())
}

fn make(order: &CheckoutOrder<'_>, made: &Path) -> Result<(), SourceError> {
    let from = order.bare.display().to_string();
    let git = Git::new(made);
    git.run(&[
        "clone",
        "--quiet",
        "--shared",
        "--no-checkout",
        "--",
        &from,
        ".",
    ])?;
    git.run(&["remote", "set-url", "--", "origin", order.remote_url])?;
    let default = format!("refs/remotes/origin/{}", order.default_branch);
    git.run(&["symbolic-ref", "refs/remotes/origin/HEAD", &default])?;
    let checkout = ["checkout", "--quiet", "--force", "--detach", order.sha];
    git.run(&checkout).map(drop)
}

/// Whoever was quicker with the same commit wins.
fn put(made: &Path, to: &Path, sha: &str) -> Result<(), SourceError> {
    if to.exists() && !is_at(to, sha) {
        fs::remove_dir_all(to).map_err(|error| SourceError::Io {
            doing: format!("remove {}", to.display()),
            why: error.to_string(),
        })?;
    }
    match fs::rename(made, to) {
        Ok(()) => Ok(()),
        Err(_) if is_at(to, sha) => {
            // The other one is as good.
            let _ = fs::remove_dir_all(made);
            Ok(())
        }
        Err(error) => Err(SourceError::Io {
            doing: format!("make {}", to.display()),
            why: error.to_string(),
        }),
    }
}
