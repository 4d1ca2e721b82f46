//! A node that is being read.

use std::sync::Arc;

use maillon_model::{Diagnostic, Place, suggest};
use maillon_source::Span;
use maillon_source::yaml::{Node, Value};

use super::fields::Fields;
use super::scalar::{scalar, tree};
use super::template::{check_condition, check_texts, is_expression};
use super::{Report, template};
use crate::expression::Key;
use crate::workflow::{Mapping, Text, Tree};

/// A node that is being read, and the way to it.
#[derive(Clone)]
pub(crate) struct Cursor<'a> {
    pub(crate) node: &'a Node,
    pub(crate) report: &'a Report<'a>,
    /// `jobs.build.steps[2].if`; empty at the root.
    pub(crate) breadcrumb: String,
}

impl<'a> Cursor<'a> {
    /// A cursor at the root of a file.
    pub(crate) fn new(node: &'a Node, report: &'a Report<'a>) -> Self {
        Self {
            node,
            report,
            breadcrumb: String::new(),
        }
    }

    /// The value of a key.
    pub(crate) fn child(&self, key: &str, node: &'a Node) -> Self {
        let breadcrumb = match self.breadcrumb.as_str() {
            "" => key.to_owned(),
            way => format!("{way}.{key}"),
        };
        Self {
            node,
            breadcrumb,
            ..*self
        }
    }

    fn item(&self, at: usize, node: &'a Node) -> Self {
        let breadcrumb = format!("{}[{at}]", self.breadcrumb);
        Self {
            node,
            breadcrumb,
            ..*self
        }
    }

    /// Where it stands.
    pub(crate) fn place(&self) -> Place {
        self.report.place(self.node.span)
    }

    /// The last part of the way: `runs-on`, `steps[2]`.
    pub(crate) fn label(&self) -> &str {
        let last = self.breadcrumb.rsplit_once('.');
        last.map_or(&self.breadcrumb, |(_, last)| last)
    }

    /// How messages speak of it: by its key, or as the file at the root.
    pub(super) fn subject(&self) -> String {
        match self.label() {
            "" => "the file".to_owned(),
            label => format!("`{label}`"),
        }
    }

    /// Reports a finding about this node.
    pub(crate) fn report(&self, diagnostic: Diagnostic) {
        self.report_at(self.node.span, diagnostic);
    }

    /// Reports a finding at another place.
    pub(crate) fn report_at(&self, span: Span, diagnostic: Diagnostic) {
        let diagnostic = diagnostic.at(self.report.place(span));
        self.report.push(match self.breadcrumb.as_str() {
            "" => diagnostic,
            way => diagnostic.under(way),
        });
    }

    /// Reports an error without a hint.
    pub(crate) fn error(&self, code: &'static str, message: impl Into<String>) {
        self.report(Diagnostic::error(code, message));
    }

    /// Reports that this node is of another kind than `expected`.
    pub(crate) fn wrong<T>(&self, expected: &str) -> Option<T> {
        if self.node.is_null() {
            return self.empty();
        }
        let (what, kind) = (self.subject(), self.node.kind());
        let message = format!("{what} should be {expected}, not {kind}");
        let error = Diagnostic::error("github/wrong-type", message);
        self.report(match self.node.as_str() {
            Some("true" | "false") => error.hint("take the quotes away"),
            Some(text) if text.trim().parse::<f64>().is_ok() => error.hint("take the quotes away"),
            _ => error,
        });
        None
    }

    /// Reports that nothing stands here.
    pub(crate) fn empty<T>(&self) -> Option<T> {
        let message = format!("{} is empty", self.subject());
        let error = Diagnostic::error("github/empty", message);
        self.report(error.hint("give it a value, or take the key away"));
        None
    }

    // Texts.

    /// A scalar as text. Nothing is an empty text, as on GitHub.
    fn scalar(&self) -> Option<Text> {
        let Some(raw) = scalar(self.node) else {
            return self.wrong("a text");
        };
        Some(Text {
            raw,
            place: Some(self.place()),
        })
    }

    /// A text in which expressions may stand.
    pub(crate) fn text(&self, key: Key) -> Option<Text> {
        let text = self.scalar()?;
        template::check(self, &text.raw, key);
        Some(text)
    }

    /// A text in which expressions may stand, and which is not empty.
    pub(crate) fn filled(&self, key: Key) -> Option<Text> {
        let text = self.text(key)?;
        if text.raw.is_empty() {
            return self.empty();
        }
        Some(text)
    }

    /// A text in which no expression may stand.
    pub(crate) fn literal(&self) -> Option<Text> {
        let text = self.scalar()?;
        if is_expression(&text.raw) {
            let message = format!("an expression can't stand in `{}`", self.label());
            let error = Diagnostic::error("github/no-expression", message);
            self.report(error.hint("write the value itself"));
            return None;
        }
        Some(text)
    }

    /// A text in which no expression may stand, and which is not empty.
    pub(crate) fn name(&self) -> Option<Text> {
        let text = self.literal()?;
        if text.raw.is_empty() {
            return self.empty();
        }
        Some(text)
    }

    /// A condition.
    pub(crate) fn condition(&self, key: Key) -> Option<Text> {
        let text = self.scalar()?;
        check_condition(self, &text.raw, key);
        Some(text)
    }

    /// A boolean, or an expression.
    pub(crate) fn flag(&self, key: Key) -> Option<Text> {
        match &self.node.value {
            Value::Bool(_) => self.scalar(),
            Value::String(text) if is_expression(text) => self.text(key),
            _ => self.wrong("`true`, `false` or an expression"),
        }
    }

    /// A number that is not negative, or an expression.
    pub(crate) fn number(&self, key: Key) -> Option<Text> {
        match &self.node.value {
            Value::Int(number) if *number >= 0 => self.scalar(),
            Value::Float { value, .. } if *value >= 0.0 => self.scalar(),
            Value::String(text) if is_expression(text) => self.text(key),
            _ => self.wrong("a number or an expression"),
        }
    }

    /// A boolean.
    pub(crate) fn boolean(&self) -> Option<bool> {
        match self.node.value {
            Value::Bool(value) => Some(value),
            _ => self.wrong("`true` or `false`"),
        }
    }

    /// One of a few words.
    pub(crate) fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Option<T> {
        let text = self.name()?.raw;
        let found = choices.iter().find(|(word, _)| *word == &*text);
        if found.is_none() {
            let words = choices.iter().map(|(word, _)| *word);
            self.unknown_word(&text, words);
        }
        found.map(|(_, value)| *value)
    }

    /// Reports a word that is none of those that may stand here.
    pub(crate) fn unknown_word<'w>(&self, text: &str, words: impl Iterator<Item = &'w str>) {
        let words: Vec<&str> = words.collect();
        let what = self.label();
        let message = format!("`{what}` can't be `{text}`");
        let hint = match suggest::nearest(text, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it can be {}", words.join(", ")),
        };
        self.report(Diagnostic::error("github/unknown-value", message).hint(hint));
    }

    // Lists and mappings.

    /// The items of a list.
    pub(crate) fn items(&self) -> Option<Vec<Self>> {
        let Some(items) = self.node.as_seq() else {
            return self.wrong("a list");
        };
        Some(self.each(items))
    }

    fn each(&self, items: &'a [Node]) -> Vec<Self> {
        let items = items.iter().enumerate();
        items.map(|(at, node)| self.item(at, node)).collect()
    }

    /// The items of a list, or this node alone.
    pub(crate) fn one_or_many(&self) -> Vec<Self> {
        match self.node.as_seq() {
            Some(items) => self.each(items),
            None => vec![self.clone()],
        }
    }

    /// A text or a list of texts without expressions, none of them empty.
    pub(crate) fn names(&self) -> Vec<Text> {
        let items = self.one_or_many().into_iter();
        items.filter_map(|item| item.name()).collect()
    }

    /// A mapping whose keys the table of keywords knows under `context`.
    pub(crate) fn fields(&self, context: &'static str) -> Option<Fields<'a>> {
        Fields::of(self, context)
    }

    /// The entries of a mapping whose keys are free. No key may stand twice, whatever its case.
    pub(crate) fn entries(&self) -> Option<Vec<(Arc<str>, Span, Self)>> {
        let Value::Map(map) = &self.node.value else {
            return self.wrong("a mapping");
        };
        let mut entries: Vec<(Arc<str>, Span, Self)> = Vec::with_capacity(map.len());
        let mut seen = rustc_hash::FxHashMap::default();
        for (key, span, node) in map.iter() {
            let child = self.child(key, node);
            if let Some(first) = seen.insert(key.to_lowercase(), span) {
                child.repeated(key, first, span);
            }
            if is_expression(key) {
                child.computed_key(span);
            } else {
                entries.push((Arc::clone(key), span, child));
            }
        }
        Some(entries)
    }

    fn repeated(&self, key: &str, first: Span, second: Span) {
        let message = format!("`{key}` stands here twice: case makes no difference");
        let error = Diagnostic::error("github/duplicate-key", message);
        let first = self.report.place(first);
        self.report_at(second, error.related(first, "it stands here already"));
    }

    fn computed_key(&self, span: Span) {
        let message = "a key that is an expression is not supported";
        let error = Diagnostic::error("github/not-supported", message);
        let hint = "make the whole mapping an expression: `${{ fromJSON(...) }}`";
        self.report_at(span, error.hint(hint));
    }

    /// A mapping of texts, or one expression that gives it.
    pub(crate) fn mapping(&self, key: Key) -> Option<Mapping> {
        if self.node.as_str().is_some_and(is_expression) {
            return self.text(key).map(Mapping::Expression);
        }
        let entries = self.entries()?.into_iter();
        let texts =
            entries.filter_map(|(name, _, value)| Some((name.to_string(), value.text(key)?)));
        Some(Mapping::Entries(texts.collect()))
    }

    /// Any value, in whose texts expressions may stand.
    pub(crate) fn tree(&self, key: Key) -> Tree {
        check_texts(self, key);
        self.bare_tree()
    }

    /// Any value, without a look at its texts.
    pub(crate) fn bare_tree(&self) -> Tree {
        Tree {
            json: tree(self.node),
            place: Some(self.place()),
        }
    }

    /// Whether this is one expression, or a text with one.
    pub(crate) fn is_expression(&self) -> bool {
        self.node.as_str().is_some_and(is_expression)
    }
}
