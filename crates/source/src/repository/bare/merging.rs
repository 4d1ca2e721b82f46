//! Merges without a working tree.

use super::Bare;
use super::commits::Ancestry;
use crate::contract::SourceError;

/// What a merge would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeTree {
    /// The target has the commit already.
    Nothing,
    /// The target's tip is an ancestor: its ref can simply be moved.
    FastForward,
    /// A merge commit with this tree.
    Tree(String),
    /// These files were changed on both sides.
    Conflicts(Vec<String>),
    /// The histories have nothing in common.
    Unrelated,
}

/// A merge commit to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge<'a> {
    /// Its tree.
    pub tree: &'a str,
    /// The target's tip.
    pub target: &'a str,
    /// The merged commit.
    pub source: &'a str,
    /// Its message.
    pub message: &'a str,
    /// Who merges.
    pub name: &'a str,
    /// Their address.
    pub email: &'a str,
}

impl Bare {
    /// Tries to merge `source` into `target`; changes no ref.
    pub fn merge_tree(&self, target: &str, source: &str) -> Result<MergeTree, SourceError> {
        if self.contains(target, source)? == Ancestry::Contained {
            return Ok(MergeTree::Nothing);
        }
        if self.contains(source, target)? == Ancestry::Contained {
            return Ok(MergeTree::FastForward);
        }
        if !self
            .git()
            .ask(&["merge-base", target, source])?
            .status
            .success()
        {
            return Ok(MergeTree::Unrelated);
        }
        let git = self.git();
        let answer = git.ask(&[
            "merge-tree",
            "--write-tree",
            "--name-only",
            "--no-messages",
            "-z",
            target,
            source,
        ])?;
        let out = String::from_utf8_lossy(&answer.out);
        let mut parts = out.split('\0').filter(|part| !part.is_empty());
        match answer.status.code() {
            Some(0) => Ok(MergeTree::Tree(parts.next().unwrap_or_default().to_owned())),
            Some(1) => Ok(MergeTree::Conflicts(
                parts.skip(1).map(str::to_owned).collect(),
            )),
            _ => Err(answer.into_error()),
        }
    }

    /// Makes a merge commit; its id. No ref points to it yet.
    pub fn merge_commit(&self, merge: &Merge<'_>) -> Result<String, SourceError> {
        let env = [
            ("GIT_AUTHOR_NAME", merge.name),
            ("GIT_AUTHOR_EMAIL", merge.email),
            ("GIT_COMMITTER_NAME", merge.name),
            ("GIT_COMMITTER_EMAIL", merge.email),
        ];
        let env = env.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let answer = self.git_with(&[], env.into()).ask(&[
            "commit-tree",
            merge.tree,
            "-p",
            merge.target,
            "-p",
            merge.source,
            "-m",
            merge.message,
        ])?;
        let sha = answer.line();
        answer.success().map(|_| sha)
    }
}
