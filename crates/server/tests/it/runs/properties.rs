//! Whatever the pipeline, and wherever the server is killed: the end is the same, and nothing runs twice.

use std::collections::BTreeSet;

use maillon_model::Outcome;
use maillon_model::job::{AllowFailure, Retry};
use maillon_model::{Job, Pipeline};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::world::{World, failed, job, pipeline, trigger};
use crate::databases::stores;

/// A job's shape: which earlier ones it needs, and what it is.
#[derive(Clone, Debug)]
struct Shape {
    needs: Vec<prop::sample::Index>,
    kind: u8,
    fails: bool,
    retries: bool,
    allowed: bool,
}

fn shape() -> impl Strategy<Value = Shape> {
    let needs = prop::collection::vec(any::<prop::sample::Index>(), 0..3);
    let rest = (0..4u8, any::<bool>(), any::<bool>(), any::<bool>());
    (needs, rest).prop_map(|(needs, (kind, fails, retries, allowed))| Shape {
        needs,
        kind,
        fails,
        retries,
        allowed,
    })
}

fn of(shapes: &[Shape]) -> Pipeline {
    let mut whole = pipeline(&[]);
    whole.jobs = shapes.iter().enumerate().map(one).collect();
    whole
}

fn one((at, shape): (usize, &Shape)) -> Job {
    let mut needs: Vec<String> = Vec::new();
    if at > 0 {
        let chosen = shape.needs.iter().map(|need| need.index(at));
        let chosen: BTreeSet<usize> = chosen.collect();
        needs.extend(chosen.into_iter().map(|need| format!("j{need}")));
    }
    let late = if shape.kind == 1 { "?" } else { "" };
    let line = format!("j{at}{late}: {}", needs.join(" "));
    let mut made = match shape.kind {
        2 => trigger(&line, &pipeline(&["x", "y: x"])),
        _ => job(&line),
    };
    if shape.retries {
        made.retry = Retry {
            max: 1,
            ..Retry::default()
        };
    }
    if shape.allowed {
        made.allow_failure = AllowFailure::Always;
    }
    made
}

/// Goes on until nothing is left to do; `kills` says after which steps the server is killed.
async fn execute(world: &mut World, shapes: &[Shape], kills: &[bool]) -> String {
    let run = world.begin(&of(shapes)).await;
    let mut kills = kills.iter().copied().cycle();
    let mut handed_out = BTreeSet::new();
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(20);
    while !world.state(run).await.is_over() {
        assert!(
            tokio::time::Instant::now() < deadline,
            "{}",
            world.jobs(run).await
        );
        if kills.next() == Some(true) {
            world.restart();
        }
        let Some(task) = world.take().await else {
            world.runs.attend_to(run).await.unwrap();
            tokio::task::yield_now().await;
            continue;
        };
        assert!(
            handed_out.insert((task.job, task.attempt)),
            "twice: {task:?}"
        );
        let at = usize::try_from(task.job.0).unwrap();
        let fails = shapes.get(at).is_some_and(|shape| shape.fails);
        let outcome = if fails { failed() } else { Outcome::Success };
        world.finish(&task, outcome).await.unwrap();
        if kills.next() == Some(true) {
            world.restart();
        }
    }
    let ends = world.states(run).await;
    let ends: Vec<String> = ends
        .into_iter()
        .map(|(name, (state, tries))| format!("{name} {} {tries}", state.as_str()))
        .collect();
    ends.join(", ")
}

#[test]
fn the_end_is_the_same_wherever_the_server_is_killed() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let worlds = runtime.block_on(async {
        let mut worlds = Vec::new();
        for fresh in stores().await {
            worlds.push(World::new(fresh).await);
        }
        worlds
    });
    let worlds = std::cell::RefCell::new(worlds);
    let cases = prop::collection::vec(shape(), 1..8);
    let kills = prop::collection::vec(any::<bool>(), 1..12);
    let config = Config {
        cases: 12,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&(cases, kills), |(shapes, kills)| {
            for world in worlds.borrow_mut().iter_mut() {
                let straight = runtime.block_on(execute(world, &shapes, &[false]));
                let killed = runtime.block_on(execute(world, &shapes, &kills));
                prop_assert_eq!(straight, killed);
            }
            Ok(())
        })
        .unwrap();
}
