//! `warnError`.

use maillon_groovy::{Eval, Value};

use super::catch_error::{self, Caught};
use crate::build::BuildResult;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "warnError",
    summary: "Goes on after an error in its block, with build and stage unstable.",
    params: &[
        Param::required("message", Kind::Text, "What is said before the error."),
        Param::optional(
            "catchInterruptions",
            Kind::Bool,
            "Whether time limits and the like are caught too: `true` where nothing is said.",
        ),
    ],
    sole: Some("message"),
    body: Body::Required,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let message = catch_error::message(call);
    if message.is_none() {
        return Err(call.wrong("A non-empty message is required"));
    }
    let caught = Caught {
        message,
        build: BuildResult::Unstable,
        stage: BuildResult::Unstable,
        interruptions: catch_error::interruptions(call),
    };
    catch_error::catch(call, &caught)
}
