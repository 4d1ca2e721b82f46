//! Delayed jobs, and jobs that somebody plays.

use maillon_engine::{Command, Input};
use maillon_model::{Attempt, JobId, Outcome, Timestamp};

use crate::world::{World, check};

#[test]
fn a_delay_counts_from_the_moment_that_the_job_could_start() {
    let mut world = World::new(1);
    world.begin("build: a | test: b delayed(500) | deploy: c");
    world.now = Timestamp(1000);
    world.finish("a");
    assert_eq!(world.wakes, [Timestamp(1500)]);
    world.now = Timestamp(1499);
    world.send(Input::Tick);
    assert!(world.running.is_empty());
    world.now = Timestamp(1500);
    world.send(Input::Tick);
    assert_eq!(world.running.len(), 1);
    world.run();
    assert_eq!(world.result(), "success: a success, b success, c success");
}

#[test]
fn a_delayed_job_after_a_failure_is_skipped() {
    check(
        "build: a fails | test: b delayed(5)",
        "failed: a failed, b skipped",
    );
}

#[test]
fn somebody_starts_a_delayed_job_at_once() {
    let mut world = World::new(1);
    world.begin("build: a delayed(500)");
    world.send(Input::Play { job: JobId(0) });
    world.run();
    assert_eq!(
        (world.result().as_str(), world.now),
        ("success: a success", Timestamp(0))
    );
}

#[test]
fn a_played_manual_job_runs_and_those_that_waited_for_it_too() {
    let mut world = World::new(2);
    world.begin("build: a; m manual | test: b needs(m) | deploy: c needs(b)");
    let skipped = world.settled.len();
    world.send(Input::Play { job: world.id("m") });
    world.run();
    assert_eq!(skipped, 2);
    assert_eq!(
        world.result(),
        "success: a success, m success, b success, c success"
    );
}

#[test]
fn later_stages_wait_for_a_manual_job_that_is_played_before_they_begin() {
    let mut world = World::new(2);
    world.begin("build: m manual | test: b | deploy: c");
    world.send(Input::Play { job: world.id("m") });
    world.finish("b");
    assert_eq!(world.log.join(" "), "+b +m -b");
    world.finish("m").finish("c");
    assert_eq!(world.result(), "success: m success, b success, c success");
}

#[test]
fn a_blocking_manual_job_that_is_played_unblocks() {
    let mut world = World::new(2);
    world.begin("build: a; m blocking | test: b");
    world.send(Input::Play { job: world.id("m") });
    world.run();
    assert_eq!(world.result(), "success: a success, m success, b success");
}

#[test]
fn inputs_that_fit_nothing_change_nothing() {
    let mut world = World::new(1);
    world.begin("build: a; b");
    let mut silent = |input| assert_eq!(world.scheduler.on(input, Timestamp(0)), []);
    let finished = |job, attempt| Input::Finished {
        job: JobId(job),
        attempt: Attempt(attempt),
        outcome: Outcome::Success,
    };
    silent(finished(7, 1));
    silent(finished(0, 2));
    silent(finished(1, 1));
    silent(Input::Expanded {
        job: JobId(0),
        result: Err(String::new()),
    });
    silent(Input::Play { job: JobId(0) });
    silent(Input::Play { job: JobId(9) });
    silent(Input::Tick);
}

#[test]
fn an_empty_pipeline_is_done_at_once() {
    let mut world = World::new(1);
    world.begin("build:");
    assert!(matches!(
        world.commands.as_slice(),
        [Command::Added { .. }, Command::Done(_)]
    ));
    assert_eq!(world.result(), "skipped: ");
}
