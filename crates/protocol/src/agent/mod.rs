//! Agent and server: `lease`, `start`, `beat`, `log`, `finish`.
//!
//! All calls are begun by the agent. A *task* is one try of a job, as it stands in the server's queue;
//! its `attempt` grows each time it is handed out, and fences every write: a call with an attempt that is
//! over is answered with 409, and the agent kills that task and forgets it.

use maillon_model::event::JobResult;
use maillon_model::{JobName, JobSpec, Secret};
use serde::{Deserialize, Serialize};

use crate::lease::Class;

/// One try of a job in the server's queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskId(pub i64);

/// How often a task was handed out: 1 is the first time. It only grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fence(pub u32);

/// `POST /agent/v1/lease`, with the agent's token. Waits up to `wait_ms` for work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaseRequest {
    /// The version of the agent's protocol.
    pub version: u32,
    /// The agent's program, for people: `maillon 0.1.0`.
    pub program: String,
    /// Made at each start of the agent.
    pub session: String,
    /// Made for each request: the same id gets the same answer, so that a lost answer strands no task.
    pub request_id: String,
    /// What the agent offers: a job's tags are all among them.
    pub labels: Vec<String>,
    /// How many tasks it could take.
    pub free: u32,
    /// How many tasks it takes at most.
    pub capacity: u32,
    /// What it has.
    pub held: Vec<Held>,
    /// How long to wait for work, in milliseconds.
    pub wait_ms: u64,
    /// Why it takes no work at the moment though it is not full, for a person: `disk full: ...`. `free` is 0 then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<String>,
}

/// A task that an agent has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Held {
    /// Which.
    pub task: TaskId,
    /// Which time it was handed out.
    pub attempt: Fence,
}

/// The answer to [`LeaseRequest`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LeaseReply {
    /// Work, where there is some.
    pub lease: Option<Box<Lease>>,
    /// What the agent holds without a right to: to be killed and forgotten.
    #[serde(default)]
    pub forget: Vec<Held>,
    /// No more work comes: the agent is to end when its tasks have.
    #[serde(default)]
    pub drain: bool,
}

/// A task for an agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lease {
    /// Which.
    pub task: TaskId,
    /// Which time it is handed out.
    pub attempt: Fence,
    /// Opens the calls of this task, and nothing else.
    #[serde(with = "maillon_model::secret::exposed")]
    pub token: Secret,
    /// How long the server waits for a sign of life, in milliseconds.
    pub ttl_ms: u64,
    /// What becomes of it when the agent is silent.
    pub class: Class,
    /// What to do.
    pub order: Order,
}

/// What an agent does: all that it must know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// The job's full name: `trigger/child`.
    pub name: JobName,
    /// The job.
    pub spec: JobSpec,
    /// Whose job it is.
    pub project: OrderProject,
    /// What is checked out.
    pub checkout: Checkout,
    /// Shared libraries of Jenkinsfiles: name, version, address.
    #[serde(default)]
    pub libraries: Vec<OrderLibrary>,
}

/// The project of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderProject {
    /// Its name on the server; its repository is `git/NAME` there.
    pub name: String,
    /// `group/name`, as the dialects see it.
    pub path: String,
    /// `github.com`: where actions come from.
    pub host: String,
}

/// What is checked out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkout {
    /// The repository, relative to the server's address: `git/NAME`.
    pub repository: String,
    /// The commit.
    pub sha: String,
    /// The ref that leads to it: `refs/heads/main`.
    pub git_ref: String,
    /// The branch that HEAD is on; None: it is detached.
    pub branch: Option<String>,
    /// What `origin` is to be called in the workspace. Holds no credentials.
    pub remote_url: String,
}

/// A shared library of Jenkinsfiles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLibrary {
    /// As `@Library` names it.
    pub name: String,
    /// Which version counts where none is asked for.
    pub version: Option<String>,
    /// A git address.
    pub url: String,
}

/// `POST /agent/v1/tasks/ID/start`, with the task's token. Nothing is spawned before it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartRequest {
    /// Which time it was handed out.
    pub attempt: Fence,
}

/// `POST /agent/v1/tasks/ID/beat`: every third of the ttl, whatever the task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeatRequest {
    /// Which time it was handed out.
    pub attempt: Fence,
}

/// The answer to [`BeatRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeatReply {
    /// Whether the task is to end.
    pub cancel: CancelWish,
    /// How much of its log the server has.
    pub acknowledged: u64,
    /// How long the server waits for the next sign of life, in milliseconds.
    pub ttl_ms: u64,
    /// Answers to its questions that were given since it asked.
    #[serde(default)]
    pub answers: Vec<Answered>,
}

/// Whether a task is to end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelWish {
    /// No.
    #[default]
    None,
    /// `after_script` and the clean-up run.
    Orderly,
    /// Only the clean-up runs.
    Now,
}

impl CancelWish {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Orderly => "orderly",
            Self::Now => "now",
        }
    }

    /// The wish of that name; None: there is no such one.
    pub fn named(name: &str) -> Option<Self> {
        [Self::None, Self::Orderly, Self::Now]
            .into_iter()
            .find(|wish| wish.as_str() == name)
    }
}

/// `POST /agent/v1/tasks/ID/questions`: a Jenkinsfile's `input` asks a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Which time the task was handed out.
    pub attempt: Fence,
    /// The agent's number for it: asking twice is asking once.
    pub number: u32,
    /// What it asks.
    pub question: AskedQuestion,
}

/// What a job asks a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskedQuestion {
    /// The definition's own name for it.
    pub id: String,
    /// What is asked.
    pub message: String,
    /// What the button says.
    pub ok: String,
    /// Who may answer, separated by commas, as the definition says it; None: whoever may play jobs.
    #[serde(default)]
    pub submitter: Option<String>,
    /// What is to be filled in.
    #[serde(default)]
    pub fields: Vec<crate::api::InputField>,
}

/// An answer to [`Asked`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Which question.
    pub number: u32,
    /// Who answered.
    pub by: String,
    /// What they said.
    pub answer: crate::api::AnswerQuestion,
}

/// The answer to `PUT /agent/v1/tasks/ID/log?attempt=A&offset=N` (202 or 416). The body is a piece of the
/// task's stream, compressed by zstd: one [`crate::api::StreamLine`] as JSON on each line, at most 1 MiB
/// before compression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogReply {
    /// Up to here everything is durable. After 416 the agent goes on from here.
    pub acknowledged: u64,
}

/// The largest piece of a log in one call, in bytes before compression.
pub const LARGEST_PIECE: usize = 1 << 20;

/// `POST /agent/v1/tasks/ID/finish`: 200 also for the same body again, 409 for another one, 412 where
/// the log is short ([`LogReply`] says from where).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FinishRequest {
    /// Which time it was handed out.
    pub attempt: Fence,
    /// For later jobs.
    pub result: JobResult,
    /// The same for people: secrets are masked.
    pub shown: JobResult,
    /// The length of the whole stream, in bytes.
    pub log_len: u64,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
}

/// An artifact that an action of a run uploaded. `GET /agent/v1/uploads/RUN` lists those of a run and of the
/// runs that it builds on; `PUT /agent/v1/uploads/RUN/ID?attempt=A` brings one, with this as JSON in the header
/// [`UPLOAD_HEADER`]; `GET /agent/v1/uploads/RUN/ID` gives its bytes. All with a task's token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadInfo {
    /// The run that it was uploaded in.
    pub run: maillon_model::RunId,
    /// Its number there.
    pub id: u64,
    /// Its name, unique in the run.
    pub name: String,
    /// Which job uploaded it.
    pub job: maillon_model::JobId,
    /// `application/zip`, or that of the one file that it is.
    pub media_type: String,
    /// How many bytes.
    pub size: u64,
    /// `sha256:` and hexadecimal digits.
    pub digest: String,
    /// When the upload ended, by the agent's clock.
    pub created: maillon_model::Timestamp,
}

/// Carries an [`UploadInfo`] as JSON, in ASCII.
pub const UPLOAD_HEADER: &str = "maillon-upload";

/// Every refusal of the agent's calls and of the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Refusal {
    /// A stable word: `stale_attempt`, `not_found`, ...
    pub code: String,
    /// What happened and what to do, for a person.
    pub message: String,
}
