//! A job at its start: every text is expanded, nothing is left to be known.
//!
//! What GitLab expands itself (the environment, variables within variables) is expanded first, then
//! what its runner expands (image, services, caches, artifacts), each in its own way.

mod cache;
mod variables;

use std::fmt;
use std::path::Path;
use std::time::Duration;

use maillon_model::job::{Artifacts, Environment, Image, Service};
use maillon_model::spec::Checkout;
use maillon_model::variable::{Expansion, Layer, Variable};
use maillon_model::{Diagnostic, JobSpec, ResolvedJob, Timestamp};
use maillon_source::Source;

use crate::predefined::{self, Runtime};
use crate::variables::Scope;
use variables::Values;

/// GitLab's time limit for a job that has none of its own.
const DEFAULT_TIMEOUT: Duration = Duration::from_hours(1);

/// What is known only when a job starts.
#[derive(Clone, Copy)]
pub struct ResolveContext<'a> {
    /// The workspace as the job sees it: `CI_PROJECT_DIR`.
    pub workspace: &'a Path,
    /// The private folder as the job sees it: file variables lie there, under their names.
    pub private: &'a Path,
    /// The executor's name: `shell`, `docker`.
    pub executor: &'a str,
    /// Which of the parallel slots runs the job, from 0.
    pub slot: u32,
    /// When the try begins.
    pub started_at: Timestamp,
    /// The files that cache keys are made of.
    pub source: &'a dyn Source,
}

impl fmt::Debug for ResolveContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResolveContext")
            .field("workspace", &self.workspace)
            .field("executor", &self.executor)
            .finish_non_exhaustive()
    }
}

/// Expands everything that was left to be known.
pub fn resolve(
    spec: &JobSpec,
    context: &ResolveContext<'_>,
) -> Result<ResolvedJob, Box<Diagnostic>> {
    let job = &spec.job;
    let mut known = known_variables(spec, context);
    let environment = job.environment.as_ref().map(|written| {
        let environment = expand_environment(written, &known);
        known.extend(predefined::environment(&environment));
        environment
    });
    let values = Values::new(known, context.private);
    Ok(ResolvedJob {
        image: job.image.as_ref().map(|image| expand_image(image, &values)),
        services: services(&job.services, &values),
        caches: cache::resolve(&job.caches, &values, context)?,
        artifacts: job
            .artifacts
            .as_ref()
            .map(|artifacts| expand_artifacts(artifacts, &values)),
        environment,
        timeout: job.timeout.unwrap_or(DEFAULT_TIMEOUT),
        checkout: checkout(&values)?,
        variables: values.into_resolved(),
    })
}

/// The environment that a job deploys to, as far as its name is known before an agent has the job: without
/// what the machine says.
pub fn environment_name(spec: &JobSpec) -> Option<String> {
    let written = spec.job.environment.as_ref()?;
    let scope = Scope::started(given_variables(spec));
    Some(scope.expand_or_empty(&written.name))
}

/// All variables of the job, also those that others hide.
fn known_variables(spec: &JobSpec, context: &ResolveContext<'_>) -> Vec<Variable> {
    let mut known = runtime_variables(spec, context);
    known.extend(given_variables(spec));
    known
}

/// Those of the pipeline, and of the jobs before.
fn given_variables(spec: &JobSpec) -> Vec<Variable> {
    let mut known: Vec<Variable> = spec.job.variables.iter().cloned().collect();
    for upstream in &spec.upstream {
        let dotenv = upstream.left.dotenv.iter();
        known.extend(
            dotenv.map(|(name, value)| Variable::new(Layer::Dotenv, name.as_str(), value.as_str())),
        );
    }
    known
}

fn runtime_variables(spec: &JobSpec, context: &ResolveContext<'_>) -> Vec<Variable> {
    let job = &spec.job;
    let given = |name: &str| {
        job.variables
            .get(name)
            .map(|variable| variable.value.expose())
    };
    let id = job_id(spec, given("CI_PIPELINE_IID"));
    let pipeline_url = given("CI_PIPELINE_URL").unwrap_or_default();
    let facts = Runtime {
        id,
        url: match pipeline_url.rsplit_once("/-/pipelines/") {
            Some((project, _)) => format!("{project}/-/jobs/{id}"),
            None => format!("{pipeline_url}/jobs/{}", spec.id.0),
        },
        workspace: context.workspace,
        private: context.private,
        executor: context.executor,
        slot: context.slot,
        started_at: context.started_at,
        timeout: job.timeout.unwrap_or(DEFAULT_TIMEOUT),
        image: job.image.as_ref().map(|image| image.name.as_str()),
        tags: &job.tags,
    };
    let mut variables = predefined::runtime(&facts);
    for variable in &mut variables {
        if &*variable.name == "CI_JOB_IMAGE" {
            variable.expansion = Expansion::Expand;
        }
    }
    variables
}

/// A number that no other try of any job of the project has: it is made of the run's number, the
/// job's, and the try's.
fn job_id(spec: &JobSpec, run: Option<&str>) -> u64 {
    let run: u64 = run.and_then(|number| number.parse().ok()).unwrap_or(1);
    let job = u64::from(spec.id.0) * 10 + u64::from(spec.attempt.0.min(9));
    run.saturating_mul(1_000_000).saturating_add(job)
}

fn expand_environment(written: &Environment, known: &[Variable]) -> Environment {
    let scope = Scope::started(known.iter().cloned());
    let mut environment = Environment {
        name: scope.expand_or_empty(&written.name),
        auto_stop_in: written
            .auto_stop_in
            .as_ref()
            .map(|text| scope.expand_or_empty(text)),
        url: None,
        ..written.clone()
    };
    let scope = scope.with(predefined::environment(&environment));
    environment.url = written.url.as_ref().map(|url| scope.expand_or_empty(url));
    environment
}

fn expand_image(image: &Image, values: &Values) -> Image {
    let optional = |text: &Option<String>| text.as_ref().map(|text| values.expand(text));
    Image {
        name: values.expand(&image.name),
        user: optional(&image.user),
        platform: optional(&image.platform),
        ..image.clone()
    }
}

fn services(services: &[Service], values: &Values) -> Vec<Service> {
    let expanded = services.iter().map(|service| Service {
        image: expand_image(&service.image, values),
        aliases: values.expand_all(&service.aliases),
        command: service.command.clone(),
        variables: service_variables(service, values),
    });
    // A service whose name is empty after expansion is switched off, as with GitLab's runner.
    expanded
        .filter(|service| !service.image.name.is_empty())
        .collect()
}

fn service_variables(service: &Service, values: &Values) -> indexmap::IndexMap<String, String> {
    let own = service.variables.iter();
    own.map(|(name, value)| (name.clone(), values.expand(value)))
        .collect()
}

fn expand_artifacts(artifacts: &Artifacts, values: &Values) -> Artifacts {
    let reports = artifacts.reports.iter();
    Artifacts {
        name: artifacts.name.as_ref().map(|name| values.expand(name)),
        paths: values.expand_all(&artifacts.paths),
        exclude: values.expand_all(&artifacts.exclude),
        reports: reports
            .map(|(kind, paths)| (kind.clone(), values.expand_all(paths)))
            .collect(),
        ..artifacts.clone()
    }
}

fn checkout(values: &Values) -> Result<Checkout, Box<Diagnostic>> {
    match values.get("GIT_STRATEGY") {
        "none" | "empty" => return Ok(Checkout::Empty),
        "" | "clone" | "fetch" => {}
        other => {
            return Err(unknown(
                "GIT_STRATEGY",
                other,
                "clone, fetch, none or empty",
            ));
        }
    }
    match values.get("GIT_SUBMODULE_STRATEGY") {
        "" | "none" => Ok(Checkout::Tree),
        "normal" | "recursive" => Ok(Checkout::TreeWithSubmodules),
        other => Err(unknown(
            "GIT_SUBMODULE_STRATEGY",
            other,
            "none, normal or recursive",
        )),
    }
}

fn unknown(what: &str, value: &str, known: &str) -> Box<Diagnostic> {
    let message = format!("{what} has no value `{value}`");
    let diagnostic = Diagnostic::error("gitlab/unknown-value", message);
    Box::new(diagnostic.hint(format!("it is {known}")))
}

/// How long a part of a job may take, from a variable: `RUNNER_SCRIPT_TIMEOUT: 10m`.
pub(crate) fn time_limit(job: &ResolvedJob, name: &str) -> Option<Duration> {
    let variable = job
        .variables
        .iter()
        .find(|variable| variable.name == name)?;
    let limit = crate::lower::duration::parse(variable.value.expose())?;
    Some(limit).filter(|limit| !limit.is_zero())
}

#[cfg(test)]
mod tests;
