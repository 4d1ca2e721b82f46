//! Runs scripts and programs on the node around, and the steps that do nothing else.

mod bat;
mod output;
mod powershell;
mod sh;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use maillon_groovy::{Cx, Eval, Unwind};
use maillon_sandbox::{Ending, Exec, Exit};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Step;
use crate::build::{Local, ask, ask_long, command_environment, print_output};
use crate::host::{Host, Node};
use output::Decoder;
pub(crate) use output::Encoding;

/// The steps of this module.
pub(super) static STEPS: &[&Step] = &[&sh::STEP, &bat::STEP, &powershell::STEP, &powershell::PWSH];

/// A script that is to run.
pub(crate) struct Script {
    pub(crate) text: String,
    pub(crate) shell: Shell,
    pub(crate) stdout: Stdout,
    pub(crate) encoding: Encoding,
}

/// What reads a script that names no interpreter itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shell {
    /// `sh -xe`.
    Posix,
    /// PowerShell.
    Pwsh,
}

/// Where a script's standard output goes. Its standard error always goes to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stdout {
    Log,
    Returned,
}

/// How a script or program ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) code: i32,
    /// Its standard output, if it was to be returned.
    pub(crate) stdout: String,
}

/// A program that is to run.
#[derive(Default)]
pub(crate) struct Program {
    /// Never holds a secret.
    pub(crate) argv: Vec<String>,
    /// Beside the environment of the place.
    pub(crate) env: Vec<(String, String)>,
    /// May hold a secret.
    pub(crate) stdin: String,
}

/// Runs a script to its end, as Jenkins does: as a file beside the workspace.
pub(crate) fn script(cx: &mut Cx, script: Script) -> Eval<Done> {
    let done = on_node(cx, move |running, host| {
        Box::pin(running.script(host, script))
    })?;
    finish(cx, done)
}

/// Runs a program to its end; its output goes to the log.
pub(crate) fn program(cx: &mut Cx, program: Program) -> Eval<i32> {
    let done = on_node(cx, move |running, host| {
        Box::pin(running.program(host, program, Some(Decoder::new(Encoding::Utf8))))
    })?;
    Ok(finish(cx, done)?.code)
}

/// Runs a program without a word in the log; gives its exit code and all that it printed.
pub(crate) fn silently(cx: &mut Cx, program: Program) -> Eval<Done> {
    let done = on_node(cx, move |running, host| {
        Box::pin(running.program(host, program, None))
    })?;
    finish(cx, done)
}

type Doing<'a, T> = crate::build::Doing<'a, Result<T, String>>;

fn on_node<T: Send + 'static>(
    cx: &mut Cx,
    work: impl for<'a> FnOnce(Running, &'a dyn Host) -> Doing<'a, T> + Send + 'static,
) -> Eval<Result<T, String>> {
    let local = Local::here(cx)?;
    let node = node(cx)?;
    let random = ask(cx, |host| Box::pin(async move { host.random() }))?;
    let running = Running {
        env: command_environment(&local),
        folder: private(&*node).join(format!("durable-{:08x}", random & 0xffff_ffff)),
        node,
        local,
        cancel: CancellationToken::new(),
        gathered: Vec::new(),
    };
    ask_long(cx, move |host, cancel| {
        work(Running { cancel, ..running }, host)
    })
}

fn finish(cx: &mut Cx, done: Result<Done, String>) -> Eval<Done> {
    done.map_err(|why| broken(cx, why))
}

/// The machine is to blame, not the script.
pub(crate) fn broken(cx: &mut Cx, why: String) -> Unwind {
    if let Some(local) = Local::of(cx) {
        let mut state = local.build.state.lock();
        state.broken.get_or_insert_with(|| why.clone());
    }
    cx.throw("java.io.IOException", why)
}

/// The node around; without one, Jenkins' words for that.
pub(crate) fn node(cx: &mut Cx) -> Eval<Arc<dyn Node>> {
    let local = Local::here(cx)?;
    local.node.clone().ok_or_else(|| {
        let message = "Required context class hudson.FilePath is missing\nPerhaps you forgot to surround the step with a step that provides this, such as: node";
        cx.throw(
            "org.jenkinsci.plugins.workflow.steps.MissingContextVariableException",
            message,
        )
    })
}

/// The folder beside a node's workspace for what is nobody else's business.
pub(crate) fn private(node: &dyn Node) -> PathBuf {
    node.sandbox().private().to_owned()
}

/// What a command runs with.
struct Running {
    local: Arc<Local>,
    node: Arc<dyn Node>,
    env: Vec<(String, String)>,
    /// For the script and what it prints.
    folder: PathBuf,
    cancel: CancellationToken,
    /// What was printed, where that is not for the log.
    gathered: Vec<u8>,
}

impl Running {
    async fn script(mut self, host: &dyn Host, script: Script) -> Result<Done, String> {
        let (file, out) = (
            self.folder.join("script.sh"),
            self.folder.join("output.txt"),
        );
        let (node, folder) = (Arc::clone(&self.node), self.folder.clone());
        host.write(&*node, &file, script.text.as_bytes(), 0o755)
            .await?;
        let argv = match script.stdout {
            Stdout::Log => interpreted(&script, &file),
            Stdout::Returned => redirected(interpreted(&script, &file), &out),
        };
        let mut decoder = Some(Decoder::new(script.encoding));
        let code = self.exec(host, argv, Bytes::new(), &mut decoder).await;
        let stdout = match script.stdout {
            Stdout::Log => None,
            Stdout::Returned => host.read(&*node, &out).await?,
        };
        host.remove(&*node, &folder).await?;
        let stdout = script.encoding.decode(&stdout.unwrap_or_default());
        Ok(Done {
            code: code?,
            stdout,
        })
    }

    async fn program(
        mut self,
        host: &dyn Host,
        program: Program,
        mut decoder: Option<Decoder>,
    ) -> Result<Done, String> {
        self.env.extend(program.env);
        let stdin = Bytes::from(program.stdin);
        let code = self.exec(host, program.argv, stdin, &mut decoder).await?;
        let stdout = String::from_utf8_lossy(&self.gathered).into_owned();
        Ok(Done { code, stdout })
    }

    /// Output goes through the decoder to the log; without one it is gathered.
    async fn exec(
        &mut self,
        host: &dyn Host,
        argv: Vec<String>,
        stdin: Bytes,
        decoder: &mut Option<Decoder>,
    ) -> Result<i32, String> {
        // A folder of `dir` is made by whoever uses it first.
        host.make_folder(&*self.node, &self.local.cwd).await?;
        let exec = Exec {
            argv,
            env: std::mem::take(&mut self.env),
            stdin,
            cwd: self.local.cwd.clone(),
            ending: ENDING,
        };
        let node = Arc::clone(&self.node);
        let cancel = self.cancel.clone();
        let (output, pieces) = mpsc::channel(PIECES);
        let running = node.sandbox().exec(exec, output, &cancel);
        let (exit, ()) = tokio::join!(running, self.listen(host, pieces, decoder));
        match exit {
            Ok(Exit::Code(code)) => Ok(code),
            // What interrupted it is thrown by whoever waits for this.
            Ok(Exit::Canceled) => Ok(TERMINATED),
            Err(error) => Err(error.to_string()),
        }
    }

    async fn listen(
        &mut self,
        host: &dyn Host,
        mut pieces: mpsc::Receiver<Bytes>,
        decoder: &mut Option<Decoder>,
    ) {
        let cancel = self.cancel.clone();
        let mut running = true;
        loop {
            let piece = tokio::select! {
                piece = pieces.recv() => piece,
                () = cancel.cancelled(), if running => {
                    running = false;
                    print_output(&self.local, host, "Sending interrupt signal to process\n").await;
                    continue;
                }
            };
            let piece = match piece {
                Some(piece) => Some(whole_line(piece, &mut pieces).await),
                None => None,
            };
            let last = piece.is_none();
            let text = match (decoder.as_mut(), piece) {
                (Some(decoder), Some(piece)) => decoder.feed(&piece),
                (Some(decoder), None) => decoder.finish(),
                (None, piece) => {
                    self.gathered.extend_from_slice(&piece.unwrap_or_default());
                    String::new()
                }
            };
            if !text.is_empty() {
                print_output(&self.local, host, &text).await;
            }
            if last {
                return;
            }
        }
    }
}

/// A piece of output with the rest of its last line, where that comes soon: so lines of branches that print at the same time stay whole.
async fn whole_line(piece: Bytes, pieces: &mut mpsc::Receiver<Bytes>) -> Bytes {
    if piece.ends_with(b"\n") {
        return piece;
    }
    let mut line = Vec::from(piece);
    while !line.ends_with(b"\n") && line.len() < LONG_LINE {
        match tokio::time::timeout(SOON, pieces.recv()).await {
            Ok(Some(more)) => line.extend_from_slice(&more),
            Ok(None) | Err(_) => break,
        }
    }
    line.into()
}

/// How long the rest of a line is waited for.
const SOON: Duration = Duration::from_millis(50);

/// A line that is not waited for any longer, in bytes.
const LONG_LINE: usize = 8 << 10;

/// Pieces of output that wait to be printed.
const PIECES: usize = 64;

/// The exit code of what the terminate signal ended.
const TERMINATED: i32 = 143;

/// As Jenkins ends what runs.
const ENDING: Ending = Ending {
    interrupt: None,
    terminate: Duration::from_secs(10),
};

/// The `#!` line is read here, so that the file need not be executed itself: a folder may forbid that, and the system where it was written
/// a moment ago.
fn interpreted(script: &Script, file: &Path) -> Vec<String> {
    let file = file.display().to_string();
    let line = script
        .text
        .strip_prefix("#!")
        .and_then(|rest| rest.lines().next());
    if let Some(line) = line {
        let line = line.trim();
        let (program, argument) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        let words = [program, argument.trim(), file.as_str()];
        return words
            .into_iter()
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
    }
    let words: &[&str] = match script.shell {
        Shell::Posix => &["sh", "-xe"],
        Shell::Pwsh => &["pwsh", "-NoProfile", "-NonInteractive", "-File"],
    };
    words
        .iter()
        .map(|word| (*word).to_owned())
        .chain([file])
        .collect()
}

fn redirected(argv: Vec<String>, out: &Path) -> Vec<String> {
    let script = r#"out=$1; shift; exec "$@" >"$out""#;
    let words = ["sh", "-c", script, "sh"].map(str::to_owned);
    words
        .into_iter()
        .chain([out.display().to_string()])
        .chain(argv)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let script = Script {
            text: text.to_owned(),
            shell: Shell::Posix,
            stdout: Stdout::Log,
            encoding: Encoding::Utf8,
        };
        assert_eq!(interpreted(&script, Path::new("/f")).join("|"), expected);
    }

    #[test]
    fn who_reads_a_script() {
        check("echo x", "sh|-xe|/f");
        check("#!/bin/bash\necho x", "/bin/bash|/f");
        check(
            "#!/usr/bin/env python3 -u\nprint()",
            "/usr/bin/env|python3 -u|/f",
        );
        check("#! /bin/sh -e \n", "/bin/sh|-e|/f");
        check("\n#!/bin/bash", "sh|-xe|/f");
    }
}
