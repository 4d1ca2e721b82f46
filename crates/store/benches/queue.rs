//! A no-op task through the queue: lease, start, a piece of log, finish; among 100,000 finished tasks and 10,000
//! that wait. Commits wait for the disk, as they do in earnest; four agents share them.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that panics fails, as it should"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use maillon_protocol::lease::{Input, Limits, State, on};
use maillon_store::{Address, Asking, Leased, Store, Ticket};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

const AGENTS: u64 = 4;

/// Makes the crowd by SQL alone: it is not what is measured.
const CROWD: [&str; 6] = [
    "INSERT INTO projects (id, name, path, settings, visibility, created_at) VALUES (1, 'shop', 'shop', '{}', 'private', 0)",
    "INSERT INTO runs (id, project_id, number, state, event, git_ref, sha, title, author, protected, trusted, created_at) \
     VALUES (1, 1, 1, 'running', 'push', 'refs/heads/main', 'abc', 't', 'a', 0, 1, 0)",
    "INSERT INTO agents (id, name, hash, created_at) VALUES (1, 'a', 'a', 0)",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) \
     INSERT INTO tasks (run_id, job, try, attempt, state, class, project_id, priority, labels, sealed, queued_at, \
     finished_at, request_id, token_hash, agent_id) \
     SELECT 1, i, 1, 1, 'succeeded', 'build', 1, 0, '[]', x'', 0, 1, 'r' || i, 't' || i, 1 FROM n",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) \
     INSERT INTO tasks (run_id, job, try, state, class, project_id, priority, labels, sealed, queued_at) \
     SELECT 1, 200000 + i, 1, 'queued', 'build', 1, 0, '[\"label ' || (i % 5) || '\"]', x'', 0 FROM n",
    "ANALYZE",
];

async fn crowd(folder: &std::path::Path) -> Store {
    let path = folder.join("maillon.db");
    let store = Store::open(&Address::Sqlite(path.clone())).await.unwrap();
    let url = format!("sqlite://{}", path.display());
    let mut sql = AnyConnection::connect(&url).await.unwrap();
    for statement in CROWD {
        sqlx::query(AssertSqlSafe(statement))
            .execute(&mut sql)
            .await
            .unwrap();
    }
    store
}

fn limits() -> Limits {
    Limits::new(Duration::from_mins(1), Duration::from_mins(5))
}

async fn tell(store: &Store, leased: &Leased, input: Input) {
    let mut tx = store.begin().await.unwrap();
    let row = tx.hold_task(leased.id).await.unwrap().unwrap();
    let now = tx.now().await.unwrap();
    let change = on(&row.fate, &input, now, &limits()).unwrap();
    if let Input::Finish { .. } = input {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        tx.end_log(leased.id, leased.fence, 0, empty).await.unwrap();
    }
    tx.change_task(&row, &change).await.unwrap();
    tx.commit().await.unwrap();
}

async fn task(store: &Store, number: u64) {
    let asking = Asking {
        agent: 1,
        session: "s".to_owned(),
        request: format!("bench {number}"),
        labels: (0..5).map(|label| format!("label {label}")).collect(),
    };
    let ticket = Ticket {
        hash: format!("bench {number}"),
        sealed: Vec::new(),
    };
    let mut tx = store.begin().await.unwrap();
    let leased = tx.lease(&asking, ticket, &limits()).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    tell(store, &leased, Input::Start(leased.fence)).await;
    tell(store, &leased, Input::Write(leased.fence)).await;
    let finish = Input::Finish {
        attempt: leased.fence,
        end: State::Succeeded,
        body: "body".to_owned(),
    };
    tell(store, &leased, finish).await;
}

async fn tasks(store: &Store, count: u64, asked: &Arc<AtomicU64>) -> Duration {
    let begin = Instant::now();
    let left = Arc::new(AtomicU64::new(count));
    let agents = (0..AGENTS).map(|_| {
        let (store, left, asked) = (store.clone(), Arc::clone(&left), Arc::clone(asked));
        tokio::spawn(async move {
            while left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                    left.checked_sub(1)
                })
                .is_ok()
            {
                task(&store, asked.fetch_add(1, Ordering::Relaxed)).await;
            }
        })
    });
    for agent in agents.collect::<Vec<_>>() {
        agent.await.unwrap();
    }
    begin.elapsed()
}

fn queue(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = runtime.block_on(crowd(folder.path()));
    let asked = Arc::new(AtomicU64::new(0));
    let mut group = criterion.benchmark_group("queue");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(8));
    group.bench_function("a task through the queue, four agents, SQLite", |bencher| {
        bencher.iter_custom(|count| runtime.block_on(tasks(&store, count, &asked)));
    });
    group.finish();
}

criterion_group!(benches, queue);
criterion_main!(benches);
