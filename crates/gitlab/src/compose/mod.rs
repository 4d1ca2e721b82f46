//! One merged tree of a file and everything that it includes.

use std::sync::Arc;

use maillon_model::Diagnostic;
use maillon_source::yaml::Map;
use maillon_source::{Files, Source, SourceError};

use crate::variables::Scope;

/// Reads what jobs of the parent pipeline left behind, for `trigger:include:artifact`.
pub trait ArtifactReader: Send + Sync {
    /// A file of the artifacts of a job.
    fn read(&self, job: &str, path: &str) -> Result<Arc<[u8]>, SourceError>;
}

/// Where a definition begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Entry<'a> {
    /// A file of the repository.
    File(&'a str),
    /// A text that stands in no file: `{"include": [...]}` of a child pipeline.
    Text {
        /// What messages call it.
        name: &'a str,
        /// YAML.
        text: &'a str,
    },
}

/// What is composed, and what it may see.
pub(crate) struct Request<'a> {
    /// The repository.
    pub(crate) source: &'a dyn Source,
    /// Where it begins.
    pub(crate) entry: Entry<'a>,
    /// The variables that includes and `expand_vars` see.
    pub(crate) scope: &'a Scope,
    /// Values of the entry's own inputs, as written on the command line.
    pub(crate) inputs: &'a std::collections::BTreeMap<String, String>,
    /// Artifacts of the parent pipeline, for a child pipeline.
    pub(crate) artifacts: Option<&'a dyn ArtifactReader>,
}

/// One tree: includes, inputs, `extends` and `!reference` are worked in; `default` is not.
#[derive(Debug)]
pub(crate) struct Composed {
    /// The merged top level, without `include`.
    pub(crate) root: Map,
    /// All files that were read.
    pub(crate) files: Files,
    /// What was found.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Composed {
    /// Whether something keeps the definition from running.
    pub(crate) fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Composes a definition.
pub(crate) fn compose(_request: &Request<'_>) -> Composed {
    Composed {
        root: Map::default(),
        files: Files::default(),
        diagnostics: Vec::new(),
    }
}
