//! The tree of an expression.

use std::sync::Arc;

use super::ExpressionError;
use super::functions::Function;
use super::lexer::{Operator, Span};
use super::value::Value;

/// GitHub's own limit; it also keeps evaluation from running out of stack.
pub(super) const MAX_DEPTH: u8 = 50;

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    pub(super) span: Span,
    depth: u8,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum NodeKind {
    Literal(Literal),
    Context(Arc<str>),
    /// `a.b` and `a['b']`
    Index(Box<Node>, Box<Node>),
    /// `a.*` and `a[*]`
    Every(Box<Node>),
    Not(Box<Node>),
    Compare(Operator, Box<Node>, Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Call(Function, Vec<Node>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Null,
    Bool(bool),
    Number(f64),
    Text(Arc<str>),
}

impl Literal {
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::String(Arc::clone(text)),
        }
    }
}

impl Node {
    /// The parts directly below.
    pub(super) fn children(&self) -> Vec<&Self> {
        match &self.kind {
            NodeKind::Literal(_) | NodeKind::Context(_) => Vec::new(),
            NodeKind::Every(inner) | NodeKind::Not(inner) => vec![inner],
            NodeKind::Index(left, right) | NodeKind::Compare(_, left, right) => vec![left, right],
            NodeKind::And(parts) | NodeKind::Or(parts) | NodeKind::Call(_, parts) => {
                parts.iter().collect()
            }
        }
    }

    /// Visits this part and all below.
    pub(super) fn each<'n>(&'n self, visit: &mut impl FnMut(&'n Self)) {
        visit(self);
        for child in self.children() {
            child.each(visit);
        }
    }
}

pub(super) fn leaf(literal: Literal, span: Span) -> Node {
    Node {
        kind: NodeKind::Literal(literal),
        span,
        depth: 1,
    }
}

pub(super) fn node(kind: NodeKind, span: Span) -> Result<Node, ExpressionError> {
    let mut node = Node {
        kind,
        span,
        depth: 0,
    };
    let below = node.children().iter().map(|child| child.depth).max();
    node.depth = below.unwrap_or_default() + 1;
    if node.depth > MAX_DEPTH {
        Err(too_deep(span))
    } else {
        Ok(node)
    }
}

pub(super) fn too_deep(span: Span) -> ExpressionError {
    span.error(format!(
        "the expression is nested more than {MAX_DEPTH} levels deep"
    ))
}
