//! One merged tree of a file and everything that it includes.
//!
//! The steps are GitLab's own, in its order: a file is read and its inputs are worked in
//! ([`interpolation`]), what it includes is loaded the same way and merged below it ([`include`],
//! [`merge`]); of the whole tree first `extends` is resolved ([`extends`]), then `!reference`
//! ([`reference`]). Every node keeps the place where it was written.

mod document;
mod extends;
mod extent;
mod include;
mod inputs;
mod interpolation;
mod loader;
mod merge;
mod reference;
mod report;
mod trail;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use maillon_model::Diagnostic;
use maillon_source::yaml::Map;
use maillon_source::{Files, Source, SourceError};

use crate::variables::Scope;
use loader::Loader;

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
#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    /// The repository.
    pub(crate) source: &'a dyn Source,
    /// Where it begins.
    pub(crate) entry: Entry<'a>,
    /// The variables that includes and `expand_vars` see.
    pub(crate) scope: &'a Scope,
    /// Values of the entry's own inputs, as written on the command line.
    pub(crate) inputs: &'a BTreeMap<String, String>,
    /// Artifacts of the parent pipeline, for a child pipeline.
    pub(crate) artifacts: Option<&'a dyn ArtifactReader>,
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the scope: it may hold secrets.
        f.debug_struct("Request")
            .field("entry", &self.entry)
            .finish_non_exhaustive()
    }
}

/// One tree: includes, inputs, `extends` and `!reference` are worked in; `default` is not.
///
/// Lists keep the nesting that anchors and references gave them; GitLab flattens them only in some
/// keywords (`script`, `rules`, `needs`), so that is the lowering's.
#[derive(Debug)]
pub(crate) struct Composed {
    /// The merged top level, without `include` and without the jobs' `extends`.
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

/// Composes a definition. What is wrong is in the diagnostics; the tree holds what could be read.
pub(crate) fn compose(request: &Request<'_>) -> Composed {
    let mut loader = Loader::new(request);
    let merged = loader.entry().unwrap_or_default();
    let (mut report, completeness) = loader.finish();
    let extended = extends::extend(&merged, completeness, &mut report);
    let root = reference::resolve(extended, completeness, &mut report);
    Composed {
        root,
        files: report.files,
        diagnostics: report.diagnostics,
    }
}

#[cfg(test)]
mod tests;
