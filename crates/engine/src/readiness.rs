//! Whether a job may start after what was before it.

use maillon_model::job::When;

use crate::composite::Composite;

/// What a job waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Basis {
    /// Jobs by name.
    Needs,
    /// All jobs of earlier stages.
    Stages,
}

/// Whether the job's turn has come, or never will.
///
/// The table is that of GitLab's `Ci::ProcessBuildService`: with needs a skipped job before it is no
/// success, with stages it is; `always` does not reach past a cancel.
pub(crate) fn admits(when: When, basis: Basis, before: Composite) -> bool {
    match when {
        When::OnSuccess | When::Manual | When::Delayed(_) => match before {
            Composite::Success => true,
            Composite::Skipped => basis == Basis::Stages,
            Composite::Failed | Composite::Canceled => false,
        },
        When::OnFailure => before == Composite::Failed,
        When::Late => true,
        When::Always => before != Composite::Canceled,
        When::Never => false,
    }
}
