//! Ending a run, by somebody or by a failure.

use maillon_engine::{Command, Input};
use maillon_model::Outcome;
use maillon_model::pipeline::OnJobFailure;

use crate::notation;
use crate::world::World;

fn end_running(world: &mut World) {
    for (job, attempt) in std::mem::take(&mut world.running) {
        world.finish_with(job, attempt, Outcome::Canceled);
    }
}

#[test]
fn a_cancel_ends_what_runs_and_settles_what_waits() {
    let mut world = World::new(1);
    world.begin("build: a; b; d delayed(10); m manual | test: c always");
    world.send(Input::CancelAll);
    assert_eq!(world.log.join(" "), "+a xa");
    assert_eq!(world.done, None);
    end_running(&mut world);
    assert_eq!(
        world.result(),
        "aborted: a canceled, b canceled, d canceled, m manual, c canceled"
    );
    assert_eq!(world.reason("b"), "the run was canceled");
}

#[test]
fn a_job_that_ends_well_despite_the_cancel_did_end_well() {
    let mut world = World::new(1);
    world.begin("build: a retry(2); b");
    world.send(Input::CancelAll);
    world.finish("a");
    assert_eq!(world.result(), "aborted: a success, b canceled");
}

#[test]
fn a_canceled_job_is_not_tried_again() {
    let mut world = World::new(1);
    world.begin("build: a fails retry(2)");
    world.send(Input::CancelAll);
    world.finish("a");
    assert_eq!(world.result(), "aborted: a failed");
}

#[test]
fn a_child_that_comes_after_the_cancel_does_not_join() {
    let mut world = World::new(1);
    world.child("c", "x: y");
    world.begin("a: t depends(c)");
    world.send(Input::CancelAll);
    world.expand_nth(0);
    assert_eq!(world.result(), "aborted: t canceled");
}

#[test]
fn a_cancel_reaches_child_pipelines() {
    let mut world = World::new(2);
    world.child("c", "x: y | z: w");
    world.begin("a: t depends(c); u triggers(c)");
    world.expand_nth(0);
    world.expand_nth(0);
    world.send(Input::CancelAll);
    end_running(&mut world);
    assert_eq!(
        world.result(),
        "aborted: t canceled, u success, t/y canceled, t/w canceled, u/y canceled, u/w canceled"
    );
}

#[test]
fn a_resource_that_a_canceled_job_gives_free_is_taken_by_none() {
    let mut world = World::new(1);
    world.child("c", "x: y");
    world.begin("a: s; b group(r); t depends(c) group(r)");
    world.send(Input::CancelAll);
    assert!(
        !world
            .commands
            .iter()
            .any(|command| matches!(command, Command::Expand { .. }))
    );
    end_running(&mut world);
    assert_eq!(
        world.result(),
        "aborted: s canceled, b canceled, t canceled"
    );
}

fn canceling(text: &str) -> World {
    let (mut pipeline, scripted) = notation::parse(text);
    pipeline.on_job_failure = OnJobFailure::Cancel;
    let mut world = World::new(2);
    world.script(&scripted);
    world.begin_pipeline(pipeline, &maillon_engine::Selection::default());
    world
}

#[test]
fn a_failure_cancels_the_rest_where_the_workflow_says_so() {
    let mut world = canceling("build: a; b fails; c | test: d always");
    world.finish("b");
    assert_eq!(world.log.join(" "), "+a +b -b xa");
    end_running(&mut world);
    assert_eq!(
        world.result(),
        "failed: a canceled, b failed, c canceled, d canceled"
    );
    assert_eq!(world.reason("c"), "canceled, because `b` failed");
}

#[test]
fn an_allowed_failure_cancels_nothing() {
    let mut world = canceling("build: a; b fails allowed");
    world.finish("b").finish("a");
    assert_eq!(world.result(), "success: a success, b failed (allowed)");
}
