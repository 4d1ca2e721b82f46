//! `deleteDir`.

use maillon_groovy::{Eval, Value};

use crate::steps::{Body, Needs, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "deleteDir",
    summary: "Deletes the current folder with all that is in it.",
    params: &[],
    sole: None,
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let (node, folder) = (call.node()?, call.local.cwd.clone());
    call.try_ask(move |host| {
        Box::pin(async move {
            host.remove(&*node, &folder).await?;
            // What a node works in must be there.
            if node.sandbox().workspace() == folder {
                host.make_folder(&*node, &folder).await?;
            }
            Ok(())
        })
    })?;
    Ok(Value::Null)
}
