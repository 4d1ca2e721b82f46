//! What the dialect decides late, and pipelines that take a job's place.

use maillon_engine::{Expansion, Input};
use maillon_model::{Attempt, JobId, Outcome};

use crate::notation::failed;
use crate::world::{World, check, check_reason};

fn check_with(text: &str, children: &[(&str, &str)], expected: &str) {
    let mut world = World::new(2);
    for (name, text) in children {
        world.child(name, text);
    }
    world.begin(text).run();
    assert_eq!(world.result(), expected, "{text}");
}

#[test]
fn a_late_job_is_decided_over_after_any_result() {
    check("x: a fails; b needs(a) late", "failed: a failed, b success");
    check(
        "x: a late skips; b needs(a) late",
        "success: a skipped, b success",
    );
    check(
        "x: a stops; b needs(a) late",
        "aborted: a canceled, b success",
    );
    check("x: a late skips", "skipped: a skipped");
    check_reason("x: a late skips", "a", "if: a");
}

#[test]
fn a_late_decision_waits_for_every_need() {
    let mut world = World::new(3);
    world.begin("x: a late skips; b; c needs(a,b) late");
    world.expand("a");
    assert_eq!(world.expanding, []);
    world.finish("b").expand("c").finish("c");
    assert_eq!(world.result(), "success: a skipped, b success, c success");
}

#[test]
fn a_decision_that_fails_fails_the_job() {
    let mut world = World::new(1);
    world.begin("x: a late; b late allowed");
    for job in [0, 1].map(JobId) {
        let result = Err("a text is no number".to_owned());
        world.send(Input::Expanded { job, result });
    }
    assert_eq!(world.result(), "failed: a failed, b failed (allowed)");
    assert_eq!(world.reason("a"), "a text is no number");
}

#[test]
fn a_late_job_becomes_a_pipeline() {
    check_with(
        "x: a; t needs(a) late inline(c); b needs(t) late",
        &[("c", "y: k; l fails allowed")],
        "success: a success, t success, b success, t/k success, t/l failed (allowed)",
    );
    check_with(
        "x: t late inline(c); b needs(t) late",
        &[("c", "y: k; l fails")],
        "failed: t failed, b success, t/k success, t/l failed",
    );
}

#[test]
fn the_place_of_a_job_is_taken_with_its_result() {
    check_with(
        "x: t late inline(c)",
        &[("c", "y: k late skips")],
        "skipped: t skipped, t/k skipped",
    );
    check_with("x: t late inline(c)", &[("c", "y: ")], "skipped: t skipped");
    check_with(
        "x: t late inline(c)",
        &[("c", "y: k stops")],
        "aborted: t canceled, t/k canceled",
    );
    check_with(
        "x: t late inline(c)",
        &[("c", "y: k errors")],
        "errored: t errored, t/k errored",
    );
    check_with("x: t late inline(nowhere)", &[], "failed: t failed");
}

#[test]
fn a_call_that_is_to_run_as_it_is_fails() {
    let mut world = World::new(1);
    world.begin("x: t late inline(c)");
    let result = Ok(Expansion::Run);
    world.send(Input::Expanded {
        job: JobId(0),
        result,
    });
    assert_eq!(world.reason("t"), "no pipeline was made of it");
}

#[test]
fn a_cancel_ends_what_is_decided_over() {
    let mut world = World::new(1);
    world.begin("x: a late; b");
    world.send(Input::CancelAll);
    world.finish("b").expand("a");
    assert_eq!(world.result(), "aborted: a canceled, b success");
}

#[test]
fn a_retry_asks_no_second_time() {
    let mut world = World::new(1);
    world.begin("x: a late retry(1)").expand("a");
    world.running.clear();
    world.finish_with(JobId(0), Attempt::FIRST, failed(1));
    assert_eq!((world.expanding.len(), world.running.len()), (0, 1));
    world.finish_with(JobId(0), Attempt(2), Outcome::Success);
    assert_eq!(world.result(), "success: a success");
}
