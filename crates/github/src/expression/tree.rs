//! Trees of a definition, whose texts hold expressions.

use serde_json::{Map, Value as Json};

use super::template::Template;
use super::{ExpressionError, Scope};

/// A key that takes in the entries of its value.
const INSERT: &str = "insert";

/// Evaluates every text of a tree; a whole text may become a list or mapping.
pub(crate) fn evaluate_tree(tree: &Json, scope: &dyn Scope) -> Result<Json, ExpressionError> {
    match tree {
        Json::String(text) if text.contains("${{") => {
            Ok(Template::parse(text)?.value(scope)?.to_json())
        }
        Json::Array(items) => evaluate_items(items, scope).map(Json::Array),
        Json::Object(fields) => evaluate_fields(fields, scope).map(Json::Object),
        other => Ok(other.clone()),
    }
}

/// An item that is an expression may give several items.
fn evaluate_items(items: &[Json], scope: &dyn Scope) -> Result<Vec<Json>, ExpressionError> {
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        match (item, evaluate_tree(item, scope)?) {
            (Json::String(_), Json::Array(inserted)) => out.extend(inserted),
            (_, value) => out.push(value),
        }
    }
    Ok(out)
}

fn evaluate_fields(
    fields: &Map<String, Json>,
    scope: &dyn Scope,
) -> Result<Map<String, Json>, ExpressionError> {
    let mut out = Map::new();
    for (key, value) in fields {
        let value = evaluate_tree(value, scope)?;
        match value {
            Json::Object(inserted) if is_insert(key) => out.extend(inserted),
            value => {
                out.insert(Template::parse(key)?.render(scope)?, value);
            }
        }
    }
    Ok(out)
}

fn is_insert(key: &str) -> bool {
    let inner = key
        .strip_prefix("${{")
        .and_then(|key| key.strip_suffix("}}"));
    inner.is_some_and(|inner| inner.trim() == INSERT)
}
