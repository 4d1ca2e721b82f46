//! The job: the script, from its first line to its result.

use maillon_model::JobSpec;
use tokio_util::sync::CancellationToken;

use crate::build::BuildResult;
use crate::host::Host;

/// What [`run`] needs.
pub struct BodyRun<'a> {
    /// The job.
    pub spec: &'a JobSpec,
    /// Who carries out what the build asks for.
    pub host: &'a dyn Host,
    /// Interrupts the build: `post` blocks still run.
    pub cancel: &'a CancellationToken,
    /// Ends everything at once.
    pub abort: &'a CancellationToken,
}

/// How the build ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyOutcome {
    /// The result.
    pub result: BuildResult,
    /// Why it is not a success: the message of what was thrown, with its place.
    pub message: Option<String>,
    /// The exit code of the command that failed, where one did.
    pub exit_code: Option<i32>,
    /// Where the machine is to blame, what happened.
    pub broken: Option<String>,
}

/// Runs the build.
pub async fn run(request: BodyRun<'_>) -> BodyOutcome {
    request.host.print("not built\n").await;
    BodyOutcome {
        result: BuildResult::Failure,
        message: Some("the Jenkinsfile dialect is not built yet".to_owned()),
        exit_code: None,
        broken: None,
    }
}
