//! Runs a job's scripts over a sandbox: `before_script` and `script` in one shell, `after_script`
//! in another.
//!
//! The script stops at the first command that fails. `after_script` runs after success, failure,
//! time limit and cancellation, within a limit of its own, and changes nothing of the verdict.
//! Secrets are in the environment and the script goes through standard input, so that neither shows
//! in a list of processes.

mod script;
mod shell;

use std::time::Duration;

use maillon_model::duration::words;
use maillon_model::job::Work;
use maillon_model::outcome::{Failure, FailureKind};
use maillon_model::{JobSpec, Outcome, ResolvedJob};
use maillon_sandbox::{Output, Sandbox};
use tokio_util::sync::CancellationToken;

use crate::resolve::time_limit;
use script::{Part, Script};
use shell::{Ended, Shell};

/// GitLab's limit for `after_script`.
const AFTER_SCRIPT_LIMIT: Duration = Duration::from_mins(5);

/// One job's body and where it runs.
#[derive(Clone, Debug)]
pub struct BodyRun<'a> {
    /// The job as written.
    pub spec: &'a JobSpec,
    /// The job as expanded.
    pub job: &'a ResolvedJob,
    /// Where it runs.
    pub sandbox: &'a dyn Sandbox,
    /// Where its log goes.
    pub output: Output,
    /// Ends the script: `after_script` still runs.
    pub cancel: &'a CancellationToken,
    /// Ends everything at once.
    pub abort: &'a CancellationToken,
    /// From the terminate signal to the kill signal.
    pub grace: Duration,
}

/// How a body ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyOutcome {
    /// The verdict.
    pub outcome: Outcome,
}

/// Runs a body to its end.
///
/// When `abort` is triggered it returns at once; what still runs then ends with the sandbox.
pub async fn run(body: BodyRun<'_>) -> BodyOutcome {
    let runner = Runner { body: &body };
    tokio::select! {
        biased;
        () = body.abort.cancelled() => BodyOutcome { outcome: Outcome::Canceled },
        outcome = runner.run() => BodyOutcome { outcome },
    }
}

struct Runner<'a> {
    body: &'a BodyRun<'a>,
}

impl Runner<'_> {
    async fn run(&self) -> Outcome {
        let hooks = self.commands(&[Part::PreGetSources]);
        let mut outcome = if hooks.is_empty() {
            Outcome::Success
        } else {
            self.script(&hooks).await
        };
        if outcome.is_success() {
            outcome = self
                .script(&self.commands(&[Part::Before, Part::Main]))
                .await;
        }
        let after = self.commands(&[Part::After]);
        if !after.is_empty() && !matches!(outcome, Outcome::Errored { .. }) {
            self.after_script(&after, &outcome).await;
        }
        outcome
    }

    fn commands(&self, parts: &[Part]) -> Vec<String> {
        match &self.body.spec.job.work {
            Work::Body(body) => parts.iter().flat_map(|part| part.commands(body)).collect(),
            Work::Child { .. } => Vec::new(),
        }
    }

    fn shell(&self) -> Shell<'_> {
        Shell {
            sandbox: self.body.sandbox,
            job: self.body.job,
            output: &self.body.output,
            grace: self.body.grace,
        }
    }

    async fn script(&self, commands: &[String]) -> Outcome {
        let limit = self.script_limit();
        let script = Script::new(commands, self.body.job, self.body.sandbox.private());
        let shell = self.shell();
        match shell.run(&script, "running", limit, self.body.cancel).await {
            Ended::Code(0) => Outcome::Success,
            Ended::Code(code) => {
                let item = shell.failed_item(&script).await;
                let command = item.and_then(|item| commands.get(item)).cloned();
                Outcome::Failed(failure(
                    FailureKind::Script,
                    Some(code),
                    format!("exit code {code}"),
                    command,
                ))
            }
            Ended::Timeout => {
                let message = format!("time limit of {} reached", words(limit));
                self.error(&format!("Job failed: {message}")).await;
                let item = shell.failed_item(&script).await;
                let command = item.and_then(|item| commands.get(item)).cloned();
                Outcome::Failed(failure(FailureKind::Timeout, None, message, command))
            }
            Ended::Canceled => Outcome::Canceled,
            Ended::Error(message) => Outcome::Errored { message },
        }
    }

    fn script_limit(&self) -> Duration {
        let job = self.body.job;
        let own = time_limit(job, "RUNNER_SCRIPT_TIMEOUT");
        own.map_or(job.timeout, |own| own.min(job.timeout))
    }

    async fn after_script(&self, commands: &[String], outcome: &Outcome) {
        let job = self.body.job;
        let limit = time_limit(job, "RUNNER_AFTER_SCRIPT_TIMEOUT").unwrap_or(AFTER_SCRIPT_LIMIT);
        let status = match outcome {
            Outcome::Success => "success",
            Outcome::Canceled => "canceled",
            _ => "failed",
        };
        let script = Script::after(commands, job, self.body.sandbox.private());
        // The job's cancellation is over by now: only the limit ends this one.
        let never = CancellationToken::new();
        let why = match self.shell().run(&script, status, limit, &never).await {
            Ended::Code(0) | Ended::Canceled => return,
            Ended::Code(code) => format!("exit code {code}"),
            Ended::Timeout => format!("time limit of {} reached", words(limit)),
            Ended::Error(message) => message,
        };
        let text = format!("WARNING: after_script failed, but job will continue unaffected: {why}");
        self.say(&format!("\x1b[0;33m{text}\x1b[0;m")).await;
    }

    async fn error(&self, text: &str) {
        self.say(&format!("\x1b[31;1mERROR: {text}\x1b[0;m")).await;
    }

    async fn say(&self, line: &str) {
        // Nobody listens any more: then nobody misses it.
        let _ = self.body.output.send(format!("{line}\n").into()).await;
    }
}

fn failure(
    kind: FailureKind,
    exit_code: Option<i32>,
    message: String,
    command: Option<String>,
) -> Failure {
    Failure {
        kind,
        exit_code,
        message,
        command,
    }
}

#[cfg(test)]
mod tests;
