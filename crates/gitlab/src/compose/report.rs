//! Collects what is found.

use maillon_model::{Diagnostic, Place};
use maillon_source::{Files, Span};
use rustc_hash::FxHashSet;

/// Whether everything that the definition names could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Completeness {
    /// All of it.
    Whole,
    /// Something is missing: what seems unknown may stand there, so nobody hears of it.
    Partial,
}

/// Something is wrong, and it is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reported;

/// The files that were read, and what was found in them.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// The files.
    pub(super) files: Files,
    /// The findings, in the order in which they were made.
    pub(super) diagnostics: Vec<Diagnostic>,
    known: FxHashSet<(Option<Place>, String)>,
}

impl Report {
    /// An error at a place; it still has to be added.
    pub(super) fn error_at(
        &self,
        span: Span,
        code: &'static str,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(code, message).at(self.files.place(span))
    }

    /// A warning at a place; it still has to be added.
    pub(super) fn warning_at(
        &self,
        span: Span,
        code: &'static str,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::warning(code, message).at(self.files.place(span))
    }

    /// Adds a finding. The same one twice (in a file that is included twice, say) counts once.
    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        let key = (diagnostic.place.clone(), diagnostic.message.clone());
        if self.known.insert(key) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Adds several findings.
    pub(super) fn extend(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in found {
            self.add(diagnostic);
        }
    }

    /// Whether something keeps the definition from running.
    pub(super) fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}
