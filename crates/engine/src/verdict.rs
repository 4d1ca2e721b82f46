//! From how a job ended to where it stands, and from all jobs to the status of a pipeline.

use maillon_model::job::AllowFailure;
use maillon_model::outcome::{Failure, FailureKind};
use maillon_model::{JobStatus, Outcome, RunStatus};

use crate::composite::{Standing, Tally};
use crate::selection::Earlier;

/// How a job ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    pub(crate) status: JobStatus,
    pub(crate) allowed: bool,
    pub(crate) reason: Option<String>,
}

impl Ending {
    /// An end without a failure that could be allowed.
    pub(crate) fn because(status: JobStatus, reason: impl Into<String>) -> Self {
        Self {
            status,
            allowed: false,
            reason: Some(reason.into()),
        }
    }

    /// The end of a job that did not run, because of what was before it.
    pub(crate) fn skipped(reason: String) -> Self {
        Self::because(JobStatus::Skipped, reason)
    }

    /// The end of a job that did not begin, or was told to end, by somebody's wish.
    pub(crate) fn canceled(reason: &str) -> Self {
        Self::because(JobStatus::Canceled, reason)
    }

    /// The end that a job had in an earlier run.
    pub(crate) fn earlier(earlier: Earlier) -> Self {
        Self {
            status: earlier.status,
            allowed: earlier.allowed,
            reason: Some("result of an earlier run".to_owned()),
        }
    }

    /// The end of a job whose last try ended so.
    pub(crate) fn of(outcome: Outcome, allow: &AllowFailure) -> Self {
        let allowed = allows(allow, &outcome);
        let (status, reason) = match outcome {
            Outcome::Success => (JobStatus::Success, None),
            Outcome::Failed(failure) => (JobStatus::Failed, Some(failure.message)),
            Outcome::Errored { message } => (JobStatus::Errored, Some(message)),
            Outcome::Canceled => (JobStatus::Canceled, None),
            Outcome::Unstable { message } => (JobStatus::Unstable, Some(message)),
            Outcome::Aborted { message } => (JobStatus::Aborted, Some(message)),
            Outcome::NotBuilt { message } => (JobStatus::Skipped, Some(message)),
        };
        Self {
            status,
            allowed,
            reason,
        }
    }

    /// Where a job that ended so stands for those after it.
    pub(crate) fn standing(&self) -> Standing {
        match self.status {
            JobStatus::Success => Standing::Success,
            _ if self.allowed => Standing::Warned,
            JobStatus::Failed | JobStatus::Errored => Standing::Failed,
            JobStatus::Unstable => Standing::Unstable,
            JobStatus::Skipped => Standing::Skipped,
            JobStatus::Manual => Standing::Ignored,
            JobStatus::Canceled | JobStatus::Aborted => Standing::Canceled,
        }
    }
}

fn allows(allow: &AllowFailure, outcome: &Outcome) -> bool {
    match allow {
        AllowFailure::Never => false,
        AllowFailure::Always => !outcome.is_success(),
        AllowFailure::ExitCodes(codes) => {
            !outcome.is_success()
                && outcome
                    .exit_code()
                    .is_some_and(|code| codes.contains(&code))
        }
    }
}

/// Whether the infrastructure failed a job of a pipeline that was not allowed to fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Infrastructure {
    #[default]
    Held,
    Failed,
}

/// The status of a whole pipeline. That the infrastructure failed says that there is no verdict, so
/// it wins over a failure.
pub(crate) fn of_pipeline(jobs: &Tally, infrastructure: Infrastructure) -> RunStatus {
    match infrastructure {
        Infrastructure::Failed => RunStatus::Errored,
        Infrastructure::Held if jobs.any(Standing::Failed) => RunStatus::Failed,
        Infrastructure::Held if jobs.any(Standing::Canceled) => RunStatus::Aborted,
        Infrastructure::Held if jobs.any(Standing::Unstable) => RunStatus::Unstable,
        Infrastructure::Held if jobs.any(Standing::Success) || jobs.any(Standing::Warned) => {
            RunStatus::Success
        }
        Infrastructure::Held => RunStatus::Skipped,
    }
}

/// How a job ends whose place was taken by a child pipeline.
pub(crate) fn of_inline(status: RunStatus, allow: &AllowFailure) -> Ending {
    match status {
        RunStatus::Skipped => Ending::skipped("none of its jobs ran".to_owned()),
        status => Ending::of(of_child(status), allow),
    }
}

/// How a job ends that has the result of its child pipeline.
pub(crate) fn of_child(status: RunStatus) -> Outcome {
    let failed = |message: &str| {
        Outcome::Failed(Failure {
            kind: FailureKind::Child,
            exit_code: None,
            message: message.to_owned(),
            command: None,
        })
    };
    match status {
        RunStatus::Success => Outcome::Success,
        RunStatus::Failed | RunStatus::Unstable => failed("its child pipeline failed"),
        RunStatus::Skipped => failed("no job of its child pipeline ran, which counts as a failure"),
        RunStatus::Invalid => failed("its child pipeline is invalid"),
        RunStatus::Aborted => Outcome::Canceled,
        RunStatus::Errored => Outcome::Errored {
            message: "the infrastructure failed in its child pipeline".to_owned(),
        },
    }
}
