//! What a job gives to those that need it, when others took its place.

use indexmap::IndexMap;
use maillon_model::job::Work;
use maillon_model::spec::Settled;
use maillon_model::{Job, Pipeline, Trigger};

use crate::expression::Template;
use crate::lower::contexts;
use crate::needs;
use crate::plan::{self, LateBody, LateWork, Shared};

/// A job whose place was taken by a pipeline that has ended.
pub struct OutputsRequest<'a> {
    /// The job.
    pub job: &'a Job,
    /// What took its place.
    pub child: &'a Pipeline,
    /// How the jobs of that ended, in the order in which they did.
    pub settled: &'a [Settled],
    /// Why the run's pipeline is made.
    pub trigger: &'a Trigger,
}

/// The outputs of a job whose place was taken: those of a called workflow, or of a matrix's cells (the
/// last to set one wins).
pub fn outputs(request: &OutputsRequest<'_>) -> IndexMap<String, String> {
    let late: Option<LateBody> = match &request.job.work {
        Work::Child { request, .. } => plan::read(request),
        Work::Body(_) => None,
    };
    match late.map(|late| late.work) {
        Some(LateWork::Cells(_)) => needs::outputs(request.settled.iter()),
        Some(LateWork::Call(_)) => called(request).unwrap_or_default(),
        None => IndexMap::new(),
    }
}

/// What `on.workflow_call.outputs` says. One that can't be evaluated is left out.
fn called(request: &OutputsRequest<'_>) -> Option<IndexMap<String, String>> {
    let shared: Shared = plan::read(&request.child.shared)?;
    let workflow = shared.workflows.get(shared.callers.last()?)?;
    let variables = &request.child.jobs.first()?.variables;
    let jobs = needs::context(request.settled);
    let contexts = contexts(workflow, variables).with("jobs", &jobs);
    let value = |text: &str| Template::parse(text)?.render(&contexts);
    let outputs = shared.outputs.iter();
    let outputs = outputs.filter_map(|(name, text)| Some((name.clone(), value(&text.raw).ok()?)));
    Some(outputs.collect())
}
