//! How a job tells the run what happens.

use std::ops::ControlFlow;
use std::sync::Arc;

use maillon_model::event::Phase;
use maillon_model::{EventKind, JobId};
use maillon_sandbox::ProgressSink;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::drive::Message;
use crate::workspace::OnProgress;

/// Sends the events of one job. The channel is bounded: a slow subscriber slows the job down.
#[derive(Clone)]
pub(crate) struct Reporter {
    job: JobId,
    to: mpsc::Sender<Message>,
}

impl Reporter {
    pub(crate) fn new(job: JobId, to: mpsc::Sender<Message>) -> Self {
        Self { job, to }
    }

    pub(crate) fn job(&self) -> JobId {
        self.job
    }

    pub(crate) async fn event(&self, kind: EventKind) {
        let _ = self.to.send(Message::Event(Box::new(kind))).await;
    }

    pub(crate) async fn notice(&self, text: impl Into<String>) {
        let text = text.into();
        let job = Some(self.job);
        self.event(EventKind::Notice { job, text }).await;
    }

    pub(crate) async fn phase(&self, phase: Phase) {
        self.event(self.progress(phase, 0, None)).await;
    }

    pub(crate) fn progress(&self, phase: Phase, done: u64, total: Option<u64>) -> EventKind {
        EventKind::Progress {
            job: self.job,
            phase,
            done,
            total,
        }
    }

    /// Reports the copying of files, and ends it when `cancel` is triggered. Left out where events
    /// queue up: the next one says it too.
    pub(crate) fn on_checkout(&self, cancel: CancellationToken) -> OnProgress {
        let reporter = self.clone();
        Arc::new(move |done, total| {
            let progress = reporter.progress(Phase::Checkout, done, Some(total));
            let _ = reporter.to.try_send(Message::Event(Box::new(progress)));
            if cancel.is_cancelled() {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })
    }
}

/// What a sandbox says while it opens.
pub(super) enum Heard {
    Progress(Phase, u64, Option<u64>),
    Line(String),
}

/// Takes what a sandbox says, without waiting.
pub(super) struct Ear(pub(super) mpsc::UnboundedSender<Heard>);

impl ProgressSink for Ear {
    fn progress(&self, phase: Phase, done: u64, total: Option<u64>) {
        let _ = self.0.send(Heard::Progress(phase, done, total));
    }

    fn line(&self, text: &str) {
        let _ = self.0.send(Heard::Line(text.to_owned()));
    }
}
