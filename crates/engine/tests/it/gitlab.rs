//! The order of jobs and their results as GitLab's pipeline processing has them.

use crate::world::{check, check_reason};

#[test]
fn stages_go_one_after_the_other() {
    check(
        "build: a; b | test: c",
        "success: a success, b success, c success",
    );
    check(
        "build: a fails; b | test: c | deploy: d",
        "failed: a failed, b success, c skipped, d skipped",
    );
    check(
        "build: | test: c | deploy: d",
        "success: c success, d success",
    );
}

#[test]
fn needs_break_the_order_of_stages() {
    check(
        "build: a; b fails | test: c needs(a); d needs(b)",
        "failed: a success, b failed, c success, d skipped",
    );
    check(
        "build: a fails | test: b needs()",
        "failed: a failed, b success",
    );
    check(
        "build: a fails; b needs(a) | test: c needs(b)",
        "failed: a failed, b skipped, c skipped",
    );
    check(
        "build: a | test: b needs(a); c needs(b); d needs(c)",
        "success: a success, b success, c success, d success",
    );
}

#[test]
fn an_allowed_failure_is_a_success_with_warnings() {
    check(
        "build: a fails allowed | test: b; c needs(a); d on_failure; e on_failure needs(a)",
        "success: a failed (allowed), b success, c success, d skipped, e skipped",
    );
    check(
        "build: a fails(3) allowed(3,4) | test: b",
        "success: a failed (allowed), b success",
    );
    check(
        "build: a fails(5) allowed(3,4) | test: b",
        "failed: a failed, b skipped",
    );
    check(
        "build: a errors allowed | test: b",
        "success: a errored (allowed), b success",
    );
    check(
        "build: a stops allowed | test: b; c on_failure",
        "success: a canceled (allowed), b success, c skipped",
    );
}

#[test]
fn on_failure_runs_only_after_a_failure() {
    check(
        "build: a | test: b on_failure | deploy: c",
        "success: a success, b skipped, c success",
    );
    check(
        "build: a fails | test: b on_failure | deploy: c on_failure",
        "failed: a failed, b success, c success",
    );
    check(
        "build: a | test: b on_failure needs(a); c on_failure needs()",
        "success: a success, b skipped, c skipped",
    );
    check(
        "build: a fails | test: b on_failure needs(a) | deploy: c needs(b); d",
        "failed: a failed, b success, c success, d skipped",
    );
    check("test: a on_failure", "skipped: a skipped");
}

#[test]
fn a_need_that_was_skipped_skips_also_on_failure() {
    check(
        "build: a fails | test: b | deploy: c needs(a,b); d on_failure needs(a,b)",
        "failed: a failed, b skipped, c skipped, d skipped",
    );
}

#[test]
fn always_runs_after_failures_and_skips() {
    check(
        "build: a fails | test: b | deploy: c always; d always needs(b)",
        "failed: a failed, b skipped, c success, d success",
    );
    check(
        "build: a; b | test: c on_failure | deploy: d always needs(a,c)",
        "success: a success, b success, c skipped, d success",
    );
}

#[test]
fn nothing_runs_after_a_cancel() {
    check(
        "build: a stops | test: b; c on_failure; d always | deploy: e",
        "aborted: a canceled, b skipped, c skipped, d skipped, e skipped",
    );
}

#[test]
fn an_optional_manual_job_lets_later_stages_go_on() {
    check("build: a manual | test: b", "success: a manual, b success");
    check(
        "build: a manual | test: b on_failure",
        "skipped: a manual, b skipped",
    );
    check("build: a manual", "skipped: a manual");
    check(
        "build: a fails | test: b manual",
        "failed: a failed, b skipped",
    );
    check(
        "build: a manual allowed(1) | test: b",
        "skipped: a manual, b skipped",
    );
}

#[test]
fn who_needs_an_optional_manual_job_is_skipped() {
    check(
        "build: a | test: b manual | post: c needs(b) | deploy: d",
        "success: a success, b manual, c skipped, d success",
    );
    check(
        "test: a manual | deploy: b needs(a); c always needs(a); d on_failure needs(a); e needs(b)",
        "success: a manual, b skipped, c success, d skipped, e skipped",
    );
    check_reason(
        "test: a manual | deploy: b needs(a)",
        "b",
        "waits for manual job `a`",
    );
    check_reason(
        "test: a manual | deploy: b needs(a); e needs(b)",
        "e",
        "`b`, which it needs, was skipped",
    );
}

#[test]
fn a_blocking_manual_job_keeps_all_after_it_waiting() {
    check(
        "build: a | test: b blocking; c | deploy: d; e needs(c)",
        "success: a success, b manual, c success, d skipped, e success",
    );
    check(
        "test: a blocking | deploy: b always needs(a); c on_failure needs(a)",
        "skipped: a manual, b skipped, c skipped",
    );
    let text =
        "build: a | test: b blocking; c needs(b) | deploy: d; e needs(c) | post: f; g needs(f)";
    check_reason(text, "b", "nobody played it");
    check_reason(text, "c", "waits for manual job `b`");
    check_reason(text, "d", "blocked by manual job `b`");
    check_reason(text, "e", "waits for manual job `b`");
    check_reason(text, "f", "blocked by manual job `b`");
    check_reason(text, "g", "waits for manual job `b`");
}

#[test]
fn a_skipped_job_says_why() {
    check_reason("build: a fails; b fails | test: c", "c", "`a` failed");
    check_reason(
        "build: a | test: b needs(a) fails; c needs(a,b)",
        "c",
        "`b` failed",
    );
    check_reason(
        "build: a | test: b on_failure",
        "b",
        "nothing before it failed",
    );
    check_reason(
        "build: a fails | test: b | deploy: c needs(b)",
        "c",
        "`b`, which it needs, was skipped",
    );
    check_reason(
        "build: a stops | test: b",
        "b",
        "an earlier job was canceled",
    );
    check_reason("build: a fails(3)", "a", "exit code 3");
    check_reason("build: a errors", "a", "disk full");
}

#[test]
fn the_infrastructure_s_fault_is_no_verdict() {
    check(
        "build: a errors; b fails | test: c; d on_failure",
        "errored: a errored, b failed, c skipped, d success",
    );
}

#[test]
fn a_failed_try_is_repeated() {
    check(
        "build: a flaky retry(1) | test: b",
        "success: a success, b success",
    );
    check(
        "build: a fails retry(2) | test: b",
        "failed: a failed, b skipped",
    );
}

#[test]
fn a_job_that_is_only_shown_takes_no_part() {
    check("build: a never; b", "success: b success");
}
