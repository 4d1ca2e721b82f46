//! `if` of jobs: what is known early, and what is decided when all that is needed has ended.

use maillon_model::JobStatus::{Canceled, Failed, Skipped, Success};
use maillon_model::{JobStatus, Pipeline};

use crate::support::{expansion, jobs, load_text, repository, settled};

const STEPS: &str = "  runs-on: ubuntu-latest\n  steps: [{run: ls}]\n";

/// A chain of three jobs: `c` needs `b` needs `a`; the last one with a condition.
fn chain(condition: &str) -> Pipeline {
    let text = format!(
        "a:\n{STEPS}b:\n  needs: a\n  if: always()\n{STEPS}c:\n  needs: b\n{condition}{STEPS}"
    );
    load_text(&jobs(text.trim_end())).pipeline.unwrap()
}

#[track_caller]
fn check(condition: &str, a: JobStatus, b: JobStatus, expected: &str) {
    let pipeline = chain(condition);
    let ended = [settled("a", "a", a), settled("b", "b", b)];
    let found = expansion(&repository(""), &pipeline, "c", &ended);
    assert_eq!(found.trim_end(), expected, "{condition}");
}

#[test]
fn without_a_condition_everything_up_the_graph_must_have_succeeded() {
    check("", Success, Success, "run");
    check("", Failed, Success, "skip: `a` failed, which it needs");
    check(
        "",
        Skipped,
        Success,
        "skip: `a` was skipped, which it needs",
    );
    check(
        "",
        Failed,
        Skipped,
        "skip: `a` failed, `b` was skipped, which it needs",
    );
    check(
        "",
        Success,
        Canceled,
        "skip: `b` was cancelled, which it needs",
    );
}

#[test]
fn status_functions_look_up_the_graph() {
    check("  if: always()\n", Failed, Skipped, "run");
    check("  if: failure()\n", Failed, Success, "run");
    check(
        "  if: failure()\n",
        Success,
        Success,
        "skip: `if` is false: failure() (failure() is false)",
    );
    check("  if: '!cancelled()'\n", Failed, Skipped, "run");
    check("  if: success() || failure()\n", Skipped, Failed, "run");
}

#[test]
fn a_condition_sees_the_results_of_what_is_needed() {
    check(
        "  if: needs.b.result == 'success'\n",
        Success,
        Success,
        "run",
    );
    check(
        "  if: always() && needs.b.result == 'skipped'\n",
        Failed,
        Skipped,
        "run",
    );
    check(
        "  if: needs.b.result == 'success'\n",
        Failed,
        Success,
        "skip: `a` failed, which it needs",
    );
}

#[test]
fn an_allowed_failure_is_a_success() {
    let mut ended = [settled("a", "a", Failed), settled("b", "b", Success)];
    ended[0].allowed = true;
    assert_eq!(expansion(&repository(""), &chain(""), "c", &ended), "run\n");
}

#[test]
fn what_is_known_early_is_told_in_the_plan() {
    let reason = |condition: &str| {
        let text = format!("a:\n  if: {condition}\n{STEPS}");
        let pipeline = load_text(&jobs(text.trim_end())).pipeline.unwrap();
        let found = expansion(&repository(""), &pipeline, "a", &[]);
        let job = &pipeline.jobs[0];
        (
            job.skipped.clone().unwrap_or_else(|| job.reason.clone()),
            found,
        )
    };
    assert_eq!(
        reason("github.event_name == 'push'"),
        (
            "on.push, if: github.event_name == 'push'".to_owned(),
            "run\n".to_owned()
        )
    );
    let (told, found) = reason("github.event_name == 'release'");
    assert_eq!(
        told,
        "`if` is false: github.event_name == 'release' (github.event_name is 'push')"
    );
    assert_eq!(found, format!("skip: {told}\n"));
    let (told, _) = reason("failure()");
    assert_eq!(told, "on.push, if: failure()");
}
