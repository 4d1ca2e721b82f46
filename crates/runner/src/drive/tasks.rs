//! Carrying out tries of jobs.

use std::sync::Arc;

use maillon_engine::{Happening, Work};
use maillon_model::event::JobResult;
use maillon_model::{Attempt, EventKind, JobId, JobName, JobSpec, Outcome};
use tokio_util::sync::CancellationToken;

use super::{Course, Message};
use crate::job::{Context, Ended, Reporter, execute};
use crate::retention;

impl Course<'_> {
    pub(super) fn start(&mut self, work: Work) {
        let job = work.spec.id;
        let cancel = CancellationToken::new();
        if self.context.abort.is_cancelled() {
            cancel.cancel();
        }
        self.tries.insert(job, cancel.clone());
        let task = Task {
            context: Arc::clone(self.context_of(job)),
            name: work.name,
            reporter: Reporter::new(job, self.sender.clone()),
            spec: work.spec,
            cancel,
        };
        tokio::spawn(task.run(self.sender.clone()));
    }

    /// What a job shares with those of its project.
    fn context_of(&self, job: JobId) -> &Arc<Context> {
        let parent = |job: &JobId| self.run.parent(*job);
        let above = std::iter::successors(parent(&job), parent);
        let mut projects = above.filter_map(|parent| self.projects.get(&parent));
        projects.next().unwrap_or(&self.context)
    }

    pub(super) fn finished(&mut self, job: JobId, attempt: Attempt, ended: Ended) {
        if let Err(error) = retention::keep(&self.context.places, &self.context.run, &ended.result)
        {
            let text = format!("the job's artifacts may be removed early: {error}");
            self.emitter.emit(EventKind::Notice {
                job: Some(job),
                text,
            });
        }
        self.tries.remove(&job);
        self.happened(Happening::Finished {
            job,
            attempt,
            result: Box::new(ended.result),
            shown: Box::new(ended.shown),
        });
    }
}

/// One try, as a task of its own.
struct Task {
    context: Arc<Context>,
    name: JobName,
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
