//! The coverage that a job prints, found as GitLab finds it: the last match in the log, in it the
//! last group, in that the first number.

use regex::Regex;

/// Looks for the coverage in a log that comes piece by piece, in whole lines.
#[derive(Debug)]
pub(crate) struct Coverage {
    pattern: Regex,
    found: Option<f64>,
}

impl Coverage {
    /// None where the expression is none: the definition's reading has complained about that.
    pub(crate) fn new(pattern: &str) -> Option<Self> {
        Some(Self {
            pattern: Regex::new(pattern).ok()?,
            found: None,
        })
    }

    pub(crate) fn read(&mut self, lines: &str) {
        for line in lines.lines() {
            if let Some(value) = self.in_line(&without_colors(line)) {
                self.found = Some(value);
            }
        }
    }

    pub(crate) fn found(&self) -> Option<f64> {
        self.found
    }

    fn in_line(&self, line: &str) -> Option<f64> {
        let last = self.pattern.captures_iter(line).last()?;
        let group = last.get(last.len().saturating_sub(1))?;
        first_number(group.as_str())
    }
}

fn first_number(text: &str) -> Option<f64> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let rest = text.get(start..)?;
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(rest);
    let fraction = rest.get(whole..)?.strip_prefix('.').map_or(0, digits);
    let end = if fraction > 0 {
        whole + 1 + fraction
    } else {
        whole
    };
    rest.get(..end)?.parse().ok()
}

/// A line without the sequences that colour it.
fn without_colors(line: &str) -> std::borrow::Cow<'_, str> {
    if !line.contains('\u{1b}') {
        return line.into();
    }
    let mut plain = String::with_capacity(line.len());
    let mut pieces = line.split("\u{1b}[");
    plain.extend(pieces.next());
    for piece in pieces {
        let end = piece.find(|c: char| ('@'..='~').contains(&c));
        plain.push_str(end.and_then(|end| piece.get(end + 1..)).unwrap_or_default());
    }
    plain.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, log: &str, expected: Option<f64>) {
        let mut coverage = Coverage::new(pattern).unwrap();
        coverage.read(log);
        assert_eq!(coverage.found(), expected, "{pattern} in {log:?}");
    }

    #[test]
    fn the_last_match_counts() {
        check(
            r"Coverage: \d+\.\d+%",
            "Coverage: 10.5%\nx\nCoverage: 99.25%\nend",
            Some(99.25),
        );
        check(r"TOTAL.*?(\d+)%", "TOTAL 1 2 80%\n", Some(80.0));
        check(r"\d+%", "10% then 20%", Some(20.0));
        check(r"cov: \w+", "cov: 5\ncov: none", Some(5.0));
        check(r"cov", "nothing", None);
    }

    #[test]
    fn colours_are_ignored() {
        check(
            r"^cov: \d+%",
            "\u{1b}[32mcov: \u{1b}[0;1m77%\u{1b}[0m",
            Some(77.0),
        );
    }
}
