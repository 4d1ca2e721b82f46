//! Why a try ended without a verdict of its own.

use std::io;

use maillon_model::Outcome;
use maillon_model::event::JobResult;
use maillon_model::outcome::{Failure, FailureKind};
use maillon_sandbox::SandboxError;

use crate::archive::UnpackError;
use crate::redact::Secrets;
use crate::workspace::WorkspaceError;

/// The machine's fault, the definition's, or somebody's wish.
#[derive(Debug, thiserror::Error)]
pub(super) enum Stopped {
    #[error("canceled")]
    Canceled,
    /// By a definition that turns out wrong only now.
    #[error("{0}")]
    Failed(String),
    #[error("{0}")]
    Errored(String),
}

impl Stopped {
    pub(super) fn io(doing: &str, error: &io::Error) -> Self {
        Self::Errored(match error.kind() {
            io::ErrorKind::StorageFull => format!("disk full: {doing}: {error}"),
            _ => format!("{doing}: {error}"),
        })
    }

    pub(super) fn outcome(self) -> Outcome {
        match self {
            Self::Canceled => Outcome::Canceled,
            Self::Failed(message) => Outcome::Failed(Failure {
                kind: FailureKind::Definition,
                exit_code: None,
                message,
                command: None,
            }),
            Self::Errored(message) => Outcome::Errored { message },
        }
    }
}

impl From<SandboxError> for Stopped {
    fn from(error: SandboxError) -> Self {
        match error {
            SandboxError::Canceled => Self::Canceled,
            SandboxError::Io { doing, source } => Self::io(&doing, &source),
            SandboxError::Options { .. } => Self::Failed(error.to_string()),
            other => Self::Errored(other.to_string()),
        }
    }
}

impl From<WorkspaceError> for Stopped {
    fn from(error: WorkspaceError) -> Self {
        match error {
            WorkspaceError::Canceled => Self::Canceled,
            other => Self::Errored(other.to_string()),
        }
    }
}

impl From<UnpackError> for Stopped {
    fn from(error: UnpackError) -> Self {
        match error {
            UnpackError::Io { doing, source } => Self::io(&doing, &source),
            other => Self::Errored(format!("artifacts of an earlier job: {other}")),
        }
    }
}

/// A result as it may be seen.
pub(super) fn masked(result: &JobResult, secrets: &Secrets) -> JobResult {
    let mut shown = result.clone();
    let mask = |text: &mut String| *text = secrets.redact(text).into_owned();
    shown.outcome.message_mut().map(mask);
    if let Outcome::Failed(failure) = &mut shown.outcome {
        failure.command.as_mut().map(mask);
    }
    if let Some(environment) = &mut shown.environment {
        mask(&mut environment.name);
        environment.url.as_mut().map(mask);
    }
    let values = shown.left.dotenv.values_mut();
    values.chain(shown.left.outputs.values_mut()).for_each(mask);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_shown_of_a_result_holds_a_secret() {
        let secrets = Secrets::new(["hunter22"]);
        let mut result = JobResult::bare(Outcome::Failed(Failure {
            kind: FailureKind::Script,
            exit_code: Some(1),
            message: "login with hunter22 failed".to_owned(),
            command: Some("login hunter22".to_owned()),
        }));
        result
            .left
            .dotenv
            .insert("TOKEN".to_owned(), "hunter22".to_owned());
        let shown = serde_json::to_string(&masked(&result, &secrets)).unwrap();
        assert!(!shown.contains("hunter22"), "{shown}");
        assert_eq!(shown.matches("[MASKED]").count(), 3);
    }
}
