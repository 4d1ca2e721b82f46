//! Steps with `uses`: actions of the workspace, of repositories and of images.

mod checkout;
mod definition;
mod inputs;
mod reference;
mod translate;
mod unreachable;
mod words;
use super::job::{Frame, JobRun};
use super::step::{StepRun, Stop, Worked};
use crate::workflow::{Mapping, Step, Text};

/// What is known of the actions of a job.
#[derive(Debug, Default)]
pub(crate) struct Actions {}

/// What an action does before or after all steps.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    title: &'static str,
    condition: Text,
}

impl Side {
    /// `Pre`, `Post`
    pub(crate) fn title(&self) -> &'static str {
        self.title
    }

    /// `pre-if`, `post-if`; `always()` where there is none.
    pub(crate) fn condition(&self) -> &Text {
        &self.condition
    }
}

/// Fetches the actions of a job and runs what they do before the first step.
pub(crate) async fn prepare(
    _job: &mut JobRun<'_>,
    _frame: &mut Frame,
    _steps: &[Step],
    _names: &[String],
) -> Worked {
    Ok(())
}

/// Runs the main part of an action. What it does at the end goes into [`Frame::posts`].
pub(crate) async fn execute(
    _job: &mut JobRun<'_>,
    _frame: &mut Frame,
    _run: &mut StepRun,
    _step: &Step,
    uses: &str,
    _with: &Mapping,
) -> Worked {
    Err(Stop::failed(format!("{uses}: actions can't run yet")))
}

/// Runs `pre` or `post` of an action.
pub(crate) async fn side(
    _job: &mut JobRun<'_>,
    _frame: &mut Frame,
    _run: &mut StepRun,
    _step: &Step,
    _side: &Side,
) -> Worked {
    Ok(())
}
