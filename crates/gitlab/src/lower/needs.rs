//! `needs`: whom a job waits for, as written.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::Diagnostic;
use maillon_source::Span;
use maillon_source::yaml::Value;

use super::cursor::{Cursor, Fields};
use super::matrix;

/// A list of needs.
#[derive(Clone, Debug, Default)]
pub(super) struct NeedList {
    /// Jobs of this pipeline.
    pub(super) jobs: Vec<NeedSpec>,
    /// Jobs of other pipelines: they keep the job from running here.
    pub(super) foreign: Vec<Diagnostic>,
    /// Where the list stands.
    pub(super) span: Option<Span>,
}

/// One need, before its job is looked up.
#[derive(Clone, Debug)]
pub(super) struct NeedSpec {
    pub(super) job: Arc<str>,
    pub(super) artifacts: bool,
    pub(super) optional: bool,
    /// `parallel:matrix`: lists of values by variable, maybe with `$[[ matrix.NAME ]]`.
    pub(super) cells: Option<Vec<Selector>>,
    pub(super) span: Span,
    /// Its position in the list.
    pub(super) at: usize,
}

/// Values by variable.
pub(super) type Selector = IndexMap<String, Vec<String>>;

/// Reads a list of needs.
pub(super) fn needs(cursor: Cursor<'_>) -> NeedList {
    let mut list = NeedList {
        span: Some(cursor.node.span),
        ..NeedList::default()
    };
    for (at, item) in items(cursor).into_iter().enumerate() {
        add(&mut list, item, at);
    }
    list
}

fn items(cursor: Cursor<'_>) -> Vec<Cursor<'_>> {
    match &cursor.node.value {
        Value::Map(_) => vec![cursor],
        Value::String(job) => {
            let message = "`needs` should be a list, not a text";
            let hint = format!("write `needs: [{job}]`");
            cursor.report(Diagnostic::error("gitlab/wrong-type", message).hint(hint));
            Vec::new()
        }
        _ => cursor.list().unwrap_or_default(),
    }
}

fn add(list: &mut NeedList, item: Cursor<'_>, at: usize) {
    match &item.node.value {
        Value::String(_) => {
            let job = item.filled();
            list.jobs
                .extend(job.map(|job| plain(job, item.node.span, at)));
        }
        Value::Map(_) => described(list, item, at),
        _ => item.wrong("the name of a job or a mapping with `job`"),
    }
}

fn plain(job: Arc<str>, span: Span, at: usize) -> NeedSpec {
    NeedSpec {
        job,
        artifacts: true,
        optional: false,
        cells: None,
        span,
        at,
    }
}

fn described(list: &mut NeedList, item: Cursor<'_>, at: usize) {
    let Some(fields) = item.map("needs") else {
        return;
    };
    if let Some(other) = fields.get("pipeline").or_else(|| fields.get("project")) {
        list.foreign.push(foreign(item, other));
        return;
    }
    let Some(job) = fields.require("job").and_then(Cursor::filled) else {
        return;
    };
    let flag = |key, default| fields.get(key).and_then(Cursor::boolean).unwrap_or(default);
    list.jobs.push(NeedSpec {
        artifacts: flag("artifacts", true),
        optional: flag("optional", false),
        cells: cells(fields),
        ..plain(job, item.node.span, at)
    });
}

fn cells(fields: Fields<'_>) -> Option<Vec<Selector>> {
    let matrix = fields.get("parallel")?.map("parallel")?.require("matrix")?;
    Some(matrix::selectors(matrix))
}

fn foreign(item: Cursor<'_>, other: Cursor<'_>) -> Diagnostic {
    let name = other.node.scalar().unwrap_or_default();
    let message = format!("it needs a job of another pipeline (`{name}`), which is not here");
    Diagnostic::error("gitlab/foreign-need", message)
        .at(item.place())
        .under(item.breadcrumb())
        .hint("run it where that pipeline is, or leave the job out with a rule")
}
