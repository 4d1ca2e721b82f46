//! Ends that are not the script's own.

use std::time::{Duration, Instant};

use maillon_model::outcome::FailureKind;
use maillon_model::{JobStatus, Outcome, RunStatus};

use crate::bench::{Bench, job, job_with_after};

#[tokio::test]
async fn an_orderly_cancel_runs_the_after_script() {
    let mut bench = Bench::new(&[]);
    bench.options.on_log = |stop, text| {
        if text.contains("begun") {
            stop.orderly.cancel();
        }
    };
    let long = job_with_after("long", 0, &["echo begun", "sleep 60"], &["echo after ran"]);
    let begun = Instant::now();
    let run = bench.run(vec![long, job("next", 1, &["true"])]).await;
    run.assert_status(RunStatus::Aborted);
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(run.log("long").contains("after ran"), "{}", run.log("long"));
    assert_eq!(run.result("long").outcome, Outcome::Canceled);
    assert_ne!(run.settled["next"], JobStatus::Success);
    assert_eq!(bench.left_in_builds(), Vec::<String>::new());
}

#[tokio::test]
async fn now_means_at_once() {
    let mut bench = Bench::new(&[]);
    bench.options.on_log = |stop, text| {
        if text.contains("begun") {
            stop.now.cancel();
        }
    };
    let stubborn = "trap '' TERM INT; sleep 60";
    let long = job_with_after("long", 0, &["echo begun", stubborn], &["echo after ran"]);
    let begun = Instant::now();
    let run = bench.run(vec![long]).await;
    run.assert_status(RunStatus::Aborted);
    assert!(
        begun.elapsed() < Duration::from_secs(8),
        "{:?}",
        begun.elapsed()
    );
    assert!(!run.log("long").contains("after ran"));
    assert_eq!(bench.left_in_builds(), Vec::<String>::new());
}

#[tokio::test]
async fn the_time_limit_fails_a_job() {
    let mut bench = Bench::new(&[]);
    let mut long = job_with_after("long", 0, &["sleep 60"], &["echo after ran"]);
    long.timeout = Some(Duration::from_secs(1));
    let run = bench.run(vec![long]).await;
    run.assert_status(RunStatus::Failed);
    let Outcome::Failed(failure) = &run.result("long").outcome else {
        panic!("{:?}", run.result("long"));
    };
    assert_eq!(failure.kind, FailureKind::Timeout);
    assert!(run.log("long").contains("after ran"));
}
