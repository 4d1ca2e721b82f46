//! The language of `rules:if` and `only:variables`.
//!
//! `$NAME`, `"text"`, `'text'`, `null`, `/pattern/flags`; `==`, `!=`, `=~`, `!~`; `&&` binds tighter
//! than `||`; parentheses. Semantics:
//! <https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions>. Values are Ruby's: `&&`
//! and `||` give one of their sides, only null and false are false to them, so that
//! `$EMPTY || $FULL` is the empty text and therefore doesn't match.

mod evaluate;
mod lexer;
mod parser;
mod pattern;

use crate::variables::Scope;
use parser::Node;
pub(crate) use pattern::{pattern_in, re2};

/// A parsed expression.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    root: Node,
}

/// What is wrong with an expression, and where in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct ExpressionError {
    /// In bytes from the expression's begin.
    pub(crate) offset: usize,
    /// In bytes.
    pub(crate) length: usize,
    /// What is wrong, without a final full stop.
    pub(crate) message: String,
    /// What to write instead.
    pub(crate) hint: Option<String>,
}

impl ExpressionError {
    fn new(offset: usize, length: usize, message: impl Into<String>) -> Self {
        Self {
            offset,
            length,
            message: message.into(),
            hint: None,
        }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Parses an expression.
pub(crate) fn parse(text: &str) -> Result<Expression, ExpressionError> {
    let tokens = lexer::tokens(text)?;
    let root = parser::parse(text, &tokens)?;
    Ok(Expression { root })
}

impl Expression {
    /// Whether it holds: its value is neither null nor false nor blank.
    pub(crate) fn holds(&self, scope: &Scope) -> bool {
        evaluate::evaluate(&self.root, scope).is_present()
    }

    /// The variables that it names, each once, in order.
    pub(crate) fn variables(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.root.each(&mut |node| {
            if let Node::Variable(name) = node
                && !names.contains(&&**name)
            {
                names.push(&**name);
            }
        });
        names
    }
}

#[cfg(test)]
mod tests;
