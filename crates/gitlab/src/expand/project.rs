//! A trigger job becomes a pipeline of another project.

use std::collections::BTreeMap;

use maillon_model::job::Body;
use maillon_model::trigger::{Commit, GitRef, Project, TriggerEvent};
use maillon_model::variable::{Layer, Variable};
use maillon_model::{Diagnostic, Job, JobId, Pipeline, Trigger};
use maillon_source::Source;
use serde_json::Value as Json;

use super::{child_trigger, placed};
use crate::compose::Entry;
use crate::load::Definition;
use crate::variables::Scope;

/// Where GitLab looks for the definition of a project.
const DEFINITION: &str = ".gitlab-ci.yml";

/// The project whose pipeline a job triggers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherProject {
    /// `group/name`
    pub path: String,
    /// The branch; None: the one that is checked out.
    pub branch: Option<String>,
}

/// The working tree that stands in for another project.
pub struct Downstream<'a> {
    /// Its files.
    pub source: &'a dyn Source,
    /// What is checked out.
    pub commit: Commit,
    /// By its name.
    pub git_ref: GitRef,
    /// Whose it is.
    pub project: Project,
    /// Variables of that project.
    pub variables: Vec<Variable>,
}

/// The project that a job triggers a pipeline of; None where it triggers a child pipeline.
pub fn other_project(job: &Job, request: &Body) -> Option<OtherProject> {
    let request = request.0.get("trigger")?;
    let scope = Scope::started(job.variables.iter().cloned());
    let text = |key| request.get(key).and_then(Json::as_str);
    Some(OtherProject {
        path: scope.expand(text("project")?),
        branch: text("branch").map(|branch| scope.expand(branch)),
    })
}

/// Makes the pipeline of another project that a job (`id` in the run) triggers, and the trigger
/// that it was made for.
pub fn expand_project(
    downstream: &Downstream<'_>,
    trigger: &Trigger,
    job: &Job,
    id: JobId,
    request: &Body,
) -> Result<(Pipeline, Trigger), Vec<Diagnostic>> {
    let path = &downstream.project.path;
    let mut above = trigger.lineage.iter().map(|ancestor| &ancestor.project);
    if *path == trigger.project.path || above.any(|project| project == path) {
        let message = format!("`{path}` triggers itself in a circle");
        let error = placed(Diagnostic::error("gitlab/circular-trigger", message), job);
        return Err(vec![error.hint("let one of its pipelines trigger none")]);
    }
    let request = request.0.get("trigger").unwrap_or(&Json::Null);
    let scope = Scope::started(job.variables.iter().cloned());
    let trigger = project_trigger(downstream, trigger, (job, id), request, &scope);
    let loaded = Definition {
        source: downstream.source,
        entry: Entry::File(DEFINITION),
        trigger: &trigger,
        artifacts: None,
        explain: None,
    }
    .load();
    match loaded.pipeline {
        Some(pipeline) => Ok((pipeline, trigger)),
        None => Err(loaded.diagnostics),
    }
}

/// Variables of the upstream project stay there; those of the instance, and secrets given by hand
/// for want of a server, are for all.
fn project_trigger(
    downstream: &Downstream<'_>,
    upstream: &Trigger,
    job: (&Job, JobId),
    request: &Json,
    scope: &Scope,
) -> Trigger {
    let mut trigger = child_trigger(upstream, job, request, scope);
    let for_all = |variable: &Variable| matches!(variable.layer, Layer::Pipeline | Layer::Instance);
    trigger.variables.retain(for_all);
    trigger
        .variables
        .extend(downstream.variables.iter().cloned());
    Trigger {
        event: TriggerEvent::Pipeline,
        commit: downstream.commit.clone(),
        git_ref: downstream.git_ref.clone(),
        project: downstream.project.clone(),
        inputs: inputs(request, scope),
        definition: DEFINITION.to_owned(),
        ..trigger
    }
}

/// `trigger:inputs`, as written.
fn inputs(request: &Json, scope: &Scope) -> BTreeMap<String, String> {
    let inputs = request.get("inputs").and_then(Json::as_object);
    let written = inputs.into_iter().flatten().map(|(name, value)| {
        let value = match value {
            Json::String(text) => scope.expand(text),
            other => other.to_string(),
        };
        (name.clone(), value)
    });
    written.collect()
}
