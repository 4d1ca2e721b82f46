//! Tokens to a tree.

use std::sync::Arc;

use super::ExpressionError;
use super::lexer::{Operator, Token, TokenKind};
use super::pattern::Pattern;

/// How deep parentheses may nest.
const MAX_DEPTH: usize = 100;

/// A part of an expression.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Null,
    Bool(bool),
    Text(Arc<str>),
    Variable(Arc<str>),
    Pattern(Pattern),
    Binary(Operator, Box<(Node, Node)>),
}

impl Node {
    /// Visits this node and all below it, from left to right.
    pub(super) fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a Node)) {
        visit(self);
        if let Self::Binary(_, sides) = self {
            sides.0.each(visit);
            sides.1.each(visit);
        }
    }
}

/// Parses the tokens of `text`.
pub(super) fn parse(text: &str, tokens: &[Token<'_>]) -> Result<Node, ExpressionError> {
    let mut parser = Parser {
        tokens,
        at: 0,
        end: text.len(),
    };
    if tokens.is_empty() {
        return Err(ExpressionError::new(
            0,
            text.len().max(1),
            "the expression is empty",
        ));
    }
    let node = parser.alternatives(0)?;
    match parser.peek() {
        None => Ok(node),
        Some(token) if token.kind == TokenKind::Close => {
            Err(error(token, "this ) has no matching ("))
        }
        Some(token) => Err(error(token, "an operator is missing before this")
            .hint("join conditions with && or ||, compare with ==, !=, =~ or !~")),
    }
}

fn error(token: Token<'_>, message: &str) -> ExpressionError {
    ExpressionError::new(token.offset, token.length, message)
}

struct Parser<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    end: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    /// Takes the next token where it is one of these operators.
    fn operator(&mut self, wanted: &[Operator]) -> Option<Operator> {
        match self.peek()?.kind {
            TokenKind::Operator(operator) if wanted.contains(&operator) => {
                self.at += 1;
                Some(operator)
            }
            _ => None,
        }
    }

    fn alternatives(&mut self, depth: usize) -> Result<Node, ExpressionError> {
        let mut left = self.conjunction(depth)?;
        while let Some(operator) = self.operator(&[Operator::Or]) {
            left = Node::Binary(operator, Box::new((left, self.conjunction(depth)?)));
        }
        Ok(left)
    }

    fn conjunction(&mut self, depth: usize) -> Result<Node, ExpressionError> {
        let mut left = self.comparison(depth)?;
        while let Some(operator) = self.operator(&[Operator::And]) {
            left = Node::Binary(operator, Box::new((left, self.comparison(depth)?)));
        }
        Ok(left)
    }

    fn comparison(&mut self, depth: usize) -> Result<Node, ExpressionError> {
        const COMPARISONS: [Operator; 4] = [
            Operator::Equals,
            Operator::NotEquals,
            Operator::Matches,
            Operator::NotMatches,
        ];
        let mut left = self.operand(depth)?;
        while let Some(operator) = self.operator(&COMPARISONS) {
            left = Node::Binary(operator, Box::new((left, self.operand(depth)?)));
        }
        Ok(left)
    }

    fn operand(&mut self, depth: usize) -> Result<Node, ExpressionError> {
        let Some(token) = self.peek() else {
            return Err(self.missing_operand());
        };
        self.at += 1;
        match token.kind {
            TokenKind::Null => Ok(Node::Null),
            TokenKind::Bool(value) => Ok(Node::Bool(value)),
            TokenKind::Text(text) => Ok(Node::Text(text.into())),
            TokenKind::Variable(name) => Ok(Node::Variable(name.into())),
            TokenKind::Pattern(written) => Pattern::parse(written)
                .map(Node::Pattern)
                .map_err(|problem| error(token, &problem)),
            TokenKind::Open => self.group(token, depth),
            TokenKind::Close => Err(error(token, "a value is missing before this )")),
            TokenKind::Operator(_) => Err(error(token, "a value is missing before this operator")),
        }
    }

    fn group(&mut self, open: Token<'a>, depth: usize) -> Result<Node, ExpressionError> {
        if depth == MAX_DEPTH {
            return Err(error(open, "parentheses are nested too deep"));
        }
        let inner = self.alternatives(depth + 1)?;
        match self.peek() {
            Some(token) if token.kind == TokenKind::Close => {
                self.at += 1;
                Ok(inner)
            }
            Some(token) => Err(error(token, "an operator or a ) is missing before this")),
            None => Err(error(open, "this ( is never closed")),
        }
    }

    fn missing_operand(&self) -> ExpressionError {
        match self.tokens.last() {
            Some(token) if token.kind == TokenKind::Open => error(*token, "this ( is never closed"),
            Some(token) => error(*token, "a value is missing after this operator"),
            None => ExpressionError::new(self.end, 1, "a value is missing"),
        }
    }
}
