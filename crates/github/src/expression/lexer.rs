//! Characters become tokens.

use super::ExpressionError;
use super::number;

/// A part of a text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) offset: usize,
    pub(super) length: usize,
}

impl Span {
    /// From the beginning of one to the end of the other.
    pub(super) fn to(self, end: Self) -> Self {
        Self {
            offset: self.offset,
            length: (end.offset + end.length).saturating_sub(self.offset),
        }
    }

    pub(super) fn error(self, message: impl Into<String>) -> ExpressionError {
        ExpressionError {
            message: message.into(),
            offset: self.offset,
            length: self.length.max(1),
            hint: None,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    Open,
    Close,
    OpenIndex,
    CloseIndex,
    Comma,
    Dot,
    Star,
    Not,
    Operator(Operator),
    And,
    Or,
    Number(f64),
    Text(String),
    /// A name: of a context, function or property, or `true`, `false`, `null`, `NaN`, `Infinity`.
    Name(String),
}

/// What compares two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Splits an expression into tokens. `base` is where it begins in the text that errors speak of.
pub(super) fn tokens(text: &str, base: usize) -> Result<Vec<Token>, ExpressionError> {
    let mut lexer = Lexer {
        text,
        at: 0,
        base,
        tokens: Vec::new(),
    };
    while lexer.skip_blanks() {
        let start = lexer.at;
        let kind = lexer.token()?;
        let span = lexer.span(start);
        lexer.tokens.push(Token { kind, span });
    }
    Ok(lexer.tokens)
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    base: usize,
    tokens: Vec<Token>,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn from(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn span(&self, start: usize) -> Span {
        Span {
            offset: self.base + start,
            length: self.at - start,
        }
    }

    /// Whether anything is left.
    fn skip_blanks(&mut self) -> bool {
        self.at = self.text.len() - self.rest().trim_start().len();
        self.at < self.text.len()
    }

    fn token(&mut self) -> Result<TokenKind, ExpressionError> {
        if let Some((kind, length)) = symbol(self.rest()) {
            self.at += length;
            return Ok(kind);
        }
        match self.rest().chars().next() {
            Some('\'') => self.text(),
            Some('.') if !self.number_may_start() => {
                self.at += 1;
                Ok(TokenKind::Dot)
            }
            Some('.' | '-' | '+' | '0'..='9') => self.number(),
            _ => self.name(),
        }
    }

    /// Whether a dot begins a number, rather than the name of a property.
    fn number_may_start(&self) -> bool {
        let last = self.tokens.last().map(|token| &token.kind);
        let operand = matches!(
            last,
            Some(
                TokenKind::Close
                    | TokenKind::CloseIndex
                    | TokenKind::Star
                    | TokenKind::Dot
                    | TokenKind::Number(_)
                    | TokenKind::Text(_)
                    | TokenKind::Name(_)
            )
        );
        !operand
    }

    fn text(&mut self) -> Result<TokenKind, ExpressionError> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        while let Some(quote) = self.rest().find('\'') {
            text.push_str(self.rest().get(..quote).unwrap_or_default());
            self.at += quote + 1;
            if !self.rest().starts_with('\'') {
                return Ok(TokenKind::Text(text));
            }
            text.push('\'');
            self.at += 1;
        }
        self.at = self.text.len();
        let mut error = self.span(start).error("the text is not closed");
        error.hint = Some("write a `'` behind it; a quote within is written twice: `''`".into());
        Err(error)
    }

    fn number(&mut self) -> Result<TokenKind, ExpressionError> {
        let start = self.at;
        self.at += 1;
        self.skip_until(|c| is_boundary(c) && c != '.');
        let number = number::parse(self.from(start));
        if number.is_nan() {
            return Err(self.unexpected(start));
        }
        Ok(TokenKind::Number(number))
    }

    fn name(&mut self) -> Result<TokenKind, ExpressionError> {
        let start = self.at;
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        self.skip_until(is_boundary);
        if is_name(self.from(start)) {
            Ok(TokenKind::Name(self.from(start).to_owned()))
        } else {
            Err(self.unexpected(start))
        }
    }

    fn skip_until(&mut self, end: impl Fn(char) -> bool) {
        self.at += self.rest().find(end).unwrap_or(self.rest().len());
    }

    fn unexpected(&self, start: usize) -> ExpressionError {
        let raw = self.from(start);
        let mut error = self.span(start).error(format!("`{raw}` is not understood"));
        error.hint = hint(raw).map(str::to_owned);
        error
    }
}

fn symbol(rest: &str) -> Option<(TokenKind, usize)> {
    const SYMBOLS: [(&str, TokenKind); 15] = [
        ("==", TokenKind::Operator(Operator::Equal)),
        ("!=", TokenKind::Operator(Operator::NotEqual)),
        ("<=", TokenKind::Operator(Operator::LessOrEqual)),
        (">=", TokenKind::Operator(Operator::GreaterOrEqual)),
        ("&&", TokenKind::And),
        ("||", TokenKind::Or),
        ("<", TokenKind::Operator(Operator::Less)),
        (">", TokenKind::Operator(Operator::Greater)),
        ("!", TokenKind::Not),
        ("(", TokenKind::Open),
        (")", TokenKind::Close),
        ("[", TokenKind::OpenIndex),
        ("]", TokenKind::CloseIndex),
        (",", TokenKind::Comma),
        ("*", TokenKind::Star),
    ];
    let fits = |(text, _): &&(&str, TokenKind)| rest.starts_with(text);
    let found = SYMBOLS.iter().find(fits)?;
    Some((found.1.clone(), found.0.len()))
}

/// Where a number or name ends.
fn is_boundary(c: char) -> bool {
    "()[],.!><=&|".contains(c) || c.is_whitespace()
}

fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    first && chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

fn hint(raw: &str) -> Option<&'static str> {
    match raw.chars().next()? {
        '"' => Some("texts stand in single quotes: 'text'"),
        '=' => Some("`==` compares"),
        '&' => Some("`&&` joins conditions"),
        '|' => Some("`||` joins conditions"),
        '$' => Some("name the context: `env.NAME`, `vars.NAME`, `github.ref`"),
        _ => None,
    }
}
