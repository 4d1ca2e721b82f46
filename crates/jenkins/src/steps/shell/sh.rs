//! `sh`.

use maillon_groovy::{Eval, Value};

use super::{Encoding, Script, Shell, Stdout, script};
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "sh",
    summary: "Runs a shell script: `sh -xe`, or what its `#!` line names.",
    params: PARAMS,
    sole: Some("script"),
    body: Body::None,
    needs: Needs::Node,
    run: |call| run(call, Shell::Posix),
};

/// Of every step that runs a script.
pub(super) static PARAMS: &[Param] = &[
    Param::required("script", Kind::Text, "What is run."),
    Param::optional("label", Kind::Text, "What the log calls it."),
    Param::optional(
        "returnStdout",
        Kind::Bool,
        "Whether what it prints is given back, with its line end.",
    ),
    Param::optional(
        "returnStatus",
        Kind::Bool,
        "Whether the exit code is given back and never fails the step.",
    ),
    Param::optional(
        "encoding",
        Kind::Text,
        "How its output is encoded; `UTF-8`.",
    ),
];

pub(super) fn run(call: &mut StepCall<'_>, shell: Shell) -> Eval<Value> {
    let order = order(call, shell)?;
    let returns = order.stdout;
    let done = script(call.cx, order)?;
    call.cx.charge(done.stdout.len())?;
    if call.args.flag("returnStatus") {
        return Ok(Value::Int(done.code));
    }
    if done.code == 0 {
        return Ok(match returns {
            Stdout::Log => Value::Null,
            Stdout::Returned => Value::text(done.stdout),
        });
    }
    if !done.stdout.is_empty() {
        crate::build::print(call.cx, &done.stdout);
    }
    call.local
        .build
        .state
        .lock()
        .exit_code
        .get_or_insert(done.code);
    Err(call.fail(format!("script returned exit code {}", done.code)))
}

fn order(call: &mut StepCall<'_>, shell: Shell) -> Eval<Script> {
    let name = call.args.text_or_empty("encoding");
    let Some(encoding) = Encoding::of(&name) else {
        return Err(call
            .cx
            .throw("java.nio.charset.UnsupportedCharsetException", name));
    };
    Ok(Script {
        text: call.required("script")?.to_string(),
        shell,
        stdout: if call.args.flag("returnStdout") {
            Stdout::Returned
        } else {
            Stdout::Log
        },
        encoding,
    })
}
