//! Texts with `${{ }}` in them.

use std::sync::Arc;

use super::evaluate::evaluate;
use super::lexer::Span;
use super::node::Node;
use super::parser::{MAX_LENGTH, parse};
use super::uses::collect;
use super::value::Value;
use super::{ExpressionError, Scope, Uses};

const OPEN: &str = "${{";
const CLOSE: &str = "}}";

/// A text with `${{ }}` in it, parsed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Template(Form);

#[derive(Clone, Debug, PartialEq)]
enum Form {
    Literal(Arc<str>),
    /// One expression and nothing around it.
    Expression(Node),
    Parts(Vec<Part>),
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Literal(Arc<str>),
    Expression(Node),
}

impl Template {
    /// Parses a text.
    pub(crate) fn parse(text: &str) -> Result<Self, ExpressionError> {
        if !text.contains(OPEN) {
            return Ok(Self(Form::Literal(text.into())));
        }
        let mut parts = parts(text)?;
        if let [Part::Expression(_)] = parts.as_slice()
            && let Some(Part::Expression(root)) = parts.pop()
        {
            return Ok(Self(Form::Expression(root)));
        }
        check_length(text)?;
        Ok(Self(Form::Parts(parts)))
    }

    /// The expression, where there is nothing around it.
    pub(super) fn into_expression(self) -> Result<Node, Self> {
        match self.0 {
            Form::Expression(root) => Ok(root),
            form => Err(Self(form)),
        }
    }

    /// What its expressions use.
    pub(crate) fn uses(&self) -> Uses {
        let mut uses = Uses::default();
        for root in self.expressions() {
            collect(root, &mut uses);
        }
        uses
    }

    pub(super) fn expressions(&self) -> Vec<&Node> {
        match &self.0 {
            Form::Literal(_) => Vec::new(),
            Form::Expression(root) => vec![root],
            Form::Parts(parts) => parts.iter().filter_map(Part::expression).collect(),
        }
    }

    /// The value: of a text that is one expression alone its own, else a string.
    pub(crate) fn value(&self, scope: &dyn Scope) -> Result<Value, ExpressionError> {
        match &self.0 {
            Form::Literal(text) => Ok(Value::String(Arc::clone(text))),
            Form::Expression(root) => evaluate(root, scope),
            Form::Parts(parts) => {
                let texts: Result<Vec<_>, _> = parts.iter().map(|part| part.text(scope)).collect();
                Ok(texts?.concat().into())
            }
        }
    }

    /// The value as a string.
    pub(crate) fn render(&self, scope: &dyn Scope) -> Result<String, ExpressionError> {
        Ok(self.value(scope)?.to_text().to_string())
    }
}

impl Part {
    fn expression(&self) -> Option<&Node> {
        match self {
            Self::Expression(root) => Some(root),
            Self::Literal(_) => None,
        }
    }

    fn text(&self, scope: &dyn Scope) -> Result<Arc<str>, ExpressionError> {
        match self {
            Self::Literal(text) => Ok(Arc::clone(text)),
            Self::Expression(root) => Ok(evaluate(root, scope)?.to_text()),
        }
    }
}

fn parts(text: &str) -> Result<Vec<Part>, ExpressionError> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some((before, after)) = text.get(at..).unwrap_or_default().split_once(OPEN) {
        if !before.is_empty() {
            parts.push(Part::Literal(before.into()));
        }
        let start = at + before.len() + OPEN.len();
        let length = length_of_expression(after).ok_or_else(|| not_closed(text, start))?;
        let inner = after.get(..length).unwrap_or_default();
        parts.push(Part::Expression(parse(inner, start)?));
        at = start + length + CLOSE.len();
    }
    let rest = text.get(at..).unwrap_or_default();
    if !rest.is_empty() {
        parts.push(Part::Literal(rest.into()));
    }
    Ok(parts)
}

/// How far it is to the `}}` that stands in no text.
fn length_of_expression(text: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\'' => quoted = !quoted,
            b'}' if !quoted && text.get(at..)?.starts_with(CLOSE) => return Some(at),
            _ => {}
        }
    }
    None
}

fn not_closed(text: &str, start: usize) -> ExpressionError {
    let offset = start - OPEN.len();
    let line = text.get(offset..).unwrap_or_default().lines().next();
    let span = Span {
        offset,
        length: line.map_or(OPEN.len(), str::len),
    };
    let mut error = span.error("the `${{` is not closed");
    error.hint =
        Some("write `}}` behind the expression; texts in it stand in single quotes".into());
    error
}

/// GitHub makes one expression of a text and the expressions in it, which has a limit.
fn check_length(text: &str) -> Result<(), ExpressionError> {
    if text.chars().count() <= MAX_LENGTH {
        return Ok(());
    }
    let span = Span {
        offset: text.find(OPEN).unwrap_or_default(),
        length: OPEN.len(),
    };
    let mut error = span.error(format!(
        "a text with expressions in it is longer than {MAX_LENGTH} characters, more than GitHub takes"
    ));
    error.hint = Some("give the values by `env`, so that the text holds no expression".into());
    Err(error)
}
