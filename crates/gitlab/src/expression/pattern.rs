//! `/regular expressions/` in the syntax of RE2, which is GitLab's.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use regex::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;

/// A pattern, compiled.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    source: String,
    regex: Arc<Regex>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Pattern {
    /// Reads `/source/flags`.
    pub(super) fn parse(written: &str) -> Result<Self, String> {
        let unescaped = written.replace("\\/", "/");
        let source = ruby_syntax(&unescaped).ok_or("this is no pattern")?;
        let regex = re2(&source)?;
        Ok(Self { source, regex })
    }

    /// The pattern that a text holds (`/main|dev/i`); None where it is just a text.
    pub(super) fn in_text(text: &str) -> Option<Self> {
        text.lines().find_map(|line| Self::parse(line).ok())
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

/// The pattern that a text is, as in `only: [/^v/i]`; None where it is just a text.
pub(crate) fn pattern_in(text: &str) -> Option<Result<Arc<Regex>, String>> {
    ruby_syntax(text).map(|source| re2(&source))
}

/// `/source/flags` as `(?flags)source`.
fn ruby_syntax(written: &str) -> Option<String> {
    let (source, flags) = written.strip_prefix('/')?.rsplit_once('/')?;
    if !flags.chars().all(|flag| "ismU".contains(flag)) {
        return None;
    }
    Some(match flags {
        "" => source.to_owned(),
        flags => format!("(?{flags}){source}"),
    })
}

/// How many compiled patterns are kept: thousands of jobs use the same few.
const KEPT: usize = 1000;

static COMPILED: LazyLock<Mutex<FxHashMap<String, Arc<Regex>>>> = LazyLock::new(Mutex::default);

/// Compiles a regular expression that is written for RE2.
///
/// Shared, because a clone of a `Regex` has caches of its own, which are large.
pub(crate) fn re2(source: &str) -> Result<Arc<Regex>, String> {
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = compiled.get(source) {
        return Ok(Arc::clone(regex));
    }
    let regex = RegexBuilder::new(&translate(source))
        .size_limit(4 << 20)
        .nest_limit(100)
        .build()
        .map_err(|error| explain(source, &error))?;
    if compiled.len() >= KEPT {
        compiled.clear();
    }
    let regex = Arc::new(regex);
    compiled.insert(source.to_owned(), Arc::clone(&regex));
    Ok(regex)
}

fn explain(source: &str, error: &regex::Error) -> String {
    if ["(?=", "(?!", "(?<=", "(?<!"]
        .iter()
        .any(|look| source.contains(look))
    {
        return "the pattern is invalid: RE2 has no look-ahead and no look-behind".to_owned();
    }
    let text = error.to_string();
    let reason = text.lines().last().unwrap_or_default();
    let reason = reason.strip_prefix("error: ").unwrap_or(reason);
    format!("the pattern is invalid: {reason}")
}

/// Rewrites what RE2 and the `regex` crate read differently: `\d`, `\w`, `\s` and `\b` are ASCII in
/// RE2, a `{` that begins no repetition is itself, `\Q...\E` is literal, and classes have no `&&`,
/// `--`, `~~` or nested `[`.
fn translate(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 16);
    let mut rest = source;
    let mut in_class = false;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '\\' => escape(rest, in_class, &mut out),
            '[' if !in_class => {
                in_class = true;
                open_class(rest, &mut out)
            }
            '[' => nested(rest, &mut out),
            ']' if in_class => {
                in_class = false;
                push(&mut out, "]", 1)
            }
            '&' | '~' | '-' if in_class => {
                let doubled = rest.chars().nth(1) == Some(c);
                if doubled {
                    out.push('\\');
                }
                out.push(c);
                1
            }
            '{' if !in_class && !is_repetition(rest) => push(&mut out, "\\{", 1),
            _ => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

fn push(out: &mut String, text: &str, taken: usize) -> usize {
    out.push_str(text);
    taken
}

/// `[`, `[^`, and a `]` that stands first and is therefore itself.
fn open_class(rest: &str, out: &mut String) -> usize {
    let open = if rest.starts_with("[^") { "[^" } else { "[" };
    out.push_str(open);
    let first_is_bracket = rest.get(open.len()..).is_some_and(|r| r.starts_with(']'));
    if first_is_bracket {
        return push(out, "\\]", open.len() + 1);
    }
    open.len()
}

/// A `[` within a class: a POSIX class (`[:alpha:]`), or itself.
fn nested(rest: &str, out: &mut String) -> usize {
    match rest.find(":]").filter(|_| rest.starts_with("[:")) {
        Some(end) => push(out, rest.get(..end + 2).unwrap_or_default(), end + 2),
        None => push(out, "\\[", 1),
    }
}

fn escape(rest: &str, in_class: bool, out: &mut String) -> usize {
    let Some(c) = rest.chars().nth(1) else {
        return push(out, "\\", 1);
    };
    match c {
        'Q' if !in_class => return literal(rest, out),
        'd' => out.push_str(if in_class { "0-9" } else { "[0-9]" }),
        'w' => out.push_str(if in_class {
            "0-9A-Za-z_"
        } else {
            "[0-9A-Za-z_]"
        }),
        's' => out.push_str(if in_class {
            "\\t\\n\\f\\r "
        } else {
            "[\\t\\n\\f\\r ]"
        }),
        'D' => out.push_str("[^0-9]"),
        'W' => out.push_str("[^0-9A-Za-z_]"),
        'S' => out.push_str("[^\\t\\n\\f\\r ]"),
        'b' if !in_class => out.push_str("(?-u:\\b)"),
        '<' | '>' => out.push(c),
        _ => {
            out.push('\\');
            out.push(c);
        }
    }
    1 + c.len_utf8()
}

/// `\Q...\E`
fn literal(rest: &str, out: &mut String) -> usize {
    let inner = rest.get(2..).unwrap_or_default();
    let (text, closed) = match inner.find("\\E") {
        Some(end) => (inner.get(..end).unwrap_or_default(), 2),
        None => (inner, 0),
    };
    out.push_str(&regex::escape(text));
    2 + text.len() + closed
}

/// Whether a `{` begins `{2}`, `{2,}` or `{2,3}`.
fn is_repetition(rest: &str) -> bool {
    let Some((inner, _)) = rest.get(1..).and_then(|inner| inner.split_once('}')) else {
        return false;
    };
    let (low, high) = inner.split_once(',').unwrap_or((inner, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !low.is_empty() && digits(low) && digits(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, text: &str, expected: bool) {
        let regex = re2(source).unwrap_or_else(|error| panic!("{source}: {error}"));
        assert_eq!(regex.is_match(text), expected, "{source} on {text}");
    }

    #[test]
    fn re2_is_read_as_re2() {
        check(r"^\d+$", "12", true);
        check(r"^\d+$", "١٢", false);
        check(r"^\w$", "é", false);
        check(r"^[\w.-]+$", "a-b.c", true);
        check(r"^[\s]$", "\t", true);
        check(r"\bfix\b", "a fix b", true);
        check(r"^{x}$", "{x}", true);
        check(r"^x{2}$", "xx", true);
        check(r"^x{,2}$", "x{,2}", true);
        check(r"^\Qa.b\E$", "a.b", true);
        check(r"^\Qa.b\E$", "axb", false);
        check(r"^[a&&b]+$", "&a", true);
        check(r"^[[a]+$", "[a", true);
        check(r"^[]a]+$", "]a", true);
        check(r"^[^]a]+$", "b", true);
        check(r"^[[:alpha:]]+$", "ab", true);
        check(r"\<x\>", "<x>", true);
        check(r"^[a-z]$", "b", true);
        check(r"(?i)^RELEASE", "release-1", true);
        check(r"^v\d+(\.\d+){2}$", "v1.2.3", true);
        check(r"^[^\d]$", "a", true);
    }

    #[test]
    fn look_around_is_refused_in_words() {
        let error = re2("(?!x)y").unwrap_err();
        assert!(error.contains("look-ahead"), "{error}");
    }

    proptest::proptest! {
        #[test]
        fn translation_never_panics(source in r"[\[\]\\QEdwé{}&,0-9^:-]{0,16}") {
            let _ = re2(&source);
        }
    }
}
