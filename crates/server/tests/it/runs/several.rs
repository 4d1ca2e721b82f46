//! Runs that know of each other.

use maillon_model::Outcome;
use maillon_model::job::{Concurrency, InProgress, Queue};
use maillon_protocol::api::RunState;

use super::world::{World, pipeline, worlds};

async fn attend_all(world: &World) {
    for run in world.store().runs_with_letters().await.unwrap() {
        world.runs.attend_to(run).await.unwrap();
    }
}

async fn grouped(world: &World, in_progress: InProgress) -> i64 {
    let mut wanted = pipeline(&["deploy"]);
    wanted.jobs[0].concurrency = Some(Concurrency {
        group: "prod".into(),
        in_progress,
        queue: Queue::One,
    });
    world.begin(&wanted).await
}

#[tokio::test]
async fn a_concurrency_group_has_one_run_and_one_that_waits() {
    for world in worlds().await {
        let first = grouped(&world, InProgress::Keep).await;
        let second = grouped(&world, InProgress::Keep).await;
        let third = grouped(&world, InProgress::Keep).await;
        attend_all(&world).await;
        assert_eq!(world.jobs(first).await, "deploy queued");
        assert_eq!(world.jobs(second).await, "deploy canceled");
        assert_eq!(world.jobs(third).await, "deploy queued");
        let task = world.take().await.unwrap();
        assert!(world.take().await.is_none(), "the third waits for its turn");
        world.finish(&task, Outcome::Success).await.unwrap();
        attend_all(&world).await;
        assert_eq!(world.work_off(&[]).await, ["deploy"]);
        assert_eq!(world.state(third).await, RunState::Success);
    }
}

#[tokio::test]
async fn a_newcomer_may_end_who_has_the_turn() {
    for world in worlds().await {
        let first = grouped(&world, InProgress::Cancel).await;
        let second = grouped(&world, InProgress::Cancel).await;
        attend_all(&world).await;
        attend_all(&world).await;
        assert_eq!(world.jobs(first).await, "deploy canceled");
        let jobs = world.store().jobs(first).await.unwrap();
        assert_eq!(
            jobs[0].summary.reason.as_deref(),
            Some("canceled, because run 2 of concurrency group `prod` came later")
        );
        assert_eq!(world.work_off(&[]).await, ["deploy"]);
        assert_eq!(world.state(second).await, RunState::Success);
    }
}

#[tokio::test]
async fn a_newer_commit_ends_older_runs_of_the_branch() {
    for world in worlds().await {
        let old = world.create("main", "aaaa", &pipeline(&["a~"])).await.id;
        let bound = world.create("main", "bbbb", &pipeline(&["a"])).await.id;
        let other = world.create("other", "aaaa", &pipeline(&["a~"])).await.id;
        for run in [old, other] {
            world.runs.attend_to(run).await.unwrap();
        }
        world.take().await.unwrap();
        world.runs.attend_to(bound).await.unwrap();
        attend_all(&world).await;
        let row = world.row(old).await;
        assert_eq!(row.reason.as_deref(), Some("superseded by run 2"));
        assert_eq!(world.jobs(old).await, "a canceling");
        assert_eq!(world.state(other).await, RunState::Running);
    }
}

#[tokio::test]
async fn a_job_that_must_not_be_interrupted_keeps_its_run() {
    for world in worlds().await {
        let old = world.create("main", "aaaa", &pipeline(&["a"])).await.id;
        world.runs.attend_to(old).await.unwrap();
        let task = world.take().await.unwrap();
        let new = world.create("main", "bbbb", &pipeline(&["a"])).await.id;
        world.runs.attend_to(new).await.unwrap();
        attend_all(&world).await;
        assert_eq!(world.jobs(old).await, "a running");
        world.finish(&task, Outcome::Success).await.unwrap();
        assert_eq!(world.state(old).await, RunState::Success);
    }
}

#[tokio::test]
async fn an_older_run_that_has_not_begun_ends_as_well() {
    for world in worlds().await {
        let old = world.create("main", "aaaa", &pipeline(&["a"])).await.id;
        let new = world.create("main", "bbbb", &pipeline(&["a"])).await.id;
        world.runs.attend_to(new).await.unwrap();
        world.runs.attend_to(old).await.unwrap();
        assert_eq!(world.state(old).await, RunState::Aborted);
    }
}
