//! The top level of a workflow file.

use std::sync::Arc;

use indexmap::IndexMap;

use super::concurrency::concurrency;
use super::{Job, Mapping, RunDefaults, Workflow, graph, job, permissions, scope, triggers};
use crate::expression::Key;
use crate::reader::{Cursor, Fields};

/// Reads a workflow.
pub(super) fn workflow(root: &Cursor<'_>, file: &str) -> Option<Workflow> {
    let fields = root.fields("workflow")?;
    let (on, jobs) = (fields.require("on"), fields.require("jobs"));
    scope::enter_workflow(root.report, jobs.as_ref().map(|jobs| jobs.node));
    let on = on.map(|on| triggers::triggers(&on)).unwrap_or_default();
    scope::enter_inputs(root.report, &on);
    let name = fields.get("name").and_then(|name| name.literal());
    Some(Workflow {
        file: file.into(),
        name: name.map(|name| name.raw).filter(|name| !name.is_empty()),
        run_name: text(&fields, "run-name", Key::RunName),
        env: env(&fields, Key::WorkflowEnv),
        defaults: defaults(&fields, None),
        concurrency: fields
            .get("concurrency")
            .and_then(|at| concurrency(&at, Key::WorkflowConcurrency)),
        permissions: fields
            .get("permissions")
            .and_then(|at| permissions::permissions(&at)),
        on,
        jobs: jobs_of(&jobs?)?,
    })
}

/// A text at a key.
pub(super) fn text(fields: &Fields<'_>, name: &str, key: Key) -> Option<super::Text> {
    fields.get(name)?.text(key)
}

/// `env` of a workflow, job or step.
pub(super) fn env(fields: &Fields<'_>, key: Key) -> Mapping {
    let env = fields.get("env").and_then(|env| env.mapping(key));
    env.unwrap_or_default()
}

/// `defaults`. `key`: where expressions may stand in it.
pub(super) fn defaults(fields: &Fields<'_>, key: Option<Key>) -> RunDefaults {
    let run = || {
        let defaults = fields.get("defaults")?.fields("defaults")?;
        defaults.get("run")?.fields("defaults.run")
    };
    let Some(run) = run() else {
        return RunDefaults::default();
    };
    let text = |name: &str| match key {
        Some(key) => run.get(name)?.filled(key),
        None => run.get(name)?.name(),
    };
    RunDefaults {
        shell: text("shell"),
        working_directory: text("working-directory"),
    }
}

fn jobs_of(at: &Cursor<'_>) -> Option<IndexMap<String, Job>> {
    let entries = at.entries()?;
    if entries.is_empty() {
        return at.empty();
    }
    let ids: Vec<Arc<str>> = entries.iter().map(|(id, ..)| Arc::clone(id)).collect();
    let mut jobs = IndexMap::with_capacity(entries.len());
    for (id, span, at) in entries {
        if let Some(job) = job::job(&id, span, &at, &ids) {
            jobs.insert(id.to_string(), job);
        }
    }
    graph::check_circles(at, &jobs);
    Some(jobs)
}
