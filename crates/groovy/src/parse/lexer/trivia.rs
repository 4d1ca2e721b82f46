//! What stands between tokens: blanks, comments, ends of lines.

use super::super::token::Kind;
use super::{Bracket, BracketKind, Lexer};

impl Lexer<'_> {
    /// A byte order mark and a `#!` line.
    pub(super) fn header(&mut self) {
        if self.starts_with("\u{feff}") {
            self.at += '\u{feff}'.len_utf8();
        }
        if self.starts_with("#!") {
            self.skip_line();
        }
    }

    /// Goes to the next token. Ends of lines on the way are one token, where they mean something.
    pub(super) fn trivia(&mut self) {
        let mut line_end = None;
        loop {
            let start = self.at;
            if self.line_end() {
                line_end.get_or_insert(start);
            } else if !self.blank() && !self.comment() {
                break;
            }
        }
        let Some(start) = line_end else { return };
        self.check_line_end(start);
        let flat = self
            .brackets
            .last()
            .is_some_and(|it| matches!(it.kind, BracketKind::Flat(_)));
        if !flat {
            let end = std::mem::replace(&mut self.at, start + 1);
            self.push(Kind::Newline, start);
            self.at = end;
        }
    }

    /// The value in a text of one line stands in that line too.
    fn check_line_end(&mut self, start: usize) {
        let one_line = |it: &Bracket| matches!(it.kind, BracketKind::Template(quote) if quote.has_short_values());
        if !self.brackets.iter().any(one_line) {
            return;
        }
        let end = std::mem::replace(&mut self.at, start + 1);
        self.fatal(
            "end of line reached within a simple string 'x' or \"x\" or /x/",
            start,
            "for multi-line literals, use triple quotes '''x''' or \"\"\"x\"\"\" or /x/ or $/x/$",
        );
        self.at = end;
    }

    pub(super) fn line_end(&mut self) -> bool {
        let length = match self.peek() {
            Some('\r') if self.starts_with("\r\n") => 2,
            Some('\r' | '\n') => 1,
            _ => return false,
        };
        self.at += length;
        true
    }

    fn blank(&mut self) -> bool {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches([' ', '\t', '\u{c}']);
        self.at += rest.len() - trimmed.len();
        if trimmed.starts_with("\\\n") || trimmed.starts_with("\\\r") {
            self.at += 1;
            return self.line_end();
        }
        rest.len() != trimmed.len()
    }

    fn comment(&mut self) -> bool {
        if self.starts_with("//") {
            self.skip_line();
            return true;
        }
        if !self.starts_with("/*") {
            return false;
        }
        let start = self.at;
        if let Some(length) = self.rest().get(2..).and_then(|rest| rest.find("*/")) {
            self.at += length + 4;
        } else {
            self.at = self.text.len();
            let hint = "the comment that begins here has no */";
            self.fatal("expecting '*', found '<EOF>'", start, hint);
        }
        true
    }

    fn skip_line(&mut self) {
        let rest = self.rest();
        self.at += rest.find(['\n', '\r']).unwrap_or(rest.len());
    }
}
