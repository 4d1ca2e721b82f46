//! Writes YAML in SnakeYAML's block style.

use std::sync::LazyLock;

use regex::Regex;

use crate::data::Plain;

/// Lines are folded at the first space behind this column.
const WIDTH: usize = 80;

/// Writes documents; the first one without `---`.
pub(crate) fn write(documents: &[Plain]) -> String {
    let mut emitter = Emitter::default();
    for (at, document) in documents.iter().enumerate() {
        if at > 0 {
            emitter.out.push_str("---");
            emitter
                .out
                .push_str(if is_block(document) { "\n" } else { " " });
        }
        emitter.node(document, 0, Begins::Line);
        emitter.out.push('\n');
    }
    emitter.out
}

fn is_block(data: &Plain) -> bool {
    match data {
        Plain::List(items) => !items.is_empty(),
        Plain::Map(entries) => !entries.is_empty(),
        _ => false,
    }
}

/// Where a node begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    /// At its indentation: the line is its own, or `- ` stands before it.
    Line,
    /// Behind `key:`.
    Key,
}

#[derive(Default)]
struct Emitter {
    out: String,
}

impl Emitter {
    fn node(&mut self, data: &Plain, indent: usize, begins: Begins) {
        match data {
            Plain::List(items) if !items.is_empty() => self.list(items, indent, begins),
            Plain::Map(entries) if !entries.is_empty() => self.map(entries, indent, begins),
            scalar => {
                if begins == Begins::Key {
                    self.out.push(' ');
                }
                self.scalar(scalar, indent);
            }
        }
    }

    /// Items of a list that is a value stand at the column of its key.
    fn list(&mut self, items: &[Plain], indent: usize, begins: Begins) {
        for (at, item) in items.iter().enumerate() {
            if at > 0 || begins == Begins::Key {
                self.line(indent);
            }
            self.out.push_str("- ");
            self.node(item, indent + 2, Begins::Line);
        }
    }

    fn map(&mut self, entries: &[(String, Plain)], indent: usize, begins: Begins) {
        let indent = if begins == Begins::Key {
            indent + 2
        } else {
            indent
        };
        for (at, (key, value)) in entries.iter().enumerate() {
            if at > 0 || begins == Begins::Key {
                self.line(indent);
            }
            let key = inline(key);
            self.out.push_str(&key);
            self.out.push(':');
            self.node(value, indent, Begins::Key);
        }
    }

    fn line(&mut self, indent: usize) {
        self.out.push('\n');
        self.out.push_str(&" ".repeat(indent));
    }

    fn scalar(&mut self, data: &Plain, indent: usize) {
        match data {
            Plain::Text(text) => self.text(text, indent),
            Plain::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Plain::Number(number) => self.out.push_str(number),
            Plain::List(_) => self.out.push_str("[]"),
            Plain::Map(_) => self.out.push_str("{}"),
            Plain::Null => self.out.push_str("null"),
        }
    }

    fn text(&mut self, text: &str, indent: usize) {
        if is_literal(text) {
            self.literal(text, indent);
            return;
        }
        let written = inline(text);
        // A folded line is one more level in.
        let (first, rest) = written.split_at_checked(1).unwrap_or((&written, ""));
        self.out.push_str(first);
        let mut words = rest.split(' ').peekable();
        while let Some(word) = words.next() {
            self.out.push_str(word);
            let Some(next) = words.peek() else { break };
            let single = !word.is_empty() && !next.is_empty();
            if single && self.column() > WIDTH && !written.starts_with('"') {
                self.line(indent + 2);
            } else {
                self.out.push(' ');
            }
        }
    }

    fn literal(&mut self, text: &str, indent: usize) {
        self.out.push('|');
        if text.starts_with([' ', '\n']) {
            self.out.push('2');
        }
        let body = match text.strip_suffix('\n') {
            None => {
                self.out.push('-');
                text
            }
            Some(body) if body.is_empty() || body.ends_with('\n') => {
                self.out.push('+');
                text.strip_suffix('\n').unwrap_or(text)
            }
            Some(body) => body,
        };
        for line in body.split('\n') {
            if line.is_empty() {
                self.out.push('\n');
            } else {
                self.line(indent + 2);
                self.out.push_str(line);
            }
        }
    }

    fn column(&self) -> usize {
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        line.chars().count()
    }
}

/// Whether a text of several lines can stand as it is.
fn is_literal(text: &str) -> bool {
    let lines = text.contains('\n');
    lines && !text.contains(" \n") && !text.ends_with(' ') && !text.chars().any(is_special)
}

/// A text in one line: plain where it can be, else in quotes.
fn inline(text: &str) -> String {
    if text.chars().any(|c| c == '\n' || is_special(c)) {
        return double_quoted(text);
    }
    if is_plain(text) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "''"))
}

fn is_special(c: char) -> bool {
    let printable = matches!(c, '\n' | '\t' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    !printable || c == '\u{feff}' || c == '\t'
}

fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let second_blank = text.chars().nth(1).is_none_or(|c| c == ' ');
    let indicator = "#,[]{}&*!|>'\"%@`".contains(first) || ("?:-".contains(first) && second_blank);
    let marks = text.starts_with("---") || text.starts_with("...");
    let blank_ends = text.starts_with(' ') || text.ends_with(' ');
    let breaks = text.contains(": ") || text.ends_with(':') || text.contains(" #");
    !(indicator || marks || blank_ends || breaks || is_implicit(text))
}

/// Whether the text would be read as something else than a text.
fn is_implicit(text: &str) -> bool {
    static IMPLICIT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let kinds = [
            r"(?i:yes|no|true|false|on|off|null)|~|<<|=",
            r"[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+]?[0-9]+)?",
            r"[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?",
            r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?",
            r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
            r"[-+]?0b_*[01][01_]*|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x_*[0-9a-fA-F][0-9a-fA-F_]*",
            r"\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?",
        ];
        Regex::new(&format!("^(?:{})$", kinds.join("|"))).ok()
    });
    IMPLICIT.as_ref().is_none_or(|regex| regex.is_match(text))
}

fn double_quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            '\0' => quoted.push_str("\\0"),
            '\u{1b}' => quoted.push_str("\\e"),
            c if is_special(c) => quoted += &code(c),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn code(c: char) -> String {
    match u32::from(c) {
        code @ ..0x100 => format!("\\x{code:02x}"),
        code => format!("\\u{code:04x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Plain {
        Plain::Text(text.to_owned())
    }

    fn map(entries: &[(&str, Plain)]) -> Plain {
        let entries = entries.iter();
        Plain::Map(
            entries
                .map(|(key, value)| ((*key).to_owned(), value.clone()))
                .collect(),
        )
    }

    fn check(data: &Plain, expected: &str) {
        assert_eq!(write(std::slice::from_ref(data)), expected);
    }

    #[test]
    fn lists_stand_at_the_column_of_their_key() {
        let list = Plain::List(vec![
            text("a"),
            map(&[("x", text("1a")), ("y", Plain::Null)]),
        ]);
        let nested = map(&[("deep", list.clone())]);
        let data = map(&[("list", list), ("map", nested)]);
        check(
            &data,
            "list:\n- a\n- x: 1a\n  y: null\nmap:\n  deep:\n  - a\n  - x: 1a\n    y: null\n",
        );
    }

    #[test]
    fn lists_in_lists_and_empty_ones() {
        let data = Plain::List(vec![
            Plain::List(vec![text("a"), text("b")]),
            Plain::List(Vec::new()),
            map(&[]),
        ]);
        check(&data, "- - a\n  - b\n- []\n- {}\n");
    }

    #[test]
    fn quotes_where_they_are_needed() {
        let cases = [
            ("plain text", "plain text"),
            ("", "''"),
            ("true", "'true'"),
            ("No", "'No'"),
            ("12", "'12'"),
            ("1.5", "'1.5'"),
            ("2024-01-31", "'2024-01-31'"),
            ("1.2.3", "1.2.3"),
            ("a: b", "'a: b'"),
            ("a:b", "a:b"),
            ("it's", "it's"),
            ("'x", "'''x'"),
            ("- x", "'- x'"),
            ("-x", "-x"),
            ("a #b", "'a #b'"),
            (" a", "' a'"),
            ("{x}", "'{x}'"),
            ("tab\there", "\"tab\\there\""),
            ("bell\u{7}", "\"bell\\x07\""),
            ("ü", "ü"),
        ];
        for (given, expected) in cases {
            check(&text(given), &format!("{expected}\n"));
        }
    }

    #[test]
    fn several_lines_are_literal() {
        check(&map(&[("a", text("x\ny\n"))]), "a: |\n  x\n  y\n");
        check(&map(&[("a", text("x\n\ny"))]), "a: |-\n  x\n\n  y\n");
        check(&map(&[("a", text("x \ny"))]), "a: \"x \\ny\"\n");
    }

    #[test]
    fn long_lines_are_folded() {
        let words = ["word"; 20].join(" ");
        let (first, rest) = (["word"; 16].join(" "), ["word"; 4].join(" "));
        check(
            &map(&[("k", text(&words))]),
            &format!("k: {first}\n  {rest}\n"),
        );
    }

    #[test]
    fn several_documents() {
        assert_eq!(
            write(&[map(&[("a", Plain::Bool(true))]), text("b")]),
            "a: true\n--- b\n"
        );
    }
}
