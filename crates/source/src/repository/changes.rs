//! What changed. A run uses the working tree, so what is not committed yet counts as changed too.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Comparison;
use super::git::{Git, parts};
use super::local::Local;
use crate::contract::{Changes, SourceError};

/// Compares the working tree with the point that an event or `compare_to` says.
pub(super) fn changes(
    local: &Local,
    comparison: &Comparison,
    compare_to: Option<&str>,
) -> Result<Changes, SourceError> {
    let Some(git) = local.git() else {
        return Ok(Changes::NothingToCompare);
    };
    let base = match (compare_to, comparison) {
        (Some(name), _) => merge_base(&git, name)?,
        (None, Comparison::Push) => Some(local.facts()?.commit.before_sha.clone()),
        (None, Comparison::Since(sha)) => Some(sha.clone()),
        (None, Comparison::MergeRequest { target }) => merge_base(&git, target)?,
        (None, Comparison::Nothing) => None,
    };
    match base.filter(|base| base.bytes().any(|byte| byte != b'0')) {
        Some(base) => since(&git, &base),
        None => Ok(Changes::NothingToCompare),
    }
}

/// Where HEAD and a branch, tag or commit parted; None where they have nothing in common.
fn merge_base(git: &Git, name: &str) -> Result<Option<String>, SourceError> {
    let commit = resolve(git, name)?;
    let answer = git.ask(&["merge-base", &commit, "HEAD"])?;
    Ok(Some(answer.line()).filter(|line| answer.status.success() && !line.is_empty()))
}

/// The commit of a branch (here or at the origin), a tag, or a commit.
pub(super) fn resolve(git: &Git, name: &str) -> Result<String, SourceError> {
    let candidates = [
        format!("refs/heads/{name}"),
        format!("refs/remotes/origin/{name}"),
        format!("refs/tags/{name}"),
        name.to_owned(),
    ];
    // What begins with `-` would be an option.
    for candidate in candidates.iter().filter(|name| !name.starts_with('-')) {
        let revision = format!("{candidate}^{{commit}}");
        let answer = git.ask(&["rev-parse", "--quiet", "--verify", &revision])?;
        if answer.status.success() {
            return Ok(answer.line());
        }
    }
    let what = format!("branch, tag or commit {name}");
    Err(SourceError::Missing { what })
}

fn since(git: &Git, base: &str) -> Result<Changes, SourceError> {
    let diff = git.start(&[
        "diff",
        "--name-only",
        "-z",
        "--no-renames",
        "--no-ext-diff",
        base,
        "--",
    ])?;
    let untracked = git.start(&["ls-files", "-z", "--others", "--exclude-standard"])?;
    let diff = diff.wait()?.success();
    let untracked = untracked.wait()?.success()?;
    // A shallow clone lacks the commit before.
    let Ok(diff) = diff else {
        return Ok(Changes::NothingToCompare);
    };
    let paths: BTreeSet<&str> = parts(&diff).chain(parts(&untracked)).collect();
    let paths = paths.into_iter().map(str::to_owned).collect();
    Ok(Changes::Files(Arc::new(paths)))
}
