//! What expressions of a workflow and its jobs may speak of.

use maillon_source::yaml::{Map, Node};

use super::{Strategy, Text, Triggers};
use crate::reader::{Names, Report, is_expression};

/// From here on expressions may speak of these jobs and their outputs.
pub(super) fn enter_workflow(report: &Report<'_>, jobs: Option<&Node>) {
    let Some(jobs) = jobs.and_then(Node::as_map) else {
        return;
    };
    let mut known = report.known();
    known.set("jobs", Some(lower(keys(jobs))));
    for (id, _, job) in jobs.iter() {
        if let Some(outputs) = outputs(job) {
            known.set_outputs(id, outputs);
        }
    }
}

/// From here on expressions may speak of the inputs of these triggers.
pub(super) fn enter_inputs(report: &Report<'_>, on: &Triggers) {
    let called = on.call.iter().flat_map(|call| call.inputs.keys());
    let inputs = on.dispatch_inputs.keys().chain(called);
    let names = lower(inputs.map(String::as_str));
    report.known().set("inputs", Some(names));
}

/// The outputs that a job with steps declares.
fn outputs(job: &Node) -> Option<Names> {
    let job = job.as_map().filter(|job| !job.contains("uses"))?;
    match job.get("outputs") {
        Some(outputs) => outputs.as_map().map(|outputs| lower(keys(outputs))),
        None => Some(Names::new()),
    }
}

/// From here on expressions belong to a job with these needs.
pub(super) fn enter_job(report: &Report<'_>, needs: &[Text]) {
    let mut known = report.known();
    known.set("needs", Some(lower(needs.iter().map(|need| &*need.raw))));
    known.set("steps", Some(Names::new()));
}

/// From here on expressions may speak of a matrix.
pub(super) fn enter_matrix(report: &Report<'_>, strategy: Option<&Strategy>) {
    report.known().set("matrix", axes(strategy));
}

/// The names in the matrix; None where an expression makes some of them.
fn axes(strategy: Option<&Strategy>) -> Option<Names> {
    let Some(strategy) = strategy else {
        return Some(Names::new());
    };
    let matrix = strategy
        .matrix
        .as_ref()
        .filter(|_| strategy.whole.is_none())?;
    let matrix = matrix.json.as_object()?;
    if matrix.keys().any(|axis| is_expression(axis)) {
        return None;
    }
    let axes = matrix
        .keys()
        .filter(|axis| !matches!(axis.as_str(), "include" | "exclude"));
    let mut names = lower(axes.map(String::as_str));
    if let Some(include) = matrix.get("include") {
        for item in include.as_array()? {
            names.extend(lower(item.as_object()?.keys().map(String::as_str)));
        }
    }
    Some(names)
}

fn keys(map: &Map) -> impl Iterator<Item = &str> {
    map.iter().map(|(key, ..)| &**key)
}

fn lower<'n>(names: impl Iterator<Item = &'n str>) -> Names {
    names.map(str::to_lowercase).collect()
}
