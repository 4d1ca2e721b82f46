//! `JsonOutput.prettyPrint`: tokens on lines of their own, four blanks for each level.

use super::write::quote;
use crate::run::{Cx, Eval};

/// A JSON text with line breaks.
pub(super) fn print(cx: &mut Cx, text: &str) -> Eval<String> {
    cx.charge(text.len().saturating_mul(3))?;
    let mut printer = Printer {
        out: String::new(),
        level: 0,
    };
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = match c {
            '"' => printer.string(after),
            ' ' | '\t' | '\n' | '\r' => after,
            _ if "{}[],:".contains(c) => {
                cx.charge(printer.level.saturating_mul(4))?;
                printer.mark(c);
                after
            }
            _ => printer.word(rest),
        };
    }
    Ok(printer.out)
}

struct Printer {
    out: String,
    level: usize,
}

impl Printer {
    fn line(&mut self) {
        self.out.push('\n');
        self.out.push_str(&"    ".repeat(self.level));
    }

    fn mark(&mut self, c: char) {
        match c {
            '{' | '[' => {
                self.out.push(c);
                self.level += 1;
                self.line();
            }
            '}' | ']' => {
                self.level = self.level.saturating_sub(1);
                self.line();
                self.out.push(c);
            }
            ',' => {
                self.out.push(c);
                self.line();
            }
            _ => self.out.push_str(": "),
        }
    }

    fn word<'a>(&mut self, rest: &'a str) -> &'a str {
        let end = rest.find(|c: char| c.is_whitespace() || "{}[],:\"".contains(c));
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()).max(1));
        self.out.push_str(word);
        after
    }

    /// A text, behind its first quote: its escapes are made anew.
    fn string<'a>(&mut self, rest: &'a str) -> &'a str {
        let mut escaped = false;
        let end = rest.find(|c: char| {
            let end = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            end
        });
        let (inside, after) = rest.split_at(end.unwrap_or(rest.len()));
        let text = serde_json::from_str::<String>(&format!("\"{inside}\""));
        if let Ok(text) = text {
            quote(&text, &mut self.out);
        } else {
            self.out.push('"');
            self.out.push_str(inside);
            self.out.push('"');
        }
        after.strip_prefix('"').unwrap_or(after)
    }
}
