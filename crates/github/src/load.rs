//! Workflow files become a pipeline.

use std::path::PathBuf;

use maillon_model::trace::JobTrace;
use maillon_model::{Diagnostic, Pipeline, Trigger};
use maillon_source::{Source, SourceError};

use crate::labels::Labels;

/// What is loaded.
pub struct LoadRequest<'a> {
    /// The repository.
    pub source: &'a dyn Source,
    /// The workflow files in it: those of [`discover`], or the one that somebody named.
    pub files: &'a [String],
    /// Why a pipeline is made.
    pub trigger: &'a Trigger,
    /// What `runs-on` means here.
    pub labels: &'a Labels,
    /// The name of the job or workflow that is traced.
    pub explain: Option<&'a str>,
}

/// What came of it.
#[derive(Debug)]
pub struct Loaded {
    /// None where a definition is wrong; also, then without an error among the diagnostics, where
    /// the event triggers no workflow.
    pub pipeline: Option<Pipeline>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
    /// Why the job or workflow that was asked for runs, or does not.
    pub traces: Vec<JobTrace>,
}

/// The workflow files of a repository, sorted.
pub fn discover(source: &dyn Source) -> Result<Vec<String>, SourceError> {
    let _ = (source, PathBuf::new());
    Ok(Vec::new())
}

/// Makes the pipeline of the workflows that a trigger starts.
pub fn load(request: &LoadRequest<'_>) -> Loaded {
    let _ = request;
    Loaded {
        pipeline: None,
        diagnostics: Vec::new(),
        traces: Vec::new(),
    }
}
