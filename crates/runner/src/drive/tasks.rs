//! Carrying out what takes time: tries of jobs, and the making of child pipelines.

use std::sync::Arc;

use maillon_engine::Input;
use maillon_model::event::JobResult;
use maillon_model::{Attempt, Diagnostic, EventKind, JobId, JobSpec, Outcome, Pipeline};
use tokio_util::sync::CancellationToken;

use super::upstream::NotThere;
use super::{Message, Run};
use crate::artifacts::UpstreamReader;
use crate::job::{Context, Ended, Reporter, execute};
use crate::request::{Child, ExpandRequest, Expander};
use crate::retention;
use maillon_engine::Command;

impl Run<'_> {
    pub(super) fn added(&mut self, parent: Option<JobId>, first: JobId, pipeline: &Arc<Pipeline>) {
        let whole = match parent {
            None => Arc::clone(&self.pipeline),
            Some(_) => Arc::clone(pipeline),
        };
        self.jobs
            .add(parent, first, pipeline, &whole, &self.earlier);
        self.emitter.emit(EventKind::PipelineAdded {
            parent,
            stages: pipeline.stages.clone(),
            jobs: self.jobs.introduce(first),
        });
    }

    pub(super) fn start(&mut self, job: JobId, attempt: Attempt) {
        let cancel = self.jobs.begin_try(job);
        if self.context.abort.is_cancelled() {
            cancel.cancel();
        }
        self.emitter.emit(EventKind::JobStarted { job, attempt });
        let spec = match self.spec(job, attempt) {
            Ok(Some(spec)) => spec,
            Ok(None) => return,
            Err(missing) => {
                let result = JobResult::bare(Outcome::Errored {
                    message: missing.to_string(),
                });
                return self.finished(job, attempt, Ended::bare(result));
            }
        };
        let task = Task {
            context: Arc::clone(self.context_of(job)),
            name: self.jobs.name(job),
            reporter: Reporter::new(job, self.sender.clone()),
            spec,
            cancel,
        };
        tokio::spawn(task.run(self.sender.clone()));
    }

    /// What a job shares with those of its project.
    fn context_of(&self, job: JobId) -> &Arc<Context> {
        let parent = |job: &JobId| self.jobs.get(*job)?.0.parent;
        let above = std::iter::successors(parent(&job), parent);
        let mut projects = above.filter_map(|parent| self.projects.get(&parent));
        projects.next().unwrap_or(&self.context)
    }

    fn spec(&self, id: JobId, attempt: Attempt) -> Result<Option<JobSpec>, NotThere> {
        let Some((known, job)) = self.jobs.get(id) else {
            return Ok(None);
        };
        Ok(Some(JobSpec {
            needs: Vec::new(),
            shared: maillon_model::job::Body::default(),
            run: self.context.run.clone(),
            id,
            attempt,
            dialect: known.pipeline.dialect,
            job: job.clone(),
            upstream: self.jobs.upstream(id)?,
            masks: self.masks.clone(),
        }))
    }

    pub(super) fn finished(&mut self, job: JobId, attempt: Attempt, ended: Ended) {
        let outcome = ended.result.outcome.clone();
        if let Err(error) = retention::keep(&self.context.places, &self.context.run, &ended.result)
        {
            let text = format!("the job's artifacts may be removed early: {error}");
            self.emitter.emit(EventKind::Notice {
                job: Some(job),
                text,
            });
        }
        self.jobs.keep(job, ended.result);
        let input = Input::Finished {
            job,
            attempt,
            outcome,
        };
        let commands = self.scheduler.on(input, crate::clock::now());
        self.emitter.emit(EventKind::JobFinished {
            job,
            attempt,
            result: Box::new(ended.shown),
            retries: !commands.iter().any(|command| settles(command, job)),
        });
        self.carry_out(commands);
    }

    pub(super) fn expand(&mut self, id: JobId) {
        let Some((known, job)) = self.jobs.get(id) else {
            return;
        };
        let expansion = Expansion {
            expander: Arc::clone(&self.expander),
            upstream: UpstreamReader::new(self.context.places.store(), known.left.archives()),
            pipeline: Arc::clone(&known.pipeline),
            job: job.name.clone(),
            parent: known.parent,
            id,
        };
        let sender = self.sender.clone();
        tokio::spawn(async move {
            let result = tokio::task::spawn_blocking(move || expansion.run()).await;
            let failed = |failed: tokio::task::JoinError| {
                vec![Diagnostic::error(
                    "runner/internal",
                    format!("the expansion broke down: {failed}"),
                )]
            };
            let result = result.map_err(failed).flatten().map(Box::new);
            let _ = sender.send(Message::Expanded { job: id, result }).await;
        });
    }

    /// Makes ready what the jobs of another project's pipeline work on.
    fn welcome(&mut self, job: JobId, child: Child) -> Result<Arc<Pipeline>, Vec<Diagnostic>> {
        if let Some(project) = child.project {
            let context = self.context.of_project(project);
            let context = context.map_err(|error| no_folders(&error))?;
            self.projects.insert(job, Arc::new(context));
        }
        Ok(child.pipeline)
    }

    pub(super) fn expanded(&mut self, job: JobId, result: Result<Box<Child>, Vec<Diagnostic>>) {
        let result = result.and_then(|child| self.welcome(job, *child));
        let result = result.map_err(|diagnostics| {
            for diagnostic in &diagnostics {
                let text = told(diagnostic);
                self.emitter.emit(EventKind::Log { job, text });
            }
            let first = diagnostics.iter().find(|diagnostic| diagnostic.is_error());
            first.map_or_else(
                || "there is no child pipeline".to_owned(),
                ToString::to_string,
            )
        });
        self.input(Input::Expanded { job, result });
    }
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

fn settles(command: &Command, of: JobId) -> bool {
    matches!(command, Command::Settled { job, .. } if *job == of)
}

/// One try, as a task of its own.
struct Task {
    context: Arc<Context>,
    name: maillon_model::JobName,
    reporter: Reporter,
    spec: JobSpec,
    cancel: CancellationToken,
}

impl Task {
    /// Whatever happens, the try ends with a message.
    async fn run(self, sender: tokio::sync::mpsc::Sender<Message>) {
        let (job, attempt) = (self.spec.id, self.spec.attempt);
        let inner = tokio::spawn(async move {
            execute(
                &self.context,
                &self.name,
                &self.spec,
                &self.reporter,
                &self.cancel,
            )
            .await
        });
        let ended = inner.await.unwrap_or_else(|failed| broken(&failed));
        let ended = Box::new(ended);
        let _ = sender
            .send(Message::Finished {
                job,
                attempt,
                ended,
            })
            .await;
    }
}

fn broken(failed: &tokio::task::JoinError) -> Ended {
    Ended::bare(JobResult::bare(Outcome::Errored {
        message: format!("internal error: {failed}"),
    }))
}

/// The making of one child pipeline.
struct Expansion {
    expander: Arc<dyn Expander>,
    upstream: UpstreamReader,
    pipeline: Arc<Pipeline>,
    job: maillon_model::JobName,
    parent: Option<JobId>,
    id: JobId,
}

impl Expansion {
    fn run(self) -> Result<Child, Vec<Diagnostic>> {
        let Some(job) = self.pipeline.job(self.job.as_str()) else {
            return Err(Vec::new());
        };
        self.expander.expand(&ExpandRequest {
            job,
            id: self.id,
            parent: self.parent,
            upstream: &self.upstream,
        })
    }
}
