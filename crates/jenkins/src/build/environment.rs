//! Variables: of the build, of its parameters, of `env.X = ...`, of the node, of blocks like `withEnv`; later ones win.

use std::collections::BTreeMap;

use maillon_groovy::{Cx, Eval, Value};
use maillon_model::trigger::{GitRef, TriggerEvent};

use super::machine::Environment;
use super::{Build, Local, machine};

/// The variable of a name, as the script sees it in `env`; the node's machine is asked only for what nobody else has.
pub(crate) fn variable(cx: &mut Cx, name: &str) -> Eval<Option<String>> {
    let local = Local::here(cx)?;
    let overlay = local.env.iter().rev().find(|(key, _)| key == name);
    if let Some((_, value)) = overlay {
        // `NAME=` takes a variable away.
        return Ok((!value.is_empty()).then(|| value.clone()));
    }
    if let Some(value) = given(&local).remove(name) {
        return Ok(Some(value));
    }
    Ok(machine::environment(cx)?.get(name).cloned())
}

/// All variables, with those of the node's machine.
pub(crate) fn variables(cx: &mut Cx) -> Eval<Environment> {
    let local = Local::here(cx)?;
    let mut all = Environment::clone(&*machine::environment(cx)?);
    all.extend(command_environment(&local));
    Ok(all)
}

/// What a command's environment has beside the machine's own.
pub(crate) fn command_environment(local: &Local) -> Vec<(String, String)> {
    let mut all = given(local);
    all.extend(local.env.iter().cloned());
    all.into_iter().collect()
}

/// Adds variables as `withEnv` does: `NAME=value`, `NAME+ANYTHING=folder` before a path, `NAME=` for none; `$OTHER` in values is
/// resolved.
pub(crate) fn add_variables(
    cx: &mut Cx,
    entries: &[(String, String)],
) -> Eval<Vec<(String, String)>> {
    let mut added: Vec<(String, String)> = Vec::new();
    for (name, value) in entries {
        let base = name.split_once('+').map_or(name.as_str(), |(base, _)| base);
        let before = match added.iter().rev().find(|(key, _)| key == base) {
            Some((_, value)) => Some(value.clone()),
            None if base != name => variable(cx, base)?,
            None => None,
        };
        let value = match before {
            Some(before) if base != name && !before.is_empty() => format!("{value}:{before}"),
            _ => value.clone(),
        };
        added.push((base.to_owned(), value));
    }
    Ok(added)
}

/// All but the block's and the machine's.
fn given(local: &Local) -> BTreeMap<String, String> {
    let build = &local.build;
    let mut all = build_variables(build);
    let state = build.state.lock();
    let params = state.params.iter();
    all.extend(params.map(|(name, value)| (name.clone(), parameter_text(value))));
    if let Some(stage) = &local.stage {
        all.insert("STAGE_NAME".to_owned(), stage.name.to_string());
    }
    node_variables(local, &mut all);
    all.extend(state.env.clone());
    all
}

fn parameter_text(value: &Value) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        other => format!("{other:?}"),
    }
}

fn node_variables(local: &Local, all: &mut BTreeMap<String, String>) {
    let Some(node) = &local.node else {
        return;
    };
    let workspace = node.sandbox().workspace().display().to_string();
    let temporary = node.sandbox().private().display().to_string();
    all.extend([
        ("NODE_NAME".to_owned(), node.name().to_owned()),
        ("NODE_LABELS".to_owned(), node.labels().to_owned()),
        ("EXECUTOR_NUMBER".to_owned(), "0".to_owned()),
        ("WORKSPACE_TMP".to_owned(), temporary),
        ("WORKSPACE".to_owned(), workspace),
    ]);
}

fn build_variables(build: &Build) -> BTreeMap<String, String> {
    let trigger = &build.job.trigger;
    let number = trigger.number.to_string();
    let job = job_name(build);
    let pairs = [
        ("BUILD_NUMBER", number.clone()),
        ("BUILD_ID", number.clone()),
        ("BUILD_DISPLAY_NAME", format!("#{number}")),
        ("BUILD_TAG", format!("jenkins-{job}-{number}")),
        ("BUILD_URL", build_url(build)),
        ("JOB_NAME", job.clone()),
        ("JOB_BASE_NAME", job.clone()),
        ("JOB_URL", job_url(build)),
        ("JENKINS_URL", server_url(build)),
        ("HUDSON_URL", server_url(build)),
        ("RUN_DISPLAY_URL", display_url(build)),
        ("CI", "true".to_owned()),
    ];
    let mut all: BTreeMap<String, String> = pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    all.extend(ref_variables(build));
    all.extend(trigger.environment.clone());
    let plain = trigger
        .variables
        .iter()
        .filter(|v| v.value.secret().is_none());
    all.extend(plain.map(|v| (v.name.to_string(), v.value.expose().to_owned())));
    all
}

/// Without a server, what links to one leads nowhere on purpose.
const JENKINS_URL: &str = "http://localhost/";

fn server_url(build: &Build) -> String {
    let site = build.job.trigger.site.as_ref();
    site.map_or_else(|| JENKINS_URL.to_owned(), |site| format!("{}/", site.url))
}

fn job_url(build: &Build) -> String {
    match &build.job.trigger.site {
        Some(site) => format!("{}/", site.project_url()),
        None => format!("{JENKINS_URL}job/{}/", job_name(build)),
    }
}

/// Where the build is seen, or would be, if there were a server.
pub(crate) fn build_url(build: &Build) -> String {
    let number = build.job.trigger.number;
    match &build.job.trigger.site {
        Some(site) => format!("{}/", site.run_url(number)),
        None => format!("{}{number}/", job_url(build)),
    }
}

fn display_url(build: &Build) -> String {
    match build.job.trigger.site {
        Some(_) => build_url(build),
        None => format!("{}display/redirect", build_url(build)),
    }
}

/// The project's own name: jobs are in no folder.
pub(crate) fn job_name(build: &Build) -> String {
    build.job.trigger.project.name().to_owned()
}

/// `BRANCH_NAME`, `TAG_NAME`, `CHANGE_*`: what a multibranch project says of what is built.
fn ref_variables(build: &Build) -> Vec<(String, String)> {
    let trigger = &build.job.trigger;
    let mut all = Vec::new();
    let mut add = |name: &str, value: &str| all.push((name.to_owned(), value.to_owned()));
    if let Some(request) = trigger.event.merge_request() {
        add("BRANCH_NAME", &format!("PR-{}", request.number));
        add("CHANGE_ID", &request.number.to_string());
        add("CHANGE_TARGET", &request.target_branch);
        add("CHANGE_BRANCH", &request.source_branch);
        add("CHANGE_TITLE", &request.title);
        add("CHANGE_AUTHOR", &trigger.user.login);
        add("CHANGE_AUTHOR_DISPLAY_NAME", &trigger.user.name);
        add("CHANGE_AUTHOR_EMAIL", &trigger.user.email);
        return all;
    }
    match &trigger.git_ref {
        GitRef::Branch(name) => add("BRANCH_NAME", name),
        GitRef::Tag(name) => {
            add("BRANCH_NAME", name);
            add("TAG_NAME", name);
        }
    }
    if trigger.git_ref.name() == trigger.project.default_branch {
        add("BRANCH_IS_PRIMARY", "true");
    }
    all
}

/// The class of the cause of the build, and its description.
pub(crate) fn cause(build: &Build) -> (&'static str, String) {
    let user = &build.job.trigger.user;
    let name = if user.name.is_empty() {
        &user.login
    } else {
        &user.name
    };
    match build.job.trigger.event {
        TriggerEvent::Schedule => (
            "hudson.triggers.TimerTrigger$TimerTriggerCause",
            "Started by timer".to_owned(),
        ),
        TriggerEvent::Manual | TriggerEvent::Api => (
            "hudson.model.Cause$UserIdCause",
            format!("Started by user {name}"),
        ),
        TriggerEvent::Pipeline | TriggerEvent::ParentPipeline(_) => (
            "hudson.model.Cause$UpstreamCause",
            "Started by an upstream project".to_owned(),
        ),
        TriggerEvent::Push | TriggerEvent::MergeRequest(_) | TriggerEvent::Forge => (
            "jenkins.branch.BranchEventCause",
            "Push event to branch".to_owned(),
        ),
        TriggerEvent::TriggerToken => (
            "hudson.model.Cause$RemoteCause",
            "Started by remote host".to_owned(),
        ),
    }
}

/// Who started the build, by name.
pub(crate) fn user(build: &Build) -> String {
    let user = &build.job.trigger.user;
    let names = [&user.name, &user.login];
    let name = names.into_iter().find(|name| !name.is_empty());
    name.map_or_else(|| "user".to_owned(), String::clone)
}
