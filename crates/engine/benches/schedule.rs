//! How many transitions of jobs (queued, started, settled) the scheduler decides per second.

#![expect(clippy::unwrap_used, reason = "a benchmark may panic")]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use maillon_engine::{Command, Input, Limits, Scheduler, Selection};
use maillon_model::job::{Body, Need, Needs, Work};
use maillon_model::pipeline::{Dialect, OnJobFailure, StageIndex};
use maillon_model::{Attempt, Job, JobId, JobName, Outcome, Pipeline, Timestamp};

const STAGES: u32 = 10;
/// Queued, started, settled.
const TRANSITIONS: u64 = 3;

fn job(index: u32, jobs: u32) -> Job {
    let mut job = Job::new(format!("job {index}"), Work::Body(Body::default()));
    job.stage = Some(StageIndex(index * STAGES / jobs));
    job
}

fn pipeline(jobs: Vec<Job>) -> Arc<Pipeline> {
    Arc::new(Pipeline {
        shared: maillon_model::job::Body::default(),
        dialect: Dialect::Gitlab,
        name: None,
        stages: (0..STAGES)
            .map(|stage| format!("stage {stage}").into())
            .collect(),
        jobs,
        on_job_failure: OnJobFailure::Continue,
    })
}

fn by_stages(count: u32) -> Arc<Pipeline> {
    pipeline((0..count).map(|index| job(index, count)).collect())
}

/// Each job needs three of the jobs before it.
fn by_needs(count: u32) -> Arc<Pipeline> {
    let with_needs = |index: u32| {
        let before = [index / 2, index / 3, index.saturating_sub(1)];
        let need = |other: u32| Need {
            job: JobName::new(format!("job {other}")),
            artifacts: true,
            optional: false,
        };
        let needs = before.into_iter().filter(|other| *other < index).map(need);
        let mut job = job(index, count);
        job.needs = Needs::Jobs(needs.collect());
        job
    };
    pipeline((0..count).map(with_needs).collect())
}

/// Runs the whole pipeline; each try ends as soon as it began.
fn run(pipeline: &Arc<Pipeline>) -> usize {
    let slots = NonZeroUsize::new(64).unwrap();
    let mut scheduler = Scheduler::new(Limits { slots });
    let chosen = Selection::default().apply(pipeline).unwrap();
    let mut running = started(scheduler.on(Input::Begin(chosen), Timestamp(0)));
    let mut settled = 0;
    while let Some((job, attempt)) = running.pop() {
        let outcome = Outcome::Success;
        let input = Input::Finished {
            job,
            attempt,
            outcome,
        };
        running.extend(started(scheduler.on(input, Timestamp(0))));
        settled += 1;
    }
    settled
}

fn started(commands: Vec<Command>) -> Vec<(JobId, Attempt)> {
    let start = |command| match command {
        Command::Start { job, attempt } => Some((job, attempt)),
        _ => None,
    };
    commands.into_iter().filter_map(start).collect()
}

fn schedule(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("schedule");
    group.sample_size(20);
    for count in [5_000, 50_000] {
        group.throughput(Throughput::Elements(u64::from(count) * TRANSITIONS));
        for (name, pipeline) in [("stages", by_stages(count)), ("needs", by_needs(count))] {
            group.bench_function(BenchmarkId::new(name, count), |bencher| {
                bencher.iter(|| black_box(run(&pipeline)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, schedule);
criterion_main!(benches);
