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
        Json::Array(items) => items
            .iter()
            .map(|item| evaluate_tree(item, scope))
            .collect(),
        Json::Object(fields) => evaluate_fields(fields, scope).map(Json::Object),
        other => Ok(other.clone()),
    }
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
