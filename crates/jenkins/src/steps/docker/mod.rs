//! Docker: the global variable `docker`, and the steps that it is made of. Images are built, tagged and pushed by the node's own `docker`, as on Jenkins;
//! containers that steps run in come from the host.

mod container;
mod global;
mod image;
mod name;
mod with_container;
mod with_registry;
mod with_server;

use maillon_groovy::{Cx, Eval, Value};

use super::{Arguments, Step, braces, find, run};
use crate::build::{Local, note, on_node_of, say, within};
use crate::host::NodeOrder;

pub(crate) use global::docker;
use with_container::inside;

/// The steps of this module.
pub(super) static STEPS: &[&Step] = &[
    &with_container::STEP,
    &with_registry::STEP,
    &with_server::STEP,
];

/// Does something on the node around, or on any where there is none.
fn on_some_node<T>(cx: &mut Cx, work: impl FnOnce(&mut Cx) -> Eval<T>) -> Eval<T> {
    if Local::here(cx)?.node.is_some() {
        return work(cx);
    }
    note(cx, "node");
    let result = on_node_of(cx, NodeOrder::default(), |cx, node| {
        let workspace = node.sandbox().workspace().display().to_string();
        say(cx, format!("Running on {} in {workspace}", node.name()));
        braces(cx, None, work)
    });
    note(cx, "// node");
    result
}

/// Runs a shell script as the step `sh` does, with variables: values never stand in the script.
fn sh(cx: &mut Cx, script: &str, env: &[(&str, &str)], returns: Returns) -> Eval<Value> {
    let Some(step) = find("sh") else {
        return Err(cx.fault("there is no step sh"));
    };
    let arguments = [
        ("script".to_owned(), Value::text(script)),
        (
            "returnStdout".to_owned(),
            Value::Bool(returns == Returns::Output),
        ),
    ];
    let env = env.iter();
    let env: Vec<(String, String)> = env
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let arguments = Arguments(arguments.into_iter().collect());
    within(
        cx,
        |local| local.add_env(env),
        |cx| run(cx, step, arguments, None),
    )
}

/// What a script is run for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Returns {
    Nothing,
    Output,
}

/// What it printed, without blanks around.
fn output(cx: &mut Cx, script: &str, env: &[(&str, &str)]) -> Eval<String> {
    let printed = sh(cx, script, env, Returns::Output)?;
    Ok(cx.to_text(&printed)?.trim().to_owned())
}

/// The block is the last argument; what stands before it are texts, empty where they are null.
fn split(cx: &mut Cx, args: &[Value]) -> Eval<(Vec<String>, Option<Value>)> {
    let (args, body) = match args {
        [rest @ .., body @ Value::Closure(_)] => (rest, Some(body.clone())),
        all => (all, None),
    };
    let texts = args.iter().map(|arg| match arg {
        Value::Null => Ok(String::new()),
        arg => Ok(cx.to_text(arg)?.to_string()),
    });
    Ok((texts.collect::<Eval<_>>()?, body))
}
