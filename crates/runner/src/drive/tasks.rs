//! Carrying out tries of jobs.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_engine::{Command, Input};
use maillon_model::event::JobResult;
use maillon_model::spec::Leftovers;
use maillon_model::{Attempt, EventKind, JobId, JobSpec, JobStatus, Outcome, Pipeline};
use tokio_util::sync::CancellationToken;

use super::upstream::NotThere;
use super::{Message, Run};
use crate::job::{Context, Ended, Reporter, execute};
use crate::retention;

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
            needs: self.jobs.needed(id),
            shared: known.pipeline.shared.clone(),
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

    /// A job is at its end; one whose place was taken has the outputs of what took it.
    pub(super) fn settled(
        &mut self,
        job: JobId,
        status: JobStatus,
        allowed: bool,
        reason: Option<String>,
    ) {
        let outputs = self.outputs_of_child(job);
        if let (JobStatus::Success, Some(outputs)) = (status, &outputs) {
            self.tell_outputs(job, outputs.clone());
        }
        self.jobs.settle(job, status, allowed, outputs);
        self.emitter.emit(EventKind::JobSettled {
            job,
            status,
            allowed,
            reason,
        });
    }
}

impl Run<'_> {
    /// What took a job's place gave it outputs: a later run may build on them.
    fn tell_outputs(&mut self, job: JobId, outputs: IndexMap<String, String>) {
        let left = Leftovers {
            outputs,
            ..Leftovers::default()
        };
        let result = JobResult {
            left,
            ..JobResult::bare(Outcome::Success)
        };
        self.emitter.emit(EventKind::JobFinished {
            job,
            attempt: Attempt::FIRST,
            result: Box::new(result),
            retries: false,
        });
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
