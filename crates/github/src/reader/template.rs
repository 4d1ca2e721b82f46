//! Expressions in texts: syntax, functions, contexts, and where each may stand.

use maillon_model::Diagnostic;
use maillon_source::yaml::Value;

use super::cursor::Cursor;
use super::locate::{Location, locate};
use crate::expression::{Condition, ExpressionError, Key, Template, unavailable};

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
        Ok(template) => report_all(at, text, unavailable(key, &template.uses())),
        Err(error) => report(at, text, "github/expression", error),
    }
}

/// Checks a condition, which needs no `${{ }}`.
pub(super) fn check_condition(at: &Cursor<'_>, text: &str, key: Key) {
    match Condition::parse(text) {
        Ok(condition) => report_all(at, text, unavailable(key, &condition.uses())),
        Err(error) => report(at, text, "github/expression", error),
    }
    if has_text_around(text) {
        let message = "this condition always holds: text stands around the expression";
        let warning = Diagnostic::warning("github/always-true", message);
        at.report(warning.hint("put the whole condition into `${{ }}`, or leave the braces away"));
    }
}

/// `${{ a }} == 'b'`: a text that is never empty.
fn has_text_around(text: &str) -> bool {
    let text = text.trim();
    let Some(open) = text.find("${{") else {
        return false;
    };
    open > 0 || end_of_expression(text) != Some(text.len())
}

/// Behind the `}}` of the expression with which a text begins. Braces in its texts don't count.
fn end_of_expression(text: &str) -> Option<usize> {
    let mut quoted = false;
    let bytes = text.as_bytes();
    bytes.iter().enumerate().find_map(|(at, byte)| {
        quoted ^= *byte == b'\'';
        let closes = !quoted && *byte == b'}' && bytes.get(at + 1) == Some(&b'}');
        closes.then_some(at + 2)
    })
}

fn report_all(at: &Cursor<'_>, text: &str, errors: Vec<ExpressionError>) {
    for error in errors {
        report(at, text, "github/not-available", error);
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
            items.iter().for_each(|item| check_texts(item, key));
        }
        Value::Map(map) => {
            for (name, _, node) in map.iter() {
                check_texts(&at.child(name, node), key);
            }
        }
        _ => {}
    }
}
