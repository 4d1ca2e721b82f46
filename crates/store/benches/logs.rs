//! A log of a million lines: how fast it arrives, and how fast a window of it is there.
//!
//! `cargo bench -p maillon-store`. Wanted: 500,000 lines a second, and a window of 500 lines within 10 ms.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that panics fails, as it should"
)]

use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use maillon_protocol::agent::{Fence, TaskId};
use maillon_store::logs::LogId;
use maillon_store::{Address, Store};
use sha2::{Digest, Sha256};
use sqlx::{Connection, Row};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const LINES: u64 = 1_000_000;

const FIRST: Fence = Fence(1);

/// What one call of an agent carries: a mebibyte, cut anywhere.
const PIECE: usize = 1 << 20;

struct Logs {
    runtime: Runtime,
    store: Store,
    address: String,
    _folder: TempDir,
}

impl Logs {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("maillon.db");
        let address = format!("sqlite://{}", path.display());
        let store = runtime
            .block_on(Store::open(&Address::Sqlite(path)))
            .unwrap();
        let this = Self {
            runtime,
            store,
            address,
            _folder: folder,
        };
        this.insert(
            "INSERT INTO projects (name, path, settings, visibility, created_at) VALUES ('p', 'p', '{}', 'private', 0) RETURNING id",
        );
        this.insert(
            "INSERT INTO runs (project_id, number, state, event, git_ref, sha, title, author, protected, trusted, created_at)
             VALUES (1, 1, 'running', 'push', 'r', 's', 't', 'a', 0, 1, 0) RETURNING id",
        );
        this
    }

    fn insert(&self, statement: &'static str) -> i64 {
        self.runtime.block_on(async {
            let mut sql = sqlx::AnyConnection::connect(&self.address).await.unwrap();
            sqlx::query(statement)
                .fetch_one(&mut sql)
                .await
                .unwrap()
                .get(0)
        })
    }

    fn task(&self) -> TaskId {
        let task = "INSERT INTO tasks (run_id, job, try, attempt, state, class, project_id, priority, labels, sealed, queued_at)
             SELECT 1, 0, COUNT(*), 1, 'running', 'build', 1, 0, '[]', x'', 0 FROM tasks RETURNING id";
        TaskId(self.insert(task))
    }

    fn append(&self, task: TaskId, stream: &[u8]) {
        self.runtime.block_on(async {
            for (piece, offset) in stream.chunks(PIECE).zip((0..).step_by(PIECE)) {
                let mut tx = self.store.begin().await.unwrap();
                tx.append_log(task, FIRST, offset, piece).await.unwrap();
                tx.commit().await.unwrap();
            }
        });
    }

    fn end(&self, task: TaskId, stream: &[u8]) {
        let sha256 = format!("{:x}", Sha256::digest(stream));
        let log = LogId {
            task,
            attempt: FIRST,
        };
        self.runtime.block_on(async {
            let mut tx = self.store.begin().await.unwrap();
            let ended = tx.end_log(task, FIRST, stream.len() as u64, &sha256);
            ended.await.unwrap();
            tx.commit().await.unwrap();
            self.store.pack_log(log).await.unwrap();
        });
    }
}

/// Lines as a build writes them, several to an event.
#[expect(clippy::format_collect, reason = "it is made once")]
fn stream(lines: u64) -> Vec<u8> {
    let mut stream = Vec::new();
    for first in (0..lines).step_by(8) {
        let text: String = (first..first + 8)
            .map(|number| {
                format!(
                    "[{number:>7}] compiling src/module_{}.rs with some flags\\n",
                    number % 977
                )
            })
            .collect();
        let line =
            format!("{{\"at\":1700000000000,\"event\":\"log\",\"job\":0,\"text\":\"{text}\"}}\n");
        stream.extend_from_slice(line.as_bytes());
    }
    stream
}

fn appending(criterion: &mut Criterion) {
    let logs = Logs::new();
    let stream = stream(LINES / 10);
    let mut group = criterion.benchmark_group("logs");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(10));
    group.throughput(Throughput::Elements(LINES / 10));
    group.bench_function("append 100,000 lines", |bencher| {
        bencher.iter_batched(
            || logs.task(),
            |task| logs.append(task, &stream),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn reading(criterion: &mut Criterion) {
    let logs = Logs::new();
    let (stream, task) = (stream(LINES), logs.task());
    logs.append(task, &stream);
    let log = LogId {
        task,
        attempt: FIRST,
    };
    let mut group = criterion.benchmark_group("logs");
    let mut first = 0;
    let mut window = || {
        first = (first + 123_457) % LINES;
        let lines = logs
            .runtime
            .block_on(logs.store.log_lines(log, first + 1, 500));
        assert!(!lines.unwrap().is_empty());
    };
    group.bench_function(
        "window of 500 lines of 1,000,000 as they arrived",
        |bencher| bencher.iter(&mut window),
    );
    logs.end(task, &stream);
    group.bench_function("window of 500 lines of 1,000,000 packed", |bencher| {
        bencher.iter(&mut window);
    });
    group.finish();
}

criterion_group!(benches, appending, reading);
criterion_main!(benches);
