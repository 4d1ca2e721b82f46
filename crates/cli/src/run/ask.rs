//! `input`: asks a person at the terminal.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::Arc;

use async_trait::async_trait;
use maillon_runner::{Answer, Asker, Question, QuestionParameter};
use tokio::sync::Mutex;

use super::pause::read_line;
use super::terminal::Curtain;
use crate::app::App;
use crate::console::{Painter, Stream, Tone};

/// Who answers, where there is a terminal on both sides.
pub(super) fn asker(curtain: Curtain, app: &App) -> Option<Arc<dyn Asker>> {
    let terminal = Stream::Stdout.is_terminal() && std::io::stdin().is_terminal();
    terminal.then(|| {
        Arc::new(TerminalAsker {
            curtain,
            painter: app.console.painter(Stream::Stdout),
            user: user(app),
            one: Mutex::new(()),
        }) as _
    })
}

struct TerminalAsker {
    curtain: Curtain,
    painter: Painter,
    user: String,
    one: Mutex<()>,
}

fn user(app: &App) -> String {
    let name = app.environment.get("USER");
    name.map_or("somebody".into(), |name| name.to_string_lossy())
        .into_owned()
}

impl TerminalAsker {
    fn print(text: &str) {
        // A terminal that is gone answers with an end of input.
        let _ = Stream::Stdout.write(text.as_bytes());
    }

    async fn value(&self, parameter: &QuestionParameter) -> Option<String> {
        loop {
            Self::print(&prompt(parameter));
            let line = read_line().await;
            if line.is_empty() {
                return None;
            }
            match chosen(parameter, line.trim_end_matches('\n')) {
                Ok(value) => return Some(value),
                Err(why) => Self::print(&format!("{why}\n")),
            }
        }
    }
}

#[async_trait]
impl Asker for TerminalAsker {
    async fn ask(&self, question: Question) -> Result<Answer, String> {
        let _one = self.one.lock().await;
        let _still = self.curtain.draw();
        let by = self.user.clone();
        Self::print(&format!(
            "\n{}\n",
            self.painter
                .paint(Tone::Warn, format!("⏸ {}", question.message))
        ));
        let mut values = BTreeMap::new();
        for parameter in &question.parameters {
            let Some(value) = self.value(parameter).await else {
                return Ok(Answer::Abort { by });
            };
            values.insert(parameter.name.clone(), value);
        }
        loop {
            Self::print(&format!("  y: {} · n: Abort\n> ", question.ok));
            match read_line().await.trim().to_ascii_lowercase().as_str() {
                "y" | "yes" => return Ok(Answer::Proceed { by, values }),
                "n" | "no" | "abort" | "" => return Ok(Answer::Abort { by }),
                _ => {}
            }
        }
    }
}

fn prompt(parameter: &QuestionParameter) -> String {
    let choices = match parameter.choices.as_slice() {
        [] => String::new(),
        choices => format!(" ({})", choices.join(", ")),
    };
    let default = match parameter.default.as_str() {
        "" => String::new(),
        _ if parameter.secret => " [default: ***]".to_owned(),
        default => format!(" [default: {default}]"),
    };
    format!("  {}{choices}{default}: ", parameter.name)
}

/// What was typed, or the default; one of the choices where there are some.
fn chosen(parameter: &QuestionParameter, typed: &str) -> Result<String, String> {
    let value = if typed.is_empty() {
        &parameter.default
    } else {
        typed
    };
    if parameter.choices.is_empty() || parameter.choices.iter().any(|choice| choice == value) {
        return Ok(value.to_owned());
    }
    Err(format!("one of {}", parameter.choices.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_one_of_the_choices() {
        let parameter = QuestionParameter {
            name: "WHERE".to_owned(),
            description: String::new(),
            default: "staging".to_owned(),
            choices: vec!["staging".to_owned(), "production".to_owned()],
            secret: false,
        };
        assert_eq!(
            prompt(&parameter),
            "  WHERE (staging, production) [default: staging]: "
        );
        assert_eq!(chosen(&parameter, ""), Ok("staging".to_owned()));
        assert!(chosen(&parameter, "moon").is_err());
    }
}
