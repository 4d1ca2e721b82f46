//! One sandbox of the shell executor.

use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use rustix::process::Pid;
use tokio::process::Child;
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;

use super::cookie::Cookie;
use super::group::{is_empty, supervise};
use super::leaders::Leader;
use super::program::{Streams, spawn};
use super::pump::{OutputPipe, Rest, feed};
use super::stragglers;
use crate::{Exec, Exit, Output, Sandbox, SandboxError, SandboxOrder};

/// The place of one try of a job on this machine.
pub(super) struct ShellSandbox {
    order: SandboxOrder,
    environment: Vec<(OsString, OsString)>,
    cookie: Cookie,
    traces: Mutex<Traces>,
}

/// What ended commands may have left.
#[derive(Default)]
struct Traces {
    /// Those with a process, whose numbers are therefore nobody else's.
    groups: Vec<Pid>,
    readers: Vec<AbortHandle>,
}

/// A command that runs.
struct Started {
    child: Child,
    group: Pid,
    pipe: OutputPipe,
    _leader: Leader,
}

impl ShellSandbox {
    pub(super) fn new(
        order: SandboxOrder,
        environment: Vec<(OsString, OsString)>,
        cookie: Cookie,
    ) -> Self {
        let traces = Mutex::default();
        Self {
            order,
            environment,
            cookie,
            traces,
        }
    }

    fn traces(&self) -> MutexGuard<'_, Traces> {
        self.traces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(&self, exec: &Exec) -> io::Result<Started> {
        let (pipe, output) = OutputPipe::new()?;
        let stdin = if exec.stdin.is_empty() {
            Stdio::null()
        } else {
            Stdio::piped()
        };
        let streams = Streams { stdin, output };
        let (child, leader) = Leader::start(|| spawn(exec, &self.environment, streams))?;
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        let group = id.and_then(Pid::from_raw).ok_or(io::ErrorKind::Other)?;
        self.traces().groups.push(group);
        Ok(Started {
            child,
            group,
            pipe,
            _leader: leader,
        })
    }

    /// Keeps the output of what the command left behind flowing, so that it lives on.
    fn keep_reading(&self, pipe: OutputPipe) {
        let reader = tokio::spawn(pipe.discard()).abort_handle();
        self.traces().readers.push(reader);
    }
}

impl fmt::Debug for ShellSandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the environment: it may hold secrets.
        f.debug_struct("ShellSandbox")
            .field("cookie", &self.cookie)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Sandbox for ShellSandbox {
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
        if cancel.is_cancelled() {
            return Ok(Exit::Canceled);
        }
        let started = match self.start(&exec) {
            Ok(started) => started,
            Err(error) => return not_started(&exec, error, &output).await,
        };
        let group = started.group;
        let (exit, left) = run(started, &exec, &output, cancel).await;
        if exit.is_ok() && is_empty(group) {
            self.traces().groups.retain(|other| *other != group);
        }
        if let Some(pipe) = left {
            self.keep_reading(pipe);
        }
        exit.map_err(|source| io_error(&exec, source))
    }

    async fn hand_back(&self) -> Result<(), SandboxError> {
        // The job ran as the host's user.
        Ok(())
    }

    async fn close(&self) -> Result<(), SandboxError> {
        let groups = std::mem::take(&mut self.traces().groups);
        let ended = stragglers::end(&self.cookie, &groups).await;
        let readers = std::mem::take(&mut self.traces().readers);
        readers.iter().for_each(AbortHandle::abort);
        ended.map_err(|source| SandboxError::Io {
            doing: format!("end the processes of {}", self.cookie),
            source,
        })
    }
}

/// Sees a command to its end. The pipe comes back where somebody still holds its other end.
async fn run(
    mut started: Started,
    exec: &Exec,
    output: &Output,
    cancel: &CancellationToken,
) -> (io::Result<Exit>, Option<OutputPipe>) {
    let stdin = started.child.stdin.take();
    let ended = CancellationToken::new();
    let supervise = async {
        // Whatever the result: when this is over, the other two stop.
        let _guard = ended.clone().drop_guard();
        supervise(&mut started.child, started.group, exec.ending, cancel).await
    };
    let (exit, rest, ()) = tokio::join!(
        supervise,
        started.pipe.forward(output, &ended),
        feed(stdin, exec.stdin.clone(), &ended),
    );
    match rest {
        Ok(Rest::Closed) => (exit, None),
        Ok(Rest::Open) => (exit, Some(started.pipe)),
        Err(error) => (Err(error), None),
    }
}

/// Says like a shell that a program can't be started.
async fn not_started(exec: &Exec, error: io::Error, output: &Output) -> Result<Exit, SandboxError> {
    let (code, why) = match error.kind() {
        _ if !exec.cwd.is_dir() => return Err(no_folder(exec, error)),
        io::ErrorKind::NotFound => (127, "not found"),
        io::ErrorKind::PermissionDenied => (126, "permission denied"),
        _ => return Err(io_error(exec, error)),
    };
    let line = format!("{}: {why}\n", program_name(exec));
    let _ = output.send(Bytes::from(line)).await;
    Ok(Exit::Code(code))
}

fn no_folder(exec: &Exec, source: io::Error) -> SandboxError {
    let doing = format!("enter {}", exec.cwd.display());
    SandboxError::Io { doing, source }
}

fn io_error(exec: &Exec, source: io::Error) -> SandboxError {
    let doing = format!("run {}", program_name(exec));
    SandboxError::Io { doing, source }
}

fn program_name(exec: &Exec) -> &str {
    exec.argv.first().map_or("(no program)", String::as_str)
}
