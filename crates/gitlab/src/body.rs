//! Runs a job's scripts over a sandbox: `before_script` and `script` in one shell, `after_script`
//! in another.

use std::time::Duration;

use maillon_model::{JobSpec, Outcome, ResolvedJob};
use maillon_sandbox::{Output, Sandbox};
use tokio_util::sync::CancellationToken;

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
pub async fn run(_body: BodyRun<'_>) -> BodyOutcome {
    BodyOutcome {
        outcome: Outcome::Canceled,
    }
}
