//! A mapping with known keys that is being read.

use maillon_model::Diagnostic;
use maillon_source::Span;
use maillon_source::yaml::{Map, Node, Value};

use super::cursor::Cursor;
use crate::keywords::{self, Effect, State};

/// A mapping that is being read.
#[derive(Clone)]
pub(crate) struct Fields<'a> {
    pub(crate) map: &'a Map,
    pub(crate) cursor: Cursor<'a>,
}

impl<'a> Fields<'a> {
    /// The mapping at a cursor. Keys that the table does not know, or refuses, are reported.
    pub(super) fn of(cursor: &Cursor<'a>, context: &'static str) -> Option<Self> {
        let fields = Self::unchecked(cursor)?;
        fields.check_keys(context);
        Some(fields)
    }

    /// The mapping at a cursor, whose keys are not looked at yet.
    pub(crate) fn unchecked(cursor: &Cursor<'a>) -> Option<Self> {
        let Value::Map(map) = &cursor.node.value else {
            return cursor.wrong("a mapping");
        };
        Some(Self {
            map,
            cursor: cursor.clone(),
        })
    }

    /// The value of a key, also where it is nothing.
    pub(crate) fn get(&self, key: &str) -> Option<Cursor<'a>> {
        let node = self.map.get(key)?;
        Some(self.cursor.child(key, node))
    }

    /// The value of a key that must be there.
    pub(crate) fn require(&self, key: &str) -> Option<Cursor<'a>> {
        let found = self.get(key);
        if found.is_none() {
            let message = format!("{} needs the key `{key}`", self.cursor.subject());
            self.cursor.error("github/missing-key", message);
        }
        found
    }

    /// Where a key stands.
    pub(crate) fn key_span(&self, key: &str) -> Span {
        let key = self.map.key(key);
        key.map_or(self.cursor.node.span, |key| key.span)
    }

    /// Reports keys that the table does not know, or refuses, under `context`.
    pub(crate) fn check_keys(&self, context: &'static str) {
        for (key, span, node) in self.map.iter() {
            self.check_key(context, key, span, node);
        }
    }

    /// Reports one key of this mapping.
    pub(crate) fn check_key(&self, context: &'static str, key: &str, span: Span, node: &'a Node) {
        let finding = match keywords::state(context, key) {
            Some(State::Implemented | State::Recorded(Effect::None)) => return,
            Some(State::Recorded(Effect::Warn(why))) => {
                let message = format!("`{key}` has no effect here: {why}");
                Diagnostic::warning("github/no-effect", message)
            }
            Some(State::Refused(hint)) => {
                let message = format!("`{key}` is not supported");
                Diagnostic::error("github/not-supported", message).hint(hint)
            }
            None => {
                let message = format!("{} has no key `{key}`", self.cursor.subject());
                let error = Diagnostic::error("github/unknown-key", message);
                error.hint(keywords::hint(context, key))
            }
        };
        self.cursor.child(key, node).report_at(span, finding);
    }
}
