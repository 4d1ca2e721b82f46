//! What a dialect decides late, and pipelines that take a job's place.

use std::sync::Arc;

use maillon_model::job::{Body, ChildStrategy, Need, Needs, When, Work};
use maillon_model::{EventKind, Job, JobName, JobStatus, RunStatus};

use crate::bench::{Bench, job, pipeline};

fn late(name: &str, script: &[&str], needs: &[&str]) -> Job {
    let need = |name: &&str| Need {
        job: JobName::new(*name),
        artifacts: false,
        optional: false,
    };
    let mut job = job(name, 0, script);
    job.needs = Needs::Jobs(needs.iter().map(need).collect());
    job.when = When::Late;
    job
}

fn call(name: &str, needs: &[&str]) -> Job {
    let mut job = late(name, &[], needs);
    job.work = Work::Child {
        request: Body::default(),
        strategy: ChildStrategy::Inline,
    };
    job
}

#[tokio::test]
async fn the_dialect_decides_over_a_late_job() {
    let mut bench = Bench::new(&[]);
    let jobs = vec![
        late("good", &["true"], &[]),
        late("bad", &["false"], &["good"]),
        late("next", &["true"], &["bad"]),
    ];
    let run = bench.run(jobs).await;
    run.assert_status(RunStatus::Failed);
    assert_eq!(run.settled["next"], JobStatus::Skipped);
    assert_eq!(run.reasons["next"], "bad failed");
}

#[tokio::test]
async fn a_pipeline_takes_a_job_s_place() {
    let mut bench = Bench::new(&[]);
    let child = vec![late("call / one", &["echo within"], &[])];
    bench.options.child = Some(Arc::new(pipeline(child)));
    let jobs = vec![call("call", &[]), late("next", &["true"], &["call"])];
    let run = bench.run(jobs).await;
    run.assert_status(RunStatus::Success);
    assert!(run.log("call / one").contains("within"));
    let inline = run.events.iter().flat_map(|event| match &event.kind {
        EventKind::PipelineAdded { jobs, .. } => jobs.clone(),
        _ => Vec::new(),
    });
    let inline: Vec<_> = inline
        .map(|job| (job.name.to_string(), job.inline))
        .collect();
    assert_eq!(
        inline,
        [
            ("call".to_owned(), true),
            ("next".to_owned(), false),
            ("call / one".to_owned(), false),
        ]
    );
}
