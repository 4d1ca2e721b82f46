//! The variables that GitLab gives: `CI_COMMIT_SHA` and its kin.
//!
//! Each stands in one table with its meaning and its value; [`reference`] makes the documentation
//! of them. When they are known decides where they may be used:
//! - [`pipeline`]: before the pipeline is made, so in `include`, `workflow` and `rules`;
//! - [`job`]: while it is made, so in `rules`;
//! - [`environment`] and [`runtime`]: when the job starts.
//!
//! Names and meanings: <https://docs.gitlab.com/ci/variables/predefined_variables/>. What
//! only GitLab's own server knows is left out, or told as on a fresh one; addresses are those of the server
//! that the run is on.

mod environment;
mod job;
mod merge_request;
mod pipeline;
mod runtime;
pub(crate) mod slug;

use std::fmt::Write as _;
use std::sync::Arc;

use maillon_model::variable::{Expansion, Layer};
use maillon_model::{Timestamp, Trigger, Variable};

pub(crate) use environment::environment;
pub(crate) use job::JobFacts;
pub(crate) use runtime::Runtime;

/// What the variables of a table are about.
trait Subject {
    /// What they are made of.
    type Facts<'a>;
}

/// One variable of a table.
struct Entry<S: Subject> {
    name: &'static str,
    /// For the reference; a sentence without a full stop.
    meaning: &'static str,
    /// None where the variable is not there.
    value: for<'a> fn(&S::Facts<'a>) -> Option<String>,
}

/// `"NAME", "meaning", |facts| value;`
macro_rules! entries {
    ($($name:literal, $meaning:literal, |$facts:pat_param| $value:expr;)*) => {
        &[$(Entry {
            name: $name,
            meaning: $meaning,
            value: |$facts| $crate::predefined::IntoValue::into_value($value),
        }),*]
    };
}
use entries;

/// What a table may give as a value.
trait IntoValue {
    fn into_value(self) -> Option<String>;
}

impl IntoValue for &str {
    fn into_value(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl IntoValue for String {
    fn into_value(self) -> Option<String> {
        Some(self)
    }
}

impl IntoValue for Option<String> {
    fn into_value(self) -> Option<String> {
        self
    }
}

fn variables<S: Subject>(table: &[Entry<S>], facts: &S::Facts<'_>) -> Vec<Variable> {
    let known = table.iter().filter_map(|entry| {
        let value = (entry.value)(facts)?;
        Some(variable(entry.name, value))
    });
    known.collect()
}

/// Predefined values are texts from outside (a commit's message, say): they are never expanded.
fn variable(name: &str, value: String) -> Variable {
    Variable {
        expansion: Expansion::Raw,
        ..Variable::new(Layer::Predefined, name, value)
    }
}

/// The variables that all jobs of a pipeline share, and that `rules` and `include` may see.
pub(crate) fn pipeline(trigger: &Trigger) -> Arc<Vec<Variable>> {
    let facts = pipeline::Facts { trigger };
    let mut all = variables(pipeline::TABLE, &facts);
    if let Some(facts) = merge_request::Facts::of(trigger) {
        all.extend(variables(merge_request::TABLE, &facts));
    }
    Arc::new(all)
}

/// `CI_PIPELINE_ID` of a pipeline, or of the one that stands so many above it: the run's number, and
/// for a child pipeline one that is made of it and of the job that triggered it.
pub(crate) fn pipeline_id(trigger: &Trigger, up: usize) -> Option<String> {
    let lineage = trigger.lineage.len().checked_sub(up)?;
    let job = lineage
        .checked_sub(1)
        .and_then(|at| trigger.lineage.get(at));
    let run = trigger
        .site
        .as_ref()
        .map_or(trigger.number, |site| site.run_id);
    let id = job.map_or(run, |job| {
        let number = run.saturating_mul(1_000_000);
        number.saturating_add(u64::from(job.job.0) + 1)
    });
    Some(id.to_string())
}

/// `CI_PIPELINE_NAME`
pub(crate) fn pipeline_name(name: &str) -> Variable {
    variable("CI_PIPELINE_NAME", name.to_owned())
}

/// The variables of one job, as far as they are known when the pipeline is made.
pub(crate) fn job(facts: &JobFacts<'_>) -> Vec<Variable> {
    variables(job::TABLE, facts)
}

/// The variables that are known only when a job starts.
pub(crate) fn runtime(facts: &Runtime<'_>) -> Vec<Variable> {
    variables(runtime::TABLE, facts)
}

/// Whether a predefined variable is known only when a job starts: rules don't see it.
pub(crate) fn is_persisted(name: &str) -> bool {
    matches!(
        name,
        "CI_PIPELINE_ID" | "CI_PIPELINE_NAME" | "CI_PIPELINE_URL" | "CI_REPOSITORY_URL"
    )
}

/// What only a server could give.
const ABSENT: [&str; 7] = [
    "CI_DEPENDENCY_PROXY_PASSWORD",
    "CI_DEPENDENCY_PROXY_USER",
    "CI_DEPLOY_PASSWORD",
    "CI_DEPLOY_USER",
    "CI_JOB_TOKEN",
    "CI_REGISTRY_PASSWORD",
    "CI_REGISTRY_USER",
];

/// The reference of all predefined variables, in Markdown.
pub fn reference() -> String {
    let mut text = String::from("| Variable | Known | Meaning |\n|---|---|---|\n");
    let mut rows = Vec::new();
    rows.extend(rows_of(pipeline::TABLE, "before the pipeline"));
    rows.extend(rows_of(
        merge_request::TABLE,
        "before the pipeline, for merge requests",
    ));
    rows.extend(rows_of(job::TABLE, "with the pipeline"));
    rows.extend(rows_of(
        environment::TABLE,
        "with the pipeline, for deployments",
    ));
    rows.extend(rows_of(runtime::TABLE, "when the job starts"));
    rows.push((
        "CI_PIPELINE_NAME",
        "when the job starts",
        "`workflow:name`; not there without",
    ));
    rows.extend(ABSENT.map(|name| {
        (
            name,
            "never",
            "Not there: no server gives it. Give your own with `--secret`",
        )
    }));
    rows.sort_unstable();
    for (name, known, meaning) in rows {
        let known = if is_persisted(name) {
            "when the job starts"
        } else {
            known
        };
        let _ = writeln!(text, "| `{name}` | {known} | {meaning} |");
    }
    text
}

fn rows_of<S: Subject>(
    table: &[Entry<S>],
    known: &'static str,
) -> Vec<(&'static str, &'static str, &'static str)> {
    let row = |entry: &Entry<S>| (entry.name, known, entry.meaning);
    table.iter().map(row).collect()
}

/// `2022-01-31T16:47:55Z`
fn iso8601(at: Timestamp) -> String {
    let milliseconds = i64::try_from(at.0).unwrap_or(i64::MAX);
    let time = jiff::Timestamp::from_millisecond(milliseconds).unwrap_or_default();
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests;
