//! `ws`.

use maillon_groovy::{Eval, Value};
use maillon_model::job::Image;

use crate::build;
use crate::host::NodeOrder;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall, braces};

pub(super) static STEP: Step = Step {
    name: "ws",
    summary: "Runs its block in another workspace of the node.",
    params: &[Param::required(
        "dir",
        Kind::Text,
        "The workspace's folder.",
    )],
    sole: Some("dir"),
    body: Body::Required,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let folder = call.required("dir")?;
    let node = call.node()?;
    let order = NodeOrder {
        label: Some(node.name().to_owned()),
        image: node.image().map(Image::named),
        folder: Some(folder.to_string()),
        ..NodeOrder::default()
    };
    let body = call.body.clone().unwrap_or_default();
    build::on_node_of(call.cx, order, |cx, node| {
        let path = node.sandbox().workspace().display().to_string();
        build::say(cx, format!("Running in {path}"));
        braces(cx, None, |cx| cx.call(&body, &[]))
    })
}
