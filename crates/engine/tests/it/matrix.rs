//! The cells of a matrix: fail-fast and max-parallel.

use crate::world::{World, check};

fn log(text: &str) -> String {
    World::new(4).begin(text).run().so_far()
}

#[test]
fn a_failed_cell_ends_the_others() {
    let mut world = World::new(2);
    world.begin("x: a of(m) cell(fast) fails; b of(m) cell(fast); c of(m) cell(fast); d");
    world.finish("a");
    assert_eq!(world.so_far(), "+a +b -a xb +d");
    world.running.retain(|(job, _)| job.0 == 3);
    world.finish_with(
        world.id("b"),
        maillon_model::Attempt::FIRST,
        maillon_model::Outcome::Canceled,
    );
    world.finish("d");
    assert_eq!(
        world.result(),
        "failed: a failed, b canceled, c canceled, d success"
    );
    assert_eq!(world.reason("b"), "canceled, because `a` failed");
    assert_eq!(world.reason("c"), "canceled, because `a` failed");
}

#[test]
fn an_allowed_failure_ends_nothing() {
    check(
        "x: a of(m) cell(fast) fails allowed; b of(m) cell(fast)",
        "success: a failed (allowed), b success",
    );
    check(
        "x: a of(m) cell fails; b of(m) cell; c of(m) cell",
        "failed: a failed, b success, c success",
    );
}

#[test]
fn a_tried_again_cell_has_not_failed() {
    check(
        "x: a of(m) cell(fast) flaky retry(1); b of(m) cell(fast)",
        "success: a success, b success",
    );
}

#[test]
fn matrices_of_the_same_template_in_other_stages_are_others() {
    check(
        "x: a of(m) cell(fast) fails | y: b of(m) cell(fast) needs()",
        "failed: a failed, b success",
    );
}

#[test]
fn only_so_many_cells_run_at_a_time() {
    let cells = "a of(m) cell(2); b of(m) cell(2); c of(m) cell(2)";
    assert_eq!(log(&format!("x: {cells}; d")), "+a +b +d -a +c -b -d -c");
    assert_eq!(
        log("x: a of(m) cell(1) flaky retry(1); b of(m) cell(1)"),
        "+a -a +a -a +b -b"
    );
}

#[test]
fn a_failed_cell_gives_its_place_to_none_that_is_to_end() {
    let mut world = World::new(4);
    world.child("c", "y: k fails");
    world.begin("x: a of(m) cell(fast,1) inline(c); b of(m) cell(fast,1) inline(c)");
    world.expand("a").finish("a/k");
    assert_eq!(world.result(), "failed: a failed, b canceled, a/k failed");
}

#[test]
fn a_cell_ends_with_all_jobs_that_took_its_place() {
    let mut world = World::new(4);
    world
        .child("c", "y: k; l needs(k)")
        .child("d", "y: n fails");
    world.begin("x: a of(m) cell(fast) late inline(c); b of(m) cell(fast) late inline(d)");
    world.expand_all();
    assert_eq!(world.so_far(), "+a/k +b/n");
    world.finish("b/n");
    assert_eq!(world.so_far(), "+a/k +b/n -b/n xa/k");
    world.finish("a/k");
    assert_eq!(
        world.result(),
        "failed: a canceled, b failed, a/k success, a/l canceled, b/n failed"
    );
}

#[test]
fn a_cell_that_is_decided_over_ends_when_the_decision_comes() {
    let mut world = World::new(4);
    world.begin("x: a of(m) cell(fast) late fails; b of(m) cell(fast) late");
    world.expand("a").finish("a");
    assert_eq!(world.done, None);
    world.expand("b");
    assert_eq!(world.result(), "failed: a failed, b canceled");
}
