//! Concurrency groups: one runs, one waits, a newer one takes its place.

use maillon_model::{Attempt, Outcome};

use crate::world::{World, check, check_reason};

#[test]
fn one_runs_and_the_newest_waits() {
    check(
        "x: a turn(g); b turn(g); c turn(g); d turn(h)",
        "aborted: a success, b canceled, c success, d success",
    );
    check_reason(
        "x: a turn(g); b turn(g); c turn(g)",
        "b",
        "canceled, because `c` of concurrency group `g` came later",
    );
    let mut world = World::new(4);
    world.begin("x: a turn(g); b turn(g); d turn(h)").run();
    assert_eq!(world.so_far(), "+a +d -a +b -d -b");
}

#[test]
fn in_a_queue_all_have_their_turn() {
    check(
        "x: a turn(g,queue); b turn(g,queue); c turn(g,queue); d turn(g,queue)",
        "success: a success, b success, c success, d success",
    );
    let mut world = World::new(4);
    world
        .begin("x: a turn(g,queue); b turn(g,queue); c turn(g,queue)")
        .run();
    assert_eq!(world.so_far(), "+a -a +b -b +c -c");
}

#[test]
fn a_newer_one_cancels_the_running_one_where_it_says_so() {
    let mut world = World::new(4);
    world.begin("x: a turn(g); b; c needs(b) turn(g,cancel)");
    world.finish("b");
    assert_eq!(world.so_far(), "+a +b -b xa");
    world.running.clear();
    world.finish_with(world.id("a"), Attempt::FIRST, Outcome::Canceled);
    world.running.push((world.id("c"), Attempt::FIRST));
    world.finish("c");
    assert_eq!(world.result(), "aborted: a canceled, b success, c success");
    assert_eq!(
        world.reason("a"),
        "canceled, because `c` of concurrency group `g` came later"
    );
}

#[test]
fn one_that_has_the_turn_but_no_slot_is_ended_at_once() {
    let mut world = World::new(1);
    world.begin("x: s; a turn(g); b turn(g,cancel)").run();
    assert_eq!(world.so_far(), "+s -s +b -b");
}

#[test]
fn a_pipeline_that_took_a_job_s_place_ends_when_its_turn_does() {
    let mut world = World::new(4);
    world.child("c", "y: k; l needs(k)");
    world.begin("x: a late turn(g) inline(c); b; d needs(b) turn(g,cancel)");
    world.expand("a").finish("b");
    assert_eq!(world.so_far(), "+b +a/k -b xa/k");
    world.finish("a/k").finish("d");
    assert_eq!(
        world.result(),
        "aborted: a canceled, b success, d success, a/k success, a/l canceled"
    );
}

#[test]
fn a_job_waits_for_its_turn_before_its_pipeline_joins() {
    let mut world = World::new(4);
    world.child("c", "y: k");
    world.begin("x: a turn(g); t late turn(g) inline(c)");
    world.expand("t");
    assert_eq!(world.so_far(), "+a");
    world.finish("a");
    assert_eq!(world.so_far(), "+a -a +t/k");
    world.finish("t/k");
    assert_eq!(world.result(), "success: a success, t success, t/k success");
}

#[test]
fn a_turn_that_a_job_s_own_caller_has_never_comes() {
    let mut world = World::new(2);
    world.child("c", "y: k turn(g); l");
    world.begin("x: t late turn(g) inline(c)").run();
    assert_eq!(
        world.result(),
        "aborted: t canceled, t/k canceled, t/l success"
    );
    assert_eq!(
        world.reason("t/k"),
        "`t`, which it is part of, is in the same concurrency group `g`"
    );
}

#[test]
fn turns_that_two_pipelines_have_of_each_other_never_come() {
    let mut world = World::new(2);
    world.child("c", "y: m; k needs(m) turn(h)");
    world.child("d", "y: l turn(g)");
    world.begin("x: t late turn(g) inline(c); u late turn(h) inline(d)");
    world.expand_all().run();
    assert_eq!(
        world.reason("t/k"),
        "its concurrency group never became free"
    );
}

#[test]
fn a_place_among_the_cells_comes_before_the_turn() {
    let cell = "of(m) cell(1) turn(g)";
    check(
        &format!("x: a {cell}; b {cell}; c {cell}"),
        "success: a success, b success, c success",
    );
}
