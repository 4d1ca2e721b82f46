//! GitHub's patterns for branches, tags and paths.
//!
//! `*` is any text without a slash, `**` any text at all, `?` makes the character before it optional,
//! `+` repeats it, `[a-z0-9]` is one of a set, `\` takes the next character as it is; `!` in front
//! excludes. Source:
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet>.

use regex::Regex;

/// A pattern, and whether it takes in or out what it matches.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    regex: Regex,
    sense: Sense,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sense {
    Includes,
    Excludes,
}

impl Pattern {
    /// Reads a pattern; else what is wrong with it, in one sentence without a final full stop.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (glob, sense) = match text.strip_prefix('!') {
            Some(rest) => (rest, Sense::Excludes),
            None => (text, Sense::Includes),
        };
        let wrong = |why: String| format!("the pattern `{text}` is invalid: {why}");
        let regex = to_regex(glob).map_err(wrong)?;
        let regex = Regex::new(&regex).map_err(|error| wrong(error.to_string()))?;
        Ok(Self { regex, sense })
    }

    fn matches(&self, name: &str) -> bool {
        self.regex.is_match(name)
    }
}

/// Whether a name is in: the last pattern that matches decides.
pub(super) fn included(patterns: &[Pattern], name: &str) -> bool {
    let last = patterns.iter().rev().find(|pattern| pattern.matches(name));
    last.is_some_and(|pattern| pattern.sense == Sense::Includes)
}

fn to_regex(glob: &str) -> Result<String, String> {
    let mut regex = "^(?s:".to_owned();
    let mut rest = glob;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        let (part, after) = match c {
            '*' => stars(rest),
            '[' => set(after)?,
            '?' | '+' if rest.len() < glob.len() => (c.to_string(), after),
            '\\' => escaped(after)?,
            _ => (literal(c), after),
        };
        regex.push_str(&part);
        rest = after;
    }
    regex.push_str(")$");
    Ok(regex)
}

fn stars(rest: &str) -> (String, &str) {
    const FORMS: [(&str, &str); 3] = [("**/", "(?:.+/)?"), ("**", "(?:.*)"), ("*", "(?:[^/]*)")];
    let found = FORMS.iter().find_map(|(glob, regex)| {
        let after = rest.strip_prefix(glob)?;
        Some(((*regex).to_owned(), after))
    });
    found.unwrap_or_default()
}

/// The set behind a `[`.
fn set(text: &str) -> Result<(String, &str), String> {
    let (inner, after) = text.split_once(']').ok_or("a `[` is not closed by a `]`")?;
    if inner.is_empty() {
        return Err("there is nothing in `[]`".to_owned());
    }
    let mut chars = inner.chars().peekable();
    let mut out = "[".to_owned();
    while let Some(low) = chars.next() {
        out.push_str(&member(low)?);
        if chars.peek() == Some(&'-') {
            chars.next();
            let high = chars.next().ok_or("a range in `[]` has no end")?;
            if !same_kind(low, high) {
                return Err(format!("`{low}-{high}` is no range from low to high"));
            }
            out.push('-');
            out.push_str(&member(high)?);
        }
    }
    out.push(']');
    Ok((out, after))
}

fn member(c: char) -> Result<String, String> {
    match c {
        '-' => Err("a range in `[]` has no beginning".to_owned()),
        c => Ok(literal(c)),
    }
}

fn same_kind(low: char, high: char) -> bool {
    let letters = low.is_ascii_alphabetic() && high.is_ascii_alphabetic();
    let digits = low.is_ascii_digit() && high.is_ascii_digit();
    (letters || digits) && low <= high
}

fn escaped(text: &str) -> Result<(String, &str), String> {
    let c = text
        .chars()
        .next()
        .ok_or("nothing stands behind the last `\\`")?;
    Ok((literal(c), text.get(c.len_utf8()..).unwrap_or_default()))
}

fn literal(c: char) -> String {
    regex::escape(c.encode_utf8(&mut [0; 4]))
}
