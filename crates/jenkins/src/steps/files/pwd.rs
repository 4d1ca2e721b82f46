//! `pwd`.

use maillon_groovy::{Eval, Value};

use super::display;
use crate::steps::shell::private;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "pwd",
    summary: "Gives the current folder.",
    params: &[Param::optional(
        "tmp",
        Kind::Bool,
        "Whether a folder beside the workspace is meant, for files that are nobody's business.",
    )],
    sole: None,
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let folder = if call.args.flag("tmp") {
        private(&*call.node()?)
    } else {
        call.local.cwd.clone()
    };
    Ok(Value::text(display(&folder)))
}
