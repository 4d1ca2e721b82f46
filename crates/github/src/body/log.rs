//! What a body itself says in the job's log.

use bytes::Bytes;
use maillon_sandbox::Output;

use super::contexts::Debug;
use super::matchers::Matchers;
use super::step::Stop;

/// The job's log, and how lines that steps print are read.
pub(crate) struct Log<'a> {
    output: &'a Output,
    debug: Debug,
    /// Whether commands are shown as well: `::echo::on`.
    pub(super) echo: Echo,
    /// While it is there, only a line with it is a command.
    pub(super) stopped: Option<String>,
    pub(super) matchers: Matchers,
}

/// Whether commands are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Echo {
    On,
    Off,
}

impl Echo {
    fn by_default(debug: Debug) -> Self {
        match debug {
            Debug::Shown => Self::On,
            Debug::Hidden => Self::Off,
        }
    }
}

impl<'a> Log<'a> {
    pub(super) fn new(output: &'a Output, debug: Debug) -> Self {
        Self {
            output,
            debug,
            echo: Echo::by_default(debug),
            stopped: None,
            matchers: Matchers::default(),
        }
    }

    /// What a step says about commands holds for that step only.
    pub(super) fn restart(&mut self) {
        self.echo = Echo::by_default(self.debug);
        self.stopped = None;
    }

    /// Bytes as they are.
    pub(crate) async fn raw(&self, bytes: Bytes) {
        // Nobody listens any more: then nobody misses it.
        let _ = self.output.send(bytes).await;
    }

    /// A line.
    pub(crate) async fn line(&self, text: &str) {
        self.raw(Bytes::from(format!("{text}\n"))).await;
    }

    /// The beginning of a step or group.
    pub(crate) async fn header(&self, text: &str) {
        self.painted("\x1b[1m", "", text).await;
    }

    pub(crate) async fn error(&self, text: &str) {
        self.painted("\x1b[31m", "Error: ", text).await;
    }

    pub(crate) async fn warning(&self, text: &str) {
        self.painted("\x1b[33m", "Warning: ", text).await;
    }

    pub(crate) async fn notice(&self, text: &str) {
        self.painted("\x1b[34m", "Notice: ", text).await;
    }

    /// Shown only where debug messages are asked for.
    pub(crate) async fn debug(&self, text: &str) {
        if self.debug == Debug::Shown {
            self.painted("\x1b[35m", "Debug: ", text).await;
        }
    }

    /// Why something failed, where the log does not say it yet.
    pub(crate) async fn stop(&self, stop: &Stop) {
        match stop {
            Stop::Failed(failure) => self.error(&failure.message).await,
            Stop::Canceled => self.error("The operation was canceled.").await,
            Stop::Told(_) | Stop::Errored(_) => {}
        }
    }

    /// Each line has the colour: whoever shows single lines needs no other.
    async fn painted(&self, colour: &str, prefix: &str, text: &str) {
        let whole = format!("{prefix}{text}");
        for line in whole.lines() {
            self.line(&format!("{colour}{line}\x1b[0m")).await;
        }
    }
}
