//! Text to tokens.

use super::ExpressionError;

/// More tokens than this are no condition that a person wrote.
const MAX_TOKENS: usize = 1000;

/// A token and where it stands, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind<'a>,
    pub(super) offset: usize,
    pub(super) length: usize,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind<'a> {
    Open,
    Close,
    /// Without its `$`.
    Variable(&'a str),
    /// Without its quotes.
    Text(&'a str),
    /// With its slashes and flags.
    Pattern(&'a str),
    Null,
    Bool(bool),
    Operator(Operator),
}

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equals,
    NotEquals,
    Matches,
    NotMatches,
    And,
    Or,
}

/// Splits an expression.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, ExpressionError> {
    let mut tokens = Vec::new();
    let mut offset = 0;
    loop {
        let rest = text.get(offset..).unwrap_or_default();
        let trimmed = rest.trim_start();
        offset += rest.len() - trimmed.len();
        if trimmed.is_empty() {
            return Ok(tokens);
        }
        if tokens.len() == MAX_TOKENS {
            let message = format!("the expression has more than {MAX_TOKENS} parts");
            return Err(ExpressionError::new(offset, 1, message));
        }
        let (kind, length) = token(trimmed).map_err(|error| shift(error, offset))?;
        tokens.push(Token {
            kind,
            offset,
            length,
        });
        offset += length;
    }
}

fn shift(mut error: ExpressionError, by: usize) -> ExpressionError {
    error.offset += by;
    error
}

fn token(text: &str) -> Result<(TokenKind<'_>, usize), ExpressionError> {
    match text.as_bytes().first() {
        Some(b'$') => variable(text),
        Some(b'"' | b'\'') => quoted(text),
        Some(b'/') => pattern(text),
        _ => word(text).ok_or_else(|| unknown(text)),
    }
}

const WORDS: [(&str, TokenKind<'static>); 9] = [
    ("(", TokenKind::Open),
    (")", TokenKind::Close),
    ("null", TokenKind::Null),
    ("==", TokenKind::Operator(Operator::Equals)),
    ("=~", TokenKind::Operator(Operator::Matches)),
    ("!=", TokenKind::Operator(Operator::NotEquals)),
    ("!~", TokenKind::Operator(Operator::NotMatches)),
    ("&&", TokenKind::Operator(Operator::And)),
    ("||", TokenKind::Operator(Operator::Or)),
];

fn word(text: &str) -> Option<(TokenKind<'_>, usize)> {
    let fixed = WORDS.iter().find(|(word, _)| text.starts_with(word));
    if let Some((word, kind)) = fixed {
        return Some((*kind, word.len()));
    }
    match bare(text) {
        "true" => Some((TokenKind::Bool(true), 4)),
        "false" => Some((TokenKind::Bool(false), 5)),
        _ => None,
    }
}

/// The name at the begin of a text; empty where there is none.
fn bare(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

fn variable(text: &str) -> Result<(TokenKind<'_>, usize), ExpressionError> {
    let after = text.get(1..).unwrap_or_default();
    let name = bare(after);
    if !name.is_empty() {
        return Ok((TokenKind::Variable(name), 1 + name.len()));
    }
    if let Some(end) = text.find('}').filter(|_| after.starts_with('{')) {
        let name = text.get(2..end).unwrap_or_default();
        let message = format!("a condition can't use ${{{name}}}: braces are not allowed here");
        return Err(ExpressionError::new(0, end + 1, message).hint(format!("write ${name}")));
    }
    Err(ExpressionError::new(
        0,
        1,
        "$ is not followed by a variable's name",
    ))
}

fn quoted(text: &str) -> Result<(TokenKind<'_>, usize), ExpressionError> {
    let quote = if text.starts_with('"') { '"' } else { '\'' };
    let inner = text.get(1..).unwrap_or_default();
    let end = inner.find([quote, '\n']);
    match end.filter(|&end| inner.get(end..).is_some_and(|rest| rest.starts_with(quote))) {
        Some(end) => Ok((
            TokenKind::Text(inner.get(..end).unwrap_or_default()),
            end + 2,
        )),
        None => Err(ExpressionError::new(
            0,
            first_line(text),
            format!("the text lacks its closing {quote}"),
        )),
    }
}

fn first_line(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len()).max(1)
}

/// A pattern ends at the first `/` without a `\` before it.
fn pattern(text: &str) -> Result<(TokenKind<'_>, usize), ExpressionError> {
    let bytes = text.as_bytes();
    let closes = |&at: &usize| bytes.get(at) == Some(&b'/') && bytes.get(at - 1) != Some(&b'\\');
    let Some(close) = (1..bytes.len()).find(closes) else {
        let message = "the pattern lacks its closing /";
        return Err(ExpressionError::new(0, first_line(text), message));
    };
    if close == 1 {
        return Err(ExpressionError::new(0, 2, "the pattern is empty"));
    }
    let flags = bare(text.get(close + 1..).unwrap_or_default());
    if let Some(bad) = flags.find(|c| !"ismU".contains(c)) {
        let message = format!("a pattern has the flags i, s, m and U, not {flags}");
        return Err(ExpressionError::new(close + 1 + bad, 1, message));
    }
    let length = close + 1 + flags.len();
    let written = text.get(..length).unwrap_or_default();
    Ok((TokenKind::Pattern(written), length))
}

fn unknown(text: &str) -> ExpressionError {
    let name = bare(text);
    let character = text.chars().next().map_or(1, char::len_utf8);
    let (length, message, hint) = match text.as_bytes().first() {
        Some(b'=') => (
            1,
            "= is no operator".to_owned(),
            Some("compare with ==".to_owned()),
        ),
        Some(b'!') => (
            1,
            "there is no negation".to_owned(),
            Some("compare with != or !~, or with null".to_owned()),
        ),
        Some(b'&') => (
            1,
            "& is no operator".to_owned(),
            Some("write &&".to_owned()),
        ),
        Some(b'|') => (
            1,
            "| is no operator".to_owned(),
            Some("write ||".to_owned()),
        ),
        _ if matches!(name, "and" | "AND") => (
            3,
            format!("{name} is no operator"),
            Some("write &&".to_owned()),
        ),
        _ if matches!(name, "or" | "OR") => (
            2,
            format!("{name} is no operator"),
            Some("write ||".to_owned()),
        ),
        _ if !name.is_empty() => (
            name.len(),
            format!("{name} is neither a variable nor a text"),
            Some(format!(
                "write ${name} for a variable, \"{name}\" for a text"
            )),
        ),
        _ => {
            let what = text.get(..character).unwrap_or_default();
            (character, format!("{what} has no meaning here"), None)
        }
    };
    let error = ExpressionError::new(0, length, message);
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}
