//! Stages: what runs in them, and how they stand.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use maillon_groovy::{Cx, Eval, Throw, Unwind};
use maillon_model::{JobStatus, StepId};
use parking_lot::Mutex;

use super::{BuildResult, Local, StageRef, ask, result_of, within};
use crate::host::StageEvent;

/// Runs something as a stage: it is told to the run with the stages around it, and with its result at the end.
pub(crate) fn in_stage<T>(
    cx: &mut Cx,
    name: &str,
    work: impl FnOnce(&mut Cx) -> Eval<T>,
) -> Eval<T> {
    let stage = begin(cx, name)?;
    let inside = stage.clone();
    let result = within(cx, |local| local.stage = Some(inside), work);
    finish(cx, &stage, &result)?;
    result
}

/// Begins a stage without a block, as old scripts have them: it goes on until the next one, or the build's end.
pub(crate) fn enter_stage(cx: &mut Cx, name: &str) -> Eval<()> {
    leave_stage(cx, &Ok(()))?;
    let stage = begin(cx, name)?;
    Local::here(cx)?.build.state.lock().entered = Some(stage);
    Ok(())
}

/// Ends the stage without a block that goes on, if there is one.
pub(crate) fn leave_stage<T>(cx: &mut Cx, result: &Eval<T>) -> Eval<()> {
    let entered = Local::here(cx)?.build.state.lock().entered.take();
    match entered {
        Some(stage) => finish(cx, &stage, result),
        None => Ok(()),
    }
}

fn finish<T>(cx: &mut Cx, stage: &StageRef, result: &Eval<T>) -> Eval<()> {
    let event = StageEvent::Finished {
        stage: stage.id,
        status: status(stage, result),
    };
    tell(cx, event)
}

fn begin(cx: &mut Cx, name: &str) -> Eval<StageRef> {
    let local = Local::here(cx)?;
    let id = {
        let mut state = local.build.state.lock();
        state.stages += 1;
        StepId(state.stages)
    };
    let parent = local.stage.clone().map(Arc::new);
    let started = StageEvent::Started {
        stage: id,
        parent: parent.as_ref().map(|stage| stage.id),
        name: name.to_owned(),
    };
    tell(cx, started)?;
    Ok(StageRef {
        id,
        name: name.into(),
        result: Arc::new(Mutex::new(None)),
        skipped: Arc::default(),
        parent,
    })
}

fn status<T>(stage: &StageRef, result: &Eval<T>) -> JobStatus {
    if stage.skipped.load(Ordering::Relaxed) {
        return JobStatus::Skipped;
    }
    let own = stage.result.lock().unwrap_or(BuildResult::Success);
    let thrown = match result {
        Ok(_) => BuildResult::Success,
        Err(Unwind::Throw(Throw(object))) => result_of(object),
        Err(Unwind::Fault(_)) => BuildResult::Failure,
    };
    own.worse(thrown).status()
}

fn tell(cx: &mut Cx, event: StageEvent) -> Eval<()> {
    ask(cx, |host| Box::pin(async move { host.tell(event).await }))
}
