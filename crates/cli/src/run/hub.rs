//! The one subscriber of a run: masks what is not masked yet, keeps the board, tells all sinks.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use maillon_model::event::JobResult;
use maillon_model::{Event, EventKind, Outcome};
use maillon_runner::Subscriber;
use maillon_runner::redact::Secrets;
use tokio_util::sync::CancellationToken;

use super::board::Board;
use crate::failure::Failure;

/// Shows or stores the events of a run.
pub(crate) trait Sink: Send {
    /// An event happened; the board knows it already. After a failure it is not called again.
    fn on(&mut self, event: &Event, board: &Board) -> Result<(), Failure>;
}

/// The board, for the views that also draw between events.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedBoard(Arc<Mutex<Board>>);

impl SharedBoard {
    /// The board itself, for a moment.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Board> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The one subscriber of a run.
pub(crate) struct Hub {
    board: SharedBoard,
    sinks: Vec<Box<dyn Sink>>,
    secrets: Arc<Secrets>,
    stop: CancellationToken,
    failure: Option<Failure>,
}

impl Hub {
    /// A hub that triggers `stop` when a sink fails.
    pub(crate) fn new(board: SharedBoard, secrets: Arc<Secrets>, stop: CancellationToken) -> Self {
        Self {
            board,
            sinks: Vec::new(),
            secrets,
            stop,
            failure: None,
        }
    }

    /// Adds a sink; they are told in the order in which they were added.
    pub(crate) fn add(&mut self, sink: impl Sink + 'static) {
        self.sinks.push(Box::new(sink));
    }

    /// The first failure of a sink.
    pub(crate) fn into_failure(self) -> Option<Failure> {
        self.failure
    }

    fn tell(&mut self, event: &Event) {
        let mut board = self.board.lock();
        board.apply(event);
        let (stop, failure) = (&self.stop, &mut self.failure);
        self.sinks.retain_mut(|sink| match sink.on(event, &board) {
            Ok(()) => true,
            Err(error) => {
                failure.get_or_insert(error);
                stop.cancel();
                false
            }
        });
    }
}

impl Subscriber for Hub {
    fn on(&mut self, event: &Event) {
        match &event.kind {
            // Logs are masked by the runner, and are the bulk.
            EventKind::Notice { .. }
            | EventKind::StepStarted { .. }
            | EventKind::Annotated { .. }
            | EventKind::Summarized { .. }
            | EventKind::JobFinished { .. }
            | EventKind::JobSettled { .. } => {
                let masked = masked(event, &self.secrets);
                self.tell(&masked);
            }
            _ => self.tell(event),
        }
    }
}

/// An event whose texts show no secret.
fn masked(event: &Event, secrets: &Secrets) -> Event {
    let mut event = event.clone();
    let mask = |text: &mut String| {
        let clean = secrets.redact(text).into_owned();
        *text = clean;
    };
    match &mut event.kind {
        EventKind::Notice { text, .. } => mask(text),
        EventKind::StepStarted { name, .. } => mask(name),
        EventKind::Summarized { markdown, .. } => mask(markdown),
        EventKind::Annotated { annotation, .. } => {
            mask(&mut annotation.message);
            annotation.title.as_mut().map(mask);
        }
        EventKind::JobSettled {
            reason: Some(reason),
            ..
        } => mask(reason),
        EventKind::JobFinished { result, .. } => mask_result(result, mask),
        _ => {}
    }
    event
}

fn mask_result(result: &mut JobResult, mask: impl Fn(&mut String)) {
    result.outcome.message_mut().map(&mask);
    if let Outcome::Failed(failure) = &mut result.outcome {
        failure.command.as_mut().map(&mask);
    }
    result.left.dotenv.values_mut().for_each(&mask);
    result.left.outputs.values_mut().for_each(&mask);
    if let Some(environment) = &mut result.environment {
        mask(&mut environment.name);
        environment.url.as_mut().map(&mask);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_model::{JobId, JobStatus, Timestamp};

    struct Collect(Arc<Mutex<Vec<String>>>);

    impl Sink for Collect {
        fn on(&mut self, event: &Event, _: &Board) -> Result<(), Failure> {
            self.0.lock().unwrap().push(format!("{:?}", event.kind));
            if event.seq == 0 {
                Ok(())
            } else {
                Err(Failure::infrastructure("disk full"))
            }
        }
    }

    fn event(seq: u64, text: &str) -> Event {
        let kind = EventKind::JobSettled {
            job: JobId(0),
            status: JobStatus::Failed,
            allowed: false,
            reason: Some(text.to_owned()),
        };
        Event {
            seq,
            at: Timestamp(0),
            kind,
        }
    }

    #[test]
    fn no_sink_sees_a_secret_and_a_sink_that_fails_stops_the_run() {
        let (seen, stop) = (Arc::default(), CancellationToken::new());
        let mut hub = Hub::new(
            SharedBoard::default(),
            Arc::new(Secrets::new(["hunter22"])),
            stop.clone(),
        );
        hub.add(Collect(Arc::clone(&seen)));
        hub.on(&event(0, "curl hunter22 failed"));
        assert!(!stop.is_cancelled());
        hub.on(&event(1, "x"));
        hub.on(&event(2, "x"));
        let seen = seen.lock().unwrap();
        assert!(
            !seen[0].contains("hunter22") && seen[0].contains("[MASKED]"),
            "{}",
            seen[0]
        );
        assert_eq!((seen.len(), stop.is_cancelled()), (2, true));
        assert_eq!(
            hub.into_failure().map(|failure| failure.message),
            Some("disk full".to_owned())
        );
    }
}
