//! `unstash`.

use maillon_groovy::{Eval, Value};

use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "unstash",
    summary: "Brings files that `stash` kept into the current folder.",
    params: &[Param::required(
        "name",
        Kind::Text,
        "Under which they were kept.",
    )],
    sole: Some("name"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let name = call.required("name")?;
    let (node, into, key) = (call.node()?, call.local.cwd.clone(), name.to_string());
    let found = call.try_ask(move |host| {
        Box::pin(async move {
            host.make_folder(&*node, &into).await?;
            host.unstash(&*node, &into, &key).await
        })
    })?;
    if !found {
        return Err(call.fail(format!("No such saved stash ‘{name}’")));
    }
    Ok(Value::Null)
}
