//! `--pause`: asks a person what follows after a failed step.

use std::io::BufRead;
use std::path::Path;

use async_trait::async_trait;
use maillon_runner::{AfterFailure, Paused, Pauser};
use maillon_sandbox::lend_terminal;
use tokio::sync::Mutex;

use super::terminal::Curtain;
use crate::console::{Painter, Stream, Tone};
use crate::failure::Failure;

/// Asks at the terminal, about one step at a time.
pub(super) struct TerminalPauser {
    curtain: Curtain,
    stream: Stream,
    painter: Painter,
    one: Mutex<()>,
}

/// What a person wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Retry,
    Shell,
    GoOn,
    Unclear,
}

impl Wish {
    fn of(line: &str) -> Self {
        match line.trim().to_ascii_lowercase().as_str() {
            "r" | "retry" => Self::Retry,
            "s" | "shell" => Self::Shell,
            "" | "g" | "go on" | "q" => Self::GoOn,
            _ => Self::Unclear,
        }
    }
}

/// There must be somebody to answer.
pub(super) fn check_terminal() -> Result<(), Failure> {
    if Stream::Stdout.is_terminal() && std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        return Ok(());
    }
    Err(Failure::invalid("--pause needs a terminal to ask at").hint(
        "without one, see what failed with `maillon logs`, and go on with `maillon rerun --failed`",
    ))
}

impl TerminalPauser {
    /// Asks on the terminal of a view, which holds still meanwhile.
    pub(super) fn new(curtain: Curtain, stream: Stream, painter: Painter) -> Self {
        Self {
            curtain,
            stream,
            painter,
            one: Mutex::new(()),
        }
    }

    fn ask(&self, paused: &Paused<'_>) {
        let headline = format!(
            "⏸ {}: {} failed: {}",
            paused.job, paused.step, paused.message
        );
        self.print(&format!(
            "\n{}\n  {} the step (with what you have changed meanwhile) · {} in the job · Enter: go on\n> ",
            self.painter.paint(Tone::Warn, headline),
            self.painter.paint(Tone::Strong, "r: retry"),
            self.painter.paint(Tone::Strong, "s: shell"),
        ));
    }

    fn print(&self, text: &str) {
        // A terminal that is gone answers with an end of input.
        let _ = self.stream.write(text.as_bytes());
    }

    async fn shell(&self, paused: &Paused<'_>) {
        let entry = paused.shell.clone();
        let entered = tokio::task::spawn_blocking(move || {
            lend_terminal(&entry.argv, Path::new(&entry.cwd), &entry.env)
        });
        if let Ok(Err(error)) = entered.await {
            self.print(&format!("the shell can't be started: {error}\n"));
        }
    }
}

#[async_trait]
impl Pauser for TerminalPauser {
    async fn paused(&self, paused: Paused<'_>) -> AfterFailure {
        let _one = self.one.lock().await;
        let _still = self.curtain.draw();
        loop {
            self.ask(&paused);
            match Wish::of(&read_line().await) {
                Wish::Retry => return AfterFailure::Retry,
                Wish::GoOn => return AfterFailure::GoOn,
                Wish::Shell => self.shell(&paused).await,
                Wish::Unclear => self.print("r, s, or Enter\n"),
            }
        }
    }
}

/// A line of standard input; empty at its end.
pub(super) async fn read_line() -> String {
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        let _ = std::io::stdin().lock().read_line(&mut line);
        line
    });
    read.await.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_words_are_understood() {
        for (line, wish) in [
            ("r\n", Wish::Retry),
            ("Shell\n", Wish::Shell),
            ("\n", Wish::GoOn),
            ("", Wish::GoOn),
            ("what?\n", Wish::Unclear),
        ] {
            assert_eq!(Wish::of(line), wish, "{line:?}");
        }
    }
}
