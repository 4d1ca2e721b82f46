//! `timestamps`.

use maillon_groovy::{Eval, Value};

use crate::steps::{Body, Needs, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "timestamps",
    summary: "Puts the time before each line that its block prints.",
    params: &[],
    sole: None,
    body: Body::Required,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    call.with_local(|local| local.timestamps = true)
}
