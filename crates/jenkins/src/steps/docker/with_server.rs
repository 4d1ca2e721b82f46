//! `withDockerServer`: what `docker.withServer` does.

use maillon_groovy::{Cx, Eval, Value};

use crate::build::within;
use crate::steps::{
    Arguments, Body, Kind, Needs, Param, Step, StepCall, as_block, braces, described, named,
};

pub(super) static STEP: Step = Step {
    name: "withDockerServer",
    summary: "Runs a block whose `docker` talks to another server.",
    params: &[
        Param::optional("uri", Kind::Text, "The server: `tcp://host:2376`."),
        Param::optional(
            "credentialsId",
            Kind::Text,
            "Refused: certificates can't be given.",
        ),
        Param::optional("server", Kind::Any, "The old form: a map of these."),
    ],
    sole: Some("server"),
    body: Body::Required,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let args = match call.args.get("server").cloned() {
        None => call.args.clone(),
        Some(value) => match (described(call.cx, &value)?, &value) {
            (Some(described), _) => described.args,
            (None, Value::Map(map)) => Arguments(named(call.cx, map)?),
            _ => Arguments::default(),
        },
    };
    let (uri, body) = (
        args.text_or_empty("uri"),
        call.body.clone().unwrap_or_default(),
    );
    on_server(call.cx, &uri, |cx| {
        braces(cx, None, |cx| cx.call(&body, &[]))
    })
}

/// `docker.withServer(uri) { }`.
pub(super) fn with_server(cx: &mut Cx, uri: &str, body: &Value) -> Eval<Value> {
    as_block(cx, "withDockerServer", None, |cx| {
        on_server(cx, uri, |cx| cx.call(body, &[]))
    })
}

fn on_server<T>(cx: &mut Cx, uri: &str, work: impl FnOnce(&mut Cx) -> Eval<T>) -> Eval<T> {
    let env = ("DOCKER_HOST".to_owned(), uri.to_owned());
    within(cx, |local| local.add_env([env]), work)
}
