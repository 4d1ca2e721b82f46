//! Collects what is wrong.

use std::sync::Arc;

use maillon_groovy::ast::Ident;
use maillon_groovy::{Code, Span};
use maillon_model::{Diagnostic, Place, Severity, suggest};

/// What is wrong so far, and where the reading is.
pub(super) struct Report<'a> {
    code: &'a Arc<Code>,
    path: Vec<String>,
    found: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    pub(super) fn new(code: &'a Arc<Code>) -> Self {
        Self {
            code,
            path: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Tells of an error.
    pub(super) fn error(&mut self, code: &'static str, at: Span, message: impl Into<String>) {
        let found = self.finding(code, at, message.into());
        self.found.push(found);
    }

    /// The same, with what to do.
    pub(super) fn hinted(
        &mut self,
        code: &'static str,
        at: Span,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let found = self.finding(code, at, message.into()).hint(hint);
        self.found.push(found);
    }

    /// The same, of a word that is near to one of those that are known, or not.
    pub(super) fn unknown<'w>(
        &mut self,
        code: &'static str,
        at: &Ident,
        message: String,
        known: impl IntoIterator<Item = &'w str>,
    ) {
        match suggest::nearest(&at.name, known) {
            Some(near) => self.hinted(code, at.span, message, format!("did you mean `{near}`?")),
            None => self.error(code, at.span, message),
        }
    }

    /// The same, of something that stood somewhere before.
    pub(super) fn again(
        &mut self,
        code: &'static str,
        at: Span,
        message: impl Into<String>,
        first: Span,
    ) {
        let first = place(self.code, first);
        let found = self
            .finding(code, at, message.into())
            .related(first, "the first one");
        self.found.push(found);
    }

    /// Tells of what keeps nothing from running.
    pub(super) fn warning(&mut self, code: &'static str, at: Span, message: String, hint: String) {
        let mut found = self.finding(code, at, message).hint(hint);
        found.severity = Severity::Warning;
        self.found.push(found);
    }

    fn finding(&self, code: &'static str, at: Span, message: String) -> Diagnostic {
        let found = Diagnostic::error(code, message).at(place(self.code, at));
        if self.path.is_empty() {
            return found;
        }
        found.under(self.path.join("."))
    }

    /// Reads something that stands in `name`.
    pub(super) fn enter(&mut self, name: impl Into<String>) {
        self.path.push(name.into());
    }

    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    /// As it is written.
    pub(super) fn source(&self, span: Span) -> &'a str {
        self.code.slice(span).trim()
    }

    /// In the order of their places.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        let mut found = self.found;
        in_order(&mut found);
        found.dedup();
        found
    }
}

/// Sorts findings by their places.
pub(super) fn in_order(found: &mut [Diagnostic]) {
    found.sort_by_key(|found| found.place.as_ref().map(|place| (place.line, place.column)));
}

/// A range as a place for people; of several lines it is the first one.
pub(crate) fn place(code: &Code, span: Span) -> Place {
    let start = code.position(span.start);
    let source = code.line(start.line);
    let rest = source
        .chars()
        .count()
        .saturating_sub(start.column as usize - 1);
    let length = code
        .slice(span)
        .lines()
        .next()
        .map_or(0, |line| line.trim_end().chars().count());
    Place {
        file: Arc::clone(&code.name),
        line: start.line,
        column: start.column,
        length: u32::try_from(length.min(rest).max(1)).unwrap_or(1),
        source: source.into(),
    }
}
