//! A job at its start: image, services, variables, limits, all evaluated.

mod contexts;
mod variables;

use std::path::Path;

use maillon_model::job::{Image, Service, Work};
use maillon_model::spec::ResolvedVariable;
use maillon_model::variable::{Delivery, Value};
use maillon_model::{Diagnostic, JobSpec, ResolvedJob, Timestamp};

use crate::body::JOB_LIMIT;
use crate::checkout;
use crate::container::{self, Container};
use crate::lower::environment;
use crate::lower::evaluate::{Evaluated, Evaluator};
use crate::plan::{self, JobBody, Shared};
use crate::workflow::Tree;

/// What is known only where the job runs.
#[derive(Clone, Copy, Debug)]
pub struct ResolveContext<'a> {
    /// The workspace as the job sees it.
    pub workspace: &'a Path,
    /// The private folder as the job sees it.
    pub private: &'a Path,
    /// `shell`, `docker`.
    pub executor: &'a str,
    /// Where tools are kept from run to run (`RUNNER_TOOL_CACHE`), as the job sees it.
    pub tool_cache: &'a Path,
    /// When the try started.
    pub started_at: Timestamp,
}

/// Evaluates everything of a job but its steps.
pub fn resolve(
    spec: &JobSpec,
    context: &ResolveContext<'_>,
) -> Result<ResolvedJob, Box<Diagnostic>> {
    let foreign = || {
        let message = format!("`{}` is no job of a workflow", spec.job.name);
        Box::new(Diagnostic::error("github/foreign-job", message))
    };
    let Work::Body(body) = &spec.job.work else {
        return Err(foreign());
    };
    let body: JobBody = plan::read(body).ok_or_else(foreign)?;
    let shared: Shared = plan::read(&spec.shared).ok_or_else(foreign)?;
    let start = Start {
        spec,
        body: &body,
        shared: &shared,
        context,
    };
    start.resolve()
}

/// A job that starts.
struct Start<'a> {
    spec: &'a JobSpec,
    body: &'a JobBody,
    shared: &'a Shared,
    context: &'a ResolveContext<'a>,
}

impl Start<'_> {
    fn resolve(&self) -> Evaluated<ResolvedJob> {
        let path = format!("jobs.{}", self.body.id);
        let contexts = self.contexts(&path)?;
        let with = Evaluator {
            contexts: &contexts,
            path: &path,
            place: self.spec.job.place.as_ref(),
        };
        let container = self.container(&with)?;
        let mut variables = self.variables();
        let secrets = self.secrets();
        let image = match container {
            Some(container) => {
                let own = container.env.into_iter();
                variables.extend(own.map(|(name, value)| secrets.variable(name, value)));
                Some(container.image)
            }
            None => self.label_image(),
        };
        let image = image.map(kept_alive);
        Ok(ResolvedJob {
            variables,
            image,
            services: self.services(&with)?,
            caches: Vec::new(),
            artifacts: None,
            environment: environment(self.body.environment.as_ref(), &with)?,
            timeout: self.spec.job.timeout.unwrap_or(JOB_LIMIT),
            checkout: checkout::of(&self.body.steps),
        })
    }

    fn container(&self, with: &Evaluator<'_>) -> Evaluated<Option<Container>> {
        let Some(tree) = &self.body.container else {
            return Ok(None);
        };
        let evaluated = with.tree("container", tree)?;
        Container::read(&evaluated).map_err(|problem| wrong(with, "container", tree, &problem))
    }

    fn services(&self, with: &Evaluator<'_>) -> Evaluated<Vec<Service>> {
        let Some(tree) = &self.body.services else {
            return Ok(Vec::new());
        };
        let evaluated = with.tree("services", tree)?;
        container::services(&evaluated).map_err(|problem| wrong(with, "services", tree, &problem))
    }

    /// The image of the label, which the plan has where the job has no container.
    fn label_image(&self) -> Option<Image> {
        self.spec.job.image.clone()
    }

    fn secrets(&self) -> Secrets<'_> {
        let masked = self.spec.job.variables.iter();
        let masked = masked.filter_map(|variable| match &variable.value {
            Value::Masked(secret) => Some(secret.expose()),
            Value::Plain(_) => None,
        });
        Secrets(masked.filter(|text| !text.is_empty()).collect())
    }
}

/// GitHub runs no entrypoint in a job's container, but a command that waits.
fn kept_alive(image: Image) -> Image {
    Image {
        entrypoint: Some(Vec::new()),
        ..image
    }
}

fn wrong(with: &Evaluator<'_>, key: &str, tree: &Tree, problem: &str) -> Box<Diagnostic> {
    with.wrong(
        key,
        tree.place.as_ref(),
        &format!("can't be used: {problem}"),
    )
}

/// The texts that must not be seen.
struct Secrets<'a>(Vec<&'a str>);

impl Secrets<'_> {
    /// A variable that is masked where a secret went into it.
    fn variable(&self, name: String, value: String) -> ResolvedVariable {
        let secret = self.0.iter().any(|secret| value.contains(secret));
        ResolvedVariable {
            name,
            value: if secret {
                Value::Masked(maillon_model::Secret::new(value))
            } else {
                Value::Plain(value.into())
            },
            delivery: Delivery::Env,
        }
    }
}
