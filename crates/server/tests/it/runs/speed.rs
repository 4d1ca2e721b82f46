//! How quick: asked for by name, because it takes its time (`--ignored`).

use std::time::Instant;

use maillon_model::Outcome;
use maillon_store::{FreshRun, RunsFilter};

use super::world::{World, pipeline};
use crate::databases::stores;

/// No-op jobs per second through queue, start and finish, with one agent that asks for one job after the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn jobs_per_second() {
    for fresh in stores().await {
        let world = World::new(fresh).await;
        let names: Vec<String> = (0..50).map(|n| format!("j{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for _ in 0..10 {
            world.create("main", "aaaa", &pipeline(&names)).await;
        }
        for run in world.store().pending_runs(100).await.unwrap() {
            world.runs.attend_to(run).await.unwrap();
        }
        let begun = Instant::now();
        let mut count = 0;
        loop {
            let mut tasks = Vec::new();
            while tasks.len() < 8
                && let Some(task) = world.take().await
            {
                tasks.push(task);
            }
            if tasks.is_empty() {
                break;
            }
            count += tasks.len();
            let ends = tasks
                .iter()
                .map(|task| world.finish(task, Outcome::Success));
            for end in futures_util::future::join_all(ends).await {
                end.unwrap();
            }
        }
        let rate = f64::from(u32::try_from(count).unwrap()) / begun.elapsed().as_secs_f64();
        assert_eq!(count, 500);
        assert!(rate > 200.0, "{}: {rate:.0} jobs/s", world.fresh.kind());
    }
}

#[tokio::test]
#[ignore = "a measurement"]
async fn a_list_of_many_runs() {
    for fresh in stores().await {
        let world = World::new(fresh).await;
        let mut tx = world.store().begin().await.unwrap();
        for n in 0..100_000 {
            let run = FreshRun {
                project: world.project,
                event: maillon_protocol::api::RunEvent::Push,
                git_ref: format!("refs/heads/b{}", n % 50),
                sha: "aaaa".to_owned(),
                title: "a commit".to_owned(),
                author: format!("p{}", n % 100),
                rerun_of: None,
                merge: None,
                priority: 0,
                protected: false,
                trusted: true,
                sealed: None,
            };
            tx.create_run(&run).await.unwrap();
        }
        tx.commit().await.unwrap();
        let project = Some(world.project);
        let lists = [
            RunsFilter {
                limit: 50,
                project,
                ..RunsFilter::default()
            },
            RunsFilter {
                limit: 50,
                project,
                before: Some(50_000),
                git_ref: Some("b7".to_owned()),
                ..RunsFilter::default()
            },
            RunsFilter {
                limit: 50,
                project,
                author: Some("p3".to_owned()),
                state: Some(maillon_protocol::api::RunState::Pending),
                ..RunsFilter::default()
            },
        ];
        for list in lists {
            let mut best = std::time::Duration::MAX;
            for _ in 0..5 {
                let begun = Instant::now();
                assert_eq!(world.store().runs(&list).await.unwrap().len(), 50);
                best = best.min(begun.elapsed());
            }
            let most = std::time::Duration::from_millis(5);
            assert!(best < most, "{}: {best:?} for {list:?}", world.fresh.kind());
        }
    }
}
