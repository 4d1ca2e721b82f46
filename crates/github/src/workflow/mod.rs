//! Workflow files as types: every text with its place, nothing evaluated yet.

mod call;
mod concurrency;
mod container;
mod deprecated;
mod graph;
mod inputs;
mod job;
mod model;
mod names;
mod own;
mod permissions;
mod root;
mod scope;
mod steps;
mod strategy;
mod triggers;

pub(crate) use model::*;
pub(crate) use own::{name_own_actions, own_path};
pub(crate) use steps::{Home, steps};

use maillon_model::Diagnostic;
use maillon_source::{FileId, Files};

use crate::reader::{Cursor, Report, document};

/// Reads a workflow file. There is no workflow where the diagnostics hold an error.
pub(crate) fn parse(files: &mut Files, file: FileId) -> (Option<Workflow>, Vec<Diagnostic>) {
    let root = match document(files, file) {
        Ok(root) => root,
        Err(found) => return (None, found),
    };
    let report = Report::new(files);
    let workflow = root::workflow(&Cursor::new(&root, &report), files.name(file));
    let workflow = workflow.filter(|_| !report.has_errors());
    (workflow, report.into_diagnostics())
}

/// Nothing is refused without an error, and every finding has its place.
pub(crate) fn fuzz(text: &str) {
    let mut files = Files::default();
    let file = files.add("workflow.yml", text);
    let (workflow, found) = parse(&mut files, file);
    assert_eq!(workflow.is_none(), found.iter().any(Diagnostic::is_error));
    assert!(found.iter().all(|found| found.place.is_some()));
}

#[cfg(test)]
mod tests;
