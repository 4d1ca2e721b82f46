//! Makes child pipelines, in GitLab's words.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use maillon_model::job::Work;
use maillon_model::{Diagnostic, JobId, Pipeline, Trigger};
use maillon_runner::{ExpandRequest, Expander};
use maillon_source::Source;

/// Makes child pipelines of GitLab jobs.
pub(super) struct GitlabExpander {
    source: Arc<dyn Source>,
    root: Trigger,
    /// What the child pipelines were made for, by the job that triggered them.
    children: Mutex<HashMap<JobId, Trigger>>,
}

impl GitlabExpander {
    /// For the pipeline of a trigger.
    pub(super) fn new(source: Arc<dyn Source>, trigger: Trigger) -> Self {
        Self {
            source,
            root: trigger,
            children: Mutex::default(),
        }
    }

    fn trigger(&self, parent: Option<JobId>) -> Trigger {
        let children = self.children.lock().unwrap_or_else(PoisonError::into_inner);
        let of = |parent| children.get(&parent).cloned();
        parent.and_then(of).unwrap_or_else(|| self.root.clone())
    }
}

impl Expander for GitlabExpander {
    fn expand(&self, request: &ExpandRequest<'_>) -> Result<Arc<Pipeline>, Vec<Diagnostic>> {
        let Work::Child { request: body, .. } = &request.job.work else {
            return Err(vec![no_child(request)]);
        };
        let (pipeline, trigger) = maillon_gitlab::expand(
            &self.source,
            &self.trigger(request.parent),
            request.job,
            request.id,
            body,
            request.upstream,
        )?;
        let mut children = self.children.lock().unwrap_or_else(PoisonError::into_inner);
        children.insert(request.id, trigger);
        Ok(Arc::new(pipeline))
    }
}

fn no_child(request: &ExpandRequest<'_>) -> Diagnostic {
    let message = format!(
        "`{}` triggers no pipeline: a mistake in maillon",
        request.job.name
    );
    Diagnostic::error("cli/no-child", message)
}
