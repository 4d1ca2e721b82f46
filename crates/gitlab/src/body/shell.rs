//! One shell over a sandbox.

use std::time::Duration;

use bytes::Bytes;
use maillon_model::ResolvedJob;
use maillon_model::variable::Delivery;
use maillon_sandbox::{Ending, Exec, Exit, Output, Sandbox};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::script::{DETECT_SHELL, Script};

/// How a shell ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// With this code.
    Code(i32),
    /// The time limit was reached.
    Timeout,
    /// Somebody wished it to end.
    Canceled,
    /// The infrastructure failed.
    Error(String),
}

/// Where shells run, and with what.
pub(super) struct Shell<'a> {
    pub(super) sandbox: &'a dyn Sandbox,
    pub(super) job: &'a ResolvedJob,
    pub(super) output: &'a Output,
    pub(super) grace: Duration,
}

impl Shell<'_> {
    /// Runs a script to its end, its limit, or its cancellation. `status` is `CI_JOB_STATUS`.
    pub(super) async fn run(
        &self,
        script: &Script,
        status: &str,
        limit: Duration,
        cancel: &CancellationToken,
    ) -> Ended {
        let argv = ["sh", "-c", DETECT_SHELL];
        let mut exec = self.exec(&argv);
        exec.env = self.environment(status);
        exec.stdin = Bytes::from(script.text.clone());
        let stop = cancel.child_token();
        let running = self.sandbox.exec(exec, self.output.clone(), &stop);
        tokio::pin!(running);
        let mut timed_out = false;
        let exit = tokio::select! {
            exit = &mut running => exit,
            () = tokio::time::sleep(limit) => {
                timed_out = true;
                stop.cancel();
                running.await
            }
        };
        match exit {
            Err(error) => Ended::Error(error.to_string()),
            Ok(_) if timed_out => Ended::Timeout,
            Ok(Exit::Canceled) => Ended::Canceled,
            Ok(Exit::Code(code)) => Ended::Code(code),
        }
    }

    /// The number of the command that ran last.
    pub(super) async fn failed_item(&self, script: &Script) -> Option<usize> {
        const LIMIT: Duration = Duration::from_secs(5);
        let exec = self.exec(&["cat", &script.progress.to_string_lossy()]);
        let (output, mut pieces) = mpsc::channel(16);
        let never = CancellationToken::new();
        let running = self.sandbox.exec(exec, output, &never);
        let read = async {
            let mut text = Vec::new();
            while let Some(piece) = pieces.recv().await {
                text.extend_from_slice(&piece);
            }
            text
        };
        let both = async { tokio::join!(running, read) };
        let (_, text) = tokio::time::timeout(LIMIT, both).await.ok()?;
        String::from_utf8(text).ok()?.trim().parse().ok()
    }

    fn exec(&self, argv: &[&str]) -> Exec {
        Exec {
            argv: argv.iter().map(|&part| part.to_owned()).collect(),
            env: Vec::new(),
            stdin: Bytes::new(),
            cwd: self.sandbox.workspace().to_path_buf(),
            ending: Ending::terminate(self.grace),
        }
    }

    fn environment(&self, status: &str) -> Vec<(String, String)> {
        let private = self.sandbox.private();
        let variables = self.job.variables.iter().map(|variable| {
            let value = match variable.delivery {
                Delivery::Env => variable.value.expose().to_owned(),
                Delivery::File => private.join(&variable.name).display().to_string(),
            };
            (variable.name.clone(), value)
        });
        let status = ("CI_JOB_STATUS".to_owned(), status.to_owned());
        variables.chain([status]).collect()
    }
}
