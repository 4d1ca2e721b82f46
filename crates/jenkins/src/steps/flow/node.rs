//! `node`.

use maillon_groovy::{Eval, Value};

use crate::build;
use crate::host::NodeOrder;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall, braces};

pub(super) static STEP: Step = Step {
    name: "node",
    summary: "Runs its block on a node, with a workspace.",
    params: &[Param::optional(
        "label",
        Kind::Text,
        "Which nodes will do: `linux && docker`.",
    )],
    sole: Some("label"),
    body: Body::Required,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let label = call.args.text("label").map(|label| label.trim().to_owned());
    let order = NodeOrder {
        label: label.filter(|label| !label.is_empty()),
        ..NodeOrder::default()
    };
    let body = call.body.clone().unwrap_or_default();
    build::on_node_of(call.cx, order, |cx, node| {
        let path = node.sandbox().workspace().display().to_string();
        build::say(cx, format!("Running on {} in {path}", node.name()));
        braces(cx, None, |cx| cx.call(&body, &[]))
    })
}
