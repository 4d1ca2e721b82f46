//! Needs, dependencies and circles.

use std::fmt::Write as _;

use super::check;

const TWO: &str = "b: {stage: build, script: x}\nt: {script: x}\n";

fn c(keys: &str, expected: &str) {
    check(&format!("{TWO}c: {{script: x, {keys}}}"), expected);
}

#[test]
fn needs_in_all_forms() {
    c("needs: [b]", "build | b\ntest | t\ntest | c | needs [b]");
    c("needs: []", "build | b\ntest | t\ntest | c | needs []");
    c(
        "needs: [{job: b, artifacts: false}, {job: t, optional: true}]",
        "build | b\ntest | t\ntest | c | needs [b without artifacts, t?]",
    );
    c(
        "needs: [{job: gone, optional: true}]",
        "build | b\ntest | t\ntest | c | needs []",
    );
    c(
        "needs: [[b], [[t]]]",
        "build | b\ntest | t\ntest | c | needs [b, t]",
    );
}

#[test]
fn needs_of_other_pipelines_keep_a_job_from_running() {
    c(
        "needs: [{pipeline: $UP, job: x}]",
        "build | b\ntest | t\ntest | c | needs [] | blocked by gitlab/foreign-need",
    );
    c(
        "needs: [{project: g/p, job: x, ref: main, artifacts: true}]",
        "build | b\ntest | t\ntest | c | needs [] | blocked by gitlab/foreign-need",
    );
}

#[test]
fn rules_and_trigger_jobs_need_jobs_of_their_own_pipeline() {
    c(
        "rules: [{needs: [{pipeline: $UP, job: x}]}]",
        "3:32 gitlab/foreign-need only jobs of the same pipeline can be needed here",
    );
    check(
        "t: {trigger: {include: c.yml}, needs: [{pipeline: $UP, job: x}]}",
        "1:39 gitlab/foreign-need only jobs of the same pipeline can be needed here",
    );
}

#[test]
fn needs_that_are_wrong() {
    c(
        "needs: [gone]",
        "3:24 gitlab/unknown-need it needs `gone`, which is not a job of this definition",
    );
    c(
        "needs: [~]",
        "3:24 gitlab/wrong-type `needs[0]` should be the name of a job or a mapping with `job`, not nothing",
    );
    c(
        "needs: b",
        "3:23 gitlab/wrong-type `needs` should be a list, not a text",
    );
    c(
        "needs: [b, b]",
        "3:27 gitlab/duplicate-need the need of `b` stands twice",
    );
    c(
        "needs: [{artifacts: true}]",
        "3:24 gitlab/missing-key `needs[0]` needs the key `job`",
    );
    c(
        "needs: [c]",
        "3:23 gitlab/need-circle the needs are a circle: c -> c",
    );
    check(
        "a: {stage: build, script: x, needs: [b]}\nb: {script: x}",
        "1:38 gitlab/later-need it needs `b`, whose stage comes later",
    );
}

#[test]
fn a_circle_is_told_with_its_way() {
    check(
        "a: {script: x, needs: [b]}\nb: {script: x, needs: [c]}\nc: {script: x, needs: [a]}",
        "1:23 gitlab/need-circle the needs are a circle: a -> b -> c -> a",
    );
}

#[test]
fn a_long_chain_is_no_problem() {
    let mut text = "j0: {script: x}\n".to_owned();
    for n in 1..3000 {
        let _ = writeln!(text, "j{n}: {{script: x, needs: [j{}]}}", n - 1);
    }
    let loaded = crate::support::load_text(&text, &crate::support::push());
    assert_eq!(
        loaded.pipeline.map(|pipeline| pipeline.jobs.len()),
        Some(3000)
    );
}

#[test]
fn a_need_that_the_rules_left_out() {
    let text = "a: {script: x, rules: [{when: never}]}\nb: {script: x, needs: [NEED]}";
    let loaded = crate::support::load_text(&text.replace("NEED", "a"), &crate::support::push());
    let shown = crate::support::shown(&loaded);
    assert!(
        shown.starts_with("2:24 gitlab/absent-need it needs `a`, which is not in the pipeline: "),
        "{shown}"
    );
    check(
        &text.replace("NEED", "{job: a, optional: true}"),
        "test | b | needs []",
    );
}

#[test]
fn dependencies() {
    c(
        "dependencies: [b]",
        "build | b\ntest | t\ntest | c | takes [b]",
    );
    c(
        "dependencies: []",
        "build | b\ntest | t\ntest | c | takes []",
    );
    c(
        "needs: [b, t], dependencies: [b]",
        "build | b\ntest | t\ntest | c | needs [b, t] | takes [b]",
    );
    c(
        "needs: [t], dependencies: [b]",
        "3:43 gitlab/dependency-not-needed `b` is in `dependencies` and not in `needs`",
    );
    c(
        "dependencies: [gone]",
        "3:31 gitlab/unknown-dependency `gone` is not a job of this definition",
    );
    check(
        "a: {stage: build, script: x, dependencies: [b]}\nb: {script: x}",
        "1:45 gitlab/later-dependency it takes artifacts of `b`, whose stage comes later",
    );
}

#[test]
fn many_unknown_needs_are_told_in_good_time() {
    let mut text = String::new();
    for n in 0..3000 {
        let _ = writeln!(
            text,
            "job-number-{n}: {{script: x, needs: [absent-job-{n}]}}"
        );
    }
    let loaded = crate::support::load_text(&text, &crate::support::push());
    assert_eq!(loaded.diagnostics.len(), 3000);
}
