//! From text to tokens.
//!
//! Brackets decide whether ends of lines mean something: inside `(` and `[` they don't, inside `{` they do. Texts with
//! interpolation become several tokens, with those of the values between them.

mod number;
mod text;
mod trivia;

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::ast::Name;
use crate::code::Span;

use super::SyntaxError;
use super::parser::ERRORS;
use super::token::{KEYWORDS, Kind, SIGNS, Token};
use text::Quote;

/// What the lexer made of a text.
pub(super) struct Lexed {
    /// The last one is [`Kind::End`].
    pub(super) tokens: Vec<Token>,
    pub(super) errors: Vec<SyntaxError>,
    /// Where a text or a comment has no end: what follows may be no code at all, so that errors there mean nothing.
    pub(super) lost: Option<u32>,
}

/// All tokens of a file.
pub(super) fn tokens(text: &str) -> Lexed {
    let mut lexer = Lexer {
        text,
        at: 0,
        tokens: Vec::new(),
        errors: Vec::new(),
        brackets: Vec::new(),
        texts: Vec::new(),
        names: FxHashSet::default(),
        lost: None,
    };
    lexer.header();
    while lexer.token() {}
    Lexed {
        tokens: lexer.tokens,
        errors: lexer.errors,
        lost: lexer.lost,
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    errors: Vec<SyntaxError>,
    /// Those that are open, innermost last.
    brackets: Vec<Bracket>,
    /// The starts of the interpolated texts that are open.
    texts: Vec<usize>,
    /// All identifiers: equal ones are one, so that looking for variables compares pointers.
    names: FxHashSet<Name>,
    lost: Option<u32>,
}

struct Bracket {
    kind: BracketKind,
    token: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum BracketKind {
    /// `(` and `[`.
    Flat(&'static str),
    /// `{`.
    Block,
    /// `{` of a `${` in a text.
    Template(Quote),
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn starts_with(&self, what: &str) -> bool {
        self.rest().starts_with(what)
    }

    /// Reads one token; false at the end.
    fn token(&mut self) -> bool {
        self.trivia();
        let start = self.at;
        let Some(next) = self.peek() else {
            self.push(Kind::End, start);
            return false;
        };
        if self.text_starts() {
            return true;
        }
        if next.is_ascii_digit() {
            self.number();
        } else if is_name_start(next) {
            let kind = self.word();
            self.push(kind, start);
        } else {
            self.sign(next);
        }
        true
    }

    fn word(&mut self) -> Kind {
        let previous = self.tokens.last().map(|token| &token.kind);
        let behind_dot = previous.is_some_and(|kind| kind.is_one_of(&[".", "package"]));
        let word = self.name();
        let soft = ["as", "def", "in", "trait"].contains(&word);
        match KEYWORDS.iter().find(|it| **it == word) {
            Some(_) if soft && (behind_dot || self.starts_with(".") && !self.starts_with("..")) => {
                Kind::Name(self.interned(word))
            }
            Some(word) => Kind::Word(word),
            None => Kind::Name(self.interned(word)),
        }
    }

    fn interned(&mut self, word: &str) -> Name {
        if let Some(name) = self.names.get(word) {
            return Arc::clone(name);
        }
        let name = Name::from(word);
        self.names.insert(Arc::clone(&name));
        name
    }

    /// Goes over an identifier.
    fn name(&mut self) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !is_name_part(c)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn sign(&mut self, next: char) {
        let start = self.at;
        let Some(sign) = SIGNS.iter().find(|sign| self.starts_with(sign)) else {
            self.at += next.len_utf8();
            self.error(format!("unexpected char: {}", shown(next)), start);
            if let Some(hint) = hint_for(next) {
                self.hint(hint);
            }
            self.push(Kind::Error, start);
            return;
        };
        self.at += sign.len();
        self.push(Kind::Sign(sign), start);
        match *sign {
            "(" | "[" => self.open(BracketKind::Flat(sign)),
            "{" => self.open(BracketKind::Block),
            ")" => self.close_flat("("),
            "]" => self.close_flat("["),
            "}" => self.close_block(),
            _ => {}
        }
    }

    fn open(&mut self, kind: BracketKind) {
        let token = self.tokens.len().saturating_sub(1);
        self.brackets.push(Bracket { kind, token });
    }

    /// Closes the innermost such bracket of the block that we are in.
    fn close_flat(&mut self, open: &'static str) {
        let kind = BracketKind::Flat(open);
        let flat = self
            .brackets
            .iter()
            .rev()
            .take_while(|it| matches!(it.kind, BracketKind::Flat(_)));
        let Some(depth) = flat.map(|it| it.kind).position(|it| it == kind) else {
            return;
        };
        self.close(depth);
    }

    /// Closes the block that we are in, and all brackets in it that were left open.
    fn close_block(&mut self) {
        let is_block = |it: &Bracket| !matches!(it.kind, BracketKind::Flat(_));
        let Some(depth) = self.brackets.iter().rev().position(is_block) else {
            return;
        };
        if let Some(BracketKind::Template(quote)) = self.close(depth) {
            self.text_body(quote);
        }
    }

    fn close(&mut self, depth: usize) -> Option<BracketKind> {
        self.brackets
            .truncate(self.brackets.len().saturating_sub(depth));
        let open = self.brackets.pop()?;
        self.pair(open.token);
        Some(open.kind)
    }

    /// The last token closes this one.
    fn pair(&mut self, open: usize) {
        let last = self.tokens.len().saturating_sub(1);
        if let Some(token) = self.tokens.get_mut(open) {
            token.partner = Some(last);
        }
    }

    fn push(&mut self, kind: Kind, start: usize) {
        let span = span(start, self.at);
        self.tokens.push(Token {
            kind,
            span,
            partner: None,
        });
    }

    fn error(&mut self, message: impl Into<String>, start: usize) {
        if self.errors.len() >= ERRORS {
            return;
        }
        self.errors.push(SyntaxError {
            message: message.into(),
            span: span(start, self.at),
            hint: None,
        });
    }

    /// An error after which nothing is sure: only the first one is told.
    fn fatal(&mut self, message: impl Into<String>, start: usize, hint: &str) {
        if self.lost.is_none() {
            self.lost = Some(span(start, start).start);
            self.error(message, start);
            self.hint(hint);
        }
    }

    /// A help for the last error.
    fn hint(&mut self, hint: &str) {
        if let Some(error) = self.errors.last_mut() {
            error.hint = Some(hint.to_owned());
        }
    }
}

fn span(start: usize, end: usize) -> Span {
    let byte = |at| u32::try_from(at).unwrap_or(u32::MAX);
    Span {
        start: byte(start),
        end: byte(end),
    }
}

/// A character as Groovy's messages show it.
fn shown(c: char) -> String {
    if c.is_control() || !c.is_ascii() {
        format!("0x{:X}", u32::from(c))
    } else {
        format!("'{c}'")
    }
}

/// What is meant where a character can't stand.
fn hint_for(c: char) -> Option<&'static str> {
    match c {
        '#' => {
            Some("a comment begins with //; a line for the shell (#!) is the first one of the file")
        }
        '‘' | '’' | '“' | '”' | '„' | '´' => {
            Some("texts stand in straight quotes: ' or \"")
        }
        '\u{a0}' | '\u{200b}' => Some("this is no blank, although it looks like one"),
        _ => None,
    }
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '$'
}

fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}
