//! Patterns of dates: letters that stand for fields, and texts in quotes.

/// Whose letters they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `SimpleDateFormat`'s.
    Simple,
    /// `DateTimeFormatter`'s.
    Modern,
}

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// As it is.
    Text(String),
    /// A letter, and how often it stands there.
    Field(char, usize),
}

/// The parts of a pattern, or the letter that means nothing.
pub(super) fn tokens(pattern: &str, style: Style) -> Result<Vec<Token>, char> {
    let known = match style {
        Style::Simple => "GyYMLwWDdFEuaHkKhmsSzZX",
        Style::Modern => "GuyMLwWDdEeaHkKhmsSnzZXxVOQq",
    };
    let mut tokens = Vec::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let (token, after) = match c {
            '\'' => quoted(rest),
            c if c.is_ascii_alphabetic() => {
                if !known.contains(c) {
                    return Err(c);
                }
                let end = rest.find(|other| other != c).unwrap_or(rest.len());
                (Token::Field(c, end), rest.get(end..).unwrap_or_default())
            }
            c => (
                Token::Text(c.to_string()),
                rest.get(c.len_utf8()..).unwrap_or_default(),
            ),
        };
        // Brackets make parts optional, which only matters to who reads.
        let bracket = style == Style::Modern && matches!(c, '[' | ']');
        if !bracket {
            tokens.push(token);
        }
        rest = after;
    }
    Ok(tokens)
}

/// A text in quotes; two of them are one.
fn quoted(source: &str) -> (Token, &str) {
    let mut text = String::new();
    let mut rest = source.strip_prefix('\'').unwrap_or(source);
    if let Some(after) = rest.strip_prefix('\'') {
        return (Token::Text("'".to_owned()), after);
    }
    loop {
        let end = rest.find('\'').unwrap_or(rest.len());
        let (inside, after) = rest.split_at(end);
        text.push_str(inside);
        let after = after.strip_prefix('\'').unwrap_or(after);
        match after.strip_prefix('\'') {
            Some(more) => {
                text.push('\'');
                rest = more;
            }
            None => return (Token::Text(text), after),
        }
    }
}

/// Months in English.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Days in English, from Monday.
pub(super) const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
