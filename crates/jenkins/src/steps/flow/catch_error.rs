//! `catchError`.

use maillon_groovy::{Eval, Object, Throw, Unwind, Value};

use crate::build::{self, BuildResult};
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) const RESULTS: &[&str] = &["SUCCESS", "UNSTABLE", "FAILURE", "NOT_BUILT", "ABORTED"];

pub(super) static STEP: Step = Step {
    name: "catchError",
    summary: "Goes on after an error in its block, with another result of build and stage.",
    params: &[
        Param::optional("message", Kind::Text, "What is said before the error."),
        Param::optional(
            "buildResult",
            Kind::OneOf(RESULTS),
            "What the build becomes: `FAILURE` where nothing is said.",
        ),
        Param::optional(
            "stageResult",
            Kind::OneOf(RESULTS),
            "What the stage becomes: `SUCCESS` where nothing is said.",
        ),
        Param::optional(
            "catchInterruptions",
            Kind::Bool,
            "Whether time limits and the like are caught too: `true` where nothing is said.",
        ),
    ],
    sole: None,
    body: Body::Required,
    needs: Needs::Nothing,
    run,
};

/// What becomes of an error.
pub(super) struct Caught {
    pub(super) message: Option<String>,
    pub(super) build: BuildResult,
    pub(super) stage: BuildResult,
    pub(super) interruptions: Interruptions,
}

/// Whether interruptions are caught.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Interruptions {
    Caught,
    Thrown,
}

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let caught = Caught {
        message: message(call),
        build: result(call, "buildResult", BuildResult::Failure)?,
        stage: result(call, "stageResult", BuildResult::Success)?,
        interruptions: interruptions(call),
    };
    catch(call, &caught)
}

pub(super) fn message(call: &StepCall<'_>) -> Option<String> {
    let message = call.args.text("message")?;
    let message = message.trim();
    (!message.is_empty()).then(|| message.to_owned())
}

pub(super) fn interruptions(call: &StepCall<'_>) -> Interruptions {
    match call.args.bool("catchInterruptions") {
        Some(false) => Interruptions::Thrown,
        _ => Interruptions::Caught,
    }
}

fn result(call: &mut StepCall<'_>, name: &str, otherwise: BuildResult) -> Eval<BuildResult> {
    let Some(word) = call.args.text(name) else {
        return Ok(otherwise);
    };
    BuildResult::of(&word).ok_or_else(|| {
        call.wrong(format!(
            "{name} is invalid: {word}. Valid options are SUCCESS, UNSTABLE, FAILURE, NOT_BUILT and ABORTED."
        ))
    })
}

/// Runs the block, and makes of an error what is asked for.
pub(super) fn catch(call: &mut StepCall<'_>, caught: &Caught) -> Eval<Value> {
    match call.block() {
        Err(Unwind::Throw(Throw(thrown))) if catches(caught, &thrown) => {
            settle(call, caught, &thrown);
            Ok(Value::Null)
        }
        Err(unwind) => Err(unwind),
        Ok(_) => Ok(Value::Null),
    }
}

fn catches(caught: &Caught, thrown: &Object) -> bool {
    let actual = build::cause_of(thrown).is_some_and(|cause| cause.actual);
    !actual || caught.interruptions == Interruptions::Caught
}

fn settle(call: &mut StepCall<'_>, caught: &Caught, thrown: &Object) {
    if let Some(message) = &caught.message {
        call.say(format!("ERROR: {message}"));
    }
    build::report(call.cx, thrown);
    let interrupted = build::cause_of(thrown).map(|cause| cause.result);
    let of_build = interrupted.unwrap_or(caught.build);
    let of_stage = interrupted.unwrap_or(caught.stage);
    if of_build > BuildResult::Success {
        call.local.build.worsen(of_build);
    }
    if let (Some(stage), true) = (&call.local.stage, of_stage > BuildResult::Success) {
        stage.worsen(of_stage);
    }
}
