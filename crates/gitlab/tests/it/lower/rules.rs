//! What rules change in a plan.

use super::{check, job};
use crate::support::{given, load_text, merge_request, push, shown, variables};

#[test]
fn a_rule_may_change_a_job() {
    check(
        "a: {script: x, rules: [{when: manual}]}",
        "test | a | when Manual",
    );
    check(
        "a: {script: x, rules: [{when: manual, allow_failure: true}]}",
        "test | a | when Manual | may fail",
    );
    check(
        "a: {script: x, when: manual, rules: [{if: '\"1\" == \"1\"'}]}",
        "test | a | when Manual | may fail",
    );
    check(
        "a: {script: x, allow_failure: {exit_codes: 1}, rules: [{allow_failure: false}]}",
        "test | a",
    );
    check(
        "a: {script: x, rules: [{when: delayed, start_in: 1 hour}]}",
        "test | a | when Delayed(3600s)",
    );
}

#[test]
fn a_rule_may_bring_needs_and_variables() {
    let text = "b: {stage: build, script: x}\nc: {stage: build, script: x}\n\
                a: {script: x, needs: [b], variables: {V: job, W: w}, rules: [{needs: [c], variables: {V: rule}}]}";
    check(text, "build | b\nbuild | c\ntest | a | needs [c]");
    assert_eq!(variables(&job(text, "a")), "V=rule W=w");
    check(
        "a: {script: x, rules: [{needs: [gone], when: never}]}",
        "1:33 gitlab/unknown-need it needs `gone`, which is not a job of this definition",
    );
}

#[test]
fn what_is_given_by_hand_wins() {
    let text = "variables: {V: global}\na: {script: x, variables: {V: job}, rules: [{if: '$V == \"hand\"'}]}";
    let loaded = load_text(text, &given(push(), "V", "hand"));
    assert_eq!(shown(&loaded).trim(), "test | a");
    let job = loaded.pipeline.unwrap().jobs.remove(0);
    assert_eq!(job.variables.get("V").unwrap().value.shown(), "hand");
    assert!(job.reason.contains("rules[0]"), "{}", job.reason);
}

#[test]
fn a_job_without_rules_is_not_in_a_merge_request_pipeline() {
    let text = "a: {script: x}\nb: {script: x, rules: [{when: on_success}]}\nc: {script: x, only: [merge_requests]}";
    assert_eq!(
        shown(&load_text(text, &merge_request())).trim(),
        "test | b\ntest | c"
    );
    assert_eq!(
        shown(&load_text(text, &push())).trim(),
        "test | a\ntest | b"
    );
}

#[test]
fn mistakes_of_a_job_that_is_left_out_are_told_too() {
    check(
        "a: {script: x}\nb: {script: x, retry: 9, rules: [{when: never}]}",
        "2:23 gitlab/out-of-range `retry` should be from 0 to 2, not 9",
    );
}

#[test]
fn a_trace_also_of_a_job_that_is_left_out() {
    let source = maillon_source::memory::MemorySource::new([(
        ".gitlab-ci.yml",
        "a: {script: x}\nb: {script: x, parallel: 2, rules: [{if: $NOPE}]}",
    )]);
    let loaded = maillon_gitlab::load(&maillon_gitlab::LoadRequest {
        source: &source,
        file: ".gitlab-ci.yml",
        trigger: &push(),
        explain: Some("b"),
    });
    let traced: Vec<(String, bool)> = loaded
        .traces
        .iter()
        .map(|trace| (trace.job.to_string(), trace.included))
        .collect();
    assert_eq!(
        traced,
        [("b 1/2".to_owned(), false), ("b 2/2".to_owned(), false)]
    );
}
