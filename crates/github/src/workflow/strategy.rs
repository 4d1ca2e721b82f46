//! `strategy`: the matrix is checked as far as it is written out, and kept as a tree.

use maillon_model::Diagnostic;
use maillon_source::yaml::Map;

use super::Strategy;
use crate::expression::Key;
use crate::reader::{Cursor, Fields, is_expression};

const KEY: Key = Key::JobStrategy;

/// Reads `strategy`.
pub(super) fn strategy(at: &Cursor<'_>) -> Option<Strategy> {
    let mut strategy = Strategy {
        whole: None,
        matrix: None,
        fail_fast: None,
        max_parallel: None,
        place: Some(at.place()),
    };
    if at.is_expression() {
        strategy.whole = Some(at.text(KEY)?);
        return Some(strategy);
    }
    let fields = at.fields("jobs.ID.strategy")?;
    strategy.fail_fast = fields.get("fail-fast").and_then(|at| at.flag(KEY));
    strategy.max_parallel = fields.get("max-parallel").and_then(|at| at.number(KEY));
    strategy.matrix = fields.get("matrix").map(|at| {
        check_matrix(&at);
        at.tree(KEY)
    });
    Some(strategy)
}

fn check_matrix(at: &Cursor<'_>) -> Option<()> {
    if at.is_expression() || has_computed_axis(at) {
        return None;
    }
    let entries = at.entries()?;
    let fields = Fields::unchecked(at)?;
    if entries.iter().all(|(name, ..)| &**name == "exclude") {
        let message = "the matrix has no axis";
        let error = Diagnostic::error("github/empty-matrix", message);
        at.report(error.hint("name a list of values: `os: [ubuntu-latest]`, or use `include`"));
    }
    for (name, _, value) in &entries {
        match &**name {
            "include" | "exclude" => check_filter(value),
            _ => check_axis(value),
        }
    }
    check_excluded(&fields);
    Some(())
}

/// The name of an axis may be an expression: what the matrix is, is only known late.
fn has_computed_axis(at: &Cursor<'_>) -> bool {
    let map = at.node.as_map();
    let mut keys = map.into_iter().flat_map(Map::iter);
    keys.any(|(key, ..)| is_expression(key))
}

fn check_axis(at: &Cursor<'_>) {
    if at.is_expression() {
        return;
    }
    if at.items().is_some_and(|items| items.is_empty()) {
        let message = format!("the axis `{}` has no values", at.label());
        at.error("github/empty-matrix", message);
    }
}

fn check_filter(at: &Cursor<'_>) {
    if at.is_expression() {
        return;
    }
    for item in at.items().unwrap_or_default() {
        if !item.is_expression() {
            item.entries();
        }
    }
}

/// A key of `exclude` that is no axis would never match.
fn check_excluded(fields: &Fields<'_>) -> Option<()> {
    let exclude = fields.get("exclude")?;
    for item in exclude.node.as_seq()? {
        for (name, span, _) in item.as_map().into_iter().flat_map(Map::iter) {
            let axis = fields
                .map
                .iter()
                .any(|(axis, ..)| axis.eq_ignore_ascii_case(name));
            if !axis {
                let message = format!("`{name}` is no axis of the matrix");
                let error = Diagnostic::error("github/unknown-axis", message);
                exclude.report_at(span, error.hint("take it away, or name it as an axis"));
            }
        }
    }
    Some(())
}
