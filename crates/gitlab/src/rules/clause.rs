//! The conditions of a rule.

use maillon_model::Diagnostic;
use maillon_source::{Files, Span};

use super::Context;

/// One condition of a rule.
#[derive(Clone, Debug)]
pub(super) enum Clause {}

/// Why a clause can't be evaluated.
#[derive(Debug)]
pub(super) struct Problem {
    code: &'static str,
    message: String,
    hint: Option<String>,
    span: Span,
    key: &'static str,
}

impl Problem {
    pub(super) fn diagnostic(self, files: &Files, breadcrumb: &str) -> Diagnostic {
        let diagnostic = Diagnostic::error(self.code, self.message)
            .at(files.place(self.span))
            .under(format!("{breadcrumb}.{}", self.key));
        match self.hint {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        }
    }
}

impl Clause {
    pub(super) fn holds(&self, _context: &Context<'_>) -> Result<bool, Problem> {
        match *self {}
    }

    pub(super) fn summary(&self) -> String {
        match *self {}
    }
}
