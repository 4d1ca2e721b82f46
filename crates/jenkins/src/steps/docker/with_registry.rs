//! `withDockerRegistry`: what `docker.withRegistry` does.

use maillon_groovy::{Cx, Eval, Value};

use crate::build::{ask, say, within};
use crate::credentials::{find, login};
use crate::steps::shell::{Program, private, program};
use crate::steps::{
    Arguments, Body, Kind, Needs, Param, Step, StepCall, braces, described, named, node_around,
};

pub(super) static STEP: Step = Step {
    name: "withDockerRegistry",
    summary: "Runs a block with a login of a registry of images.",
    params: &[
        Param::optional("url", Kind::Text, "The registry; Docker Hub."),
        Param::optional("credentialsId", Kind::Text, "With which to log in."),
        Param::optional("registry", Kind::Any, "The old form: a map of these."),
        Param::optional("toolName", Kind::Text, "Recorded."),
    ],
    sole: Some("registry"),
    body: Body::Required,
    needs: Needs::Node,
    run: |call| {
        let registry = registry(call)?;
        let body = call.body.clone().unwrap_or_default();
        logged_in(call.cx, &registry, |cx| {
            braces(cx, None, |cx| cx.call(&body, &[]))
        })
    },
};

/// A registry, and the id of its login; empty ones are not given.
pub(super) struct Registry {
    pub(super) url: String,
    pub(super) credential: String,
}

fn registry(call: &mut StepCall<'_>) -> Eval<Registry> {
    let args = match call.args.get("registry").cloned() {
        None => call.args.clone(),
        Some(value) => match (described(call.cx, &value)?, &value) {
            (Some(described), _) => described.args,
            (None, Value::Map(map)) => Arguments(named(call.cx, map)?),
            _ => Arguments::default(),
        },
    };
    Ok(Registry {
        url: args.text_or_empty("url").to_string(),
        credential: args.text_or_empty("credentialsId").to_string(),
    })
}

/// `docker.withRegistry(url, id) { }`.
pub(super) fn with_registry(cx: &mut Cx, registry: &Registry, body: &Value) -> Eval<Value> {
    crate::steps::as_block(cx, "withDockerRegistry", None, |cx| {
        logged_in(cx, registry, |cx| cx.call(body, &[]))
    })
}

/// The login is of a configuration of its own, which is gone afterwards.
fn logged_in<T>(
    cx: &mut Cx,
    registry: &Registry,
    work: impl FnOnce(&mut Cx) -> Eval<T>,
) -> Eval<T> {
    let url = ("DOCKER_REGISTRY_URL".to_owned(), registry.url.clone());
    if registry.credential.is_empty() {
        return within(cx, |local| local.add_env([url]), work);
    }
    let node = node_around(cx)?;
    let random = ask(cx, |host| Box::pin(async move { host.random() }))?;
    let folder = private(&*node).join(format!("docker-{random:016x}"));
    let config = ("DOCKER_CONFIG".to_owned(), folder.display().to_string());
    let env = [url, config];
    let result =
        log_in(cx, registry, &env).and_then(|()| within(cx, |local| local.add_env(env), work));
    // What can't be removed here goes with the node.
    ask(cx, move |host| {
        Box::pin(async move { host.remove(&*node, &folder).await.ok() })
    })?;
    result
}

fn log_in(cx: &mut Cx, registry: &Registry, env: &[(String, String)]) -> Eval<()> {
    let credential = find(cx, &registry.credential)?;
    let Some((user, password)) = login(&credential) else {
        let message = format!(
            "Credentials '{}' is no user with a password",
            registry.credential
        );
        return Err(cx.throw("hudson.AbortException", message));
    };
    let mask = password.clone();
    ask(cx, |host| Box::pin(async move { host.mask(mask.expose()) }))?;
    say(
        cx,
        format!("$ docker login -u {user} -p ******** {}", registry.url),
    );
    let words = [
        "docker",
        "login",
        "-u",
        &user,
        "--password-stdin",
        &registry.url,
    ];
    let words = words.into_iter().filter(|word| !word.is_empty());
    let code = program(
        cx,
        Program {
            argv: words.map(str::to_owned).collect(),
            env: env.to_vec(),
            stdin: password.expose().to_owned(),
        },
    )?;
    if code == 0 {
        return Ok(());
    }
    Err(cx.throw("hudson.AbortException", "docker login failed"))
}
