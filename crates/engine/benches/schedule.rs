//! How many transitions of jobs (queued, started, settled) the scheduler decides per second.

#![expect(clippy::unwrap_used, reason = "a benchmark may panic")]

use std::hint::black_box;
use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use maillon_engine::{Command, Expansion, Input, Limits, Scheduler, Selection, Unplayed};
use maillon_model::job::{Body, FailFast, Need, Needs, Strategy, When, Work};
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

/// The same, decided late, in matrices of a hundred cells.
fn late(count: u32) -> Arc<Pipeline> {
    let mut jobs = by_needs(count).jobs.clone();
    for (index, job) in (0..).zip(&mut jobs) {
        job.when = When::Late;
        job.template = JobName::new(format!("matrix {}", index / 100));
        job.strategy = Some(Strategy {
            fail_fast: FailFast::Cancel,
            max_parallel: NonZeroU32::new(50),
        });
    }
    pipeline(jobs)
}

/// Runs the whole pipeline; each try ends as soon as it began.
fn run(pipeline: &Arc<Pipeline>) -> usize {
    let slots = NonZeroUsize::new(64).unwrap();
    let mut scheduler = Scheduler::new(Limits {
        slots,
        unplayed: Unplayed::End,
        turns: maillon_engine::TurnsAmong::ThisRun,
    });
    let chosen = Selection::default().apply(pipeline).unwrap();
    let mut running = tell(&mut scheduler, Input::Begin(chosen));
    let mut settled = 0;
    while let Some((job, attempt)) = running.pop() {
        let outcome = Outcome::Success;
        let input = Input::Finished {
            job,
            attempt,
            outcome,
        };
        running.extend(tell(&mut scheduler, input));
        settled += 1;
    }
    settled
}

/// Tells the scheduler something, lets run what it asks for, and gives what it starts.
fn tell(scheduler: &mut Scheduler, input: Input) -> Vec<(JobId, Attempt)> {
    let mut started = Vec::new();
    let mut inputs = vec![input];
    while let Some(input) = inputs.pop() {
        for command in scheduler.on(input, Timestamp(0)) {
            match command {
                Command::Start { job, attempt } => started.push((job, attempt)),
                Command::Expand { job } => inputs.push(Input::Expanded {
                    job,
                    result: Ok(Expansion::Run),
                }),
                _ => {}
            }
        }
    }
    started
}

fn schedule(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("schedule");
    group.sample_size(20);
    for count in [5_000, 50_000] {
        group.throughput(Throughput::Elements(u64::from(count) * TRANSITIONS));
        let pipelines = [
            ("stages", by_stages(count)),
            ("needs", by_needs(count)),
            ("late", late(count)),
        ];
        for (name, pipeline) in pipelines {
            group.bench_function(BenchmarkId::new(name, count), |bencher| {
                bencher.iter(|| black_box(run(&pipeline)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, schedule);
criterion_main!(benches);
