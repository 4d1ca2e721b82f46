//! `start`, `beat` and `log`: the calls of a task that an agent has.

use std::io::Read as _;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maillon_protocol::agent::{
    BeatReply, BeatRequest, Fence, LARGEST_PIECE, LogReply, StartRequest, TaskId,
};
use maillon_protocol::lease::{Input, What, on};
use maillon_store::logs::Appended;
use maillon_store::{TaskRow, Tx};
use serde::Deserialize;

use super::limits;
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::server::Server;

pub(super) fn routes() -> Vec<Route> {
    let start = "/agent/v1/tasks/{task}/start";
    let beat = "/agent/v1/tasks/{task}/beat";
    let log = "/agent/v1/tasks/{task}/log";
    vec![
        Route::wire(Method::Post, start, Needs::Task, self::start)
            .does("An agent begins with a task"),
        Route::wire(Method::Post, beat, Needs::Task, self::beat).does("A task lives"),
        Route::wire(Method::Put, log, Needs::Task, self::log).does("A piece of a task's log"),
    ]
}

async fn start(
    State(server): State<Server>,
    Path(task): Path<i64>,
    Json(request): Json<StartRequest>,
) -> Result<StatusCode, Fault> {
    let mut tx = server.store.begin().await?;
    let start = Input::Start(request.attempt);
    let (task, what) = tell(&server, &mut tx, TaskId(task), &start).await?;
    if what == What::Started {
        tx.job_started(task.run, task.job.0, task.attempt.0).await?;
    }
    tx.commit().await?;
    Ok(StatusCode::OK)
}

async fn beat(
    State(server): State<Server>,
    Path(task): Path<i64>,
    Json(request): Json<BeatRequest>,
) -> Result<Json<BeatReply>, Fault> {
    let id = TaskId(task);
    let mut tx = server.store.begin().await?;
    let (task, _) = tell(&server, &mut tx, id, &Input::Beat(request.attempt)).await?;
    tx.commit().await?;
    let log = server.store.log_state(id, request.attempt).await?;
    Ok(Json(BeatReply {
        cancel: task.fate.cancel,
        acknowledged: log.len,
        ttl_ms: u64::try_from(server.settings.ttl.as_millis()).unwrap_or(u64::MAX),
        answers: server.store.answers(id).await?,
    }))
}

/// Tells a task what happens, and writes down what becomes of it.
pub(super) async fn tell(
    server: &Server,
    tx: &mut Tx,
    id: TaskId,
    input: &Input,
) -> Result<(TaskRow, What), Fault> {
    let task = tx.hold_task(id).await?;
    let task = task.ok_or_else(|| Fault::not_found("task"))?;
    let now = tx.now().await?;
    let change = on(&task.fate, input, now, &limits(&server.settings));
    let change = change.map_err(|refused| super::refused(&refused))?;
    tx.change_task(&task, &change).await?;
    let task = TaskRow {
        fate: change.task,
        ..task
    };
    Ok((task, change.what))
}

#[derive(Deserialize)]
struct Piece {
    attempt: Fence,
    offset: u64,
}

async fn log(
    State(server): State<Server>,
    Path(task): Path<i64>,
    Query(piece): Query<Piece>,
    body: Bytes,
) -> Result<Response, Fault> {
    let bytes = decompress(&body)?;
    let id = TaskId(task);
    let mut tx = server.store.begin().await?;
    tell(&server, &mut tx, id, &Input::Write(piece.attempt)).await?;
    let appended = tx
        .append_log(id, piece.attempt, piece.offset, &bytes)
        .await?;
    tx.commit().await?;
    server.metrics.log_arrived(bytes.len() as u64);
    match appended {
        Appended::Acknowledged(acknowledged) => Ok(offset(StatusCode::ACCEPTED, acknowledged)),
        Appended::Gap(acknowledged) => Ok(offset(StatusCode::RANGE_NOT_SATISFIABLE, acknowledged)),
        Appended::Refused(refusal) => Err(Fault::invalid(refusal.to_string())),
    }
}

/// Where the agent goes on.
pub(super) fn offset(status: StatusCode, acknowledged: u64) -> Response {
    (status, Json(LogReply { acknowledged })).into_response()
}

/// A piece as it was before compression; one that grows beyond all bounds is refused.
fn decompress(body: &[u8]) -> Result<Vec<u8>, Fault> {
    let unreadable = |error: std::io::Error| Fault::invalid(format!("the piece of log: {error}"));
    let reader = zstd::stream::Decoder::new(body).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let mut bounded = reader.take(LARGEST_PIECE as u64 + 1);
    bounded.read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > LARGEST_PIECE {
        return Err(Fault::invalid(format!(
            "a piece of log is at most {LARGEST_PIECE} bytes before compression"
        )));
    }
    Ok(bytes)
}
