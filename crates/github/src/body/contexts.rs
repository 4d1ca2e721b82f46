//! Contexts that stay as they are while a job runs.

use maillon_sandbox::RunningService;
use serde_json::{Value as Json, json};

use super::BodyRun;
use super::env_files::EVENT;
use crate::expression::{Object, Value};
use crate::needs;
use crate::plan::{JobBody, SharedWorkflow};
use crate::scope;

/// Contexts that stay as they are while a job runs.
#[derive(Clone, Debug)]
pub(crate) struct Fixed {
    /// Without what belongs to a step.
    pub(crate) github: Object,
    /// Without `status`.
    pub(crate) job: Object,
    pub(crate) runner: Value,
    pub(crate) secrets: Value,
    pub(crate) vars: Value,
    pub(crate) needs: Value,
    pub(crate) strategy: Value,
    pub(crate) matrix: Value,
}

/// Whether debug messages are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Debug {
    Shown,
    Hidden,
}

impl Fixed {
    pub(super) fn new(body: &BodyRun<'_>, plan: &JobBody, workflow: &SharedWorkflow) -> Self {
        let variables = &body.spec.job.variables;
        let token = scope::token(variables);
        let mut secrets = scope::secrets(variables);
        secrets.set("GITHUB_TOKEN", token.as_str());
        let mut fixed = Self {
            github: github(body, plan, workflow, &token),
            job: job(body),
            runner: runner(body).into(),
            vars: scope::vars(variables).into(),
            needs: Value::from(&needs(body, plan)),
            strategy: Value::from(&plan.strategy),
            matrix: Value::from(&plan.matrix),
            secrets: secrets.into(),
        };
        if fixed.debug() == Debug::Shown {
            let mut runner = runner(body);
            runner.set("debug", "1");
            fixed.runner = runner.into();
        }
        fixed
    }

    /// Debug messages are asked for by a secret or variable of GitHub's name, or by `RUNNER_DEBUG`.
    pub(super) fn debug(&self) -> Debug {
        let asked = |context: &Value, name, wanted: &str| {
            let Value::Object(object) = context else {
                return false;
            };
            let value = object.get(name).map(Value::to_text);
            value.is_some_and(|value| value.eq_ignore_ascii_case(wanted))
        };
        let shown = asked(&self.secrets, "ACTIONS_STEP_DEBUG", "true")
            || asked(&self.vars, "ACTIONS_STEP_DEBUG", "true")
            || asked(&self.runner, "debug", "1");
        if shown { Debug::Shown } else { Debug::Hidden }
    }
}

fn needs(body: &BodyRun<'_>, plan: &JobBody) -> Json {
    let baked = plan.needs_context.clone();
    baked.unwrap_or_else(|| needs::context(&body.spec.needs))
}

fn github(body: &BodyRun<'_>, plan: &JobBody, workflow: &SharedWorkflow, token: &str) -> Object {
    let mut github = match &Value::from(&workflow.github) {
        Value::Object(object) => Object::clone(object),
        _ => Object::default(),
    };
    let workspace = body.sandbox.workspace().display().to_string();
    let event = body.sandbox.private().join(EVENT).display().to_string();
    github.set("token", token);
    github.set("job", plan.id.as_str());
    github.set("workspace", workspace);
    github.set("event_path", event);
    github
}

/// What the variables `RUNNER_*` say.
fn runner(body: &BodyRun<'_>) -> Object {
    let mut runner = Object::default();
    for variable in &body.job.variables {
        if let Some(name) = variable.name.strip_prefix("RUNNER_") {
            runner.set(name.to_ascii_lowercase(), variable.value.expose());
        }
    }
    let temp = body.sandbox.private().join("_temp");
    runner.set("temp", temp.display().to_string());
    runner
}

fn job(body: &BodyRun<'_>) -> Object {
    let network = body.sandbox.network();
    let mut job = Object::default();
    if let Some(id) = body.sandbox.container() {
        job.set("container", &json!({"id": id, "network": network}));
    }
    let services = body.sandbox.services().iter();
    let services = services.map(|service| (service.alias.clone(), service_json(service, network)));
    job.set("services", &Json::Object(services.collect()));
    job
}

fn service_json(service: &RunningService, network: Option<&str>) -> Json {
    let ports = service.ports.iter();
    let ports: serde_json::Map<String, Json> = ports
        .map(|(inside, outside)| (inside.to_string(), json!(outside.to_string())))
        .collect();
    json!({"id": service.container, "network": network, "ports": ports})
}
