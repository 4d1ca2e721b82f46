//! Typed reading of the merged tree: every reader says what is wrong, where, and goes on.

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use maillon_model::{Diagnostic, Place};
use maillon_source::yaml::{Map, Node, Value};
use maillon_source::{Files, Span};
use rustc_hash::FxHashSet;

use super::duration;
use crate::keywords::{self, Effect, State};
use maillon_model::suggest;

/// GitLab's limit for lists in lists (`!reference` makes them).
const MAX_NESTING: usize = 10;

/// Collects what is wrong. One mistake is told once, however many jobs share it by an anchor,
/// `extends` or `default`.
pub(crate) struct Report<'a> {
    files: &'a Files,
    found: RefCell<Vec<Diagnostic>>,
    seen: RefCell<FxHashSet<(Option<Place>, String)>>,
}

impl<'a> Report<'a> {
    /// An empty report about these files.
    pub(crate) fn new(files: &'a Files) -> Self {
        Self {
            files,
            found: RefCell::default(),
            seen: RefCell::default(),
        }
    }

    /// Adds a finding, unless the same one is there already.
    pub(crate) fn push(&self, diagnostic: Diagnostic) {
        let key = (diagnostic.place.clone(), diagnostic.message.clone());
        if self.seen.borrow_mut().insert(key) {
            self.found.borrow_mut().push(diagnostic);
        }
    }

    /// Adds findings.
    pub(crate) fn extend(&self, diagnostics: Vec<Diagnostic>) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }

    /// The files that were read.
    pub(crate) fn files(&self) -> &'a Files {
        self.files
    }

    /// Everything that was found, by file and line.
    pub(crate) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut found = self.found.into_inner();
        found.sort_by(|a, b| position(a).cmp(&position(b)));
        found
    }

    /// Whether something keeps the definition from running.
    pub(crate) fn has_errors(&self) -> bool {
        self.found.borrow().iter().any(Diagnostic::is_error)
    }
}

fn position(diagnostic: &Diagnostic) -> Option<(&str, u32)> {
    let place = diagnostic.place.as_ref()?;
    Some((&place.file, place.line))
}

/// The trees in which a cursor may stand, each with its name: a job, and the defaults that it
/// inherits. The way to a node is looked for only when there is something to say about it.
pub(crate) struct Origin<'a> {
    pub(crate) report: &'a Report<'a>,
    pub(crate) roots: Vec<(&'a str, &'a Node)>,
    /// Where the name of the first tree stands.
    pub(crate) name: Option<Span>,
}

impl<'a> Origin<'a> {
    /// An origin with one tree.
    pub(crate) fn new(report: &'a Report<'a>, name: &'a str, node: &'a Node) -> Self {
        Self {
            report,
            roots: vec![(name, node)],
            name: None,
        }
    }

    fn breadcrumb(&self, node: &Node) -> Option<String> {
        let mut roots = self.roots.iter();
        roots.find_map(|(name, root)| path_to(root, node).map(|path| format!("{name}{path}")))
    }
}

fn path_to(root: &Node, target: &Node) -> Option<String> {
    if std::ptr::eq(root, target) {
        return Some(String::new());
    }
    match &root.value {
        Value::Map(map) => map
            .iter()
            .find_map(|(key, _, node)| Some(format!(".{key}{}", path_to(node, target)?))),
        Value::Seq(items) => items
            .iter()
            .enumerate()
            .find_map(|(at, node)| Some(format!("[{at}]{}", path_to(node, target)?))),
        _ => None,
    }
}

/// A node that is being read.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    pub(crate) node: &'a Node,
    pub(crate) origin: &'a Origin<'a>,
}

impl<'a> Cursor<'a> {
    /// A cursor at a tree's root.
    pub(crate) fn new(node: &'a Node, origin: &'a Origin<'a>) -> Self {
        Self { node, origin }
    }

    /// The same tree at another node.
    pub(crate) fn at(self, node: &'a Node) -> Self {
        Self { node, ..self }
    }

    /// The way to this node: `build.rules[2].if`.
    pub(crate) fn breadcrumb(self) -> String {
        self.origin.breadcrumb(self.node).unwrap_or_default()
    }

    /// Where this node stands.
    pub(crate) fn place(self) -> Place {
        self.origin.report.files().place(self.node.span)
    }

    /// Reports a finding about the tree as a whole, at its name.
    pub(crate) fn report_whole(self, diagnostic: Diagnostic) {
        let span = self.origin.name.unwrap_or(self.node.span);
        self.report_at(span, self.breadcrumb(), diagnostic);
    }

    /// Reports a finding about this node.
    pub(crate) fn report(self, diagnostic: Diagnostic) {
        self.report_at(self.node.span, self.breadcrumb(), diagnostic);
    }

    /// Reports a finding about a key of this mapping.
    pub(crate) fn report_key(self, key: &str, span: Span, diagnostic: Diagnostic) {
        let breadcrumb = format!("{}.{key}", self.breadcrumb());
        self.report_at(span, breadcrumb, diagnostic);
    }

    fn report_at(self, span: Span, breadcrumb: String, diagnostic: Diagnostic) {
        let report = self.origin.report;
        let place = report.files().place(span);
        report.push(diagnostic.at(place).under(breadcrumb));
    }

    /// Reports an error without a hint.
    pub(crate) fn error(self, code: &'static str, message: impl Into<String>) {
        self.report(Diagnostic::error(code, message));
    }

    /// Reports that this node is of another kind than `expected`.
    pub(crate) fn wrong(self, expected: &str) {
        let what = self.label();
        let kind = self.node.kind();
        let message = format!("`{what}` should be {expected}, not {kind}");
        self.report(Diagnostic::error("gitlab/wrong-type", message));
    }

    /// The last part of the way: `paths`, `build.script[0]` for an item.
    pub(crate) fn label(self) -> String {
        let path = self.breadcrumb();
        match path.rsplit_once('.') {
            Some((_, last)) => last.to_owned(),
            None => path,
        }
    }

    /// A text.
    pub(crate) fn text(self) -> Option<Arc<str>> {
        match &self.node.value {
            Value::String(text) => Some(Arc::clone(text)),
            _ => self.wrong_none("a text"),
        }
    }

    /// A text that is not blank.
    pub(crate) fn filled(self) -> Option<Arc<str>> {
        let text = self.text()?;
        if text.trim().is_empty() {
            let message = format!("`{}` is empty", self.label());
            self.error("gitlab/empty", message);
            return None;
        }
        Some(text)
    }

    /// A text, a number or a boolean, as text.
    pub(crate) fn scalar(self) -> Option<Arc<str>> {
        match self.node.scalar() {
            Some(text) => Some(text),
            None => self.wrong_none("a text, a number or a boolean"),
        }
    }

    /// A boolean.
    pub(crate) fn boolean(self) -> Option<bool> {
        match self.node.value {
            Value::Bool(value) => Some(value),
            _ => self.wrong_none("`true` or `false`"),
        }
    }

    /// A whole number within limits.
    pub(crate) fn integer(self, range: &RangeInclusive<i64>) -> Option<i64> {
        let (low, high) = (range.start(), range.end());
        match self.node.value {
            Value::Int(value) if range.contains(&value) => Some(value),
            Value::Int(value) => {
                let what = self.label();
                let message = format!("`{what}` should be from {low} to {high}, not {value}");
                self.error("gitlab/out-of-range", message);
                None
            }
            _ => self.wrong_none(&format!("a whole number from {low} to {high}")),
        }
    }

    /// One of a few words.
    pub(crate) fn choice<T: Copy>(self, choices: &[(&str, T)]) -> Option<T> {
        let text = self.scalar()?;
        let found = choices.iter().find(|(word, _)| *word == &*text);
        if found.is_none() {
            self.unknown_word(&text, choices.iter().map(|(word, _)| *word));
        }
        found.map(|(_, value)| *value)
    }

    fn unknown_word<'w>(self, text: &str, words: impl Iterator<Item = &'w str>) {
        let words: Vec<&str> = words.collect();
        let what = self.label();
        let message = format!(
            "`{what}` has no value `{text}`; it has {}",
            words.join(", ")
        );
        let diagnostic = Diagnostic::error("gitlab/unknown-value", message);
        self.report(match suggest::nearest(text, words) {
            Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
            None => diagnostic,
        });
    }

    /// A duration in human words: `1h 30m`, `3 weeks`.
    pub(crate) fn duration(self) -> Option<Duration> {
        let text = self.scalar()?;
        let parsed = duration::parse(&text);
        if parsed.is_none() {
            let message = format!("`{}` is not a duration: `{text}`", self.label());
            let hint = "write it as `1h 30m`, `90 minutes` or `3 weeks`";
            self.report(Diagnostic::error("gitlab/bad-duration", message).hint(hint));
        }
        parsed
    }

    /// The items of a list; lists in the list are taken apart.
    pub(crate) fn list(self) -> Option<Vec<Self>> {
        let Value::Seq(items) = &self.node.value else {
            return self.wrong_none("a list");
        };
        let mut flat = Vec::with_capacity(items.len());
        self.flatten(items, 1, &mut flat);
        Some(flat)
    }

    fn flatten(self, items: &'a [Node], depth: usize, flat: &mut Vec<Self>) {
        for item in items {
            match &item.value {
                Value::Seq(_) if depth >= MAX_NESTING => {
                    let message = format!("lists are nested more than {MAX_NESTING} deep");
                    self.at(item).error("gitlab/too-deep", message);
                }
                Value::Seq(inner) => self.flatten(inner, depth + 1, flat),
                _ => flat.push(self.at(item)),
            }
        }
    }

    /// A list of texts.
    pub(crate) fn texts(self) -> Option<Vec<String>> {
        let Value::Seq(_) = &self.node.value else {
            return self.wrong_none("a list of texts");
        };
        let items = self.list()?.into_iter();
        Some(
            items
                .filter_map(|item| Some(item.text()?.to_string()))
                .collect(),
        )
    }

    /// A text, or a list of texts.
    pub(crate) fn text_or_texts(self) -> Option<Vec<String>> {
        match &self.node.value {
            Value::String(text) => Some(vec![text.to_string()]),
            Value::Seq(_) => self.texts(),
            _ => self.wrong_none("a text or a list of texts"),
        }
    }

    /// A mapping whose keys the keyword table knows under `context`.
    pub(crate) fn map(self, context: &'static str) -> Option<Fields<'a>> {
        let Value::Map(map) = &self.node.value else {
            return self.wrong_none("a mapping");
        };
        let fields = Fields { map, cursor: self };
        fields.check_keys(context);
        Some(fields)
    }

    /// The entries of a mapping whose keys are free.
    pub(crate) fn entries(self) -> Option<impl Iterator<Item = (&'a Arc<str>, Span, Self)>> {
        let Value::Map(map) = &self.node.value else {
            return self.wrong_none("a mapping");
        };
        Some(
            map.iter()
                .map(move |(key, span, node)| (key, span, self.at(node))),
        )
    }

    fn wrong_none<T>(self, expected: &str) -> Option<T> {
        self.wrong(expected);
        None
    }
}

/// A mapping that is being read.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    pub(crate) map: &'a Map,
    pub(crate) cursor: Cursor<'a>,
}

impl<'a> Fields<'a> {
    /// The value of a key; null counts as absent, as it does for GitLab.
    pub(crate) fn get(self, key: &str) -> Option<Cursor<'a>> {
        let node = self.map.get(key).filter(|node| !node.is_null())?;
        Some(self.cursor.at(node))
    }

    /// The value of a key that must be there.
    pub(crate) fn require(self, key: &str) -> Option<Cursor<'a>> {
        let found = self.get(key);
        if found.is_none() {
            let message = format!("`{}` needs the key `{key}`", self.cursor.label());
            self.cursor.error("gitlab/missing-key", message);
        }
        found
    }

    /// Reports keys that the keyword table does not know, or refuses, under `context`.
    pub(crate) fn check_keys(self, context: &'static str) {
        for (key, span, node) in self.map.iter() {
            match keywords::state(context, key) {
                Some(State::Recorded(Effect::Warn(why))) if !node.is_null() => {
                    let message = format!("`{key}` has no effect here: {why}");
                    let diagnostic = Diagnostic::warning("gitlab/no-effect", message);
                    self.cursor.report_key(key, span, diagnostic);
                }
                Some(State::Implemented | State::Recorded(_)) => {}
                Some(State::Refused(hint)) => {
                    let message = format!("`{key}` is not supported");
                    let diagnostic = Diagnostic::error("gitlab/not-supported", message).hint(hint);
                    self.cursor.report_key(key, span, diagnostic);
                }
                None => self.unknown_key(context, key, span),
            }
        }
    }

    fn unknown_key(self, context: &'static str, key: &str, span: Span) {
        let owner = self.cursor.label();
        let message = format!("`{owner}` has no key `{key}`");
        let diagnostic = Diagnostic::error("gitlab/unknown-key", message);
        let diagnostic = diagnostic.hint(keywords::hint(context, key));
        self.cursor.report_key(key, span, diagnostic);
    }
}
