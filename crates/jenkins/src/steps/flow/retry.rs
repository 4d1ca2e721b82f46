//! `retry`.

use maillon_groovy::{Cx, Eval, Object, Throw, Unwind, Value};

use crate::build;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "retry",
    summary: "Runs its block again where it fails, up to a number of times in all.",
    params: &[
        Param::required("count", Kind::Int, "How often at most."),
        Param::optional(
            "conditions",
            Kind::Any,
            "Kinds of failure after which it runs again: `agent()`, `nonresumable()`.",
        ),
    ],
    sole: Some("count"),
    body: Body::Required,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let mut left = call.args.int("count").unwrap_or_default();
    let any_failure = call.args.list("conditions").is_empty();
    loop {
        let thrown = match call.block() {
            Err(Unwind::Throw(Throw(thrown))) => thrown,
            other => return other,
        };
        left -= 1;
        let interrupted = build::cause_of(&thrown).is_some_and(|cause| cause.actual);
        if left <= 0 || interrupted || !any_failure {
            return Err(Unwind::Throw(Throw(thrown)));
        }
        report(call.cx, &thrown);
        call.say("Retrying");
    }
}

fn report(cx: &mut Cx, thrown: &Object) {
    if thrown.class.is("hudson.AbortException") || build::cause_of(thrown).is_some() {
        build::report(cx, thrown);
        return;
    }
    build::say(cx, "ERROR: Execution failed");
    for line in build::trace(thrown) {
        build::say(cx, line);
    }
}
