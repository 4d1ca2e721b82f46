//! Expressions in texts: syntax, functions, contexts, and where each may stand.

use maillon_model::Diagnostic;
use maillon_source::yaml::Value;

use super::cursor::Cursor;
use super::locate::{Location, locate};
use crate::expression::{Condition, ExpressionError, Key, Template, Uses, unavailable};

/// Whether an expression stands in a text.
pub(crate) fn is_expression(text: &str) -> bool {
    text.contains("${{")
}

/// Checks the expressions of a text.
pub(super) fn check(at: &Cursor<'_>, text: &str, key: Key) {
    if !is_expression(text) {
        return;
    }
    match Template::parse(text) {
        Ok(template) => check_uses(at, text, key, &template.uses()),
        Err(error) => report(at, text, "github/expression", error),
    }
}

/// Checks a condition, which needs no `${{ }}`.
pub(super) fn check_condition(at: &Cursor<'_>, text: &str, key: Key) {
    let condition = match Condition::parse(text) {
        Ok(condition) => condition,
        Err(error) => return report(at, text, "github/expression", error),
    };
    check_uses(at, text, key, &condition.uses());
    if condition.is_always_true() {
        let message = "this condition always holds: text stands around the expression";
        let warning = Diagnostic::warning("github/always-true", message);
        at.report(warning.hint("put the whole condition into `${{ }}`, or leave the braces away"));
    }
}

fn check_uses(at: &Cursor<'_>, text: &str, key: Key, uses: &Uses) {
    let errors = unavailable(key, uses);
    let available = errors.is_empty();
    for error in errors {
        report(at, text, "github/not-available", error);
    }
    for (path, offset, length) in uses.paths.iter().filter(|_| available) {
        let finding = at.report.known().check(path);
        if let Some(finding) = finding {
            let span = locate(
                at,
                text,
                Location {
                    offset: *offset,
                    length: *length,
                },
            );
            at.report_at(span, finding);
        }
    }
}

fn report(at: &Cursor<'_>, text: &str, code: &'static str, error: ExpressionError) {
    let location = Location {
        offset: error.offset,
        length: error.length,
    };
    let span = locate(at, text, location);
    let mut diagnostic = Diagnostic::error(code, error.message);
    diagnostic.hint = error.hint;
    at.report_at(span, diagnostic);
}

/// Checks all texts of a value.
pub(super) fn check_texts(at: &Cursor<'_>, key: Key) {
    match &at.node.value {
        Value::String(text) => check(at, text, key),
        Value::Seq(_) => {
            let items = at.one_or_many();
            for item in &items {
                check_texts(item, key);
            }
        }
        Value::Map(map) => {
            for (name, _, node) in map.iter() {
                check_texts(&at.child(name, node), key);
            }
        }
        _ => {}
    }
}
