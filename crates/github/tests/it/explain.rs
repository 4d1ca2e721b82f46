//! Why jobs run, or do not.

use std::fmt::Write as _;

use maillon_github::{Labels, LoadRequest, load};
use maillon_model::trace::JobTrace;

use crate::support::{FILE, event, repository};

const WORKFLOW: &str = "name: CI\n\
on:\n  push: {branches: [main], paths: ['src/**']}\n  release:\n\
jobs:\n  build:\n    runs-on: x\n    steps: [{run: ls}]\n  \
    deploy:\n    needs: build\n    if: github.repository == 'octo/prod'\n    runs-on: x\n    steps: [{run: ls}]\n  \
    notify:\n    needs: build\n    if: always() && needs.build.result == 'failure'\n    runs-on: x\n    steps: [{run: ls}]\n";

fn explained(event_name: &str, name: &str) -> String {
    let loaded = load(&LoadRequest {
        filters: maillon_github::Filters::Apply,
        source: &repository(WORKFLOW).changes(["README.md"]),
        files: &[FILE.to_owned()],
        trigger: &event(event_name),
        labels: &Labels::default(),
        explain: Some(name),
    });
    loaded.traces.iter().map(text).collect()
}

fn text(trace: &JobTrace) -> String {
    let mut text = format!(
        "{} {}: {}\n",
        trace.job, trace.included, trace.rules.summary
    );
    for rule in &trace.rules.rules {
        let _ = writeln!(text, "  {} {:?}", rule.name, rule.matched);
        for clause in &rule.clauses {
            let _ = writeln!(
                text,
                "    {} {} {:?} {} {:?}",
                clause.keyword, clause.text, clause.matched, clause.why, clause.values
            );
        }
    }
    text
}

#[test]
fn the_event_lets_jobs_in() {
    insta::assert_snapshot!(explained("release", "build"), @r#"
    build true: nothing keeps it out
      on.release Yes
        on push, release Yes  [("github.event_name", Some("release"))]
    "#);
}

#[test]
fn a_filter_keeps_jobs_out() {
    let told = explained("push", "CI");
    assert!(
        told.starts_with("CI false: its workflow does not start\n"),
        "{told}"
    );
    assert!(told.contains("paths src/** No"), "{told}");
}

#[test]
fn a_condition_that_is_known_early_is_told_with_its_values() {
    insta::assert_snapshot!(explained("release", "deploy"), @r#"
    deploy true: its `if` is false, so that it is skipped
      on.release Yes
        on push, release Yes  [("github.event_name", Some("release"))]
      if No
        if github.repository == 'octo/prod' No  [("github.repository", Some("octo/demo"))]
    "#);
}

#[test]
fn a_condition_on_results_is_decided_late() {
    let told = explained("release", "notify");
    assert!(
        told.starts_with("notify true: its `if` is decided when what it needs has ended\n"),
        "{told}"
    );
}
