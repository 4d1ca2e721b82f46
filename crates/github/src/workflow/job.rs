//! Jobs.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::Diagnostic;
use maillon_source::Span;

use super::concurrency::concurrency;
use super::container::{container, services};
use super::names::check_id;
use super::root::{defaults, env, text};
use super::strategy::strategy;
use super::{
    Home, Job, JobKind, RunsOn, StepsJob, Text, Tree, call, graph, permissions, scope, steps,
};
use crate::expression::Key;
use crate::reader::{Cursor, Fields};

/// Reads a job. `ids` are those of all jobs.
pub(super) fn job(id: &str, span: Span, at: &Cursor<'_>, ids: &[Arc<str>]) -> Option<Job> {
    check_id("job", id, span, at);
    let fields = Fields::unchecked(at)?;
    let needs = fields.get("needs").map(|at| at.names());
    let mut needs = needs.unwrap_or_default();
    graph::check_needs(at, &mut needs, ids);
    scope::enter_job(at.report, &needs);
    let strategy = fields.get("strategy").and_then(|at| strategy(&at));
    scope::enter_matrix(at.report, strategy.as_ref());
    let kind = if fields.map.contains("uses") {
        JobKind::Call(Box::new(call::call_job(&fields)?))
    } else {
        JobKind::Steps(Box::new(steps_job(&fields, span)?))
    };
    Some(Job {
        place: at.report.place(span),
        name: text(&fields, "name", Key::JobName),
        condition: fields.get("if").and_then(|at| at.condition(Key::JobIf)),
        concurrency: fields
            .get("concurrency")
            .and_then(|at| concurrency(&at, Key::JobConcurrency)),
        permissions: fields
            .get("permissions")
            .and_then(|at| permissions::permissions(&at)),
        needs,
        strategy,
        kind,
    })
}

fn steps_job(fields: &Fields<'_>, span: Span) -> Option<StepsJob> {
    fields.check_keys("jobs.ID");
    let runs_on = fields.get("runs-on");
    let steps = fields.get("steps");
    for (key, found) in [("runs-on", &runs_on), ("steps", &steps)] {
        if found.is_none() {
            missing(fields, key, span);
        }
    }
    let runs_on = runs_on.and_then(|at| self::runs_on(&at));
    let steps = steps.and_then(|at| steps::steps(&at, Home::Job));
    let job = StepsJob {
        container: fields.get("container").and_then(|at| container(&at)),
        services: fields.get("services").and_then(|at| services(&at)),
        environment: fields.get("environment").and_then(|at| environment(&at)),
        env: env(fields, Key::JobEnv),
        defaults: defaults(fields, Some(Key::JobDefaultsRun)),
        outputs: outputs(fields),
        timeout_minutes: fields
            .get("timeout-minutes")
            .and_then(|at| at.number(Key::JobTimeoutMinutes)),
        continue_on_error: fields
            .get("continue-on-error")
            .and_then(|at| at.flag(Key::JobContinueOnError)),
        runs_on: runs_on?,
        steps: steps?,
    };
    Some(job)
}

/// Told at the job's id: the job is what lacks something.
fn missing(fields: &Fields<'_>, key: &str, span: Span) {
    let message = format!("`{}` needs the key `{key}`", fields.cursor.label());
    let error = Diagnostic::error("github/missing-key", message);
    let hint = match key {
        "runs-on" => "say where it runs: `runs-on: ubuntu-latest`",
        _ => "say what it does: `steps: [{run: make}]`",
    };
    fields.cursor.report_at(span, error.hint(hint));
}

fn runs_on(at: &Cursor<'_>) -> Option<RunsOn> {
    let place = at.place();
    if at.node.as_map().is_none() {
        let labels = labels(at)?;
        return Some(RunsOn {
            labels,
            group: None,
            place,
        });
    }
    let fields = at.fields("jobs.ID.runs-on")?;
    let labels = fields.get("labels").map(|at| labels(&at));
    let group = fields.get("group").map(|at| at.filled(Key::JobRunsOn));
    if labels.is_none() && group.is_none() {
        return at.empty();
    }
    Some(RunsOn {
        labels: labels.map_or(Some(Tree::default()), |labels| labels)?,
        group: group.flatten(),
        place,
    })
}

fn labels(at: &Cursor<'_>) -> Option<Tree> {
    let items = at.one_or_many();
    if items.is_empty() {
        return at.empty();
    }
    let texts = items.iter().map(|item| item.filled(Key::JobRunsOn));
    texts.collect::<Option<Vec<Text>>>()?;
    Some(at.bare_tree())
}

fn environment(at: &Cursor<'_>) -> Option<Tree> {
    if at.node.as_map().is_none() {
        at.text(Key::JobEnvironment)?;
        return Some(at.bare_tree());
    }
    let fields = at.fields("jobs.ID.environment")?;
    fields.require("name")?.text(Key::JobEnvironment);
    if let Some(url) = fields.get("url") {
        url.text(Key::JobEnvironmentUrl);
    }
    if let Some(deployment) = fields.get("deployment") {
        deployment.flag(Key::JobEnvironment);
    }
    Some(at.bare_tree())
}

fn outputs(fields: &Fields<'_>) -> IndexMap<String, Text> {
    let entries = fields.get("outputs").and_then(|at| at.entries());
    let entries = entries.into_iter().flatten();
    entries
        .filter_map(|(name, _, at)| Some((name.to_string(), at.text(Key::JobOutputs)?)))
        .collect()
}
