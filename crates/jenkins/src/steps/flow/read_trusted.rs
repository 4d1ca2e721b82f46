//! `readTrusted`.

use maillon_groovy::{Eval, Value};

use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "readTrusted",
    summary: "The text of a file of the repository, as it stands in the workspace.",
    params: &[Param::required(
        "path",
        Kind::Text,
        "The file, relative to the repository.",
    )],
    sole: Some("path"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let path = call.required("path")?;
    let node = call.node()?;
    let file = node.sandbox().workspace().join(&*path);
    let read = call.try_ask(|host| Box::pin(async move { host.read(&*node, &file).await }))?;
    match read {
        Some(bytes) => Ok(Value::text(String::from_utf8_lossy(&bytes))),
        None => Err(call.fail(format!("{path} not found"))),
    }
}
