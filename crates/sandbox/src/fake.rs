//! A scripted executor for tests of the layers above: it runs nothing, does what data says, and
//! remembers what it was asked for.
//!
//! ```json
//! {"open": [{"job": 1, "fails": "no engine"}],
//!  "exec": [{"contains": "make", "output": [{"text": "built\n"}], "exit": 2}]}
//! ```
//!
//! The first rule that fits is taken. Where none fits, a sandbox opens and a command succeeds
//! silently.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use indexmap::IndexMap;
use maillon_model::{Attempt, JobId};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::{Exec, Executor, Exit, Output, ProgressSink, Sandbox, SandboxError, SandboxOrder};

/// What a [`FakeExecutor`] does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FakeScript {
    /// What happens on `open`.
    pub open: Vec<OpenRule>,
    /// What happens on `exec`.
    pub exec: Vec<ExecRule>,
}

/// Which tries of which jobs a rule is for; what is not given fits all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Which {
    /// This job.
    pub job: Option<JobId>,
    /// This try.
    pub attempt: Option<Attempt>,
}

impl Which {
    fn fits(self, order: &SandboxOrder) -> bool {
        self.job.is_none_or(|job| job == order.job)
            && self.attempt.is_none_or(|attempt| attempt == order.attempt)
    }
}

/// How a sandbox opens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OpenRule {
    /// For whom.
    pub which: Which,
    /// How long it takes.
    pub delay_ms: u64,
    /// Lines for the job's log.
    pub lines: Vec<String>,
    /// The error, where it fails.
    pub fails: Option<String>,
}

/// How a command runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExecRule {
    /// For whom.
    pub which: Which,
    /// A text in one of the arguments or in the standard input.
    pub contains: String,
    /// What it prints.
    pub output: Vec<Piece>,
    /// Files that it writes, relative to the workspace, with their content.
    pub writes: IndexMap<PathBuf, String>,
    /// Its exit code.
    pub exit: i32,
    /// Whether it ends only when it is canceled.
    pub hangs: bool,
    /// The infrastructure's error, where it fails.
    pub fails: Option<String>,
}

impl ExecRule {
    fn fits(&self, order: &SandboxOrder, exec: &Exec) -> bool {
        let stdin = String::from_utf8_lossy(&exec.stdin);
        let mut texts = exec.argv.iter().map(String::as_str).chain([stdin.as_ref()]);
        self.which.fits(order) && texts.any(|text| text.contains(&self.contains))
    }
}

/// A piece of output.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Piece {
    /// How long after the piece before it.
    pub after_ms: u64,
    /// The text.
    pub text: String,
}

/// What the executor was asked for.
#[derive(Clone, Debug)]
pub enum Call {
    /// A sandbox.
    Open(Box<SandboxOrder>),
    /// A command in the sandbox of this job.
    Exec(JobId, Exec),
    /// To hand the workspace back.
    HandBack(JobId),
    /// To close the sandbox.
    Close(JobId),
    /// To reap.
    Reap,
}

/// Does what a [`FakeScript`] says. Clones share their record.
#[derive(Clone, Debug, Default)]
pub struct FakeExecutor {
    script: Arc<FakeScript>,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl FakeExecutor {
    /// Makes an executor that does what `script` says.
    pub fn new(script: FakeScript) -> Self {
        Self {
            script: Arc::new(script),
            calls: Arc::default(),
        }
    }

    /// What it was asked for until now, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn record(&self, call: Call) {
        self.calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(call);
    }
}

#[async_trait]
impl Executor for FakeExecutor {
    fn name(&self) -> &'static str {
        "fake"
    }

    async fn open(
        &self,
        order: SandboxOrder,
        progress: &dyn ProgressSink,
        cancel: &CancellationToken,
    ) -> Result<Box<dyn Sandbox>, SandboxError> {
        self.record(Call::Open(Box::new(order.clone())));
        let rule = self.script.open.iter().find(|rule| rule.which.fits(&order));
        let rule = rule.cloned().unwrap_or_default();
        if pause(rule.delay_ms, cancel).await.is_canceled() {
            return Err(SandboxError::Canceled);
        }
        rule.lines.iter().for_each(|line| progress.line(line));
        match rule.fails {
            Some(why) => Err(SandboxError::Engine {
                doing: "open the sandbox".to_owned(),
                why,
            }),
            None => Ok(Box::new(FakeSandbox {
                executor: self.clone(),
                order,
            })),
        }
    }

    async fn reap(&self) -> Result<usize, SandboxError> {
        self.record(Call::Reap);
        Ok(0)
    }
}

#[derive(Debug)]
struct FakeSandbox {
    executor: FakeExecutor,
    order: SandboxOrder,
}

#[async_trait]
impl Sandbox for FakeSandbox {
    fn workspace(&self) -> &Path {
        &self.order.workspace
    }

    fn private(&self) -> &Path {
        &self.order.private
    }

    async fn exec(
        &self,
        exec: Exec,
        output: Output,
        cancel: &CancellationToken,
    ) -> Result<Exit, SandboxError> {
        let fits = |rule: &&ExecRule| rule.fits(&self.order, &exec);
        let rule = self
            .executor
            .script
            .exec
            .iter()
            .find(fits)
            .cloned()
            .unwrap_or_default();
        self.executor.record(Call::Exec(self.order.job, exec));
        for piece in rule.output {
            if pause(piece.after_ms, cancel).await.is_canceled() {
                return Ok(Exit::Canceled);
            }
            let _ = output.send(Bytes::from(piece.text)).await;
        }
        write_all(&self.order.workspace, &rule.writes)?;
        if rule.hangs {
            cancel.cancelled().await;
        }
        match rule.fails {
            Some(why) => Err(SandboxError::Engine {
                doing: "run the command".to_owned(),
                why,
            }),
            None if cancel.is_cancelled() => Ok(Exit::Canceled),
            None => Ok(Exit::Code(rule.exit)),
        }
    }

    async fn hand_back(&self) -> Result<(), SandboxError> {
        self.executor.record(Call::HandBack(self.order.job));
        Ok(())
    }

    async fn close(&self) -> Result<(), SandboxError> {
        self.executor.record(Call::Close(self.order.job));
        Ok(())
    }
}

/// How a pause ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pause {
    Over,
    Canceled,
}

impl Pause {
    fn is_canceled(self) -> bool {
        self == Self::Canceled
    }
}

async fn pause(millis: u64, cancel: &CancellationToken) -> Pause {
    tokio::select! {
        biased;
        () = cancel.cancelled() => Pause::Canceled,
        () = tokio::time::sleep(Duration::from_millis(millis)) => Pause::Over,
    }
}

fn write_all(workspace: &Path, files: &IndexMap<PathBuf, String>) -> Result<(), SandboxError> {
    for (name, content) in files {
        let path = workspace.join(name);
        let folder = path.parent().unwrap_or(workspace);
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&path, content))
            .map_err(|source| SandboxError::Io {
                doing: format!("write {}", path.display()),
                source,
            })?;
    }
    Ok(())
}
