//! An agent's part of the protocol, by hand: it tries again until it is answered, and obeys a 409.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use maillon_model::event::JobResult;
use maillon_model::{EventKind, JobId, Outcome, Timestamp};
use maillon_protocol::VERSION;
use maillon_protocol::agent::{
    BeatReply, BeatRequest, FinishRequest, Lease, LeaseReply, LeaseRequest, LogReply, StartRequest,
};
use maillon_protocol::api::StreamLine;
use reqwest::{Client, Method};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

/// An agent.
pub(crate) struct Hand {
    http: Client,
    url: String,
    token: String,
    asked: AtomicU32,
}

/// An answer's status and body; None: there was none.
type Answer = Option<(u16, Vec<u8>)>;

/// How a task went, seen from the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The server has its end.
    Reported,
    /// 409: somebody else has it, or it is over.
    Refused,
}

/// The pause before another try.
const PAUSE: Duration = Duration::from_millis(20);

impl Hand {
    pub(crate) fn new(url: &str, token: &str) -> Self {
        // Another part of the program may have set it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .timeout(Duration::from_secs(10))
            .pool_max_idle_per_host(0);
        Self {
            http: http.build().unwrap(),
            url: url.to_owned(),
            token: token.to_owned(),
            asked: AtomicU32::new(0),
        }
    }

    async fn send(&self, method: Method, path: &str, token: &str, body: Vec<u8>) -> Answer {
        let url = format!("{}/agent/v1/{path}", self.url);
        let call = self.http.request(method, url).bearer_auth(token);
        let call = call.header("content-type", "application/json").body(body);
        let response = call.send().await.ok()?;
        let status = response.status().as_u16();
        Some((status, response.bytes().await.ok()?.to_vec()))
    }

    async fn post<T: Serialize>(&self, lease: &Lease, what: &str, body: &T) -> Answer {
        let path = format!("tasks/{}/{what}", lease.task.0);
        let body = serde_json::to_vec(body).unwrap();
        self.send(Method::POST, &path, lease.token.expose(), body)
            .await
    }

    /// One request for work.
    pub(crate) async fn ask(&self, request: &LeaseRequest) -> Answer {
        let body = serde_json::to_vec(request).unwrap();
        self.send(Method::POST, "lease", &self.token, body).await
    }

    /// A request with an id of its own.
    pub(crate) fn request(&self) -> LeaseRequest {
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        LeaseRequest {
            version: VERSION,
            program: "maillon 0.1.0".to_owned(),
            session: "session".to_owned(),
            request_id: format!("request {number}"),
            labels: Vec::new(),
            free: 1,
            capacity: 1,
            held: Vec::new(),
            wait_ms: 0,
            obstacle: None,
        }
    }

    /// Asks with the same request until there is an answer; None: there is no work.
    pub(crate) async fn lease(&self) -> Option<Lease> {
        let request = self.request();
        loop {
            if let Some((200, body)) = self.ask(&request).await {
                let reply: LeaseReply = serde_json::from_slice(&body).unwrap();
                return reply.lease.map(|lease| *lease);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Asks until there is work.
    pub(crate) async fn work(&self) -> Lease {
        loop {
            if let Some(lease) = self.lease().await {
                return lease;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    pub(crate) async fn start(&self, lease: &Lease) -> Answer {
        let attempt = lease.attempt;
        self.post(lease, "start", &StartRequest { attempt }).await
    }

    pub(crate) async fn beat(&self, lease: &Lease) -> Answer {
        let attempt = lease.attempt;
        self.post(lease, "beat", &BeatRequest { attempt }).await
    }

    /// Whether a beat is answered, and how.
    pub(crate) async fn beats(&self, lease: &Lease) -> Result<BeatReply, u16> {
        loop {
            match self.beat(lease).await {
                Some((200, body)) => return Ok(serde_json::from_slice(&body).unwrap()),
                Some((status @ 400..500, _)) => return Err(status),
                _ => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    pub(crate) async fn log(&self, lease: &Lease, offset: usize, piece: &[u8]) -> Answer {
        let (task, attempt) = (lease.task.0, lease.attempt.0);
        let path = format!("tasks/{task}/log?attempt={attempt}&offset={offset}");
        let body = zstd::encode_all(piece, 1).unwrap();
        self.send(Method::PUT, &path, lease.token.expose(), body)
            .await
    }

    pub(crate) async fn finish(&self, lease: &Lease, stream: &[u8], outcome: Outcome) -> Answer {
        let result = JobResult::bare(outcome);
        let request = FinishRequest {
            attempt: lease.attempt,
            shown: result.clone(),
            result,
            log_len: stream.len() as u64,
            sha256: format!("{:x}", Sha256::digest(stream)),
        };
        self.post(lease, "finish", &request).await
    }

    /// A task from its start to its end, over any outage.
    pub(crate) async fn perform(&self, lease: &Lease, stream: &[u8]) -> End {
        loop {
            match self.start(lease).await {
                Some((200, _)) => break,
                Some((409, _)) => return End::Refused,
                _ => tokio::time::sleep(PAUSE).await,
            }
        }
        let mut offset = 0;
        loop {
            let piece = &stream[offset..stream.len().min(offset + 700)];
            let answer = match piece {
                [] => self.finish(lease, stream, Outcome::Success).await,
                _ => self.log(lease, offset, piece).await,
            };
            match answer {
                Some((200, _)) => return End::Reported,
                Some((202 | 412 | 416, body)) => {
                    let reply: LogReply = serde_json::from_slice(&body).unwrap();
                    offset = usize::try_from(reply.acknowledged).unwrap();
                }
                Some((409, _)) => return End::Refused,
                _ => tokio::time::sleep(PAUSE).await,
            }
        }
    }
}

/// A task's log: lines of JSON.
pub(crate) fn stream(lines: u32) -> Vec<u8> {
    let mut stream = Vec::new();
    for line in 0..lines {
        let line = StreamLine {
            at: Timestamp(u64::from(line)),
            kind: EventKind::Log {
                job: JobId(0),
                text: format!("line {line} of the log\n"),
            },
        };
        serde_json::to_writer(&mut stream, &line).unwrap();
        stream.push(b'\n');
    }
    stream
}

/// What a refusal says.
pub(crate) fn code(answer: Answer) -> (u16, String) {
    let (status, body) = answer.expect("an answer");
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap_or(json!({}));
    (status, body["code"].as_str().unwrap_or_default().to_owned())
}
