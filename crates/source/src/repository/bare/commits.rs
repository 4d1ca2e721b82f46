//! Commits of a bare repository.

use super::Bare;
use crate::contract::SourceError;

/// What is known of a commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitInfo {
    /// Its id.
    pub sha: String,
    /// Its parents.
    pub parents: Vec<String>,
    /// `Jane Doe`
    pub author_name: String,
    /// `jane@example.com`
    pub author_email: String,
    /// Its whole message.
    pub message: String,
}

impl CommitInfo {
    /// The message's first line.
    pub fn title(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }
}

impl Bare {
    /// The commit that a name leads to, also through an annotated tag; None: it leads to none.
    pub fn commit(&self, name: &str) -> Result<Option<CommitInfo>, SourceError> {
        let Some(sha) = self.resolve(name)? else {
            return Ok(None);
        };
        let out = self.git().run(&[
            "log",
            "-1",
            "--no-show-signature",
            "--format=%P%x00%an%x00%ae%x00%B",
            &sha,
            "--",
        ])?;
        let text = String::from_utf8_lossy(&out);
        let mut fields = text.splitn(4, '\0').map(str::to_owned);
        let mut field = || fields.next().unwrap_or_default();
        Ok(Some(CommitInfo {
            sha,
            parents: field().split_whitespace().map(str::to_owned).collect(),
            author_name: field(),
            author_email: field(),
            message: field().trim_end().to_owned(),
        }))
    }

    /// The id of the commit that a name leads to.
    pub fn resolve(&self, name: &str) -> Result<Option<String>, SourceError> {
        let commit = format!("{name}^{{commit}}");
        let asked = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ];
        let answer = self.git().ask(&asked)?;
        Ok(answer.status.success().then(|| answer.line()))
    }

    /// Whether one commit is among the ancestors of another, or the same.
    pub fn contains(&self, descendant: &str, ancestor: &str) -> Result<Ancestry, SourceError> {
        let asked = ["merge-base", "--is-ancestor", ancestor, descendant];
        let answer = self.git().ask(&asked)?;
        match answer.status.code() {
            Some(0) => Ok(Ancestry::Contained),
            Some(1) => Ok(Ancestry::Apart),
            _ => Err(answer.into_error()),
        }
    }
}

/// How two commits stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ancestry {
    /// The one has the other among its ancestors, or is the same.
    Contained,
    /// It has not.
    Apart,
}
