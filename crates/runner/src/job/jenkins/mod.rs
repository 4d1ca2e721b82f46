//! Jobs of Jenkins: a build that asks for nodes while it runs.

mod ant;
mod checkout;
mod files;
mod host;
mod keep;
mod libraries;
mod locks;
mod node;
mod nodes;
mod send;

use maillon_jenkins::{BodyOutcome, BodyRun, BuildResult};
use maillon_model::Outcome;
use maillon_model::event::{JobResult, Phase};
use maillon_model::outcome::{Failure, FailureKind};

use super::Try;
use super::log::Log;
use super::stopped::Stopped;
use host::BuildHost;

impl Try<'_> {
    /// A build has no workspace of its own: its nodes have.
    pub(super) async fn run_jenkins(&self) -> Result<JobResult, Stopped> {
        let log = Log::start(
            std::sync::Arc::clone(&self.masks),
            None,
            self.reporter.clone(),
        );
        self.reporter.phase(Phase::Script).await;
        let host = BuildHost::new(self, &log);
        let ended = maillon_jenkins::run(BodyRun {
            spec: self.spec,
            host: &host,
            cancel: self.cancel,
            abort: &self.context.abort,
        })
        .await;
        host.nodes.close();
        let left = host.left().await;
        drop(host);
        log.finish().await;
        if self.cancel.is_cancelled() || self.context.abort.is_cancelled() {
            return Err(Stopped::Canceled);
        }
        Ok(JobResult {
            left: left?,
            ..JobResult::bare(outcome(ended))
        })
    }
}

fn outcome(ended: BodyOutcome) -> Outcome {
    if let Some(message) = ended.broken {
        return Outcome::Errored { message };
    }
    let message = ended
        .message
        .unwrap_or_else(|| format!("the build's result is {}", ended.result));
    match ended.result {
        BuildResult::Success => Outcome::Success,
        BuildResult::Unstable => Outcome::Unstable { message },
        BuildResult::NotBuilt => Outcome::NotBuilt { message },
        BuildResult::Aborted => Outcome::Aborted { message },
        BuildResult::Failure => Outcome::Failed(Failure {
            kind: FailureKind::Script,
            exit_code: ended.exit_code,
            message,
            command: None,
        }),
    }
}

/// Runs what reads or writes much beside the threads that wait.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|failed| format!("an internal error: {failed}"))?
}
