//! `stage`.

use maillon_groovy::{Eval, Value};

use crate::build;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall, braces};

pub(super) static STEP: Step = Step {
    name: "stage",
    summary: "A stage of the build: a part with a name and a result.",
    params: &[
        Param::required("name", Kind::Text, "Its name."),
        Param::optional("concurrency", Kind::Int, "Has no effect any more."),
    ],
    sole: Some("name"),
    body: Body::Optional,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let name = call.required("name")?;
    if name.trim().is_empty() {
        return Err(call.wrong("must specify name"));
    }
    let Some(body) = call.body.clone() else {
        call.say("Using the ‘stage’ step without a block argument is deprecated");
        call.say(format!("Entering stage {name}"));
        build::enter_stage(call.cx, &name)?;
        return Ok(Value::Null);
    };
    build::in_stage(call.cx, &name, |cx| {
        braces(cx, Some(&name), |cx| cx.call(&body, &[]))
    })
}
