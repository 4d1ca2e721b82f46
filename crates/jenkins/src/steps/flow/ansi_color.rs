//! `ansiColor`.

use maillon_groovy::{Eval, Value};

use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "ansiColor",
    summary: "Sets `TERM` for its block; colours are always kept in the log.",
    params: &[Param::optional(
        "colorMapName",
        Kind::Text,
        "What `TERM` becomes: `xterm`.",
    )],
    sole: Some("colorMapName"),
    body: Body::Required,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let terminal = call.args.text("colorMapName");
    let terminal = terminal.unwrap_or_else(|| "xterm".into()).to_string();
    call.with_local(|local| local.add_env([("TERM".to_owned(), terminal)]))
}
