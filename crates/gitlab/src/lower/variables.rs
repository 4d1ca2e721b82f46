//! `variables`, of the definition and of a job.

use std::sync::Arc;

use maillon_model::Diagnostic;
use maillon_model::variable::{Expansion, Layer, Variable};
use maillon_source::Span;
use maillon_source::yaml::Value;

use super::cursor::{Cursor, Fields};

/// Reads a mapping of variables into a layer.
pub(super) fn variables(cursor: Cursor<'_>, layer: Layer) -> Vec<Variable> {
    let entries = cursor.entries().into_iter().flatten();
    entries.filter_map(|entry| variable(entry, layer)).collect()
}

fn variable((name, _, value): (&Arc<str>, Span, Cursor<'_>), layer: Layer) -> Option<Variable> {
    match &value.node.value {
        Value::Map(_) => described(name, value.map("variables")?, layer),
        Value::Null => Some(Variable::new(layer, Arc::clone(name), "")),
        Value::Seq(_) => {
            value.wrong("a text, a number, a boolean, or a mapping with `value`");
            None
        }
        _ => Some(Variable::new(layer, Arc::clone(name), value.scalar()?)),
    }
}

fn described(name: &Arc<str>, fields: Fields<'_>, layer: Layer) -> Option<Variable> {
    if layer == Layer::Job {
        refuse_form_keys(fields);
    }
    let written = fields.get("value");
    let value = written.map_or_else(|| Some(Arc::from("")), Cursor::scalar)?;
    if let Some(options) = fields.get("options") {
        check_option(&value, written, options);
    }
    let expand = fields
        .get("expand")
        .and_then(Cursor::boolean)
        .unwrap_or(true);
    let mut variable = Variable::new(layer, Arc::clone(name), value);
    if !expand {
        variable.expansion = Expansion::Raw;
    }
    Some(variable)
}

/// `description` and `options` make a form field, and only global variables have one.
fn refuse_form_keys(fields: Fields<'_>) {
    for key in ["description", "options"] {
        if let Some(cursor) = fields.get(key) {
            let message = format!("a job's variable has no `{key}`");
            let hint = "move the variable to the top level, or keep only its value";
            cursor.report(Diagnostic::error("gitlab/unknown-key", message).hint(hint));
        }
    }
}

fn check_option(value: &str, written: Option<Cursor<'_>>, options: Cursor<'_>) {
    let known = options.texts().unwrap_or_default();
    if !known.iter().any(|option| option == value) {
        let message = format!("the value `{value}` is not one of the options");
        let hint = format!("choose one of {}", known.join(", "));
        let place = written.unwrap_or(options);
        place.report(Diagnostic::error("gitlab/not-an-option", message).hint(hint));
    }
}
