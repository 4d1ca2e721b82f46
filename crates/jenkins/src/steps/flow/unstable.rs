//! `unstable`.

use maillon_groovy::{Eval, Value};

use crate::build::BuildResult;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "unstable",
    summary: "Makes the build and the stage unstable, with a message.",
    params: &[Param::required(
        "message",
        Kind::Text,
        "Why: it stands in the log.",
    )],
    sole: Some("message"),
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let message = call.args.text_or_empty("message");
    if message.trim().is_empty() {
        return Err(call.wrong("A non-empty message is required"));
    }
    call.local.build.worsen(BuildResult::Unstable);
    if let Some(stage) = &call.local.stage {
        stage.worsen(BuildResult::Unstable);
    }
    call.say(format!("WARNING: {}", message.trim()));
    Ok(Value::Null)
}
