//! What an action costs over what it runs: a JavaScript action at most 15 ms over `node`.
#![expect(clippy::unwrap_used, reason = "a benchmark that panics fails")]

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use maillon_sandbox::{Ending, Exec};
use serde_json::{Value as Json, json};
use std::time::Duration;
use support::Place;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const FILES: [(&str, &str); 3] = [
    ("js/action.yml", "runs: {using: node20, main: main.js}"),
    ("js/main.js", "console.log('hello')\n"),
    (
        "composite/action.yml",
        "inputs: {a: {default: '1'}}\nruns: {using: composite, steps: [{run: ':', shell: sh}]}",
    ),
];

/// `node` alone, in the same sandbox.
async fn node(place: &Place) {
    let exec = Exec {
        argv: vec!["node".to_owned(), "js/main.js".to_owned()],
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

fn uses(action: &str, count: usize) -> Json {
    (0..count).map(|_| json!({"uses": action})).collect()
}

fn actions(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let place = runtime.block_on(Place::new(&FILES));
    let mut group = criterion.benchmark_group("actions");
    group.sample_size(20);
    group.bench_function("node alone", |b| {
        b.iter(|| runtime.block_on(node(&place)));
    });
    let cases = [
        ("a JavaScript action", uses("./js", 1)),
        ("5 JavaScript actions", uses("./js", 5)),
        ("a composite action", uses("./composite", 1)),
        ("5 composite actions", uses("./composite", 5)),
    ];
    for (name, steps) in cases {
        group.bench_function(name, |b| {
            b.iter(|| runtime.block_on(place.run(&steps)));
        });
    }
    group.finish();
}

criterion_group!(benches, actions);
criterion_main!(benches);
