//! Child pipelines.

use maillon_model::JobId;

use crate::world::World;

fn check(text: &str, children: &[(&str, &str)], expected: &str) {
    let mut world = World::new(2);
    for (name, text) in children {
        world.child(name, text);
    }
    world.begin(text).run();
    assert_eq!(world.result(), expected, "{text}");
}

#[test]
fn a_job_that_depends_has_the_result_of_its_child() {
    check(
        "a: t depends(c) | b: u",
        &[("c", "x: y | z: w")],
        "success: t success, u success, t/y success, t/w success",
    );
    check(
        "a: t depends(c) | b: u",
        &[("c", "x: y fails | z: w")],
        "failed: t failed, u skipped, t/y failed, t/w skipped",
    );
    check(
        "a: t depends(c) allowed | b: u",
        &[("c", "x: y fails")],
        "success: t failed (allowed), u success, t/y failed",
    );
    check(
        "a: t depends(c) | b: u",
        &[("c", "x: y errors")],
        "errored: t errored, u skipped, t/y errored",
    );
    check(
        "a: t depends(c)",
        &[("c", "x: y manual")],
        "failed: t failed, t/y manual",
    );
}

#[test]
fn a_detached_child_says_nothing_about_the_run_but_is_waited_for() {
    check(
        "a: t triggers(c) | b: u",
        &[("c", "x: y fails | z: w")],
        "success: t success, u success, t/y failed, t/w skipped",
    );
}

#[test]
fn a_child_that_can_t_be_made_fails_its_job() {
    check(
        "a: t depends(nowhere) | b: u",
        &[],
        "failed: t failed, u skipped",
    );
    check(
        "a: t triggers(nowhere) | b: u",
        &[],
        "failed: t failed, u skipped",
    );
    let mut world = World::new(1);
    world.begin("a: t triggers(nowhere)").run();
    assert_eq!(world.reason("t"), "no file `nowhere`");
}

#[test]
fn children_nest() {
    check(
        "a: t depends(c)",
        &[("c", "x: y depends(d)"), ("d", "x: z fails")],
        "failed: t failed, t/y failed, t/y/z failed",
    );
}

#[test]
fn a_blocked_child_keeps_its_parent_waiting() {
    let mut world = World::new(2);
    world.child("c", "x: m blocking | z: w");
    world.begin("a: t depends(c) | b: u").run();
    assert_eq!(
        world.result(),
        "skipped: t manual, u skipped, t/m manual, t/w skipped"
    );
    assert_eq!(
        world.reason("t"),
        "its child pipeline waits for manual job `m`"
    );
    assert_eq!(world.reason("u"), "blocked by manual job `m`");
}

#[test]
fn a_child_s_jobs_have_fresh_ids_and_its_job_takes_no_slot() {
    let mut world = World::new(1);
    world.child("c", "x: y");
    world.begin("a: t depends(c); b");
    assert_eq!((world.running.len(), world.expanding.len()), (1, 1));
    world.expand_nth(0);
    assert_eq!(world.id("t/y"), JobId(2));
    world.run();
}
