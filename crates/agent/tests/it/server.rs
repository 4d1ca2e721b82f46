//! A small server that keeps the protocol's promises in memory, and fails where it is told to.

use std::collections::{BTreeMap, HashMap};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use maillon_model::Secret;
use maillon_protocol::agent::{
    Answered, Asked, BeatReply, CancelWish, Fence, FinishRequest, Held, Lease, LeaseReply,
    LeaseRequest, LogReply, Order, Refusal, TaskId, UPLOAD_HEADER, UploadInfo,
};
use maillon_protocol::api::StreamLine;
use maillon_protocol::lease::Class;
use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

/// A call of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Call {
    Lease,
    Start,
    Beat,
    Log,
    Finish,
    Questions,
    Archive,
}

/// What goes wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The connection breaks before the server does anything.
    Cut,
    /// The server does it, and its answer is lost.
    LoseReply,
    /// Something refuses it.
    Refuse(u16),
    /// The server itself refuses it for good.
    Never,
}

/// How a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Queued,
    Assigned,
    Running,
    Finished,
    /// Somebody else has it.
    Taken,
}

#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) order: Order,
    pub(crate) class: Class,
    pub(crate) attempt: u32,
    pub(crate) stage: Stage,
    pub(crate) cancel: CancelWish,
    pub(crate) log: Vec<u8>,
    pub(crate) finish: Option<FinishRequest>,
    pub(crate) finishes: usize,
    pub(crate) asked: BTreeMap<u32, Asked>,
    pub(crate) answers: Vec<Answered>,
    pub(crate) beats: Vec<Instant>,
    pub(crate) starts: usize,
}

#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) tasks: BTreeMap<i64, Task>,
    pub(crate) replies: HashMap<String, Option<Held>>,
    pub(crate) leases: Vec<LeaseRequest>,
    pub(crate) faults: Vec<(Call, Fault)>,
    /// Every call is cut.
    pub(crate) down: bool,
    /// The answers of every call are lost.
    pub(crate) deaf: bool,
    pub(crate) drain: bool,
    pub(crate) forget: Vec<Held>,
    pub(crate) ttl: Duration,
    pub(crate) archives: BTreeMap<String, Vec<u8>>,
    pub(crate) uploads: Vec<(UploadInfo, Vec<u8>)>,
    /// A bare repository, served as files.
    pub(crate) repository: std::path::PathBuf,
}

/// A server on a free port.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) world: Arc<Mutex<World>>,
}

impl Server {
    pub(crate) async fn start(ttl: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            world: Arc::new(Mutex::new(World {
                ttl,
                ..World::default()
            })),
        };
        let router = router(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        server
    }

    pub(crate) fn with<T>(&self, with: impl FnOnce(&mut World) -> T) -> T {
        with(&mut self.world.lock())
    }

    pub(crate) fn task<T>(&self, task: i64, with: impl FnOnce(&mut Task) -> T) -> T {
        self.with(|world| with(world.tasks.get_mut(&task).unwrap()))
    }

    pub(crate) fn add(&self, task: i64, class: Class, order: Order) {
        let task_ = Task {
            order,
            class,
            attempt: 0,
            stage: Stage::Queued,
            cancel: CancelWish::None,
            log: Vec::new(),
            finish: None,
            finishes: 0,
            asked: BTreeMap::new(),
            answers: Vec::new(),
            beats: Vec::new(),
            starts: 0,
        };
        self.with(|world| world.tasks.insert(task, task_));
    }

    pub(crate) fn fail(&self, call: Call, fault: Fault) {
        self.with(|world| world.faults.push((call, fault)));
    }

    /// The log as a person reads it.
    pub(crate) fn text(&self, task: i64) -> String {
        self.task(task, |task| {
            let lines = task.log.split_inclusive(|byte| *byte == b'\n');
            let lines = lines.map(|line| serde_json::from_slice::<StreamLine>(line).unwrap());
            let text = |line: StreamLine| match line.kind {
                maillon_model::EventKind::Log { text, .. } => Some(text),
                _ => None,
            };
            lines.filter_map(text).collect()
        })
    }

    /// Does a call, with what goes wrong with it.
    async fn call(
        &self,
        call: Call,
        act: impl AsyncFnOnce(&Self) -> Result<Response, Response>,
    ) -> Response {
        let fault = self.with(|world| {
            if world.down {
                return Some(Fault::Cut);
            }
            let at = world.faults.iter().position(|(of, _)| *of == call);
            at.map(|at| world.faults.remove(at).1)
        });
        match fault {
            Some(Fault::Cut) => cut(),
            Some(Fault::Refuse(status)) => {
                return StatusCode::from_u16(status).unwrap().into_response();
            }
            Some(Fault::Never) => return refusal(422, "invalid"),
            Some(Fault::LoseReply) | None => {}
        }
        let response = act(self).await.unwrap_or_else(|refusal| refusal);
        if fault == Some(Fault::LoseReply) || self.with(|world| world.deaf) {
            cut();
        }
        response
    }
}

/// The connection breaks.
fn cut() -> ! {
    resume_unwind(Box::new("cut"))
}

fn refusal(status: u16, code: &str) -> Response {
    let refusal = Refusal {
        code: code.to_owned(),
        message: format!("refused: {code}"),
    };
    (StatusCode::from_u16(status).unwrap(), Json(refusal)).into_response()
}

fn router(server: Server) -> Router {
    Router::new()
        .route("/agent/v1/lease", post(lease))
        .route("/agent/v1/tasks/{task}/start", post(start))
        .route("/agent/v1/tasks/{task}/beat", post(beat))
        .route("/agent/v1/tasks/{task}/log", put(log))
        .route("/agent/v1/tasks/{task}/questions", post(questions))
        .route("/agent/v1/tasks/{task}/finish", post(finish))
        .route("/agent/v1/archives/{id}", get(get_archive).put(put_archive))
        .route("/agent/v1/uploads/{run}", get(uploads))
        .route(
            "/agent/v1/uploads/{run}/{id}",
            get(get_upload).put(put_upload),
        )
        .route("/git/app/{*path}", get(repository))
        .layer(axum::extract::DefaultBodyLimit::max(64 << 20))
        .with_state(server)
}

async fn lease(
    State(server): State<Server>,
    headers: HeaderMap,
    Json(request): Json<LeaseRequest>,
) -> Response {
    server
        .call(Call::Lease, async |server: &Server| {
            if headers.get("authorization").unwrap() != "Bearer agent-token" {
                return Err(refusal(401, "unauthorized"));
            }
            server.with(|world| world.leases.push(request.clone()));
            let until = Instant::now() + Duration::from_millis(request.wait_ms);
            loop {
                let (reply, busy) = server.with(|world| lease_reply(world, &request));
                if busy || Instant::now() >= until {
                    return Ok(Json(reply).into_response());
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await
}

fn lease_reply(world: &mut World, request: &LeaseRequest) -> (LeaseReply, bool) {
    let stale = |held: &&Held| {
        let task = world.tasks.get(&held.task.0);
        task.is_none_or(|task| task.attempt != held.attempt.0 || task.stage == Stage::Taken)
    };
    let mut forget: Vec<Held> = request.held.iter().filter(stale).copied().collect();
    forget.append(&mut world.forget);
    let drain = world.drain;
    let given = match world.replies.get(&request.request_id).copied() {
        Some(given) => given,
        None if request.free == 0 => None,
        None => {
            let next = world
                .tasks
                .iter_mut()
                .find(|(_, task)| task.stage == Stage::Queued);
            next.map(|(id, task)| {
                task.stage = Stage::Assigned;
                task.attempt += 1;
                Held {
                    task: TaskId(*id),
                    attempt: Fence(task.attempt),
                }
            })
        }
    };
    if given.is_some() {
        world.replies.insert(request.request_id.clone(), given);
    }
    let ttl_ms = u64::try_from(world.ttl.as_millis()).unwrap();
    let lease = given.and_then(|held| {
        let task = world.tasks.get(&held.task.0)?;
        Some(Box::new(Lease {
            task: held.task,
            attempt: held.attempt,
            token: Secret::new(format!("token-{}-{}", held.task.0, held.attempt.0)),
            ttl_ms,
            class: task.class,
            order: task.order.clone(),
        }))
    });
    let busy = lease.is_some() || !forget.is_empty() || drain;
    (
        LeaseReply {
            lease,
            forget,
            drain,
        },
        busy,
    )
}

/// A write counts only with the attempt that goes on.
fn fenced<T>(
    server: &Server,
    headers: &HeaderMap,
    id: i64,
    attempt: u32,
    with: impl FnOnce(&mut Task, Duration) -> Result<T, Response>,
) -> Result<T, Response> {
    let token = format!("Bearer token-{id}-{attempt}");
    if headers.get("authorization").unwrap().to_str().unwrap() != token {
        return Err(refusal(401, "unauthorized"));
    }
    server.with(|world| {
        let ttl = world.ttl;
        let task = world.tasks.get_mut(&id);
        let task = task.ok_or_else(|| refusal(404, "not_found"))?;
        if task.attempt != attempt || matches!(task.stage, Stage::Queued | Stage::Taken) {
            return Err(refusal(409, "stale_attempt"));
        }
        with(task, ttl)
    })
}

async fn start(
    State(server): State<Server>,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Json(request): Json<maillon_protocol::agent::StartRequest>,
) -> Response {
    server
        .call(Call::Start, async |server: &Server| {
            fenced(server, &headers, id, request.attempt.0, |task, _| {
                task.stage = Stage::Running;
                task.starts += 1;
                Ok(StatusCode::OK.into_response())
            })
        })
        .await
}

async fn beat(
    State(server): State<Server>,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Json(request): Json<maillon_protocol::agent::BeatRequest>,
) -> Response {
    server
        .call(Call::Beat, async |server: &Server| {
            fenced(server, &headers, id, request.attempt.0, |task, ttl| {
                task.beats.push(Instant::now());
                Ok(Json(BeatReply {
                    cancel: task.cancel,
                    acknowledged: task.log.len() as u64,
                    ttl_ms: u64::try_from(ttl.as_millis()).unwrap(),
                    answers: task.answers.clone(),
                })
                .into_response())
            })
        })
        .await
}

async fn log(
    State(server): State<Server>,
    Path(id): Path<i64>,
    Query(query): Query<HashMap<String, u64>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    server
        .call(Call::Log, async |server: &Server| {
            let attempt = u32::try_from(query["attempt"]).unwrap();
            let offset = usize::try_from(query["offset"]).unwrap();
            fenced(server, &headers, id, attempt, |task, _| {
                let piece = zstd::decode_all(&*body).unwrap();
                assert!(piece.len() <= maillon_protocol::agent::LARGEST_PIECE);
                assert!(piece.ends_with(b"\n"), "a piece is whole lines");
                let gap = offset > task.log.len();
                if !gap {
                    let overlap = (task.log.len() - offset).min(piece.len());
                    assert_eq!(piece[..overlap], task.log[offset..offset + overlap]);
                    task.log.extend(&piece[overlap..]);
                }
                let acknowledged = task.log.len() as u64;
                let status = if gap { 416 } else { 202 };
                let status = StatusCode::from_u16(status).unwrap();
                Ok((status, Json(LogReply { acknowledged })).into_response())
            })
        })
        .await
}

async fn questions(
    State(server): State<Server>,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Json(asked): Json<Asked>,
) -> Response {
    server
        .call(Call::Questions, async |server: &Server| {
            fenced(server, &headers, id, asked.attempt.0, |task, _| {
                task.asked.insert(asked.number, asked);
                Ok(StatusCode::OK.into_response())
            })
        })
        .await
}

async fn finish(
    State(server): State<Server>,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Json(request): Json<FinishRequest>,
) -> Response {
    server
        .call(Call::Finish, async |server: &Server| {
            fenced(server, &headers, id, request.attempt.0, |task, _| {
                task.finishes += 1;
                if request.log_len > task.log.len() as u64 {
                    let acknowledged = task.log.len() as u64;
                    return Ok((
                        StatusCode::PRECONDITION_FAILED,
                        Json(LogReply { acknowledged }),
                    )
                        .into_response());
                }
                assert_eq!(request.log_len, task.log.len() as u64);
                assert_eq!(request.sha256, format!("{:x}", Sha256::digest(&task.log)));
                match &task.finish {
                    Some(before) if *before != request => Err(refusal(409, "finished")),
                    _ => {
                        task.stage = Stage::Finished;
                        task.finish = Some(request);
                        Ok(StatusCode::OK.into_response())
                    }
                }
            })
        })
        .await
}

async fn put_archive(
    State(server): State<Server>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    server
        .call(Call::Archive, async |server: &Server| {
            assert_eq!(blake3::hash(&body).to_hex().to_string(), id);
            server.with(|world| world.archives.insert(id, body.to_vec()));
            Ok(StatusCode::OK.into_response())
        })
        .await
}

async fn get_archive(State(server): State<Server>, Path(id): Path<String>) -> Response {
    server
        .call(Call::Archive, async |server: &Server| {
            let found = server.with(|world| world.archives.get(&id).cloned());
            found
                .map(|bytes| Body::from(bytes).into_response())
                .ok_or_else(|| refusal(404, "not_found"))
        })
        .await
}

async fn repository(
    State(server): State<Server>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    if server.with(|world| world.down) {
        cut();
    }
    if !headers.contains_key("authorization") {
        let ask = [("www-authenticate", "Basic realm=\"git\"")];
        return (StatusCode::UNAUTHORIZED, ask).into_response();
    }
    let folder = server.with(|world| world.repository.clone());
    match std::fs::read(folder.join(path)) {
        Ok(bytes) => bytes.into_response(),
        Err(_) => refusal(404, "not_found"),
    }
}

async fn uploads(State(server): State<Server>, Path(_run): Path<String>) -> Response {
    let all: Vec<_> = server.with(|world| {
        let infos = world.uploads.iter().map(|(info, _)| info.clone());
        infos.collect()
    });
    Json::<Vec<UploadInfo>>(all).into_response()
}

async fn get_upload(
    State(server): State<Server>,
    Path((run, id)): Path<(String, u64)>,
) -> Response {
    let found = server.with(|world| {
        let mut all = world.uploads.iter();
        let found = all.find(|(info, _)| info.run.as_str() == run && info.id == id);
        found.map(|(_, bytes)| bytes.clone())
    });
    found.map_or_else(
        || refusal(404, "not_found"),
        axum::response::IntoResponse::into_response,
    )
}

async fn put_upload(
    State(server): State<Server>,
    Path((_run, id)): Path<(String, u64)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let info: UploadInfo =
        serde_json::from_slice(headers.get(UPLOAD_HEADER).unwrap().as_bytes()).unwrap();
    assert_eq!((info.id, info.size), (id, body.len() as u64));
    server.with(|world| {
        world.uploads.retain(|(there, _)| there.id != id);
        world.uploads.push((info, body.to_vec()));
    });
    StatusCode::OK.into_response()
}
