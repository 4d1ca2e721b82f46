//! How conditions compare texts.

use maillon_groovy::{Cx, Eval, Value};

/// How a text is compared with a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparator {
    /// Ant's patterns for paths, whatever the case.
    Glob,
    /// A regular expression for the whole text.
    Regexp,
    /// The same text.
    Equals,
}

impl Comparator {
    /// Of Jenkins' word.
    pub(super) fn of(name: &str) -> Option<Self> {
        match name.to_ascii_uppercase().as_str() {
            "GLOB" => Some(Self::Glob),
            "REGEXP" => Some(Self::Regexp),
            "EQUALS" => Some(Self::Equals),
            _ => None,
        }
    }

    pub(super) fn matches(self, cx: &mut Cx, pattern: &str, text: &str) -> Eval<bool> {
        match self {
            Self::Equals => Ok(pattern == text),
            Self::Glob => Ok(glob(pattern, text, Case::Ignored)),
            Self::Regexp => regexp(cx, pattern, text),
        }
    }
}

/// Whether upper and lower case differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Sensitive,
    Ignored,
}

/// Whether Java's regular expression matches a whole text.
pub(super) fn regexp(cx: &mut Cx, pattern: &str, text: &str) -> Eval<bool> {
    let found = cx.call_method(&Value::text(text), "matches", &[Value::text(pattern)])?;
    cx.truth(&found)
}

/// Whether a path matches a pattern of Ant: `?`, `*` in a name, `**` for any folders, a `/` at the end for all below.
pub(super) fn glob(pattern: &str, path: &str, case: Case) -> bool {
    let mut pattern = pattern.replace('\\', "/");
    let path = path.replace('\\', "/");
    if pattern.ends_with('/') {
        pattern.push_str("**");
    }
    if pattern.starts_with('/') != path.starts_with('/') {
        return false;
    }
    let pattern: Vec<&str> = names(&pattern);
    folders(&pattern, &names(&path), case)
}

fn names(path: &str) -> Vec<&str> {
    path.split('/').filter(|name| !name.is_empty()).collect()
}

fn folders(pattern: &[&str], path: &[&str], case: Case) -> bool {
    match pattern.split_first() {
        None => path.is_empty(),
        Some((&"**", rest)) => (0..=path.len()).any(|skipped| {
            path.get(skipped..)
                .is_some_and(|path| folders(rest, path, case))
        }),
        Some((first, rest)) => path.split_first().is_some_and(|(name, others)| {
            file_name(first, name, case) && folders(rest, others, case)
        }),
    }
}

fn file_name(pattern: &str, name: &str, case: Case) -> bool {
    let letters = |text: &str| match case {
        Case::Sensitive => text.chars().collect::<Vec<char>>(),
        Case::Ignored => text.to_lowercase().chars().collect(),
    };
    letters_match(&letters(pattern), &letters(name))
}

fn letters_match(pattern: &[char], name: &[char]) -> bool {
    match pattern.split_first() {
        None => name.is_empty(),
        Some(('*', rest)) => (0..=name.len()).any(|skipped| {
            name.get(skipped..)
                .is_some_and(|name| letters_match(rest, name))
        }),
        Some((letter, rest)) => name.split_first().is_some_and(|(first, others)| {
            (letter == first || *letter == '?') && letters_match(rest, others)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, path: &str, expected: bool) {
        let found = glob(pattern, path, Case::Ignored);
        assert_eq!(found, expected, "{pattern} {path}");
    }

    #[test]
    fn patterns_are_those_of_ant() {
        check("*", "main", true);
        check("*", "feature/x", false);
        check("feature/*", "feature/x", true);
        check("feature/*", "feature/x/y", false);
        check("**", "feature/x/y", true);
        check("**/x", "x", true);
        check("src/", "src/a/b.c", true);
        check("*.java", "A.JAVA", true);
        check("a?c", "abc", true);
        check("a.c", "abc", false);
        check("/a", "a", false);
    }

    #[test]
    fn case_can_matter() {
        assert!(!glob("A", "a", Case::Sensitive));
    }
}
