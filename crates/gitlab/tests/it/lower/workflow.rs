//! `workflow`.

use maillon_model::pipeline::OnJobFailure;

use super::check;
use crate::support::{given, load_text, push, shown, variables};

#[test]
fn no_matching_rule_makes_no_pipeline() {
    let text = "workflow: {rules: [{if: $DEPLOY}]}\na: {script: x}";
    let loaded = load_text(text, &push());
    assert!(
        loaded.pipeline.is_none()
            && !loaded
                .diagnostics
                .iter()
                .any(maillon_model::Diagnostic::is_error)
    );
    assert_eq!(loaded.diagnostics[0].code, "gitlab/pipeline-filtered");
    assert_eq!(
        loaded.diagnostics[0].hint.as_deref(),
        Some("it saw $DEPLOY = null")
    );
    assert_eq!(
        shown(&load_text(text, &given(push(), "DEPLOY", "1"))).trim(),
        "test | a"
    );
}

#[test]
fn a_rule_brings_variables_and_auto_cancel() {
    let text = "variables: {V: global, W: w}\nworkflow:\n  name: run $V\n  auto_cancel: {on_job_failure: none}\n  rules: [{variables: {V: rule}, auto_cancel: {on_job_failure: all}}]\na: {script: x}";
    let pipeline = load_text(text, &push()).pipeline.unwrap();
    assert_eq!(pipeline.name.as_deref(), Some("run rule"));
    assert_eq!(pipeline.on_job_failure, OnJobFailure::Cancel);
    assert_eq!(variables(&pipeline.jobs[0]), "V=rule W=w");
}

#[test]
fn a_jobs_own_variable_wins_over_that_of_a_workflow_rule() {
    let text = "workflow: {rules: [{variables: {V: rule}}]}\na: {script: x, variables: {V: job}}";
    let pipeline = load_text(text, &push()).pipeline.unwrap();
    assert_eq!(variables(&pipeline.jobs[0]), "V=job");
}

#[test]
fn what_is_wrong() {
    check(
        "workflow: {nmae: x}\na: {script: x}",
        "1:12 gitlab/unknown-key `workflow` has no key `nmae`",
    );
    check(
        "workflow: {auto_cancel: {on_job_failure: some}}\na: {script: x}",
        "1:42 gitlab/unknown-value `on_job_failure` has no value `some`; it has none, all",
    );
}
