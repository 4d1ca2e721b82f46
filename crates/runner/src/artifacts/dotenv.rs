//! The dotenv report, as GitLab's `ParseDotenvArtifactService` reads it.

use indexmap::IndexMap;

/// GitLab's limit for the file, and GitLab.com's largest one for the number of variables.
const MOST_BYTES: usize = 5 * 1024;
const MOST_VARIABLES: usize = 150;

/// Why a file is no dotenv report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DotenvError {
    /// It is too long.
    #[error("Dotenv Artifact Too Big. Maximum Allowable Size: {MOST_BYTES}")]
    TooBig,
    /// It has too many variables.
    #[error("Dotenv files cannot have more than {MOST_VARIABLES} variables")]
    TooMany,
    /// A line is not `KEY=VALUE`.
    #[error("line {line}: Invalid Format (KEY=VALUE is expected)")]
    Format {
        /// Counted from 1.
        line: usize,
    },
    /// A key has other characters than letters, digits and `_`.
    #[error("line {line}: Key can contain only letters, digits and '_'.")]
    Key {
        /// Counted from 1.
        line: usize,
    },
}

/// Reads the variables of a report. A key that comes again wins.
pub fn parse(content: &[u8]) -> Result<IndexMap<String, String>, DotenvError> {
    if content.len() > MOST_BYTES {
        return Err(DotenvError::TooBig);
    }
    let text = String::from_utf8_lossy(content);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut variables = IndexMap::new();
    for (at, line) in text.lines().enumerate() {
        let (key, value) = read_line(line, at + 1)?;
        variables.insert(key.to_owned(), value.to_owned());
    }
    if variables.len() > MOST_VARIABLES {
        return Err(DotenvError::TooMany);
    }
    Ok(variables)
}

fn read_line(text: &str, line: usize) -> Result<(&str, &str), DotenvError> {
    let (key, value) = text.split_once('=').ok_or(DotenvError::Format { line })?;
    let key = key.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if key.is_empty() || !key.chars().all(plain) {
        return Err(DotenvError::Key { line });
    }
    Ok((key, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let parsed = parse(text.as_bytes()).unwrap();
        let got: Vec<_> = parsed
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        assert_eq!(got, expected, "{text:?}");
    }

    #[test]
    fn lines_are_keys_and_values() {
        check(
            "A=1\nB = two words \r\nC=\nA=x=y",
            &[("A", "x=y"), ("B", "two words"), ("C", "")],
        );
        check("Q=\"quoted\"", &[("Q", "\"quoted\"")]);
        check("\u{feff}A=1", &[("A", "1")]);
        check("", &[]);
    }

    #[test]
    fn anything_else_is_refused() {
        let fails = |text: &str| parse(text.as_bytes()).unwrap_err();
        assert_eq!(fails("A=1\n\nB=2"), DotenvError::Format { line: 2 });
        assert_eq!(fails("# comment"), DotenvError::Format { line: 1 });
        assert_eq!(fails("A-B=1"), DotenvError::Key { line: 1 });
        assert_eq!(fails("=1"), DotenvError::Key { line: 1 });
        assert_eq!(
            fails(&format!("A={}", "x".repeat(6000))),
            DotenvError::TooBig
        );
        let many: Vec<_> = (0..151).map(|n| format!("A{n}=1")).collect();
        assert_eq!(fails(&many.join("\n")), DotenvError::TooMany);
    }
}
