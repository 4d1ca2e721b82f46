//! A trigger job becomes a child pipeline, or one of another project.

mod project;

use std::sync::Arc;

use maillon_model::job::Body;
use maillon_model::trigger::{Ancestor, TriggerEvent};
use maillon_model::variable::{Expansion, Layer, Value, Variable};
use maillon_model::{Diagnostic, Job, JobId, Pipeline, Trigger};
use maillon_source::Source;
use rustc_hash::FxHashMap;
use serde_json::{Value as Json, json};

use crate::compose::{ArtifactReader, Entry};
use crate::load::Definition;
use crate::variables::Scope;
pub use project::{Downstream, OtherProject, expand_project, other_project};

/// GitLab's limit of child pipelines below each other.
const MAX_DEPTH: usize = 2;

/// Makes the child pipeline that a job (`id` in the run) triggers, and the trigger that it was made
/// for (which its own trigger jobs are expanded with).
pub fn expand(
    source: &Arc<dyn Source>,
    trigger: &Trigger,
    job: &Job,
    id: JobId,
    request: &Body,
    upstream: &dyn ArtifactReader,
) -> Result<(Pipeline, Trigger), Vec<Diagnostic>> {
    let request = request.0.get("trigger").unwrap_or(&Json::Null);
    let scope = Scope::started(job.variables.iter().cloned());
    let text = definition(request, &scope, job).map_err(|problem| vec![*problem])?;
    if trigger.generation() >= MAX_DEPTH {
        return Err(vec![too_deep(job)]);
    }
    let child = child_trigger(trigger, (job, id), request, &scope);
    let name = format!("trigger of {}", job.name);
    let loaded = Definition {
        source: source.as_ref(),
        entry: Entry::Text {
            name: &name,
            text: &text,
        },
        trigger: &child,
        artifacts: Some(upstream),
        explain: None,
    }
    .load();
    match loaded.pipeline {
        Some(pipeline) => Ok((pipeline, child)),
        None => Err(loaded.diagnostics),
    }
}

fn too_deep(job: &Job) -> Diagnostic {
    let message = format!("child pipelines are nested more than {MAX_DEPTH} deep");
    placed(Diagnostic::error("gitlab/too-deep", message), job)
        .hint("trigger this pipeline from one further up")
}

fn placed(diagnostic: Diagnostic, job: &Job) -> Diagnostic {
    let diagnostic = diagnostic.under(format!("{}.trigger", job.template));
    match &job.place {
        Some(place) => diagnostic.at(place.clone()),
        None => diagnostic,
    }
}

/// The child's definition: a text that includes its files.
fn definition(request: &Json, scope: &Scope, job: &Job) -> Result<String, Box<Diagnostic>> {
    let Some(include) = request.get("include") else {
        let message = format!("`{}` triggers no child pipeline", job.name);
        let error = Diagnostic::error("gitlab/other-project", message);
        return Err(Box::new(placed(error, job)));
    };
    let items = match include {
        Json::Array(items) => items.clone(),
        one => vec![one.clone()],
    };
    let inputs = request.get("inputs");
    let items: Vec<Json> = items
        .into_iter()
        .map(|item| included(item, inputs, scope))
        .collect();
    Ok(json!({ "include": items }).to_string())
}

/// One file, with the variables of the trigger job in its path.
fn included(item: Json, inputs: Option<&Json>, scope: &Scope) -> Json {
    let Json::Object(mut fields) = item else {
        return expand_texts(item, scope);
    };
    let own = fields.remove("inputs").or_else(|| inputs.cloned());
    let Json::Object(mut fields) = expand_texts(Json::Object(fields), scope) else {
        return Json::Null;
    };
    if let Some(inputs) = own {
        fields.insert("inputs".to_owned(), inputs);
    }
    Json::Object(fields)
}

fn expand_texts(value: Json, scope: &Scope) -> Json {
    match value {
        Json::String(text) => Json::String(scope.expand(&text)),
        Json::Array(items) => items
            .into_iter()
            .map(|item| expand_texts(item, scope))
            .collect(),
        Json::Object(fields) => {
            let fields = fields
                .into_iter()
                .map(|(key, value)| (key, expand_texts(value, scope)));
            Json::Object(fields.collect())
        }
        other => other,
    }
}

fn child_trigger(
    parent: &Trigger,
    (job, id): (&Job, JobId),
    request: &Json,
    scope: &Scope,
) -> Trigger {
    let pipeline = forwards(request, "pipeline_variables", false);
    let kept = |variable: &&Variable| pipeline || stays(variable);
    let mut variables = forwarded(job, request, scope);
    variables.extend(parent.variables.iter().filter(kept).cloned());
    let mut lineage = parent.lineage.clone();
    lineage.push(Ancestor {
        job: id,
        project: parent.project.path.clone(),
    });
    Trigger {
        event: TriggerEvent::ParentPipeline(parent.event.merge_request().cloned()),
        variables,
        inputs: std::collections::BTreeMap::new(),
        lineage,
        ..parent.clone()
    }
}

fn forwards(request: &Json, key: &str, default: bool) -> bool {
    let forward = request.get("forward").and_then(|forward| forward.get(key));
    forward.and_then(Json::as_bool).unwrap_or(default)
}

/// Those of the project and above are there for every pipeline. A secret is given by hand only
/// because there is no server that would give it to every pipeline.
fn stays(variable: &Variable) -> bool {
    variable.layer != Layer::Pipeline || matches!(variable.value, Value::Masked(_))
}

/// The trigger job's variables of the definition, as variables of the child pipeline.
fn forwarded(job: &Job, request: &Json, scope: &Scope) -> Vec<Variable> {
    if !forwards(request, "yaml_variables", true) {
        return Vec::new();
    }
    let of_definition = |layer| matches!(layer, Layer::Global | Layer::Job | Layer::Rule);
    let mut winners: FxHashMap<&str, &Variable> = FxHashMap::default();
    for variable in job
        .variables
        .iter()
        .filter(|variable| of_definition(variable.layer))
    {
        let older = winners.get(&*variable.name);
        if older.is_none_or(|older| older.layer <= variable.layer) {
            winners.insert(&variable.name, variable);
        }
    }
    let mut winners: Vec<&Variable> = winners.into_values().collect();
    winners.sort_by(|a, b| a.name.cmp(&b.name));
    winners
        .into_iter()
        .map(|variable| forward(variable, scope))
        .collect()
}

fn forward(variable: &Variable, scope: &Scope) -> Variable {
    let value = match variable.expansion {
        Expansion::Raw => variable.value.clone(),
        Expansion::Expand => scope.expand_value(variable.value.expose()),
    };
    Variable {
        value,
        layer: Layer::Pipeline,
        ..variable.clone()
    }
}
