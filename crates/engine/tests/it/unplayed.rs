//! Runs that stay open while somebody can play a job.

use maillon_engine::{Input, Standstill, Unplayed};
use maillon_model::RunStatus;

use crate::world::World;

fn begin(text: &str) -> World {
    let mut world = World::with_unplayed(4, Unplayed::Wait);
    world.begin(text).finish("a");
    world
}

fn play(world: &mut World, name: &str) {
    let job = world.id(name);
    world.send(Input::Play { job });
}

#[test]
fn a_run_that_waits_for_nobody_is_done() {
    assert_eq!(begin("build: a").done, Some(RunStatus::Success));
}

#[test]
fn an_optional_manual_job_can_be_played_after_all_others_ended() {
    let mut world = begin("build: a | deploy: m manual allowed");
    assert_eq!(world.done, None);
    assert_eq!(world.idle, Some(Standstill::Over(RunStatus::Success)));
    play(&mut world, "m");
    world.finish("m");
    assert_eq!(world.result(), "success: a success, m success");
}

#[test]
fn a_manual_job_that_others_wait_for_blocks_the_run() {
    let mut world = begin("build: a | gate: m manual allowed(1) | deploy: d");
    assert_eq!(world.idle, Some(Standstill::Blocked));
    play(&mut world, "m");
    world.finish("m").finish("d");
    assert_eq!(world.result(), "success: a success, m success, d success");
}

#[test]
fn somebody_may_give_up_a_manual_job() {
    let mut world = begin("build: a | deploy: m manual allowed");
    let job = world.id("m");
    world.send(Input::CancelJob { job });
    assert_eq!(world.result(), "success: a success, m canceled (allowed)");
}

#[test]
fn canceling_ends_a_run_that_waits() {
    let mut world = begin("build: a | gate: m manual allowed(1) | deploy: d");
    world.send(Input::CancelAll);
    assert_eq!(world.done, Some(RunStatus::Aborted));
}
