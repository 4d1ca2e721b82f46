//! Decides late and makes child pipelines, each dialect in its own words.

mod github;
mod gitlab;

use std::sync::Arc;

use maillon_github::Labels;
use maillon_model::Trigger;
use maillon_model::pipeline::Dialect;
use maillon_source::Source;

use crate::request::Expander;
use github::GithubExpander;
pub use gitlab::{GitlabExpander, OtherTree, Projects, Upstream};

/// What late decisions over a run's jobs are made from.
pub struct Deciding {
    /// What the definition was read from.
    pub source: Arc<dyn Source>,
    /// What the pipeline was made for.
    pub trigger: Trigger,
    /// What `runs-on` means here.
    pub labels: Labels,
    /// Where other projects are found.
    pub projects: Arc<dyn Projects>,
}

/// What decides over the jobs of a definition.
pub fn expander(dialect: Dialect, from: Deciding) -> Arc<dyn Expander> {
    let upstream = Upstream {
        trigger: from.trigger,
        source: from.source,
    };
    match dialect {
        Dialect::Github => Arc::new(GithubExpander {
            upstream,
            labels: from.labels,
        }),
        Dialect::Gitlab | Dialect::Jenkins => {
            Arc::new(GitlabExpander::new(upstream, from.projects))
        }
    }
}
