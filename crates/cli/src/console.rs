//! Where and how texts for people are printed: which stream, whether with colours, how wide.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};
pub(crate) use maillon_report::plain::Colors;

use crate::args::{ColorChoice, ConsoleArgs};
use crate::environment::Environment;

/// How much is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verbosity {
    /// Everything.
    Normal,
    /// Only failures and the result.
    Quiet,
}

/// A standard stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

impl Stream {
    /// Writes a whole text, in one piece where the system takes it. A reader that is gone is not
    /// an error of ours: see [`is_gone`].
    pub(crate) fn write(self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Stdout => {
                let mut out = io::stdout().lock();
                out.write_all(bytes)?;
                out.flush()
            }
            Self::Stderr => io::stderr().lock().write_all(bytes),
        }
    }

    /// Whether a person looks at it.
    pub(crate) fn is_terminal(self) -> bool {
        match self {
            Self::Stdout => io::stdout().is_terminal(),
            Self::Stderr => io::stderr().is_terminal(),
        }
    }

    /// Columns and rows of the terminal, where it is one.
    pub(crate) fn size(self) -> Option<(usize, usize)> {
        let size = match self {
            Self::Stdout => rustix::termios::tcgetwinsize(io::stdout()),
            Self::Stderr => rustix::termios::tcgetwinsize(io::stderr()),
        };
        let size = size
            .ok()
            .filter(|size| size.ws_col > 0 && size.ws_row > 0)?;
        Some((size.ws_col.into(), size.ws_row.into()))
    }
}

/// Whether the reader of a pipe has gone, which is no reason to complain.
pub(crate) fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// What the meaning of a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Worth a look.
    Warn,
    /// Goes on.
    Active,
    /// Of less weight.
    Dim,
    /// Of more weight.
    Strong,
}

/// Paints texts, or leaves them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Painter {
    /// Whether it paints.
    pub colors: Colors,
}

impl Painter {
    /// Leaves all texts as they are.
    #[cfg(test)]
    pub(crate) const PLAIN: Self = Self {
        colors: Colors::Off,
    };

    /// A text in its tone.
    pub(crate) fn paint(self, tone: Tone, text: impl Display) -> String {
        match self.colors {
            Colors::Off => text.to_string(),
            Colors::On => {
                let style = style(tone);
                format!("{style}{text}{style:#}")
            }
        }
    }
}

fn style(tone: Tone) -> Style {
    let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
    match tone {
        Tone::Good => color(AnsiColor::Green),
        Tone::Bad => color(AnsiColor::Red).bold(),
        Tone::Warn => color(AnsiColor::Yellow),
        Tone::Active => color(AnsiColor::Cyan),
        Tone::Dim => Style::new().dimmed(),
        Tone::Strong => Style::new().bold(),
    }
}

/// How this process prints.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Console {
    /// How much is printed.
    pub verbosity: Verbosity,
    choice: ColorChoice,
    automatic: Automatic,
}

/// What the environment says about colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Automatic {
    Never,
    Always,
    OnTerminal,
}

impl Console {
    /// Decides by flags and environment.
    pub(crate) fn new(args: ConsoleArgs, environment: &Environment) -> Self {
        let verbosity = if args.quiet {
            Verbosity::Quiet
        } else {
            Verbosity::Normal
        };
        Self {
            verbosity,
            choice: args.color,
            automatic: automatic(environment),
        }
    }

    /// A painter for a stream.
    pub(crate) fn painter(self, stream: Stream) -> Painter {
        let on = match (self.choice, self.automatic) {
            (ColorChoice::Always, _) | (ColorChoice::Auto, Automatic::Always) => true,
            (ColorChoice::Never, _) | (ColorChoice::Auto, Automatic::Never) => false,
            (ColorChoice::Auto, Automatic::OnTerminal) => stream.is_terminal(),
        };
        Painter {
            colors: if on { Colors::On } else { Colors::Off },
        }
    }

    /// Prints to standard error, whoever reads it.
    #[expect(clippy::unused_self, reason = "printing goes through the console")]
    pub(crate) fn complain(self, text: &str) {
        // Nobody is left to be told when this fails.
        let _ = Stream::Stderr.write(text.as_bytes());
    }

    /// Prints one sentence to standard error, unless asked to be quiet.
    pub(crate) fn note(self, tone: Tone, label: &str, text: &str) {
        if self.verbosity == Verbosity::Normal {
            let label = self.painter(Stream::Stderr).paint(tone, label);
            self.complain(&format!("{label}: {text}\n"));
        }
    }
}

/// <https://no-color.org>, <https://bixense.com/clicolors/>
fn automatic(environment: &Environment) -> Automatic {
    let dumb = environment.get("TERM").is_some_and(|term| term == "dumb");
    if environment.get("NO_COLOR").is_some() {
        Automatic::Never
    } else if environment
        .get("CLICOLOR_FORCE")
        .is_some_and(|force| force != "0")
    {
        Automatic::Always
    } else if dumb
        || environment
            .get("CLICOLOR")
            .is_some_and(|colors| colors == "0")
    {
        Automatic::Never
    } else {
        Automatic::OnTerminal
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_environment_decides_about_colours() {
        let decide =
            |vars: &[(&str, &str)]| automatic(&Environment::for_test(Path::new("/"), vars));
        assert_eq!(decide(&[]), Automatic::OnTerminal);
        assert_eq!(
            decide(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]),
            Automatic::Never
        );
        assert_eq!(decide(&[("NO_COLOR", "")]), Automatic::OnTerminal);
        assert_eq!(
            decide(&[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")]),
            Automatic::Always
        );
        assert_eq!(decide(&[("TERM", "dumb")]), Automatic::Never);
    }

    #[test]
    fn a_painter_without_colours_leaves_texts() {
        assert_eq!(Painter::PLAIN.paint(Tone::Bad, "failed"), "failed");
        assert_eq!(
            Painter { colors: Colors::On }.paint(Tone::Good, "ok"),
            "\x1b[32mok\x1b[0m"
        );
    }
}
