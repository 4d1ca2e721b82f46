//! Typed reading of nodes: what is wrong goes to a list, with its place and the way to it.

use std::sync::Arc;

use maillon_model::Diagnostic;
use maillon_source::yaml::{Map, Node, Value};
use maillon_source::{Files, Span};

use super::clause::Condition;
use crate::expression;

/// Reads the parts of one rule, or of `only` and `except`.
pub(super) struct Reader<'a> {
    pub(super) files: &'a Files,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
    /// `build.rules`
    pub(super) base: &'a str,
    /// Which entry of a list.
    pub(super) index: Option<usize>,
}

impl Reader<'_> {
    fn breadcrumb(&self, key: &str) -> String {
        let index = self.index.map(|index| format!("[{index}]"));
        let dot = if key.is_empty() { "" } else { "." };
        format!("{}{}{dot}{key}", self.base, index.unwrap_or_default())
    }

    /// Reports a finding about what stands under `key`.
    pub(super) fn report(&mut self, span: Span, key: &str, diagnostic: Diagnostic) {
        let place = self.files.place(span);
        let breadcrumb = self.breadcrumb(key);
        self.diagnostics
            .push(diagnostic.at(place).under(breadcrumb));
    }

    /// Reports an error about what stands under `key`.
    pub(super) fn error(&mut self, span: Span, key: &str, code: &'static str, message: String) {
        self.report(span, key, Diagnostic::error(code, message));
    }

    /// Reports that a node is of another kind than `expected`.
    pub(super) fn wrong(&mut self, node: &Node, key: &str, expected: &str) {
        let name = if key.is_empty() { "a rule" } else { key };
        let message = format!("`{name}` should be {expected}, not {}", node.kind());
        self.error(node.span, key, "gitlab/wrong-type", message);
    }

    /// Reports keys that nobody knows.
    pub(super) fn check_keys(&mut self, map: &Map, under: &str, known: &[&str]) {
        for (key, span, _) in map.iter() {
            if !known.contains(&&**key) {
                let name = if under.is_empty() { "a rule" } else { under };
                let message = format!("`{key}` is no key of {name}");
                let hint = format!("it has {}", known.join(", "));
                let dot = if under.is_empty() { "" } else { "." };
                let diagnostic = Diagnostic::error("gitlab/unknown-key", message).hint(hint);
                self.report(span, &format!("{under}{dot}{key}"), diagnostic);
            }
        }
    }

    /// A text.
    pub(super) fn text(&mut self, node: &Node, key: &str) -> Option<Arc<str>> {
        let Value::String(text) = &node.value else {
            self.wrong(node, key, "a text");
            return None;
        };
        Some(Arc::clone(text))
    }

    /// A boolean.
    pub(super) fn boolean(&mut self, node: &Node, key: &str) -> Option<bool> {
        let Value::Bool(value) = node.value else {
            self.wrong(node, key, "`true` or `false`");
            return None;
        };
        Some(value)
    }

    /// A list of texts, at most `limit`; lists in it are taken apart.
    pub(super) fn texts(&mut self, node: &Node, key: &str, limit: usize) -> Vec<Arc<str>> {
        let Some(items) = node.as_seq() else {
            self.wrong(node, key, "a list of texts");
            return Vec::new();
        };
        let mut texts = Vec::with_capacity(items.len());
        self.flatten(items, key, &mut texts);
        if texts.len() > limit {
            let message = format!("`{key}` has {} entries, more than {limit}", texts.len());
            self.error(node.span, key, "gitlab/too-many", message);
        }
        texts
    }

    fn flatten(&mut self, items: &[Node], key: &str, texts: &mut Vec<Arc<str>>) {
        for item in items {
            match item.as_seq() {
                Some(inner) => self.flatten(inner, key, texts),
                None => texts.extend(self.text(item, key)),
            }
        }
    }

    /// An expression.
    pub(super) fn condition(&mut self, node: &Node, key: &str) -> Option<Condition> {
        let text = self.text(node, key)?;
        match expression::parse(&text) {
            Ok(expression) => Some(Condition {
                expression: Arc::new(expression),
                text,
            }),
            Err(error) => {
                self.bad_expression(node, key, &text, error);
                None
            }
        }
    }

    fn bad_expression(
        &mut self,
        node: &Node,
        key: &str,
        text: &str,
        error: expression::ExpressionError,
    ) {
        let span = self.part(node.span, text, error.offset, error.length);
        let message = format!("the condition is wrong: {}", error.message);
        let mut diagnostic = Diagnostic::error("gitlab/bad-expression", message);
        diagnostic.hint = error.hint;
        self.report(span, key, diagnostic);
    }

    /// The place of a part of a text, where the text stands in the file as it is.
    fn part(&self, whole: Span, text: &str, offset: usize, length: usize) -> Span {
        let line = self.files.place(whole).source;
        let before = whole.column.saturating_sub(1) as usize;
        let from_value: String = line.chars().skip(before).collect();
        let is_plain = !text.is_empty() && !text.contains('\n');
        let Some(at) = from_value.find(text).filter(|_| is_plain) else {
            return whole;
        };
        let count = |text: Option<&str>| {
            u32::try_from(text.unwrap_or_default().chars().count()).unwrap_or(u32::MAX)
        };
        Span {
            column: whole.column + count(from_value.get(..at + offset)),
            length: count(text.get(offset..offset + length)).max(1),
            ..whole
        }
    }
}

/// A value that is there; null counts as absent.
pub(super) fn present<'n>(map: &'n Map, key: &str) -> Option<&'n Node> {
    map.get(key).filter(|node| !node.is_null())
}
