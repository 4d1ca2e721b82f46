//! A definition becomes a pipeline.

use maillon_model::trace::JobTrace;
use maillon_model::{Diagnostic, Pipeline, Trigger, Variables};
use maillon_source::Source;

use crate::compose::{self, ArtifactReader, Composed, Entry};
use crate::lower;
use crate::predefined;
use crate::variables::Scope;

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
    /// None where the definition is wrong; also, then without an error among the diagnostics, where
    /// GitLab makes no pipeline for this trigger.
    pub pipeline: Option<Pipeline>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
    /// Traces of the jobs that were asked for, also of those that are not in the pipeline.
    pub traces: Vec<JobTrace>,
}

/// Makes the pipeline of a definition for one trigger.
pub fn load(request: &LoadRequest<'_>) -> Loaded {
    let definition = Definition {
        source: request.source,
        entry: Entry::File(request.file),
        trigger: request.trigger,
        artifacts: None,
        explain: request.explain,
    };
    definition.load()
}

/// What [`load`] and [`crate::expand`] have in common.
pub(crate) struct Definition<'a> {
    pub(crate) source: &'a dyn Source,
    pub(crate) entry: Entry<'a>,
    pub(crate) trigger: &'a Trigger,
    pub(crate) artifacts: Option<&'a dyn ArtifactReader>,
    pub(crate) explain: Option<&'a str>,
}

impl Definition<'_> {
    pub(crate) fn load(&self) -> Loaded {
        let composed = self.compose();
        if composed.has_errors() {
            return Loaded {
                pipeline: None,
                diagnostics: composed.diagnostics,
                traces: Vec::new(),
            };
        }
        let lowered = lower::lower(&lower::Request {
            root: &composed.root,
            files: &composed.files,
            source: self.source,
            trigger: self.trigger,
            explain: self.explain,
        });
        let mut diagnostics = composed.diagnostics;
        diagnostics.extend(lowered.diagnostics);
        Loaded {
            pipeline: lowered.pipeline,
            diagnostics,
            traces: lowered.traces,
        }
    }

    /// Includes see what is known before any file is read: nothing of the definition itself.
    fn compose(&self) -> Composed {
        let given = self.trigger.variables.iter().cloned();
        let mut variables: Variables = given.collect();
        variables.push(predefined::pipeline(self.trigger));
        compose::compose(&compose::Request {
            source: self.source,
            entry: self.entry,
            scope: &Scope::new(&variables),
            inputs: &self.trigger.inputs,
            artifacts: self.artifacts,
        })
    }
}
