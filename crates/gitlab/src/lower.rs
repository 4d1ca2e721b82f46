//! A merged tree becomes a pipeline.

use std::sync::Arc;

use maillon_model::job::Body;
use maillon_model::{Diagnostic, Job, Pipeline, Trigger};
use maillon_source::Source;

use crate::compose::ArtifactReader;
use crate::rules::JobTrace;

/// What is loaded.
pub struct LoadRequest<'a> {
    /// The repository.
    pub source: &'a dyn Source,
    /// The definition in it.
    pub file: &'a str,
    /// Why a pipeline is made.
    pub trigger: &'a Trigger,
    /// A job whose rules are traced.
    pub explain: Option<&'a str>,
}

/// What came of it.
#[derive(Debug)]
pub struct Loaded {
    /// None where the definition is wrong.
    pub pipeline: Option<Pipeline>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
    /// Traces of the jobs that were asked for.
    pub traces: Vec<JobTrace>,
}

/// The pipeline of the job that triggers a child.
#[derive(Clone, Debug, Default)]
pub struct ParentContext {}

/// Makes the pipeline of a definition.
pub fn load(_request: &LoadRequest<'_>) -> Loaded {
    Loaded {
        pipeline: None,
        diagnostics: Vec::new(),
        traces: Vec::new(),
    }
}

/// Makes the child pipeline that a job triggers.
pub fn expand(
    _source: &Arc<dyn Source>,
    _trigger: &Trigger,
    _job: &Job,
    _request: &Body,
    _parent: &ParentContext,
    _upstream: &dyn ArtifactReader,
) -> Result<(Pipeline, Trigger), Vec<Diagnostic>> {
    Err(Vec::new())
}
