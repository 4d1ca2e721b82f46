//! `error`.

use maillon_groovy::{Eval, Value};

use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "error",
    summary: "Fails the build with a message.",
    params: &[Param::required(
        "message",
        Kind::Text,
        "What is said of the failure.",
    )],
    sole: Some("message"),
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let message = call.args.text_or_empty("message");
    Err(call.fail(message))
}
