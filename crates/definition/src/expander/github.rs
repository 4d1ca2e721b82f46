//! Decides late over GitHub jobs: conditions, matrices, called workflows.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_github::Labels;
use maillon_model::Diagnostic;

use super::Upstream;
use crate::request::{Child, ExpandRequest, Expander, Expansion, OutputsRequest};

/// Decides over the jobs of a run's workflows.
pub(super) struct GithubExpander {
    pub(super) upstream: Upstream,
    pub(super) labels: Labels,
}

impl Expander for GithubExpander {
    fn expand(&self, request: &ExpandRequest<'_>) -> Result<Expansion, Vec<Diagnostic>> {
        let decided = maillon_github::expand(&maillon_github::ExpandRequest {
            source: &self.upstream.source,
            trigger: &self.upstream.trigger,
            labels: &self.labels,
            pipeline: request.pipeline,
            job: request.job,
            settled: request.settled,
        })?;
        Ok(match decided {
            maillon_github::Expansion::Run => Expansion::Run,
            maillon_github::Expansion::Skip(reason) => Expansion::Skip(reason),
            maillon_github::Expansion::Child(pipeline) => Expansion::Child(Child {
                pipeline: Arc::new(pipeline),
                project: None,
            }),
        })
    }

    fn outputs(&self, request: &OutputsRequest<'_>) -> IndexMap<String, String> {
        maillon_github::outputs(&maillon_github::OutputsRequest {
            job: request.job,
            child: request.child,
            settled: request.settled,
            trigger: &self.upstream.trigger,
        })
    }
}
