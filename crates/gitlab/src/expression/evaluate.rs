//! A tree to a value.

use super::lexer::Operator;
use super::parser::Node;
use super::pattern::Pattern;
use crate::variables::Scope;

/// The value of a part of an expression.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Null,
    Bool(bool),
    Text(&'a str),
    Pattern(&'a Pattern),
}

impl<'a> Value<'a> {
    /// Whether a condition with this value holds: a blank text does not.
    pub(super) fn is_present(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(value) => *value,
            Self::Text(text) => !text.trim().is_empty(),
            Self::Pattern(_) => true,
        }
    }

    /// Whether `&&` and `||` take it for true: an empty text is.
    fn is_truthy(&self) -> bool {
        !matches!(self, Self::Null | Self::Bool(false))
    }

    fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::Text(left), Self::Text(right)) => left == right,
            (Self::Pattern(left), Self::Pattern(right)) => left == right,
            _ => false,
        }
    }

    fn text(&self) -> &'a str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    /// Whether this text matches `pattern`. A text on the right is a pattern where it looks like
    /// one (`/main|dev/`); any other text matches where it holds the left one.
    fn matches(&self, pattern: &Self) -> bool {
        match pattern {
            Self::Null | Self::Bool(_) => false,
            Self::Pattern(pattern) => pattern.is_match(self.text()),
            Self::Text(text) => match Pattern::in_text(text) {
                Some(pattern) => pattern.is_match(self.text()),
                None => text.contains(self.text()),
            },
        }
    }
}

/// Evaluates a tree.
pub(super) fn evaluate<'a>(node: &'a Node, scope: &'a Scope) -> Value<'a> {
    match node {
        Node::Null => Value::Null,
        Node::Bool(value) => Value::Bool(*value),
        Node::Text(text) => Value::Text(text),
        Node::Variable(name) => scope.get(name).map_or(Value::Null, Value::Text),
        Node::Pattern(pattern) => Value::Pattern(pattern),
        Node::Binary(operator, sides) => binary(*operator, sides, scope),
    }
}

fn binary<'a>(operator: Operator, sides: &'a (Node, Node), scope: &'a Scope) -> Value<'a> {
    let left = evaluate(&sides.0, scope);
    let right = || evaluate(&sides.1, scope);
    match operator {
        Operator::And if !left.is_truthy() => left,
        Operator::Or if left.is_truthy() => left,
        Operator::And | Operator::Or => right(),
        Operator::Equals => Value::Bool(left.equals(&right())),
        Operator::NotEquals => Value::Bool(!left.equals(&right())),
        Operator::Matches => Value::Bool(left.matches(&right())),
        Operator::NotMatches => Value::Bool(!left.matches(&right())),
    }
}
