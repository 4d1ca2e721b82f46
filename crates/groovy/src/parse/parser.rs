//! Where the parser stands, and how it goes on.

use crate::ast::{Expr, ExprKind, Ident, Name};
use crate::code::{Code, Span};

use super::SyntaxError;
use super::token::{Kind, Token};

/// What was tried could not be read; the error is noted.
#[derive(Debug)]
pub(super) struct Failed;

pub(super) type Read<T> = Result<T, Failed>;

/// How deep brackets may stand in each other: each costs the parser's own stack.
const NESTING: u32 = 100;
/// How high a tree may grow by chains (`a + b + c`, `a.b.c`): it costs the stack of whoever walks it.
const HEIGHT: u32 = 2000;

/// Who has so many errors has no script.
pub(super) const ERRORS: usize = 100;

pub(super) struct Parser<'a> {
    pub(super) code: &'a Code,
    tokens: Vec<Token>,
    pub(super) at: usize,
    pub(super) errors: Vec<SyntaxError>,
    /// The error that was noted last, unless it was none of its own.
    noted: Option<usize>,
    nesting: u32,
    height: u32,
    /// The last path (`a.b(c)`): its first token, and the one behind it. It may take arguments without parentheses.
    pub(super) path: (usize, usize),
    /// The classes around, innermost last: their names are those of constructors.
    pub(super) classes: Vec<Name>,
}

/// What separates two statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    /// Nothing, or a semicolon.
    Clear,
    /// Nothing but ends of lines: what follows may look as if it went on.
    Newline,
}

impl<'a> Parser<'a> {
    pub(super) fn new(code: &'a Code, tokens: Vec<Token>, errors: Vec<SyntaxError>) -> Self {
        Self {
            code,
            tokens,
            at: 0,
            errors,
            noted: None,
            nesting: 0,
            height: 0,
            path: (0, 0),
            classes: Vec::new(),
        }
    }

    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at).or_else(|| self.tokens.last())
    }

    /// The token so many places ahead.
    pub(super) fn ahead(&self, places: usize) -> &Kind {
        self.kind(self.at + places)
    }

    pub(super) fn kind(&self, at: usize) -> &Kind {
        self.token(at).map_or(&Kind::End, |token| &token.kind)
    }

    pub(super) fn peek(&self) -> &Kind {
        self.kind(self.at)
    }

    pub(super) fn is(&self, what: &str) -> bool {
        self.peek().is(what)
    }

    pub(super) fn bump(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len().saturating_sub(1));
    }

    pub(super) fn eat(&mut self, what: &str) -> bool {
        let found = self.is(what);
        if found {
            self.bump();
        }
        found
    }

    pub(super) fn expect(&mut self, what: &str) -> Read<()> {
        if self.eat(what) {
            return Ok(());
        }
        Err(self.expected(&format!("'{what}'")))
    }

    /// Where the next token begins.
    pub(super) fn start(&self) -> Span {
        self.token(self.at)
            .map(|token| token.span)
            .unwrap_or_default()
    }

    /// From there to the end of the last token that was read.
    pub(super) fn since(&self, start: Span) -> Span {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let end = last.map_or(start.start, |token| token.span.end);
        Span {
            start: start.start,
            end: end.max(start.start),
        }
    }

    /// The token behind the one that closes this bracket.
    pub(super) fn behind(&self, open: usize) -> Option<usize> {
        self.token(open)?.partner.map(|close| close + 1)
    }

    pub(super) fn newlines(&mut self) {
        while *self.peek() == Kind::Newline {
            self.bump();
        }
    }

    /// The place behind newlines.
    pub(super) fn skip_newlines(&self, at: usize) -> usize {
        let blank = (at..self.tokens.len()).take_while(|at| *self.kind(*at) == Kind::Newline);
        at + blank.count()
    }

    pub(super) fn separators(&mut self) -> Separator {
        let mut separator = Separator::Clear;
        loop {
            if *self.peek() == Kind::Newline {
                if separator == Separator::Clear {
                    separator = Separator::Newline;
                }
            } else if self.is(";") {
                self.bump();
                self.newlines();
                separator = Separator::Clear;
                continue;
            } else {
                return separator;
            }
            self.bump();
        }
    }

    pub(super) fn is_separator(&self) -> bool {
        self.is(";") || *self.peek() == Kind::Newline
    }

    pub(super) fn ident(&mut self) -> Read<Ident> {
        let span = self.start();
        let Kind::Name(name) = self.peek() else {
            return Err(self.unexpected());
        };
        let ident = Ident {
            name: name.clone(),
            span,
        };
        self.bump();
        Ok(ident)
    }

    pub(super) fn expr(&self, kind: ExprKind, start: Span) -> Expr {
        Expr {
            kind,
            span: self.since(start),
        }
    }

    /// Reads what stands in brackets, or otherwise deeper.
    pub(super) fn nest<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.nesting >= NESTING {
            return Err(self.fail("the script is nested too deeply", self.start()));
        }
        self.nesting += 1;
        let around = std::mem::take(&mut self.height);
        let result = read(self);
        self.nesting -= 1;
        let grown = self.grow();
        self.height = self.height.max(around);
        grown.and(result)
    }

    /// The tree grows by one.
    pub(super) fn grow(&mut self) -> Read<()> {
        self.height += 1;
        if self.height < HEIGHT {
            return Ok(());
        }
        Err(self.fail("the expression is too long", self.start()))
    }

    pub(super) fn unexpected(&mut self) -> Failed {
        let message = format!("unexpected token: {}", self.shown());
        self.fail(message, self.start())
    }

    pub(super) fn expected(&mut self, what: &str) -> Failed {
        let message = format!("expecting {what}, found '{}'", self.shown());
        self.fail(message, self.start())
    }

    fn shown(&self) -> String {
        match self.peek() {
            Kind::Newline => "<newline>".to_owned(),
            Kind::End => String::new(),
            Kind::Text(text) => text.to_string(),
            _ => self.code.slice(self.start()).to_owned(),
        }
    }

    /// Notes an error, unless the lexer has already complained about this place or the parser about this token.
    pub(super) fn fail(&mut self, message: impl Into<String>, span: Span) -> Failed {
        let overlaps =
            |error: &SyntaxError| error.span.start < span.end && span.start < error.span.end;
        let known = self
            .errors
            .iter()
            .any(|error| error.span == span || overlaps(error));
        let new = !known && self.errors.len() < ERRORS;
        self.noted = new.then_some(self.errors.len());
        if new {
            self.errors.push(SyntaxError {
                message: message.into(),
                span,
                hint: None,
            });
        }
        Failed
    }

    /// A help for the error that was noted last.
    pub(super) fn hint(&mut self, hint: &str) {
        if let Some(error) = self.noted.and_then(|at| self.errors.get_mut(at)) {
            error.hint.get_or_insert_with(|| hint.to_owned());
        }
    }

    /// After an error in a statement: goes to where the next one may begin.
    pub(super) fn recover(&mut self, start: usize) {
        let mut at = start;
        let mut unclosed = false;
        loop {
            let past = at >= self.at;
            match self.kind(at) {
                Kind::End | Kind::Sign("}") => break,
                Kind::Newline if past => break,
                Kind::Sign(";") if past && !unclosed => break,
                Kind::TextStart(_) | Kind::Sign("(" | "[" | "{") => {
                    unclosed |= self.behind(at).is_none();
                    at = self.behind(at).unwrap_or(at + 1);
                }
                _ => at += 1,
            }
        }
        self.at = at;
    }
}
