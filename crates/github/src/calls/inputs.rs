//! Inputs of called workflows have types.

use maillon_model::Diagnostic;
use serde_json::{Map, Value as Json};

use crate::expression::Value;
use crate::lower::evaluate::Evaluator;
use crate::workflow::{Callable, Input, InputKind};

/// The `inputs` context of a called workflow: what it was given over its defaults.
pub(crate) fn values(
    declared: &Callable,
    given: &Map<String, Json>,
    with: &Evaluator<'_>,
) -> Result<Json, Vec<Diagnostic>> {
    let mut values = Map::new();
    let mut problems = Vec::new();
    for (name, input) in &declared.inputs {
        let given = find(given, name);
        match value(name, input, given, with) {
            Ok(value) => drop(values.insert(name.clone(), value)),
            Err(problem) => problems.push(*problem),
        }
    }
    if problems.is_empty() {
        Ok(Json::Object(values))
    } else {
        Err(problems)
    }
}

fn value(
    name: &str,
    input: &Input,
    given: Option<&Json>,
    with: &Evaluator<'_>,
) -> Result<Json, Box<Diagnostic>> {
    let key = format!("with.{name}");
    let wrong = |value: &Json| {
        let shown = Value::from(value).to_text();
        let kind = kind(&input.kind);
        with.wrong(
            &key,
            None,
            &format!("is `{shown}`, but the input is {kind}"),
        )
    };
    if let Some(given) = given {
        return typed(&input.kind, given).ok_or_else(|| wrong(given));
    }
    let Some(default) = &input.default else {
        return Ok(empty(&input.kind));
    };
    let default = with.tree(&format!("inputs.{name}.default"), default)?;
    typed(&input.kind, &default).ok_or_else(|| wrong(&default))
}

/// A value by name, whatever its case.
pub(super) fn find<'a, V>(
    entries: impl IntoIterator<Item = (&'a String, V)>,
    name: &str,
) -> Option<V> {
    let mut entries = entries.into_iter();
    let found = entries.find(|(other, _)| other.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value)
}

/// A value as the type wants it; None where it can't be.
pub(super) fn typed(kind: &InputKind, value: &Json) -> Option<Json> {
    let text = || Value::from(value).to_text();
    match (kind, value) {
        (InputKind::Boolean, Json::Bool(_)) | (InputKind::Number, Json::Number(_)) => {
            Some(value.clone())
        }
        (InputKind::Boolean, Json::String(text)) => text.parse().ok().map(Json::Bool),
        (InputKind::Number, Json::String(text)) => {
            let number: f64 = text.trim().parse().ok()?;
            Some(Value::from(number).to_json())
        }
        (InputKind::Boolean | InputKind::Number, _) | (_, Json::Array(_) | Json::Object(_)) => None,
        _ => Some(Json::String(text().to_string())),
    }
}

fn empty(kind: &InputKind) -> Json {
    match kind {
        InputKind::Boolean => Json::Bool(false),
        InputKind::Number => Json::from(0),
        InputKind::String | InputKind::Choice(_) | InputKind::Environment => Json::from(""),
    }
}

pub(super) fn kind(kind: &InputKind) -> &'static str {
    match kind {
        InputKind::Boolean => "a boolean",
        InputKind::Number => "a number",
        InputKind::String | InputKind::Choice(_) | InputKind::Environment => "a text",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_has_the_type_of_its_input() {
        let check = |kind: InputKind, value: Json, expected: Option<Json>| {
            assert_eq!(typed(&kind, &value), expected, "{kind:?} {value}");
        };
        check(InputKind::String, json!("a"), Some(json!("a")));
        check(InputKind::String, json!(1), Some(json!("1")));
        check(InputKind::String, json!(null), Some(json!("")));
        check(InputKind::String, json!([1]), None);
        check(InputKind::Boolean, json!(true), Some(json!(true)));
        check(InputKind::Boolean, json!("true"), Some(json!(true)));
        check(InputKind::Boolean, json!("yes"), None);
        check(InputKind::Boolean, json!(null), None);
        check(InputKind::Number, json!(1.5), Some(json!(1.5)));
        check(InputKind::Number, json!("2"), Some(json!(2)));
        check(InputKind::Number, json!("two"), None);
    }
}
