//! Jobs that call another workflow.

use indexmap::IndexMap;
use maillon_model::Diagnostic;

use super::names::call_error;
use super::{CallJob, PassedSecrets, Text, Tree};
use crate::expression::Key;
use crate::keywords;
use crate::reader::{Cursor, Fields};

const CONTEXT: &str = "jobs.ID (uses)";

/// Reads what a job that has `uses` calls.
pub(super) fn call_job(fields: &Fields<'_>) -> Option<CallJob> {
    check_keys(fields);
    let uses = fields.get("uses")?;
    let target = uses.name()?;
    if let Some(problem) = call_error(&target.raw) {
        let message = format!("`{}` is no workflow: {problem}", target.raw);
        let error = Diagnostic::error("github/bad-uses", message);
        let hint = "write `./.github/workflows/x.yml` or `owner/repo/.github/workflows/x.yml@ref`; actions are used by steps";
        uses.report(error.hint(hint));
    }
    Some(CallJob {
        uses: own_repository(target),
        with: with(fields),
        secrets: secrets(fields),
    })
}

/// For workflows `$/` means what `./` means: a file of the calling workflow's own repository.
fn own_repository(uses: Text) -> Text {
    match uses.raw.strip_prefix("$/") {
        Some(path) => Text {
            raw: format!("./{path}").into(),
            ..uses
        },
        None => uses,
    }
}

/// A key of jobs that run steps is told as such.
fn check_keys(fields: &Fields<'_>) {
    for (key, span, node) in fields.map.iter() {
        let jobs_own = keywords::state("jobs.ID", key).is_some();
        if keywords::state(CONTEXT, key).is_some() || !jobs_own {
            fields.check_key(CONTEXT, key, span, node);
        } else {
            let message = format!("`{key}` can't stand beside `uses`: the called workflow has it");
            let error = Diagnostic::error("github/not-in-call", message);
            let hint = "take it away, or pass it with `with`";
            fields
                .cursor
                .child(key, node)
                .report_at(span, error.hint(hint));
        }
    }
}

fn with(fields: &Fields<'_>) -> IndexMap<String, Tree> {
    let entries = fields.get("with").and_then(|at| at.entries());
    let entries = entries.into_iter().flatten();
    entries
        .filter_map(|(name, _, at)| Some((name.to_string(), input(&at)?)))
        .collect()
}

/// A text, number or boolean.
fn input(at: &Cursor<'_>) -> Option<Tree> {
    at.text(Key::JobWith)?;
    Some(at.bare_tree())
}

fn secrets(fields: &Fields<'_>) -> PassedSecrets {
    let Some(at) = fields.get("secrets") else {
        return PassedSecrets::These(IndexMap::new());
    };
    if at.node.as_map().is_none() {
        at.choice(&[("inherit", ())]);
        return PassedSecrets::Inherit;
    }
    let entries = at.entries().into_iter().flatten();
    let texts = entries.filter_map(|(name, _, at)| Some((name.to_string(), text(&at)?)));
    PassedSecrets::These(texts.collect())
}

fn text(at: &Cursor<'_>) -> Option<Text> {
    at.text(Key::JobSecrets)
}
