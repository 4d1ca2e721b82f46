//! `fileExists`.

use maillon_groovy::{Eval, Value};

use super::{existing, resolve};
use crate::host::Where;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "fileExists",
    summary: "Says whether a file or folder is there.",
    params: &[Param::required(
        "file",
        Kind::Text,
        "Relative to the current folder.",
    )],
    sole: Some("file"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let file = call.args.text_or_empty("file");
    if file.is_empty() {
        call.say("The fileExists step was called with a null or empty string, so the current directory will be checked instead.");
    }
    let path = resolve(call, &file);
    Ok(Value::Bool(existing(call, &path)? != Where::Nothing))
}
