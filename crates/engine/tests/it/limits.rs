//! Slots and resource groups.

use crate::world::World;

fn log(slots: usize, text: &str) -> String {
    World::new(slots).begin(text).run().log.join(" ")
}

#[test]
fn as_many_jobs_run_as_there_are_slots() {
    assert_eq!(log(1, "build: a; b; c"), "+a -a +b -b +c -c");
    assert_eq!(log(2, "build: a; b; c"), "+a +b -a +c -b -c");
}

#[test]
fn a_job_starts_when_its_own_needs_are_met() {
    let mut world = World::new(4);
    world.begin("build: a; b | test: c needs(b); d").finish("b");
    assert_eq!(world.log.join(" "), "+a +b -b +c");
    world.finish("c").finish("a");
    assert_eq!(world.log.join(" "), "+a +b -b +c -c -a +d");
}

#[test]
fn jobs_of_a_resource_group_run_one_by_one_in_the_order_of_their_readiness() {
    assert_eq!(
        log(4, "build: a group(x); b group(x); c group(y)"),
        "+a +c -a +b -c -b"
    );
    assert_eq!(
        log(
            4,
            "build: a; b group(x); c group(x) | test: d needs(a) group(x)"
        ),
        "+a +b -a -b +c -c +d -d"
    );
}

#[test]
fn a_retry_keeps_the_resource() {
    assert_eq!(
        log(2, "build: a group(x) flaky retry(1); b group(x)"),
        "+a -a +a -a +b -b"
    );
}

#[test]
fn a_child_pipeline_that_wants_its_parent_s_resource_ends_nevertheless() {
    let mut world = World::new(2);
    world.child("c", "t: x group(r)");
    world.begin("a: t depends(c) group(r)").run();
    assert_eq!(world.reason("t/x"), "its resource group never became free");
}
