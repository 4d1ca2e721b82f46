//! Composite actions: steps that run as one.

use indexmap::IndexMap;
use maillon_model::outcome::Failure;

use super::super::job::{Frame, FrameKind, JobRun};
use super::super::scope::RunScope;
use super::super::step::{Errored, StepRun, Stop, Worked};
use super::super::steps;
use super::inputs::Inputs;
use super::side::{Moment, run_pres};
use super::{Used, fetch};
use crate::workflow::{Step, Text};

/// Runs the steps, then gives the outputs, whatever came of the steps.
pub(super) async fn main(
    job: &mut JobRun<'_>,
    frame: &Frame,
    run: &mut StepRun,
    used: &Used,
    inputs: &Inputs,
    (list, outputs): (&[Step], &IndexMap<String, Text>),
) -> Worked {
    if steps::is_too_deep(frame) {
        return Err(Stop::failed(format!(
            "`uses: {}`: composite actions may be nested 10 deep",
            used.reference
        )));
    }
    let mut inner = open(job, frame, run, used, inputs);
    fetch::all(job, list).await?;
    let ran = steps::run_steps(job, &mut inner, list, &steps::names(list)).await;
    ran.map_err(errored)?;
    let given = give(job, &inner, run, outputs);
    let failure = inner.failure.take();
    keep(job, inner);
    given?;
    end(run, failure)
}

/// Runs what the actions among its steps do before or after all steps.
pub(super) async fn side(
    job: &mut JobRun<'_>,
    frame: &Frame,
    run: &StepRun,
    used: &Used,
    inputs: &Inputs,
    (list, moment): (&[Step], Moment),
) -> Worked {
    let mut inner = open(job, frame, run, used, inputs);
    inner.kind = FrameKind::Aside;
    match moment {
        Moment::Pre => run_pres(job, &mut inner, list, &steps::names(list)).await?,
        Moment::Post => steps::run_posts(job, &mut inner).await.map_err(errored)?,
    }
    let failure = inner.failure.take();
    keep(job, inner);
    end(run, failure)
}

fn errored(Errored(message): Errored) -> Stop {
    Stop::Errored(message)
}

/// What its steps see. From one phase to the next it keeps the `steps` context.
fn open(job: &mut JobRun<'_>, frame: &Frame, run: &StepRun, used: &Used, inputs: &Inputs) -> Frame {
    let mut inner = frame.composite(run, &used.reference.to_string(), inputs.context());
    let path = used.folder.guest.display().to_string();
    inner.github.insert("action_path", path);
    if let Some(before) = job.actions.frames.remove(&inner.scope) {
        inner.steps = before.steps;
        inner.posts = before.posts;
    }
    inner
}

fn keep(job: &mut JobRun<'_>, inner: Frame) {
    if !inner.posts.is_empty() {
        job.actions.frames.insert(inner.scope.clone(), inner);
    }
}

fn give(
    job: &JobRun<'_>,
    inner: &Frame,
    run: &mut StepRun,
    outputs: &IndexMap<String, Text>,
) -> Worked {
    let scope = RunScope::new(job, inner);
    for (name, value) in outputs {
        let value = scope.text(value, &format!("outputs.{name}"))?;
        run.outputs.insert(name.clone(), value);
    }
    Ok(())
}

/// The log says already why a step failed.
fn end(run: &StepRun, failure: Option<Failure>) -> Worked {
    match failure {
        Some(failure) => Err(Stop::Told(failure)),
        None if run.cancel.is_cancelled() => Err(Stop::Canceled),
        None => Ok(()),
    }
}
