//! A workflow becomes jobs.

pub(crate) mod condition;
pub(crate) mod evaluate;
mod graph;
mod job;
mod late;
mod matrix;
mod names;
mod strategy;

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::job::Job;
use maillon_model::pipeline::StageIndex;
use maillon_model::{Diagnostic, Variables};
use serde_json::Value as Json;

use crate::labels::Labels;
use crate::plan::SharedWorkflow;
use crate::scope::{Contexts, vars};
use crate::workflow;
pub(crate) use graph::Graph;
use job::JobLowering;
pub(crate) use job::{concurrency, environment};

/// What the jobs of a workflow are made with.
pub(crate) struct Lowering<'a> {
    /// Which of [`crate::plan::Shared::workflows`] it is.
    pub(crate) key: &'a str,
    /// What is known: `github`, `inputs`, `vars`, and late `needs`.
    pub(crate) contexts: Contexts,
    /// The `needs` context of the one job that is made late.
    pub(crate) needs: Option<&'a Json>,
    /// Secrets and variables.
    pub(crate) variables: &'a Variables,
    pub(crate) labels: &'a Labels,
    /// What stands before the names of jobs.
    pub(crate) prefix: &'a str,
    pub(crate) stage: Option<StageIndex>,
    /// Why the jobs are there: `on.push`.
    pub(crate) reason: &'a str,
}

/// A job whose needs are still names of the definition.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) job: Job,
    pub(crate) needs: Vec<Arc<str>>,
}

impl Lowering<'_> {
    /// Makes all jobs of a workflow.
    pub(crate) fn jobs(
        &self,
        written: &IndexMap<String, workflow::Job>,
    ) -> Result<Vec<Draft>, Vec<Diagnostic>> {
        let mut drafts = Vec::new();
        let mut problems = Vec::new();
        for (id, written) in written {
            match self.job(id, written) {
                Ok(made) => drafts.extend(made),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() {
            Ok(drafts)
        } else {
            Err(problems)
        }
    }

    /// Makes all cells of a job.
    pub(crate) fn job(
        &self,
        id: &str,
        written: &workflow::Job,
    ) -> Result<Vec<Draft>, Vec<Diagnostic>> {
        let job = JobLowering {
            workflow: self,
            id,
            written,
        };
        job.lower()
    }
}

/// What all jobs of a workflow know early.
pub(crate) fn contexts(shared: &SharedWorkflow, variables: &Variables) -> Contexts {
    Contexts::default()
        .with("github", &shared.github)
        .with("inputs", &shared.inputs)
        .with("vars", vars(variables))
}
