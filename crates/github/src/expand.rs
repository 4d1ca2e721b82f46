//! What is decided late: conditions on upstream results, matrices made of outputs, called workflows.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::spec::Settled;
use maillon_model::{Diagnostic, Job, Pipeline, Trigger};
use maillon_source::Source;

use crate::labels::Labels;

/// A job that waits for a decision.
pub struct ExpandRequest<'a> {
    /// The repository.
    pub source: &'a Arc<dyn Source>,
    /// Why the run's pipeline is made.
    pub trigger: &'a Trigger,
    /// What `runs-on` means here.
    pub labels: &'a Labels,
    /// The pipeline that the job stands in.
    pub pipeline: &'a Pipeline,
    /// The job.
    pub job: &'a Job,
    /// The jobs of that pipeline that have ended.
    pub settled: &'a [Settled],
}

/// What becomes of it.
#[derive(Debug)]
pub enum Expansion {
    /// It runs.
    Run,
    /// It does not, for this reason.
    Skip(String),
    /// These jobs take its place.
    Child(Pipeline),
}

/// Decides over a job once everything that it needs has ended.
pub fn expand(request: &ExpandRequest<'_>) -> Result<Expansion, Vec<Diagnostic>> {
    let _ = request;
    Ok(Expansion::Run)
}

/// A job whose place was taken by a pipeline that has ended.
pub struct OutputsRequest<'a> {
    /// The job.
    pub job: &'a Job,
    /// What took its place.
    pub child: &'a Pipeline,
    /// How the jobs of that ended, in the order in which they did.
    pub settled: &'a [Settled],
    /// Why the run's pipeline is made.
    pub trigger: &'a Trigger,
}

/// The outputs of a job whose place was taken: those of a called workflow, or of a matrix's cells (the
/// last to set one wins).
pub fn outputs(request: &OutputsRequest<'_>) -> IndexMap<String, String> {
    let _ = request;
    IndexMap::new()
}
