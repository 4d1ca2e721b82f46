//! A YAML value with its place. Cheap to clone: texts, lists and maps are shared.

use std::sync::Arc;

use super::scalar;
use crate::files::Span;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it begins.
    pub span: Span,
}

/// A value after anchors and merge keys are resolved.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, `~`, or nothing.
    Null,
    /// `true`, `yes`, `on`, ...
    Bool(bool),
    /// Decimal, octal, hexadecimal, with underscores.
    Int(i64),
    /// A number with a fraction; `raw` is its text.
    Float {
        /// The number.
        value: f64,
        /// As written.
        raw: Arc<str>,
    },
    /// A text.
    String(Arc<str>),
    /// A list.
    Seq(Arc<Vec<Node>>),
    /// A mapping, in the order of the definition.
    Map(Arc<Map>),
    /// A value with a local tag: `!reference [a, b]`.
    Tagged {
        /// With its `!`.
        tag: Arc<str>,
        /// The value behind it.
        node: Arc<Node>,
    },
}

/// A key of a mapping and where it stands. Keys that are not texts keep their text as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub text: Arc<str>,
    /// Where it begins.
    pub span: Span,
}

/// A mapping that keeps the order of its entries. Each key stands once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map(indexmap::IndexMap<Arc<str>, (Span, Node), rustc_hash::FxBuildHasher>);

impl Map {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.0.get(key).map(|(_, node)| node)
    }

    /// A key with its place.
    pub fn key(&self, key: &str) -> Option<Key> {
        self.0.get_key_value(key).map(|(text, (span, _))| Key {
            text: Arc::clone(text),
            span: *span,
        })
    }

    /// Puts a value; one that was there is replaced at its position and returned.
    pub fn insert(&mut self, key: Key, node: Node) -> Option<Node> {
        self.0
            .insert(key.text, (key.span, node))
            .map(|(_, old)| old)
    }

    /// Takes a key away; the order of the others stays.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        self.0.shift_remove(key).map(|(_, node)| node)
    }

    /// Keys, their places and their values, in order.
    pub fn iter(
        &self,
    ) -> impl DoubleEndedIterator<Item = (&Arc<str>, Span, &Node)> + ExactSizeIterator {
        self.0.iter().map(|(key, (span, node))| (key, *span, node))
    }

    /// Whether a key is there.
    pub fn contains(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// How many entries.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(Key, Node)> for Map {
    fn from_iter<I: IntoIterator<Item = (Key, Node)>>(entries: I) -> Self {
        let mut map = Self::default();
        for (key, node) in entries {
            map.insert(key, node);
        }
        map
    }
}

impl Node {
    /// A node.
    pub fn new(value: Value, span: Span) -> Self {
        Self { value, span }
    }

    /// A text node.
    pub fn string(text: impl Into<Arc<str>>, span: Span) -> Self {
        Self::new(Value::String(text.into()), span)
    }

    /// A list node.
    pub fn seq(items: Vec<Node>, span: Span) -> Self {
        Self::new(Value::Seq(Arc::new(items)), span)
    }

    /// A mapping node.
    pub fn map(map: Map, span: Span) -> Self {
        Self::new(Value::Map(Arc::new(map)), span)
    }

    /// The mapping, where it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The list, where it is one.
    pub fn as_seq(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Seq(items) => Some(items),
            _ => None,
        }
    }

    /// The text, where it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// A scalar as text: numbers and booleans as Ruby's `to_s` writes them; None for null, lists
    /// and mappings.
    pub fn scalar(&self) -> Option<Arc<str>> {
        match &self.value {
            Value::String(text) => Some(Arc::clone(text)),
            Value::Bool(value) => Some(if *value { "true" } else { "false" }.into()),
            Value::Int(value) => Some(value.to_string().into()),
            Value::Float { value, .. } => Some(scalar::float_text(*value).into()),
            Value::Null | Value::Seq(_) | Value::Map(_) | Value::Tagged { .. } => None,
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// What it is, for messages: `a list`, `a mapping`.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "a boolean",
            Value::Int(_) | Value::Float { .. } => "a number",
            Value::String(_) => "a text",
            Value::Seq(_) => "a list",
            Value::Map(_) => "a mapping",
            Value::Tagged { .. } => "a tagged value",
        }
    }
}
