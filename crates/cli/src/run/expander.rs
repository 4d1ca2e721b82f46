//! Makes child pipelines, in GitLab's words.

use std::sync::Arc;

use maillon_model::{Diagnostic, Pipeline, Trigger};
use maillon_runner::{ExpandRequest, Expander};
use maillon_source::Source;

/// Makes child pipelines of GitLab jobs.
pub(super) struct GitlabExpander {
    source: Arc<dyn Source>,
    trigger: Trigger,
}

impl GitlabExpander {
    /// For the pipeline of a trigger.
    pub(super) fn new(source: Arc<dyn Source>, trigger: Trigger) -> Self {
        Self { source, trigger }
    }
}

impl Expander for GitlabExpander {
    fn expand(&self, request: &ExpandRequest<'_>) -> Result<Arc<Pipeline>, Vec<Diagnostic>> {
        let _ = (&self.source, &self.trigger);
        Err(vec![Diagnostic::error(
            "gitlab/child",
            format!("`{}`: child pipelines are not there yet", request.job.name),
        )])
    }
}
