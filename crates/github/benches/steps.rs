//! What a `run` step costs over its shell (at most 5 ms), and what reading its output costs.
#![expect(clippy::unwrap_used, reason = "a benchmark that panics fails")]

mod support;

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use maillon_sandbox::{Ending, Exec};
use serde_json::{Value as Json, json};
use support::Place;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const STEPS: usize = 10;
const LINES: usize = 200_000;

/// As many shells as there are steps, in the same sandbox.
async fn shells(place: &Place) {
    for _ in 0..STEPS {
        let exec = Exec {
            argv: ["bash", "-e", "script.sh"].map(str::to_owned).to_vec(),
            env: Vec::new(),
            stdin: bytes::Bytes::new(),
            cwd: place.sandbox.workspace().to_path_buf(),
            ending: Ending::terminate(Duration::from_secs(1)),
        };
        let (output, mut pieces) = mpsc::channel(64);
        let cancel = CancellationToken::new();
        let running = place.sandbox.exec(exec, output, &cancel);
        let read = async { while pieces.recv().await.is_some() {} };
        let (exit, ()) = tokio::join!(running, read);
        exit.unwrap();
    }
}

fn steps(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let place = runtime.block_on(Place::new(&[("script.sh", "true")]));
    let step = json!({
        "run": "true", "if": "github.ref == 'refs/heads/main'", "env": {"A": "${{ github.job }}"},
    });
    let all = Json::Array(vec![step; STEPS]);
    let mut group = criterion.benchmark_group("10 steps");
    group.sample_size(20);
    group.bench_function("shells alone", |b| {
        b.iter(|| runtime.block_on(shells(&place)));
    });
    group.bench_function("run steps", |b| {
        b.iter(|| runtime.block_on(place.run(&all)));
    });
    group.finish();
}

fn lines(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let mut group = criterion.benchmark_group("200,000 lines");
    group.sample_size(10);
    group.throughput(Throughput::Elements(LINES as u64));
    let cases = [
        (
            "plain",
            "2026-01-01T00:00:00Z INFO server: handled GET in 13 ms\n",
        ),
        (
            "that may be commands",
            "2026-01-01T00:00:00Z INFO app::server: handled GET\n",
        ),
        ("of debug commands", "::debug::handled GET in 13 ms\n"),
    ];
    for (name, line) in cases {
        let place = runtime.block_on(Place::new(&[("lines", &line.repeat(LINES))]));
        let steps = json!([{"run": "cat lines"}]);
        group.bench_function(name, |b| {
            b.iter(|| runtime.block_on(place.run(&steps)));
        });
    }
    group.finish();
}

criterion_group!(benches, steps, lines);
criterion_main!(benches);
