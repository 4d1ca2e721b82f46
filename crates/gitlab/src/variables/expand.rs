//! The two expansions that happen before a shell sees a text.

use std::borrow::Cow;

/// Gives the values of variables.
pub(crate) trait Lookup {
    /// The value that a reference is replaced by; None where it is unknown.
    fn find(&self, name: &str) -> Option<Found<'_>>;
}

/// A value that a reference is replaced by.
#[derive(Clone, Debug)]
pub(crate) struct Found<'a> {
    /// The value.
    pub(crate) text: Cow<'a, str>,
    /// Whether a person may not see it.
    pub(crate) masked: bool,
}

/// A text with its references replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expanded {
    /// The text.
    pub(crate) text: String,
    /// Whether something masked went into it.
    pub(crate) masked: bool,
}

/// Whether a text may hold a reference at all.
pub(crate) fn has_reference(text: &str) -> bool {
    text.contains(['$', '%'])
}

/// Expands a text of the definition as GitLab does: `$NAME`, `${NAME}` and `%NAME%`; what is
/// unknown stays as written.
pub(crate) fn server(text: &str, lookup: &dyn Lookup) -> Expanded {
    Scanner::new(text, Dialect::Text).run(lookup)
}

/// Expands the value of a variable as GitLab does: as [`server`], but `$$` and `%%` stay as they
/// are, for the runner to make one sign of `$$`.
pub(crate) fn server_value(text: &str, lookup: &dyn Lookup) -> Expanded {
    Scanner::new(text, Dialect::Value).run(lookup)
}

/// Expands a text as the runner does, which is Go's `os.Expand`: `$NAME` and `${NAME}`; what is
/// unknown becomes empty, `$$` becomes `$`, and the shell's own parameters (`$1`, `$?`) are empty.
pub(crate) fn runner(text: &str, lookup: &dyn Lookup) -> Expanded {
    Scanner::new(text, Dialect::Runner).run(lookup)
}

/// The names that a value refers to.
pub(crate) fn references(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut scanner = Scanner::new(text, Dialect::Value);
    while let Some(piece) = scanner.next_piece() {
        if let Piece::Reference { name, .. } = piece {
            names.push(name);
        }
    }
    names
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Text,
    Value,
    Runner,
}

/// A part of a text.
enum Piece<'a> {
    /// Stays as it is.
    Literal(&'a str),
    /// Names a variable.
    Reference { name: &'a str, written: &'a str },
}

struct Scanner<'a> {
    rest: &'a str,
    dialect: Dialect,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, dialect: Dialect) -> Self {
        Self {
            rest: text,
            dialect,
        }
    }

    fn run(mut self, lookup: &dyn Lookup) -> Expanded {
        let mut out = Expanded {
            text: String::with_capacity(self.rest.len()),
            masked: false,
        };
        while let Some(piece) = self.next_piece() {
            match piece {
                Piece::Literal(text) => out.text.push_str(text),
                Piece::Reference { name, written } => match lookup.find(name) {
                    Some(found) => {
                        out.text.push_str(&found.text);
                        out.masked |= found.masked;
                    }
                    None if self.dialect == Dialect::Runner => {}
                    None => out.text.push_str(written),
                },
            }
        }
        out
    }

    fn next_piece(&mut self) -> Option<Piece<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let sign = self.rest.find(['$', '%']).unwrap_or(self.rest.len());
        if sign > 0 {
            return Some(Piece::Literal(self.take(sign)));
        }
        Some(match self.dialect {
            Dialect::Runner => self.runner_piece(),
            Dialect::Text | Dialect::Value => self.server_piece(),
        })
    }

    fn server_piece(&mut self) -> Piece<'a> {
        let rest = self.rest;
        if self.dialect == Dialect::Value && (rest.starts_with("$$") || rest.starts_with("%%")) {
            return Piece::Literal(self.take(2));
        }
        let (open, close) = match rest {
            _ if rest.starts_with("${") => (2, "}"),
            _ if rest.starts_with('%') => (1, "%"),
            _ => (1, ""),
        };
        let inner = rest.get(open..).unwrap_or_default();
        let length = name_length(inner);
        let after = inner.get(length..).unwrap_or_default();
        if length == 0 || !after.starts_with(close) {
            return Piece::Literal(self.take(1));
        }
        Piece::Reference {
            name: inner.get(..length).unwrap_or_default(),
            written: self.take(open + length + close.len()),
        }
    }

    fn runner_piece(&mut self) -> Piece<'a> {
        let after = self.rest.get(1..).unwrap_or_default();
        let first = after.chars().next();
        match first {
            _ if self.rest.starts_with('%') => Piece::Literal(self.take(1)),
            Some('{') => self.braced(),
            Some('$') => {
                self.take(1);
                Piece::Literal(self.take(1))
            }
            Some(c) if is_shell_parameter(c) => {
                self.take(2);
                Piece::Literal("")
            }
            _ => match alphanumeric_length(after) {
                0 => Piece::Literal(self.take(1)),
                length => Piece::Reference {
                    name: after.get(..length).unwrap_or_default(),
                    written: self.take(1 + length),
                },
            },
        }
    }

    /// `${NAME}`. As in Go, `${}` and a `${` that is never closed disappear, and everything up to
    /// the brace is a name: `${NAME:-default}` is no variable that exists.
    fn braced(&mut self) -> Piece<'a> {
        let Some(end) = self.rest.find('}') else {
            self.take(2);
            return Piece::Literal("");
        };
        let written = self.take(end + 1);
        match written.get(2..end).unwrap_or_default() {
            "$" => Piece::Literal("$"),
            name => Piece::Reference { name, written },
        }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}

fn alphanumeric_length(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(text.len())
}

fn name_length(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        0
    } else {
        alphanumeric_length(text)
    }
}

fn is_shell_parameter(c: char) -> bool {
    matches!(c, '*' | '#' | '@' | '!' | '?' | '-' | '0'..='9')
}

#[cfg(test)]
mod tests {
    use super::*;

    struct One;

    impl Lookup for One {
        fn find(&self, name: &str) -> Option<Found<'_>> {
            (name == "A").then_some(Found {
                text: Cow::Borrowed("1"),
                masked: false,
            })
        }
    }

    fn check(text: &str, as_text: &str, as_value: &str, as_runner: &str) {
        let results = [
            server(text, &One),
            server_value(text, &One),
            runner(text, &One),
        ];
        let texts = results.map(|expanded| expanded.text);
        assert_eq!(texts, [as_text, as_value, as_runner], "{text}");
    }

    #[test]
    fn each_place_has_its_own_way() {
        check("$A ${A} %A%", "1 1 1", "1 1 1", "1 1 %A%");
        check("$B ${B} %B%", "$B ${B} %B%", "$B ${B} %B%", "  %B%");
        check("$$A", "$1", "$$A", "$A");
        check("%%A%%", "%1%", "%%A%%", "%%A%%");
        check("$A-$$-$", "1-$$-$", "1-$$-$", "1-$-$");
        check("$1 $? ${1}", "$1 $? ${1}", "$1 $? ${1}", "  ");
        check("${A:-x}", "${A:-x}", "${A:-x}", "");
        check("a${", "a${", "a${", "a");
        check("${}b", "${}b", "${}b", "b");
        check("$é%é$", "$é%é$", "$é%é$", "$é%é$");
        check("100%", "100%", "100%", "100%");
        check("$AB$A.x", "$AB1.x", "$AB1.x", "1.x");
    }

    #[test]
    fn references_are_listed() {
        assert_eq!(references("$A ${B}%C% $$D %%E"), ["A", "B", "C"]);
    }

    proptest::proptest! {
        #[test]
        fn expansion_never_panics(text in "[$%{}A1é]{0,12}") {
            for expand in [server, server_value, runner] {
                expand(&text, &One);
            }
        }
    }
}
