//! The git repository that a job finds in its workspace.

use maillon_model::Trigger;
use maillon_model::pipeline::Dialect;
use maillon_model::trigger::{GitRef, TriggerEvent};
use maillon_source::SourceError;
use maillon_source::repository::{Facts, GitDirs, Repository};

/// The git repository behind the working tree, for making a cheap `.git` in each workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitCheckout {
    /// Where git keeps its data.
    pub dirs: GitDirs,
    /// What HEAD points to; forty zeros where there is no commit yet.
    pub commit: String,
    /// The branch that HEAD is on; None: it is detached.
    pub branch: Option<String>,
    /// The address of `origin`; empty where there is none. Credentials in it are left out.
    pub remote_url: String,
    /// Paths of its submodules, relative to the working tree.
    pub submodules: Vec<String>,
}

/// What a job of the run finds checked out; None where there is no git repository.
pub fn checkout(
    repository: &Repository,
    facts: &Facts,
    dialect: Dialect,
    trigger: &Trigger,
) -> Result<Option<GitCheckout>, SourceError> {
    let git = git(repository, facts)?;
    Ok(git.map(|git| GitCheckout {
        branch: branch(dialect, trigger),
        ..git
    }))
}

/// The git repository behind a working tree, with a detached HEAD.
pub fn git(repository: &Repository, facts: &Facts) -> Result<Option<GitCheckout>, SourceError> {
    let Some(dirs) = repository.git_dirs() else {
        return Ok(None);
    };
    Ok(Some(GitCheckout {
        dirs: dirs.clone(),
        commit: facts.commit.sha.clone(),
        branch: None,
        remote_url: facts.project.remote_url.clone(),
        submodules: repository.submodules()?,
    }))
}

/// The branch that a job is on: `actions/checkout` puts it on the one that was pushed. GitLab's
/// runner checks a commit out, without a branch.
pub fn branch(dialect: Dialect, trigger: &Trigger) -> Option<String> {
    let merges = matches!(trigger.event, TriggerEvent::MergeRequest(_));
    match (dialect, &trigger.git_ref) {
        (Dialect::Github, GitRef::Branch(branch)) if !merges => Some(branch.clone()),
        _ => None,
    }
}
