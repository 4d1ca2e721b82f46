//! Decides late and makes child pipelines, each dialect in its own words.

mod github;
mod gitlab;

use std::sync::Arc;

use maillon_model::Trigger;
use maillon_model::pipeline::Dialect;
use maillon_model::trigger::{GitRef, TriggerEvent};
use maillon_runner::{Expander, GitCheckout};
use maillon_source::SourceError;
use maillon_source::repository::{Facts, Options, Repository};

use crate::prepare::Prepared;
use github::GithubExpander;
use gitlab::GitlabExpander;

/// What decides over the jobs of a definition. `options` say how other projects are opened.
pub(super) fn of(prepared: &Prepared, options: Options) -> Arc<dyn Expander> {
    let (source, trigger) = (Arc::clone(&prepared.source), prepared.trigger.clone());
    match prepared.definition.dialect {
        Dialect::Github => Arc::new(GithubExpander {
            source,
            trigger,
            labels: prepared.labels.clone(),
        }),
        Dialect::Gitlab | Dialect::Jenkins => {
            Arc::new(GitlabExpander::new(source, trigger, options))
        }
    }
}

/// What a job of the run finds checked out.
pub(super) fn checkout(prepared: &Prepared) -> Result<Option<GitCheckout>, SourceError> {
    let git = git(&prepared.repository, &prepared.facts)?;
    Ok(git.map(|git| GitCheckout {
        branch: branch(prepared.definition.dialect, &prepared.trigger),
        ..git
    }))
}

/// The git repository behind a working tree, as the runner wants it.
fn git(repository: &Repository, facts: &Facts) -> Result<Option<GitCheckout>, SourceError> {
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
fn branch(dialect: Dialect, trigger: &Trigger) -> Option<String> {
    let merges = matches!(trigger.event, TriggerEvent::MergeRequest(_));
    match (dialect, &trigger.git_ref) {
        (Dialect::Github, GitRef::Branch(branch)) if !merges => Some(branch.clone()),
        _ => None,
    }
}
