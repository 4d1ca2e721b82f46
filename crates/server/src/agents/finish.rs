//! `finish`: a task's end, told to its run in the same transaction.

use std::sync::Arc;

use async_trait::async_trait;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maillon_protocol::agent::{FinishRequest, TaskId};
use maillon_protocol::lease::{Input, Limits, State as TaskState, What, on};
use maillon_store::logs::LogEnd;
use maillon_store::{StoreError, TaskRow, Tx};
use parking_lot::Mutex;
use sha2::{Digest as _, Sha256};

use super::{limits, refused, task};
use crate::http::route::{Method, Needs};
use crate::http::{Fault, Route};
use crate::runs::{Beside, Told};
use crate::seal::hex;
use crate::server::Server;

/// The largest report of an end, in bytes: it names every file that the job left.
const LARGEST: usize = 64 << 20;

/// The code of an answer that is none: all was written before.
const AGAIN: &str = "again";

pub(super) fn routes() -> Vec<Route> {
    let finish = "/agent/v1/tasks/{task}/finish";
    vec![Route::wire(Method::Post, finish, Needs::Task, self::finish).does("A task's end")]
}

/// What is written beside the run's own news of a task's end.
struct Finish {
    task: TaskId,
    limits: Limits,
    input: Input,
    request: FinishRequest,
    /// The log is there up to here only.
    short: Mutex<Option<u64>>,
}

async fn finish(
    State(server): State<Server>,
    Path(id): Path<i64>,
    body: Body,
) -> Result<Response, Fault> {
    let body = to_bytes(body, LARGEST).await;
    let body = body.map_err(|error| Fault::invalid(format!("the report: {error}")))?;
    let request: FinishRequest = serde_json::from_slice(&body)
        .map_err(|error| Fault::invalid(format!("the report: {error}")))?;
    let input = Input::Finish {
        attempt: request.attempt,
        end: TaskState::after(&request.result.outcome),
        body: hex(&Sha256::digest(&body)),
    };
    let row = server.store.task(TaskId(id)).await?;
    let row = row.ok_or_else(|| Fault::not_found("task"))?;
    let beside = Arc::new(Finish {
        task: row.id,
        limits: limits(&server.settings),
        input,
        request,
        short: Mutex::new(None),
    });
    report(&server, &row, &beside).await
}

async fn report(server: &Server, row: &TaskRow, beside: &Arc<Finish>) -> Result<Response, Fault> {
    let (result, shown) = (beside.request.result.clone(), beside.request.shown.clone());
    let told = Told::finished(row.job, row.attempt, result, shown);
    let told = told.with(Arc::clone(beside) as Arc<dyn Beside>);
    // Known already, or refused: the run need not be woken for it.
    let answer = match beside.weigh(row, server.store.now().await?) {
        Ok(()) => server.runs.tell(row.run, told).await,
        Err(fault) => Err(fault),
    };
    match answer {
        Err(fault) if fault.code == AGAIN => Ok(StatusCode::OK.into_response()),
        Err(fault) => match *beside.short.lock() {
            Some(acknowledged) => Ok(task::offset(StatusCode::PRECONDITION_FAILED, acknowledged)),
            None => Err(fault),
        },
        Ok(()) => Ok(StatusCode::OK.into_response()),
    }
}

impl Finish {
    fn weigh(&self, row: &TaskRow, now: maillon_model::Timestamp) -> Result<(), Fault> {
        match on(&row.fate, &self.input, now, &self.limits) {
            Ok(change) if change.what == What::Nothing => Err(again()),
            Ok(_) => Ok(()),
            Err(why) => Err(refused(&why)),
        }
    }

    async fn end_log(&self, tx: &mut Tx) -> Result<Result<(), Fault>, StoreError> {
        let FinishRequest {
            attempt,
            log_len,
            ref sha256,
            ..
        } = self.request;
        Ok(
            match tx.end_log(self.task, attempt, log_len, sha256).await? {
                LogEnd::Complete => Ok(()),
                LogEnd::Short(acknowledged) => {
                    *self.short.lock() = Some(acknowledged);
                    Err(Fault::new(
                        StatusCode::PRECONDITION_FAILED,
                        "log_short",
                        "the log is not complete",
                    ))
                }
                LogEnd::Differs => Err(Fault::invalid(
                    "the log on the server has another length or hash than the agent's",
                )),
            },
        )
    }
}

#[async_trait]
impl Beside for Finish {
    async fn write(&self, tx: &mut Tx) -> Result<Result<(), Fault>, StoreError> {
        *self.short.lock() = None;
        let Some(row) = tx.hold_task(self.task).await? else {
            return Ok(Err(Fault::not_found("task")));
        };
        let now = tx.now().await?;
        let change = match on(&row.fate, &self.input, now, &self.limits) {
            Ok(change) if change.what == What::Nothing => return Ok(Err(again())),
            Ok(change) => change,
            Err(why) => return Ok(Err(refused(&why))),
        };
        if let Err(fault) = self.end_log(tx).await? {
            return Ok(Err(fault));
        }
        tx.change_task(&row, &change).await?;
        Ok(Ok(()))
    }
}

fn again() -> Fault {
    Fault::new(StatusCode::OK, AGAIN, "all is known already")
}
