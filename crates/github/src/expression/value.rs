//! Values of expressions, and how one becomes another.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::number;

/// A value. Lists and objects are shared; two of them are equal only when they are the same one.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(f64),
    String(Arc<str>),
    Array(Arc<Vec<Value>>),
    Object(Arc<Object>),
}

/// Properties by name, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Object {
    properties: IndexMap<String, Value>,
    names: Names,
}

/// Which names are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Names {
    /// Those that differ in case only.
    #[default]
    AnyCase,
    /// Those that don't differ, as variables of the environment on Linux.
    Exact,
}

impl Object {
    /// A property.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        let exact = self.properties.get(name);
        if exact.is_some() || self.names == Names::Exact {
            return exact;
        }
        let mut others = self.properties.iter();
        others.find_map(|(other, value)| other.eq_ignore_ascii_case(name).then_some(value))
    }

    /// The same with names that are only found in their own case: `env` on Linux.
    #[must_use]
    pub(crate) fn case_sensitive(self) -> Self {
        Self {
            names: Names::Exact,
            ..self
        }
    }

    /// Sets a property.
    pub(crate) fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.properties.insert(name.into(), value.into());
    }

    /// Names and values in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.properties
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }
}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for Object {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(entries: I) -> Self {
        let entries = entries.into_iter();
        Self {
            properties: entries
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
            names: Names::default(),
        }
    }
}

impl Value {
    /// Whether `==` holds between the two.
    pub(crate) fn equals(&self, other: &Self) -> bool {
        super::compare::equal(self, other)
    }

    /// As a text: null is empty, lists and objects are `Array` and `Object`.
    pub(crate) fn to_text(&self) -> Arc<str> {
        match self {
            Self::Null => "".into(),
            Self::Bool(value) => value.to_string().into(),
            Self::Number(number) => number::to_text(*number).into(),
            Self::String(text) => Arc::clone(text),
            Self::Array(_) => "Array".into(),
            Self::Object(_) => "Object".into(),
        }
    }

    /// Whether it is neither a list nor an object.
    pub(crate) fn is_primitive(&self) -> bool {
        !matches!(self, Self::Array(_) | Self::Object(_))
    }

    /// What it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// Whether it counts as true: not null, false, 0, NaN or an empty text.
    pub(crate) fn is_truthy(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(value) => *value,
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::String(text) => !text.is_empty(),
            Self::Array(_) | Self::Object(_) => true,
        }
    }

    /// As JSON.
    pub(crate) fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(*value),
            Self::Number(number) => json_number(*number),
            Self::String(text) => Json::String(text.to_string()),
            Self::Array(items) => items.iter().map(Self::to_json).collect(),
            Self::Object(object) => {
                let fields = object.iter();
                Json::Object(
                    fields
                        .map(|(name, value)| (name.to_owned(), value.to_json()))
                        .collect(),
                )
            }
        }
    }
}

/// A number without a fraction is written without one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "checked by going back"
)]
fn json_number(number: f64) -> Json {
    let whole = number as i64;
    if whole as f64 == number {
        return Json::from(whole);
    }
    Json::from(number)
}

impl From<&Json> for Value {
    fn from(json: &Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => Self::Number(number.as_f64().unwrap_or(f64::NAN)),
            Json::String(text) => Self::String(text.as_str().into()),
            Json::Array(items) => Self::Array(Arc::new(items.iter().map(Self::from).collect())),
            Json::Object(fields) => Self::from(
                fields
                    .iter()
                    .map(|(name, value)| (name.as_str(), value))
                    .collect::<Object>(),
            ),
        }
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(Arc::new(object))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text.into())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::Array(Arc::new(items))
    }
}
