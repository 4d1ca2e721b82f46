//! The order of things, results of earlier runs, child pipelines.

use std::sync::Arc;

use maillon_engine::{Earlier, Selection};
use maillon_model::job::{Body, ChildStrategy, Work};
use maillon_model::pipeline::StageIndex;
use maillon_model::{EventKind, Job, JobName, JobStatus, Outcome, RunStatus};

use crate::bench::{Bench, artifacts, job, pipeline};

#[tokio::test]
async fn a_failure_ends_the_pipeline_after_its_stage() {
    let mut bench = Bench::new(&[]);
    let jobs = vec![
        job("bad", 0, &["echo before", "exit 7", "echo never"]),
        job("peer", 0, &["true"]),
        job("next", 1, &["true"]),
    ];
    let run = bench.run(jobs).await;
    run.assert_status(RunStatus::Failed);
    assert_eq!(run.result("bad").outcome.exit_code(), Some(7));
    assert_eq!(run.settled["peer"], JobStatus::Success);
    assert_eq!(run.settled["next"], JobStatus::Skipped);
    let first = run.events.first().map(|event| &event.kind);
    assert!(matches!(first, Some(EventKind::RunStarted { .. })));
    let last = run.events.last().map(|event| &event.kind);
    assert!(matches!(last, Some(EventKind::RunFinished { .. })));
}

#[tokio::test]
async fn a_retry_is_another_try() {
    let mut bench = Bench::new(&[]);
    let mut flaky = job("flaky", 0, &["exit 1"]);
    flaky.retry.max = 1;
    let run = bench.run(vec![flaky]).await;
    let retries = run.events.iter().filter_map(|event| match &event.kind {
        EventKind::JobFinished { retries, .. } => Some(*retries),
        _ => None,
    });
    assert_eq!(retries.collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn an_earlier_run_gives_what_it_left() {
    let mut bench = Bench::new(&[]);
    let jobs = || {
        let mut build = job("build", 0, &["test ! -e built", "echo once > built"]);
        build.artifacts = Some(artifacts(&["built"]));
        vec![build, job("test", 1, &["cat built", "exit 1"])]
    };
    let first = bench.run(jobs()).await;
    first.assert_status(RunStatus::Failed);
    let success = Earlier {
        status: JobStatus::Success,
        allowed: false,
    };
    bench.options.selection = Selection {
        settled: [(JobName::new("build"), success)].into(),
        ..Selection::default()
    };
    bench.options.earlier = first.results;
    let second = bench.run(jobs()).await;
    assert!(
        second.log("test").contains("once"),
        "{}",
        second.log("test")
    );
    assert!(!second.logs.contains_key("build"));
}

#[tokio::test]
async fn a_child_pipeline_joins_the_run() {
    let mut bench = Bench::new(&[]);
    let mut trigger = Job::new(
        "trigger",
        Work::Child {
            request: Body::default(),
            strategy: ChildStrategy::Depend,
        },
    );
    trigger.stage = Some(StageIndex(0));
    bench.options.child = Some(Arc::new(pipeline(vec![job("inner", 0, &["echo inside"])])));
    let run = bench.run(vec![trigger.clone()]).await;
    run.assert_status(RunStatus::Success);
    assert!(run.log("trigger/inner").contains("inside"), "{run:#?}");

    let without = bench.run(vec![trigger]).await;
    without.assert_status(RunStatus::Failed);
    assert!(
        without.log("trigger").contains("there is no child"),
        "{without:#?}"
    );
}

#[tokio::test]
async fn many_small_jobs_run() {
    let mut bench = Bench::new(&[("a", ""), ("b/c", "")]);
    let jobs = (0..50).map(|n| job(&format!("j{n}"), 0, &[":"])).collect();
    let begun = std::time::Instant::now();
    let run = bench.run(jobs).await;
    eprintln!("50 jobs: {:?}", begun.elapsed());
    run.assert_status(RunStatus::Success);
    assert!(
        run.results
            .values()
            .all(|result| result.outcome == Outcome::Success)
    );
}
