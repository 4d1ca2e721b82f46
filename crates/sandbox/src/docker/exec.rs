//! Runs one command in a running container.
//!
//! The engine has no way to signal such a command, and reports its two streams apart. So a shell
//! stands before it: it says its number in the container, joins the streams, and becomes the
//! command, which so leads a session and process group of its own.

use std::pin::Pin;
use std::time::Duration;

use bollard::container::LogOutput;
use bollard::errors::Error;
use bollard::exec::{StartExecOptions, StartExecResults};
use bollard::models::ExecConfig;
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::connect::{Engine, refused};
use super::container::pairs;
use crate::{Ending, Exec, Exit, Output, SandboxError};

/// What stands before a command.
const BEFORE: &str = r#"echo $$; exec "$@" 2>&1"#;
/// Signals a group, or else at least its leader.
const KILL: &str = r#"kill -s "$1" -- "-$2" 2>/dev/null || kill -s "$1" "$2""#;
/// The size of the pieces that output comes in.
const CHUNK: usize = 64 * 1024;
/// How often is looked whether a command ended: first, and at most. Its output usually tells sooner.
const LOOK: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(500));
/// How long a killed command may take to be gone, before the container is killed.
const DEATH: Duration = Duration::from_secs(5);
/// After a command's end: how long a piece of its output may be on its way.
const UNDERWAY: Duration = Duration::from_millis(500);
/// And how much: more than what the engine holds comes from a process that lives on.
const HELD: usize = 4 * 1024 * 1024;
/// How long a helping command may take.
const QUIET: Duration = Duration::from_mins(2);

/// The output of a command.
pub(super) type Pieces = Pin<Box<dyn Stream<Item = Result<LogOutput, Error>> + Send>>;
type Input = Pin<Box<dyn AsyncWrite + Send>>;

/// Runs a command to its end. Its output comes back where somebody still holds its other end.
pub(super) async fn run(
    engine: &Engine,
    container: &str,
    exec: Exec,
    output: &Output,
    cancel: &CancellationToken,
) -> Result<(Exit, Option<Pieces>), SandboxError> {
    let (id, pieces, input) = start(engine, container, &exec).await?;
    let (pid, told) = watch::channel(None);
    let running = Running {
        engine,
        container,
        id: &id,
        ending: exec.ending,
        pid: told,
    };
    let (closed, ended) = (CancellationToken::new(), CancellationToken::new());
    let supervise = async {
        // Whatever the result: when this is over, the other two stop.
        let _guard = ended.clone().drop_guard();
        running.supervise(&closed, cancel).await
    };
    let mut forward = Forward {
        pieces,
        head: Some(BytesMut::new()),
        pid,
        output,
    };
    let (exit, rest, ()) = tokio::join!(
        supervise,
        forward.run(&closed, &ended),
        feed(input, exec.stdin, &ended),
    );
    let left = (rest == Rest::Open).then_some(forward.pieces);
    Ok((exit?, left))
}

async fn start(
    engine: &Engine,
    container: &str,
    exec: &Exec,
) -> Result<(String, Pieces, Option<Input>), SandboxError> {
    let before = ["sh", "-c", BEFORE, "sh"].map(str::to_owned);
    let config = ExecConfig {
        attach_stdin: Some(!exec.stdin.is_empty()),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        env: Some(pairs(exec.env.iter().cloned())),
        cmd: Some(
            before
                .into_iter()
                .chain(exec.argv.iter().cloned())
                .collect(),
        ),
        working_dir: Some(exec.cwd.display().to_string()),
        ..ExecConfig::default()
    };
    let (id, pieces, input) = attach(engine, container, config).await?;
    Ok((id, pieces, Some(input).filter(|_| !exec.stdin.is_empty())))
}

async fn attach(
    engine: &Engine,
    container: &str,
    config: ExecConfig,
) -> Result<(String, Pieces, Input), SandboxError> {
    let doing = "start a command in the container";
    let id = engine
        .docker
        .create_exec(container, config)
        .await
        .map_err(refused(doing))?
        .id;
    let options = StartExecOptions {
        output_capacity: Some(CHUNK),
        ..StartExecOptions::default()
    };
    match engine
        .docker
        .start_exec(&id, Some(options))
        .await
        .map_err(refused(doing))?
    {
        StartExecResults::Attached { output, input } => Ok((id, output, input)),
        StartExecResults::Detached => Err(SandboxError::Engine {
            doing: doing.to_owned(),
            why: "the engine did not attach".to_owned(),
        }),
    }
}

/// Writes all bytes and closes. A command that does not read them is no error.
async fn feed(input: Option<Input>, bytes: Bytes, ended: &CancellationToken) {
    let Some(mut input) = input else { return };
    let write = async {
        if input.write_all(&bytes).await.is_ok() {
            let _ = input.shutdown().await;
        }
    };
    tokio::select! {
        () = write => {}
        () = ended.cancelled() => {}
    }
}

/// A running command.
struct Running<'a> {
    engine: &'a Engine,
    container: &'a str,
    id: &'a str,
    ending: Ending,
    pid: watch::Receiver<Option<String>>,
}

impl Running<'_> {
    async fn supervise(
        self,
        closed: &CancellationToken,
        cancel: &CancellationToken,
    ) -> Result<Exit, SandboxError> {
        tokio::select! {
            code = self.until_ended(Some(closed)) => code.map(Exit::Code),
            () = cancel.cancelled() => self.end().await.map(|()| Exit::Canceled),
        }
    }

    /// Asks until the command ended; at once when its output `closed`.
    async fn until_ended(&self, closed: Option<&CancellationToken>) -> Result<i32, SandboxError> {
        let (mut pause, most) = LOOK;
        loop {
            let closed = async {
                match closed {
                    Some(closed) if !closed.is_cancelled() => closed.cancelled().await,
                    _ => std::future::pending().await,
                }
            };
            tokio::select! {
                () = closed => pause = LOOK.0,
                () = sleep(pause) => pause = (pause * 2).min(most),
            }
            if let Some(code) = exit_code(self.engine, self.id).await? {
                return Ok(code);
            }
        }
    }

    /// The signals that are asked for, the kill signal, and at last the container's end.
    async fn end(&self) -> Result<(), SandboxError> {
        if let Some(limit) = self.ending.interrupt {
            self.signal("INT").await;
            let _ = timeout(limit, self.until_ended(None)).await;
        }
        self.signal("TERM").await;
        if timeout(self.ending.terminate, self.until_gone())
            .await
            .is_ok()
        {
            return Ok(());
        }
        self.signal("KILL").await;
        if timeout(DEATH, self.until_ended(None)).await.is_err() {
            let killed = self
                .engine
                .docker
                .kill_container(self.container, None)
                .await;
            killed.map_err(refused("kill the container of a canceled job"))?;
        }
        Ok(())
    }

    async fn signal(&self, name: &str) {
        let mut told = self.pid.clone();
        let pid = timeout(DEATH, told.wait_for(Option::is_some)).await;
        let Some(pid) = pid.ok().and_then(Result::ok).and_then(|pid| pid.clone()) else {
            return;
        };
        // Where it does not work, the container is killed in the end.
        let _ = quietly(
            self.engine,
            self.container,
            &["sh", "-c", KILL, "sh", name, &pid],
        )
        .await;
    }

    /// Until the command and its whole group ended.
    async fn until_gone(&self) {
        let _ = self.until_ended(None).await;
        let pid = self.pid.borrow().clone().unwrap_or_default();
        let lives = ["sh", "-c", "kill -s 0 -- \"-$1\" 2>/dev/null", "sh", &pid];
        while matches!(
            quietly(self.engine, self.container, &lives).await,
            Ok((0, _))
        ) {
            sleep(LOOK.0).await;
        }
    }
}

async fn exit_code(engine: &Engine, id: &str) -> Result<Option<i32>, SandboxError> {
    let asked = engine.docker.inspect_exec(id).await;
    let state = asked.map_err(refused("ask how the command ended"))?;
    let code = state.exit_code.filter(|_| state.running != Some(true));
    Ok(code.and_then(|code| i32::try_from(code).ok()))
}

/// Whether more output may come after a command's end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    Closed,
    Open,
}

/// Brings a command's output to the runner.
struct Forward<'a> {
    pieces: Pieces,
    /// The begin of the output while its first line, the command's number, is not complete.
    head: Option<BytesMut>,
    pid: watch::Sender<Option<String>>,
    output: &'a Output,
}

impl Forward<'_> {
    /// A broken connection is an end like any other: whether the engine is gone too shows when it
    /// is asked for the exit code.
    async fn run(&mut self, closed: &CancellationToken, ended: &CancellationToken) -> Rest {
        let rest = loop {
            tokio::select! {
                biased;
                () = ended.cancelled() => break self.drain().await,
                piece = self.pieces.next() => match piece {
                    Some(Ok(piece)) => self.take(piece).await,
                    Some(Err(_)) | None => break Rest::Closed,
                }
            }
        };
        self.flush().await;
        closed.cancel();
        rest
    }

    async fn drain(&mut self) -> Rest {
        let mut size = 0;
        while size < HELD
            && let Ok(piece) = timeout(UNDERWAY, self.pieces.next()).await
        {
            let Some(Ok(piece)) = piece else {
                return Rest::Closed;
            };
            size += piece.as_ref().len();
            self.take(piece).await;
        }
        Rest::Open
    }

    async fn take(&mut self, piece: LogOutput) {
        let piece = piece.into_bytes();
        let Some(head) = &mut self.head else {
            return self.send(piece).await;
        };
        head.extend_from_slice(&piece);
        if let Some(end) = head.iter().position(|byte| *byte == b'\n') {
            let line = head.split_to(end + 1);
            match std::str::from_utf8(&line).map(str::trim) {
                Ok(pid) if pid.parse::<u32>().is_ok() => {
                    self.pid.send_replace(Some(pid.to_owned()));
                }
                // Not from the shell before the command: there is none.
                _ => self.send(line.freeze()).await,
            }
            self.flush().await;
        }
    }

    async fn flush(&mut self) {
        if let Some(head) = self.head.take() {
            self.send(head.freeze()).await;
        }
    }

    /// Where nobody listens any more, output is lost: the command must not hang on that.
    async fn send(&mut self, bytes: Bytes) {
        if !bytes.is_empty() {
            let _ = self.output.send(bytes).await;
        }
    }
}

/// Runs a small command as the container's root; returns its exit code and output.
pub(super) async fn quietly(
    engine: &Engine,
    container: &str,
    argv: &[&str],
) -> Result<(i32, String), SandboxError> {
    quietly_as("0", engine, container, argv).await
}

/// Runs a small command as some user; returns its exit code and output.
pub(super) async fn quietly_as(
    user: &str,
    engine: &Engine,
    container: &str,
    argv: &[&str],
) -> Result<(i32, String), SandboxError> {
    let config = ExecConfig {
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        cmd: Some(argv.iter().map(|&word| word.to_owned()).collect()),
        user: Some(user.to_owned()),
        ..ExecConfig::default()
    };
    let work = async {
        let (id, mut pieces, _input) = attach(engine, container, config).await?;
        let mut text = Vec::new();
        while let Some(Ok(piece)) = pieces.next().await {
            text.extend_from_slice(&piece.into_bytes());
        }
        loop {
            if let Some(code) = exit_code(engine, &id).await? {
                return Ok((code, String::from_utf8_lossy(&text).into_owned()));
            }
            sleep(LOOK.0).await;
        }
    };
    timeout(QUIET, work).await.unwrap_or_else(|_| {
        Err(SandboxError::Engine {
            doing: format!("run {} in the container", argv.join(" ")),
            why: format!("not done in {} s", QUIET.as_secs()),
        })
    })
}
