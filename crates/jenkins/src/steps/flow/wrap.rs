//! `wrap`.

use maillon_groovy::{Eval, Value};

use super::{ansi_color, timestamps};
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall, described};

pub(super) static STEP: Step = Step {
    name: "wrap",
    summary: "Runs its block in an old build wrapper.",
    params: &[Param::required(
        "delegate",
        Kind::Any,
        "`[$class: 'TimestamperBuildWrapper']` and the like.",
    )],
    sole: Some("delegate"),
    body: Body::Required,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let delegate = call.args.get("delegate").cloned().unwrap_or_default();
    let Some(wrapper) = described(call.cx, &delegate)? else {
        return Err(call.wrong("wrap needs a build wrapper: [$class: '...']"));
    };
    call.args = wrapper.args;
    match &*wrapper.symbol {
        "TimestamperBuildWrapper" => (timestamps::STEP.run)(call),
        "AnsiColorBuildWrapper" => (ansi_color::STEP.run)(call),
        "MaskPasswordsBuildWrapper" | "BuildUser" => call.block(),
        other => Err(call.wrong(format!(
            "no known implementation of class jenkins.tasks.SimpleBuildWrapper is named {other}"
        ))),
    }
}
