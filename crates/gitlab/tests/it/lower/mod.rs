//! From definitions to plans and diagnostics.

mod child;
mod graph;
mod inherit;
mod jobs;
mod keywords;
mod matrix;
mod project;
mod refusals;
mod rules;
mod workflow;

use maillon_model::Job;

use crate::support::{load_text, push, shown};

/// Checks what a definition comes to on a push to the default branch.
fn check(text: &str, expected: &str) {
    assert_eq!(
        shown(&load_text(text, &push())).trim(),
        expected.trim(),
        "of\n{text}"
    );
}

/// A job of a definition.
fn job(text: &str, name: &str) -> Job {
    let loaded = load_text(text, &push());
    let found = loaded
        .pipeline
        .as_ref()
        .and_then(|pipeline| pipeline.job(name));
    found
        .unwrap_or_else(|| panic!("no {name}: {}", shown(&loaded)))
        .clone()
}
