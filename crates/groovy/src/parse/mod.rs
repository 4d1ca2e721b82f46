//! From text to tree: tokens by the lexer, then a recursive descent, in the order of Groovy's own grammar.

mod argument;
mod class;
mod control;
mod declaration;
mod expression;
mod lexer;
mod literal;
mod operator;
mod parser;
mod path;
mod script;
mod statement;
mod token;
mod types;
mod unclosed;

#[cfg(test)]
mod show;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::ast::Script;
use crate::code::{Code, Span};
use parser::Parser;

/// What the parser made of a text: always a tree, as far as it could read, and everything that is wrong.
#[derive(Debug)]
pub struct Parsed {
    /// The tree.
    pub script: Script,
    /// In the order of their places.
    pub errors: Vec<SyntaxError>,
}

/// Something that is no Groovy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// In Groovy's own words: `unexpected token: }`, `expecting '}', found ''`.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What may help.
    pub hint: Option<String>,
}

/// Reads a file.
pub fn parse(code: &Arc<Code>) -> Parsed {
    let lexed = lexer::tokens(&code.text);
    let mut parser = Parser::new(code, lexed.tokens, lexed.errors);
    let script = parser.script(code);
    let mut errors = parser.errors;
    if let Some(lost) = lexed.lost {
        keep_sure(code, &mut errors, lost);
    }
    errors.sort_by_key(|error| error.span);
    Parsed { script, errors }
}

/// Where a text has no end, what is said of the rest of its line and of all behind it is left out.
fn keep_sure(code: &Code, errors: &mut Vec<SyntaxError>, lost: u32) {
    let line = code.position(lost).line;
    errors.retain(|error| {
        let start = error.span.start;
        start == lost || code.position(start).line < line
    });
}
