//! Rows that a test needs and does not look at: a project, its run, a task.
//!
//! Other crates' tests include this file by its path.
#![allow(
    dead_code,
    reason = "each test binary that includes this file uses a part of it"
)]

use maillon_protocol::agent::TaskId;
use maillon_store::Address;
use sqlx::{AnyConnection, Connection, Row};

/// Numbers of rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows {
    pub(crate) project: i64,
    pub(crate) run: i64,
    pub(crate) task: TaskId,
}

/// A connection beside the store.
pub(crate) async fn connection(address: &Address) -> AnyConnection {
    let url = match address {
        Address::Sqlite(path) => format!("sqlite://{}", path.display()),
        Address::Postgres(url) => url.expose().to_owned(),
    };
    AnyConnection::connect(&url).await.unwrap()
}

/// A project named `shop` with run 1, whose job 0 is a running task, handed out once.
pub(crate) async fn rows(address: &Address) -> Rows {
    let mut sql = connection(address).await;
    let project = "INSERT INTO projects (name, path, settings, visibility, created_at)
        VALUES ('shop', 'shop', '{}', 'private', 0) RETURNING id";
    let project: i64 = sqlx::query(project)
        .fetch_one(&mut sql)
        .await
        .unwrap()
        .get(0);
    run(address, project, 1).await
}

/// Another run of a project, with a task like that.
pub(crate) async fn run(address: &Address, project: i64, number: i64) -> Rows {
    let mut sql = connection(address).await;
    let run = "INSERT INTO runs (project_id, number, state, event, git_ref, sha, title, author, protected, trusted, created_at)
        VALUES ($1, $2, 'running', 'push', 'refs/heads/main', 'abc', 't', 'a', 0, 1, $2) RETURNING id";
    let run = sqlx::query(run).bind(project).bind(number);
    let run: i64 = run.fetch_one(&mut sql).await.unwrap().get(0);
    let task = "INSERT INTO tasks (run_id, job, try, attempt, state, class, project_id, priority, labels, sealed, queued_at)
        VALUES ($1, 0, 1, 1, 'running', 'build', $2, 0, '[]', $3, 0) RETURNING id";
    let task = sqlx::query(task).bind(run).bind(project).bind(Vec::new());
    let task: i64 = task.fetch_one(&mut sql).await.unwrap().get(0);
    let job = "INSERT INTO jobs (run_id, job, name, state, attempt, task_id) VALUES ($1, 0, 'build', 'running', 1, $2)";
    let job = sqlx::query(job).bind(run).bind(task);
    job.execute(&mut sql).await.unwrap();
    Rows {
        project,
        run,
        task: TaskId(task),
    }
}
