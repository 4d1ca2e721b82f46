//! `build`.

use maillon_groovy::{Eval, Value};

use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "build",
    summary: "Builds another job: there is none beside this one, so it fails.",
    params: &[
        Param::required("job", Kind::Text, "The other job's name."),
        Param::optional("parameters", Kind::List, "What it gets."),
        Param::optional(
            "propagate",
            Kind::Bool,
            "Whether its failure is one of this build.",
        ),
        Param::optional("wait", Kind::Bool, "Whether its end is waited for."),
        Param::optional(
            "waitForStart",
            Kind::Bool,
            "Whether its start is waited for.",
        ),
        Param::optional(
            "quietPeriod",
            Kind::Int,
            "How long it waits before it starts.",
        ),
    ],
    sole: Some("job"),
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let job = call.required("job")?;
    call.say("Other jobs are not there where a Jenkinsfile runs without Jenkins: run their Jenkinsfile by itself");
    Err(call.fail(format!("No item named {job} found")))
}
