//! `echo`.

use maillon_groovy::{Eval, Value};

use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "echo",
    summary: "Prints a message.",
    params: &[Param::required("message", Kind::Text, "What is printed.")],
    sole: Some("message"),
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

#[expect(clippy::unnecessary_wraps, reason = "every step may fail")]
fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let message = call.args.text("message").unwrap_or_else(|| "null".into());
    call.say(message);
    Ok(Value::Null)
}
