//! `properties`.

use maillon_groovy::{Eval, Value};

use crate::build;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall, described};

pub(super) static STEP: Step = Step {
    name: "properties",
    summary: "Declares the build's parameters; other properties of the job have no effect.",
    params: &[Param::required(
        "properties",
        Kind::List,
        "`[parameters([...]), ...]`.",
    )],
    sole: Some("properties"),
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    for property in call.args.list("properties") {
        let Some(property) = described(call.cx, &property)? else {
            continue;
        };
        if property.symbol == "parameters" {
            for parameter in property.args.list("parameterDefinitions") {
                build::declare_parameter(call.cx, &parameter)?;
            }
        }
    }
    Ok(Value::Null)
}
