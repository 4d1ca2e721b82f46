//! What is decided late: conditions on upstream results, matrices made of outputs, called workflows.

mod call;
mod condition;
mod outputs;

use std::sync::Arc;

use maillon_model::job::{Body, Work};
use maillon_model::pipeline::{Dialect, OnJobFailure};
use maillon_model::spec::Settled;
use maillon_model::{Diagnostic, Job, Pipeline, Trigger};
use maillon_source::Source;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::labels::Labels;
use crate::lower::{Draft, Graph, Lowering, contexts};
use crate::needs;
use crate::plan::{self, LateBody, LateCells, LateWork, Shared, SharedWorkflow};
use crate::scope::Contexts;
use crate::workflow::Text;
pub use outputs::{OutputsRequest, outputs};

/// A job that waits for a decision.
pub struct ExpandRequest<'a> {
    /// The repository.
    pub source: &'a Arc<dyn Source>,
    /// Why the run's pipeline is made.
    pub trigger: &'a Trigger,
    /// What `runs-on` means here.
    pub labels: &'a Labels,
    /// The pipeline that the job stands in.
    pub pipeline: &'a Pipeline,
    /// The job.
    pub job: &'a Job,
    /// The jobs of that pipeline that have ended.
    pub settled: &'a [Settled],
}

/// What becomes of it.
#[derive(Debug)]
pub enum Expansion {
    /// It runs.
    Run,
    /// It does not, for this reason.
    Skip(String),
    /// These jobs take its place.
    Child(Pipeline),
}

/// Decides over a job once everything that it needs has ended.
pub fn expand(request: &ExpandRequest<'_>) -> Result<Expansion, Vec<Diagnostic>> {
    let body = match &request.job.work {
        Work::Body(body) | Work::Child { request: body, .. } => body,
    };
    let gate: Gate = read(request, body)?;
    if let Some(why) = condition::obstacle(request, &gate)? {
        return Ok(Expansion::Skip(why));
    }
    let Work::Child { request: body, .. } = &request.job.work else {
        return Ok(Expansion::Run);
    };
    let late: LateBody = read(request, body)?;
    let waiting = Waiting::new(request, &late)?;
    let child = match &late.work {
        LateWork::Cells(cells) => waiting.cells(cells)?,
        LateWork::Call(call) => call::expand(&waiting, call)?,
    };
    Ok(Expansion::Child(child))
}

/// What decides whether a job runs; the same in all bodies.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Gate {
    workflow: String,
    #[serde(default, rename = "if")]
    condition: Option<Text>,
    #[serde(default)]
    needs_context: Option<Json>,
}

fn read<'de, T: Deserialize<'de>>(
    request: &ExpandRequest<'_>,
    body: &'de Body,
) -> Result<T, Vec<Diagnostic>> {
    plan::read(body).ok_or_else(|| {
        let message = format!("`{}` is no job of a workflow", request.job.name);
        vec![Diagnostic::error("github/foreign-job", message)]
    })
}

/// The `needs` context of a job.
fn needs_context(request: &ExpandRequest<'_>, baked: Option<&Json>) -> Json {
    let known = || needs::context(needs::direct(request.job, request.settled));
    baked.cloned().unwrap_or_else(known)
}

/// A job whose place is taken, with what is known of it.
struct Waiting<'a> {
    request: &'a ExpandRequest<'a>,
    id: &'a str,
    /// Which of the shared workflows it belongs to.
    key: &'a str,
    shared: Shared,
    workflow: SharedWorkflow,
    needs: Json,
}

impl<'a> Waiting<'a> {
    fn new(request: &'a ExpandRequest<'a>, late: &'a LateBody) -> Result<Self, Vec<Diagnostic>> {
        let mut shared: Shared = read(request, &request.pipeline.shared)?;
        let workflow = shared.workflows.swap_remove(&late.workflow);
        Ok(Self {
            request,
            id: &late.id,
            key: &late.workflow,
            shared,
            workflow: workflow.unwrap_or_default(),
            needs: needs_context(request, late.needs_context.as_ref()),
        })
    }

    fn contexts(&self) -> Contexts {
        let known = contexts(&self.workflow, &self.request.job.variables);
        known.with("needs", &self.needs)
    }

    /// The cells of its matrix.
    fn cells(&self, late: &LateCells) -> Result<Pipeline, Vec<Diagnostic>> {
        let lowering = Lowering {
            key: self.key,
            contexts: self.contexts(),
            needs: Some(&self.needs),
            variables: &self.request.job.variables,
            labels: self.request.labels,
            prefix: &late.prefix,
            stage: self.request.job.stage,
            reason: &self.request.job.reason,
        };
        let drafts = lowering.job(self.id, &late.definition)?;
        Ok(self.child(drafts, self.request.pipeline.shared.clone()))
    }

    fn child(&self, drafts: Vec<Draft>, shared: Body) -> Pipeline {
        let mut graph = Graph::default();
        graph.add(drafts);
        Pipeline {
            dialect: Dialect::Github,
            name: None,
            stages: self.request.pipeline.stages.clone(),
            jobs: graph.into_jobs(),
            on_job_failure: OnJobFailure::Continue,
            shared,
        }
    }
}
