//! Repositories elsewhere, fetched into a bare one.

use std::time::Duration;

use super::super::address::without_secrets;
use super::super::git::{Answer, Git};
use super::Bare;
use crate::contract::SourceError;

/// A repository elsewhere.
#[derive(Clone, Copy)]
pub struct Remote<'a> {
    /// A path, or an address for ssh or https.
    pub url: &'a str,
    /// User and password or token, for https. They reach git by its environment alone.
    pub login: Option<(&'a str, &'a str)>,
    /// The longest that it may take.
    pub limit: Duration,
}

/// What a remote repository says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The branch that its HEAD is on; None: it has no commit yet.
    pub default_branch: Option<String>,
}

/// What is mirrored.
const REFS: [&str; 2] = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];

impl Bare {
    /// Brings all branches and tags to where they are at the remote.
    pub fn mirror(&self, remote: &Remote<'_>) -> Result<(), SourceError> {
        self.fetch(remote, &["--prune", "--no-tags"], &REFS)
    }

    /// Fetches one more ref of the remote: `refs/pull/7/head`.
    pub fn fetch_ref(&self, remote: &Remote<'_>, name: &str) -> Result<(), SourceError> {
        self.fetch(remote, &["--no-tags"], &[&format!("+{name}:{name}")])
    }

    /// Fetches what a refspec says.
    pub(super) fn fetch_spec(&self, remote: &Remote<'_>, spec: &str) -> Result<(), SourceError> {
        self.fetch(remote, &["--no-tags"], &[spec])
    }

    fn fetch(&self, remote: &Remote<'_>, how: &[&str], refs: &[&str]) -> Result<(), SourceError> {
        let mut args = vec!["fetch", "--quiet", "--force", "--no-write-fetch-head"];
        args.extend(how);
        args.extend(["--end-of-options", remote.url]);
        args.extend(refs);
        self.at(remote)
            .start(&args)?
            .wait_within(remote.limit)
            .and_then(|answer| judge(remote, answer).map(drop))
    }

    /// Asks a remote what it is, without fetching anything.
    pub fn look(&self, remote: &Remote<'_>) -> Result<Found, SourceError> {
        let args = [
            "ls-remote",
            "--symref",
            "--end-of-options",
            remote.url,
            "HEAD",
        ];
        let answer = self.at(remote).start(&args)?.wait_within(remote.limit)?;
        let answer = judge(remote, answer)?;
        let out = String::from_utf8_lossy(&answer.out);
        let head = out.lines().find_map(|line| {
            line.strip_prefix("ref: refs/heads/")?
                .strip_suffix("\tHEAD")
        });
        Ok(Found {
            default_branch: head.map(str::to_owned),
        })
    }

    /// git that may open the remote, and asks nobody.
    fn at(&self, remote: &Remote<'_>) -> Git {
        let fixed = [
            ("GIT_ALLOW_PROTOCOL", "file:http:https:ssh"),
            ("SSH_ASKPASS", "false"),
            ("SSH_ASKPASS_REQUIRE", "force"),
            ("GIT_ASKPASS", "false"),
        ];
        let mut env: Vec<_> = fixed
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let Some((user, password)) = remote.login else {
            return self.git_with(&[], env);
        };
        env.push(("MAILLON_GIT_USER".to_owned(), user.to_owned()));
        env.push(("MAILLON_GIT_PASSWORD".to_owned(), password.to_owned()));
        // An empty helper forgets those of the configuration: they would learn this password.
        let helpers = [("credential.helper", ""), ("credential.helper", HELPER)];
        self.git_with(&helpers, env)
    }
}

/// Answers git's question for credentials from the environment.
const HELPER: &str = "!f() { test \"$1\" = get || exit 0; echo \"username=$MAILLON_GIT_USER\"; \
     echo \"password=$MAILLON_GIT_PASSWORD\"; }; f";

fn judge(remote: &Remote<'_>, answer: Answer) -> Result<Answer, SourceError> {
    if answer.status.success() {
        return Ok(answer);
    }
    let mut told = answer
        .err
        .lines()
        .rev()
        .filter(|line| !line.trim().is_empty());
    Err(SourceError::Unreachable {
        what: format!("repository {}", without_secrets(remote.url)),
        why: without_secrets(told.next().unwrap_or("git failed")),
        hint: "is the address right, and may the server read it?".to_owned(),
    })
}
