//! Decides late and makes child pipelines, each dialect in its own words.

mod github;
mod gitlab;

use std::sync::Arc;

use maillon_model::pipeline::Dialect;
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

/// The git repository behind a working tree, as the runner wants it.
pub(super) fn git(
    repository: &Repository,
    facts: &Facts,
) -> Result<Option<GitCheckout>, SourceError> {
    let Some(dirs) = repository.git_dirs() else {
        return Ok(None);
    };
    Ok(Some(GitCheckout {
        dirs: dirs.clone(),
        commit: facts.commit.sha.clone(),
        remote_url: facts.project.remote_url.clone(),
        submodules: repository.submodules()?,
    }))
}
