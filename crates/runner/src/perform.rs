//! One try of a job, alone: the whole of what an agent does.

use std::sync::Arc;

use maillon_model::event::JobResult;
use maillon_model::{EventKind, JobName, JobSpec, Outcome};
use tokio::sync::mpsc;

use crate::drive::Message;
use crate::job::{Context, Ended, Parts, Reporter, execute};
use crate::request::{JobRequest, StopSignals};

/// How a try ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Performed {
    /// For later jobs: it may hold secrets.
    pub result: JobResult,
    /// The same for people: secrets are masked.
    pub shown: JobResult,
}

/// Events on their way.
const EVENTS: usize = 64;

/// Executes one try from checkout to cleanup. What happens in it goes to `events`; a receiver that is slow
/// slows the job down. Secrets are masked in all of it.
pub async fn perform(
    request: JobRequest,
    events: mpsc::Sender<EventKind>,
    stop: &StopSignals,
) -> Performed {
    let JobRequest { name, spec, .. } = &request;
    let (name, spec) = (name.clone(), spec.clone());
    let places = request.places.clone();
    if let Err(error) = places.prepare() {
        let state = places.state.display();
        return errored(format!("prepare {state}: {error}"));
    }
    let context = Arc::new(Context::new(parts(request), stop));
    let reaping = context.reap();
    let ended = tried(&context, name, spec, events, stop).await;
    let _ = reaping.await;
    context.finish().await;
    Performed {
        result: ended.result,
        shown: ended.shown,
    }
}

fn parts(request: JobRequest) -> Parts {
    Parts {
        run: request.spec.run,
        dialect: request.spec.dialect,
        uploads: request.uploads,
        slots: request.slots,
        executors: request.executors,
        places: request.places,
        workspace: request.workspace,
        source: request.source,
        git: request.git,
        project_path: request.project_path,
        project_host: request.project_host,
        pauser: None,
        jenkins: request.jenkins,
    }
}

/// Whatever happens, the try has an end, and that comes after its last event.
async fn tried(
    context: &Arc<Context>,
    name: JobName,
    spec: JobSpec,
    events: mpsc::Sender<EventKind>,
    stop: &StopSignals,
) -> Ended {
    let (sender, mut messages) = mpsc::channel(EVENTS);
    let reporter = Reporter::new(spec.id, sender);
    let (context, cancel) = (Arc::clone(context), stop.orderly.clone());
    let mut task =
        tokio::spawn(async move { execute(&context, &name, &spec, &reporter, &cancel).await });
    let ended = loop {
        tokio::select! {
            biased;
            Some(message) = messages.recv() => pass(message, &events).await,
            ended = &mut task => break ended,
        }
    };
    while let Ok(message) = messages.try_recv() {
        pass(message, &events).await;
    }
    ended.unwrap_or_else(|failed| {
        let message = format!("internal error: {failed}");
        Ended::bare(JobResult::bare(Outcome::Errored { message }))
    })
}

/// Hands an event on. Where nobody listens any more, the job goes on.
async fn pass(message: Message, events: &mpsc::Sender<EventKind>) {
    if let Message::Event(kind) = message {
        let _ = events.send(*kind).await;
    }
}

fn errored(message: String) -> Performed {
    let result = JobResult::bare(Outcome::Errored { message });
    Performed {
        shown: result.clone(),
        result,
    }
}
