//! YAML values as texts and trees, written as GitHub writes them.

use std::sync::Arc;

use maillon_source::yaml::{Node, Value};
use serde_json::Value as Json;

use crate::expression;

/// A scalar as text: numbers as expressions write them, nothing as an empty text.
pub(super) fn scalar(node: &Node) -> Option<Arc<str>> {
    match &node.value {
        Value::Null => Some("".into()),
        Value::Int(number) => Some(number_value(*number).to_text()),
        Value::Float { value, .. } => Some(expression::Value::from(*value).to_text()),
        Value::Bool(_) | Value::String(_) => node.scalar(),
        Value::Seq(_) | Value::Map(_) | Value::Tagged { .. } => None,
    }
}

/// All numbers are doubles on GitHub.
#[expect(clippy::cast_precision_loss, reason = "GitHub loses it too")]
fn number_value(number: i64) -> expression::Value {
    expression::Value::from(number as f64)
}

/// A value as JSON.
pub(super) fn tree(node: &Node) -> Json {
    match &node.value {
        Value::Null | Value::Tagged { .. } => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(number) => Json::from(*number),
        Value::Float { value, .. } => expression::Value::from(*value).to_json(),
        Value::String(text) => Json::String(text.to_string()),
        Value::Seq(items) => items.iter().map(tree).collect(),
        Value::Map(map) => {
            let entries = map.iter();
            let entries = entries.map(|(key, _, node)| (key.to_string(), tree(node)));
            Json::Object(entries.collect())
        }
    }
}
