//! Which view a run gets.

use crate::args::LogsChoice;
use crate::console::{Console, Painter, Stream, Tone, Verbosity};
use crate::environment::Environment;
use crate::folder::RunFolder;

use super::hub::{Hub, SharedBoard};
use super::plain::Plain;
use super::terminal::{Curtain, Terminal, Ticker};

/// Whose logs are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogView {
    /// Of all jobs, while they run.
    Stream,
    /// Of failed jobs, when they have failed.
    OnFailure,
    /// Of none.
    Never,
}

/// What a person looks at. Dropping it ends it.
pub(crate) enum View {
    /// A live view.
    Live(Ticker),
    /// Lines.
    Lines(Painter),
}

/// What decides about the view.
pub(crate) struct Choice<'a> {
    pub console: &'a Console,
    pub environment: &'a Environment,
    pub stream: Stream,
    pub plain: bool,
    pub logs: LogsChoice,
    /// How many jobs take part.
    pub jobs: usize,
}

impl Choice<'_> {
    /// Adds the view to the run's sinks.
    pub(crate) fn subscribe(&self, hub: &mut Hub, board: &SharedBoard, folder: &RunFolder) -> View {
        let painter = self.console.painter(self.stream);
        let logs = log_view(self.logs, self.is_live(), self.jobs);
        if self.is_live() {
            let (terminal, ticker) =
                Terminal::start(self.stream, painter, logs, folder.clone(), board.clone());
            hub.add(terminal);
            return View::Live(ticker);
        }
        if self.console.verbosity == Verbosity::Normal {
            hub.add(Plain::new(self.stream, painter, logs, folder.clone()));
        }
        View::Lines(painter)
    }

    fn is_live(&self) -> bool {
        let dumb = self
            .environment
            .get("TERM")
            .is_none_or(|term| term == "dumb");
        let quiet = self.console.verbosity == Verbosity::Quiet;
        !self.plain && !dumb && !quiet && self.stream.is_terminal()
    }
}

fn log_view(choice: LogsChoice, live: bool, jobs: usize) -> LogView {
    match choice {
        LogsChoice::Failed => LogView::OnFailure,
        LogsChoice::None => LogView::Never,
        LogsChoice::Auto if live && jobs > 1 => LogView::Never,
        LogsChoice::All | LogsChoice::Auto => LogView::Stream,
    }
}

impl View {
    /// What keeps it still while somebody else writes to the terminal.
    pub(crate) fn curtain(&self) -> Curtain {
        match self {
            Self::Live(ticker) => ticker.curtain(),
            Self::Lines(_) => Curtain::Lines,
        }
    }

    /// Tells a person something.
    pub(crate) fn say(&self, text: &str) {
        match self {
            Self::Live(ticker) => ticker.say(text),
            Self::Lines(painter) => {
                // Nobody is left to be told when this fails.
                let _ = Stream::Stderr
                    .write(format!("{}\n", painter.paint(Tone::Warn, text)).as_bytes());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_jobs_the_live_view_shows_no_logs() {
        let view = |choice, live, jobs| log_view(choice, live, jobs);
        assert_eq!(view(LogsChoice::Auto, true, 5), LogView::Never);
        assert_eq!(view(LogsChoice::Auto, true, 1), LogView::Stream);
        assert_eq!(view(LogsChoice::Auto, false, 5), LogView::Stream);
        assert_eq!(view(LogsChoice::Failed, true, 5), LogView::OnFailure);
    }
}
