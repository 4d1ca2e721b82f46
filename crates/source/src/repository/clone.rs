//! Other repositories with their history: for `git` steps and shared libraries.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::git::Git;
use super::local::Local;
use crate::contract::{CloneOrder, Cloned, SourceError};

/// Makes `order.into` a clone at the wanted ref, or brings the clone that it is up to date. Files that git
/// does not track stay.
pub(super) fn clone_repository(
    local: &Local,
    order: &CloneOrder<'_>,
) -> Result<Cloned, SourceError> {
    let url = absolute(local, order.url);
    fs::create_dir_all(order.into).map_err(|error| SourceError::Io {
        doing: format!("make {}", order.into.display()),
        why: error.to_string(),
    })?;
    let key = order.key.map(key_file).transpose()?;
    let git = Git::new(order.into).with_env(access(
        order,
        key.as_ref().map(tempfile::NamedTempFile::path),
    ));
    prepare(&git, order.into, &url)?;
    fetch(&git, order.url)?;
    let found = find(&git, order)?;
    git.run(&["checkout", "--quiet", "--force", "--detach", &found.commit])?;
    Ok(found)
}

/// A path is meant from the repository's top.
fn absolute(local: &Local, url: &str) -> String {
    let path = local.root.join(url);
    if !url.contains(':') && path.is_dir() {
        return path.display().to_string();
    }
    url.to_owned()
}

fn prepare(git: &Git, into: &Path, url: &str) -> Result<(), SourceError> {
    if into.join(".git").exists() {
        git.run(&["remote", "set-url", "--", "origin", url])?;
        return Ok(());
    }
    git.run(&["init", "--quiet"])?;
    git.run(&["remote", "add", "--", "origin", url]).map(drop)
}

fn fetch(git: &Git, url: &str) -> Result<(), SourceError> {
    let refs = "+refs/heads/*:refs/remotes/origin/*";
    let answer = git.ask(&["fetch", "--quiet", "--tags", "--force", "origin", refs])?;
    if answer.status.success() {
        // Fails where the remote has no HEAD: then only a named ref can be found.
        git.ask(&["remote", "set-head", "origin", "--auto"])?;
        return Ok(());
    }
    Err(SourceError::Unreachable {
        what: format!("repository {url}"),
        why: answer.err.lines().last().unwrap_or("git failed").to_owned(),
        hint:
            "is the address right, and may you read it? Private repositories need `credentialsId`"
                .to_owned(),
    })
}

fn find(git: &Git, order: &CloneOrder<'_>) -> Result<Cloned, SourceError> {
    let wanted = order.git_ref.unwrap_or("HEAD");
    let name = wanted
        .trim_start_matches("*/")
        .trim_start_matches("refs/heads/")
        .trim_start_matches("origin/");
    let branch = format!("refs/remotes/origin/{name}");
    let tag = format!("refs/tags/{}", name.trim_start_matches("refs/tags/"));
    for (candidate, of) in [
        (branch.as_str(), Some(name)),
        (tag.as_str(), None),
        (name, None),
    ] {
        let commit = format!("{candidate}^{{commit}}");
        let answer = git.ask(&[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ])?;
        if answer.status.success() {
            return Ok(Cloned {
                commit: answer.line(),
                branch: of.map(str::to_owned).filter(|of| of != "HEAD"),
            });
        }
    }
    Err(SourceError::Missing {
        what: format!("{wanted} in {}", order.url),
    })
}

fn key_file(key: &str) -> Result<tempfile::NamedTempFile, SourceError> {
    let failed = |error: std::io::Error| SourceError::Io {
        doing: "write the ssh key".to_owned(),
        why: error.to_string(),
    };
    // Made for its owner alone.
    let mut file = tempfile::NamedTempFile::new().map_err(failed)?;
    file.write_all(key.trim_end().as_bytes()).map_err(failed)?;
    file.write_all(b"\n").map_err(failed)?;
    Ok(file)
}

/// Secrets reach git by its environment, never by arguments that others could see.
fn access(order: &CloneOrder<'_>, key: Option<&Path>) -> Vec<(String, String)> {
    let mut env = Vec::new();
    let mut set = |name: &str, value: &str| env.push((name.to_owned(), value.to_owned()));
    if let Some((user, password)) = order.login {
        set("MAILLON_GIT_USER", user);
        set("MAILLON_GIT_PASSWORD", password);
        set("GIT_CONFIG_COUNT", "1");
        set("GIT_CONFIG_KEY_0", "credential.helper");
        set(
            "GIT_CONFIG_VALUE_0",
            "!f() { echo \"username=$MAILLON_GIT_USER\"; echo \"password=$MAILLON_GIT_PASSWORD\"; }; f",
        );
    }
    if let Some(key) = key {
        let command = format!(
            "ssh -i '{}' -o IdentitiesOnly=yes -o BatchMode=yes",
            key.display()
        );
        set("GIT_SSH_COMMAND", &command);
    }
    env
}
