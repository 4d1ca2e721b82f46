//! Late decisions, and the making of child pipelines.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_engine::{Decision, Happening, Outputs, Replaced};
use maillon_model::job::Work;
use maillon_model::spec::Settled;
use maillon_model::{Diagnostic, EventKind, JobId, JobName, Pipeline};

use super::{Course, Message};
use crate::artifacts::UpstreamReader;
use crate::request::{Child, ExpandRequest, Expander, Expansion, OutputsRequest};

impl Course<'_> {
    /// Has the dialect say what becomes of a job. A pipeline may take long to make; over a body it
    /// is decided at once, so that the order of decisions is that of the definition.
    pub(super) fn expand(&mut self, id: JobId) {
        let Some(pending) = self.run.pending(id) else {
            return;
        };
        let order = Order {
            expander: Arc::clone(&self.expander),
            upstream: UpstreamReader::new(self.context.places.store(), pending.archives),
            pipeline: Arc::clone(pending.pipeline),
            job: pending.job.name.clone(),
            parent: pending.parent,
            id,
        };
        match &pending.job.work {
            Work::Body(_) => {
                let result = order.carry_out(pending.settled);
                let happening = self.expanded(id, result);
                self.decided.push_back(happening);
            }
            Work::Child { .. } => self.expand_beside(order, pending.settled.to_vec()),
        }
    }

    fn expand_beside(&self, order: Order, settled: Vec<Settled>) {
        let (sender, job) = (self.sender.clone(), order.id);
        tokio::spawn(async move {
            let result = tokio::task::spawn_blocking(move || order.carry_out(&settled)).await;
            let result = result.map_err(broken).flatten().map(Box::new);
            let _ = sender.send(Message::Expanded { job, result }).await;
        });
    }

    pub(super) fn expanded(
        &mut self,
        job: JobId,
        result: Result<Expansion, Vec<Diagnostic>>,
    ) -> Happening {
        let result = result.and_then(|expansion| self.welcome(job, expansion));
        let decision = result.map_err(|diagnostics| self.tell_all(job, &diagnostics));
        Happening::Expanded { job, decision }
    }

    /// Makes ready what the jobs of another project's pipeline work on.
    fn welcome(&mut self, job: JobId, expansion: Expansion) -> Result<Decision, Vec<Diagnostic>> {
        let child = match expansion {
            Expansion::Run => return Ok(Decision::Run),
            Expansion::Skip(reason) => return Ok(Decision::Skip(reason)),
            Expansion::Child(child) => child,
        };
        let Child { pipeline, project } = child;
        if let Some(project) = project {
            let context = self.context.of_project(*project);
            let context = context.map_err(|error| no_folders(&error))?;
            self.projects.insert(job, Arc::new(context));
        }
        Ok(Decision::Child(pipeline))
    }

    /// Writes diagnostics into a job's log, and gives the one that it fails with.
    fn tell_all(&mut self, job: JobId, diagnostics: &[Diagnostic]) -> String {
        for diagnostic in diagnostics {
            let text = told(diagnostic);
            self.emitter.emit(EventKind::Log { job, text });
        }
        let first = diagnostics.iter().find(|diagnostic| diagnostic.is_error());
        first.map_or_else(
            || "there is no child pipeline".to_owned(),
            ToString::to_string,
        )
    }
}

/// Asks the expander for outputs.
pub(super) struct ByExpander<'a>(pub(super) &'a dyn Expander);

impl Outputs for ByExpander<'_> {
    fn outputs(&self, replaced: &Replaced<'_>) -> IndexMap<String, String> {
        self.0.outputs(&OutputsRequest {
            job: replaced.job,
            id: replaced.id,
            child: replaced.child,
            settled: replaced.settled,
        })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn broken(failed: tokio::task::JoinError) -> Vec<Diagnostic> {
    let message = format!("the expansion broke down: {failed}");
    vec![Diagnostic::error("runner/internal", message)]
}

fn no_folders(error: &std::io::Error) -> Vec<Diagnostic> {
    let message = format!("prepare the folders of the other project: {error}");
    vec![Diagnostic::error("runner/folders", message)]
}

/// A diagnostic in a job's log.
fn told(diagnostic: &Diagnostic) -> String {
    match &diagnostic.hint {
        Some(hint) => format!("{diagnostic}\nhint: {hint}\n"),
        None => format!("{diagnostic}\n"),
    }
}

/// One question to the dialect.
struct Order {
    expander: Arc<dyn Expander>,
    upstream: UpstreamReader,
    pipeline: Arc<Pipeline>,
    job: JobName,
    parent: Option<JobId>,
    id: JobId,
}

impl Order {
    fn carry_out(&self, settled: &[Settled]) -> Result<Expansion, Vec<Diagnostic>> {
        let Some(job) = self.pipeline.job(self.job.as_str()) else {
            return Err(Vec::new());
        };
        self.expander.expand(&ExpandRequest {
            job,
            id: self.id,
            parent: self.parent,
            pipeline: &self.pipeline,
            settled,
            upstream: &self.upstream,
        })
    }
}
