//! Collects what is wrong.

use std::cell::{RefCell, RefMut};

use maillon_model::{Diagnostic, Place};
use maillon_source::{Files, Span};
use rustc_hash::FxHashSet;

use super::known::Known;

/// Collects what is wrong. One mistake is told once, however many values share it by an anchor.
pub(crate) struct Report<'a> {
    files: &'a Files,
    found: RefCell<Vec<Diagnostic>>,
    seen: RefCell<FxHashSet<(Option<Place>, String)>>,
    known: RefCell<Known>,
}

impl<'a> Report<'a> {
    /// An empty report about these files.
    pub(crate) fn new(files: &'a Files) -> Self {
        Self {
            files,
            found: RefCell::default(),
            seen: RefCell::default(),
            known: RefCell::default(),
        }
    }

    /// Adds a finding, unless the same one is there already.
    pub(crate) fn push(&self, diagnostic: Diagnostic) {
        let key = (diagnostic.place.clone(), diagnostic.message.clone());
        if self.seen.borrow_mut().insert(key) {
            self.found.borrow_mut().push(diagnostic);
        }
    }

    /// What expressions may speak of, from here on.
    pub(crate) fn known(&self) -> RefMut<'_, Known> {
        self.known.borrow_mut()
    }

    /// The files that were read.
    pub(crate) fn files(&self) -> &'a Files {
        self.files
    }

    /// A place to be shown.
    pub(crate) fn place(&self, span: Span) -> Place {
        self.files.place(span)
    }

    /// Whether something keeps the definition from running.
    pub(crate) fn has_errors(&self) -> bool {
        self.found.borrow().iter().any(Diagnostic::is_error)
    }

    /// Everything that was found, by line.
    pub(crate) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|diagnostic| {
            let place = diagnostic.place.as_ref();
            place.map(|place| (place.line, place.column))
        });
        found
    }
}
