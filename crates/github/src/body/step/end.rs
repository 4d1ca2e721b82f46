//! How a step ended, and what that means for those after it.

use maillon_model::outcome::Failure;

use super::{Conclusion, Errored, Phase, StepRun, Stop, Unit, Worked};
use crate::body::host::StepEvent;
use crate::body::job::{Frame, FrameKind, JobRun, StepState};
use crate::body::scope::RunScope;
use crate::expression::Value;

pub(super) async fn end(
    job: &mut JobRun<'_>,
    frame: &mut Frame,
    step: StepRun,
    unit: &Unit<'_>,
    name: &str,
    worked: Option<Worked>,
) -> Result<Conclusion, Errored> {
    let outcome = match &worked {
        None => Conclusion::Skipped,
        Some(Ok(())) => Conclusion::Success,
        Some(Err(Stop::Canceled)) => Conclusion::Cancelled,
        Some(Err(Stop::Failed(_) | Stop::Told(_))) => Conclusion::Failure,
        Some(Err(Stop::Errored(message))) => return Err(Errored(message.clone())),
    };
    let mut conclusion = outcome;
    if outcome == Conclusion::Failure && goes_on(job, frame, &step, unit).await {
        conclusion = Conclusion::Success;
    }
    let event = StepEvent::Finished {
        step: step.id,
        status: outcome.status(),
        allowed: outcome != conclusion,
    };
    job.body.host.tell(event).await;
    step.files.remove();
    if let (Conclusion::Failure, Some(Err(Stop::Told(failure)))) = (conclusion, worked) {
        record(job, frame, name, failure);
    }
    keep(job, frame, step, unit, outcome, conclusion);
    Ok(conclusion)
}

/// `continue-on-error`. Where it can't be evaluated the log says so and it does not hold.
pub(super) async fn goes_on(
    job: &mut JobRun<'_>,
    frame: &Frame,
    step: &StepRun,
    unit: &Unit<'_>,
) -> bool {
    let Some(text) = &unit.step.continue_on_error else {
        return false;
    };
    let value = RunScope::new(job, frame)
        .at(step)
        .value(text, "continue-on-error");
    match value {
        Ok(Value::Bool(value)) => value,
        Ok(value) => value.to_text().eq_ignore_ascii_case("true"),
        Err(wrong) => {
            job.log.stop(&wrong).await;
            false
        }
    }
}

/// The first failure is the frame's; that of the job's own frame is the job's.
fn record(job: &mut JobRun<'_>, frame: &mut Frame, name: &str, failure: Failure) {
    let message = match failure.exit_code {
        Some(code) => format!("{name}: exit code {code}"),
        None => format!("{name}: {}", failure.message),
    };
    let failure = Failure { message, ..failure };
    if frame.kind == FrameKind::Job {
        job.failure.get_or_insert_with(|| failure.clone());
    }
    frame.failure.get_or_insert(failure);
}

fn keep(
    job: &mut JobRun<'_>,
    frame: &mut Frame,
    step: StepRun,
    unit: &Unit<'_>,
    outcome: Conclusion,
    conclusion: Conclusion,
) {
    let key = frame.key(&step.action);
    if !step.state.is_empty() {
        job.states.insert(key, step.state);
    }
    if let (Phase::Main, Some(id)) = (&unit.phase, &unit.step.id) {
        let state = StepState {
            outcome,
            conclusion,
            outputs: step.outputs,
        };
        frame.steps.insert(id.clone(), state);
    }
}
