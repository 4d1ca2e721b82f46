//! Which jobs can't be made before what they need has ended.

use serde_json::Value as Json;

use crate::expression::Template;
use crate::workflow::{Concurrency, Job, JobKind, StepsJob, Strategy, Text, Tree};

/// Whether something that decides which jobs there are, or where and how they run, depends on needs.
pub(super) fn is_late(job: &Job) -> bool {
    let strategy = job.strategy.as_ref().is_some_and(strategy);
    let concurrency = job.concurrency.as_ref().is_some_and(concurrency);
    let rest = match &job.kind {
        JobKind::Steps(steps) => of_steps(steps),
        JobKind::Call(_) => false,
    };
    strategy || concurrency || rest || is_some_text(job.name.as_ref())
}

fn strategy(strategy: &Strategy) -> bool {
    let parts = [&strategy.whole, &strategy.fail_fast, &strategy.max_parallel];
    parts.into_iter().any(|part| is_some_text(part.as_ref()))
        || is_some_tree(strategy.matrix.as_ref())
}

fn concurrency(concurrency: &Concurrency) -> bool {
    text(&concurrency.group) || is_some_text(concurrency.cancel_in_progress.as_ref())
}

fn of_steps(job: &StepsJob) -> bool {
    let texts = [&job.timeout_minutes, &job.continue_on_error];
    let trees = [&job.container, &job.services];
    json(&job.runs_on.labels.json)
        || is_some_text(job.runs_on.group.as_ref())
        || texts.into_iter().any(|part| is_some_text(part.as_ref()))
        || trees.into_iter().any(|part| is_some_tree(part.as_ref()))
        || job.environment.as_ref().is_some_and(environment)
}

/// The address of an environment is evaluated at the end of the job.
fn environment(environment: &Tree) -> bool {
    match &environment.json {
        Json::Object(fields) => fields.get("name").is_some_and(json),
        whole => json(whole),
    }
}

fn is_some_text(part: Option<&Text>) -> bool {
    part.is_some_and(text)
}

fn is_some_tree(part: Option<&Tree>) -> bool {
    part.is_some_and(|tree| json(&tree.json))
}

fn text(text: &Text) -> bool {
    uses_needs(&text.raw)
}

fn json(value: &Json) -> bool {
    match value {
        Json::String(text) => uses_needs(text),
        Json::Array(items) => items.iter().any(json),
        Json::Object(fields) => fields
            .iter()
            .any(|(key, value)| uses_needs(key) || json(value)),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

fn uses_needs(text: &str) -> bool {
    let template = || Template::parse(text).ok();
    text.contains("${{") && template().is_some_and(|template| template.uses().context("needs"))
}
