//! `dir`.

use maillon_groovy::{Eval, Value};

use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "dir",
    summary: "Runs its block in another folder, which is made where it isn't there.",
    params: &[Param::required(
        "path",
        Kind::Text,
        "The folder, relative to the current one.",
    )],
    sole: Some("path"),
    body: Body::Required,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let path = call.required("path")?;
    let node = call.node()?;
    let folder = plain(&call.local.cwd.join(&*path));
    call.say(format!("Running in {}", folder.display()));
    let made = folder.clone();
    call.try_ask(|host| Box::pin(async move { host.make_folder(&*node, &made).await }))?;
    call.with_local(|local| local.cwd = folder)
}

/// Without `.` and `..`, as far as the path itself says it.
fn plain(path: &std::path::Path) -> std::path::PathBuf {
    use std::path::Component;
    let mut plain = std::path::PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}
