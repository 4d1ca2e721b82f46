//! The conditions of `if`.

use super::evaluate::evaluate;
use super::functions::to_json;
use super::node::{Node, NodeKind};
use super::parser::parse;
use super::template::Template;
use super::uses::collect;
use super::value::Value;
use super::{ExpressionError, Scope, Status, Uses};

/// The condition of an `if`: with or without `${{ }}`, with `success() &&` in front where no status
/// function is used.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    text: String,
    test: Test,
    uses: Uses,
    guard: Guard,
}

#[derive(Clone, Debug, PartialEq)]
enum Test {
    /// Nothing is written.
    Nothing,
    Expression(Node),
    /// A text around expressions, which is true whatever they say.
    Text(Template),
}

/// Whether `success()` must hold as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guard {
    Success,
    None,
}

impl Condition {
    /// Parses a condition. An empty text is `success()`.
    pub(crate) fn parse(text: &str) -> Result<Self, ExpressionError> {
        let parsed = Test::parse(text)?;
        let mut uses = parsed.uses();
        let guard = if uses.status() {
            Guard::None
        } else {
            Guard::Success
        };
        if guard == Guard::Success {
            uses.functions.push(("success".to_owned(), 0, 1));
        }
        Ok(Self {
            text: text.trim().to_owned(),
            test: parsed,
            uses,
            guard,
        })
    }

    /// What it uses; the status function in front counts.
    pub(crate) fn uses(&self) -> Uses {
        self.uses.clone()
    }

    /// Whether it is a text around expressions, which holds whatever they say: hardly what was meant.
    pub(crate) fn is_always_true(&self) -> bool {
        matches!(self.test, Test::Text(_))
    }

    /// Whether it holds.
    pub(crate) fn holds(&self, scope: &dyn Scope) -> Result<bool, ExpressionError> {
        if self.guard == Guard::Success && !scope.status(Status::Success) {
            return Ok(false);
        }
        self.test.holds(scope)
    }

    /// The condition with the values of what it uses, for people: `github.ref == 'refs/heads/main'`
    /// and, one line each, `github.ref = 'refs/heads/x'`.
    pub(crate) fn explain(&self, scope: &dyn Scope) -> Vec<String> {
        let mut lines = vec![self.whole()];
        if self.guard == Guard::Success {
            let success = scope.status(Status::Success);
            lines.push(format!("success() = {success}"));
        }
        for root in self.test.expressions() {
            explain_parts(root, scope, &mut lines);
        }
        lines
    }

    /// With what is put in front of it.
    fn whole(&self) -> String {
        match (self.guard, &self.test) {
            (Guard::None, _) => self.text.clone(),
            (Guard::Success, Test::Nothing) => "success()".to_owned(),
            (Guard::Success, _) => format!("success() && ({})", self.text),
        }
    }
}

impl Test {
    fn parse(text: &str) -> Result<Self, ExpressionError> {
        if text.trim().is_empty() {
            return Ok(Self::Nothing);
        }
        if !text.contains("${{") {
            return parse(text, 0).map(Self::Expression);
        }
        let template = Template::parse(text)?.into_expression();
        Ok(template.map_or_else(Self::Text, Self::Expression))
    }

    fn holds(&self, scope: &dyn Scope) -> Result<bool, ExpressionError> {
        match self {
            Self::Nothing => Ok(true),
            Self::Expression(root) => Ok(evaluate(root, scope)?.is_truthy()),
            Self::Text(template) => Ok(template.value(scope)?.is_truthy()),
        }
    }

    fn expressions(&self) -> Vec<&Node> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Expression(root) => vec![root],
            Self::Text(template) => template.expressions(),
        }
    }

    fn uses(&self) -> Uses {
        let mut uses = Uses::default();
        for root in self.expressions() {
            collect(root, &mut uses);
        }
        uses
    }
}

/// Says what each path (`github.ref`) and status function gives, each once.
fn explain_parts(node: &Node, scope: &dyn Scope, lines: &mut Vec<String>) {
    let name = match &node.kind {
        NodeKind::Call(function, arguments) if arguments.is_empty() => {
            Some(format!("{}()", function.name()))
        }
        _ => path(node),
    };
    let Some(name) = name else {
        for child in node.children() {
            explain_parts(child, scope, lines);
        }
        return;
    };
    let line = format!("{name} = {}", shown(&name, node, scope));
    if !lines.contains(&line) {
        lines.push(line);
    }
}

/// `github.event.action`, where all of it is fixed.
fn path(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Context(name) => Some(name.to_string()),
        NodeKind::Every(from) => Some(format!("{}.*", path(from)?)),
        NodeKind::Index(from, index) => {
            let (NodeKind::Literal(literal), from) = (&index.kind, path(from)?) else {
                return None;
            };
            Some(format!("{from}.{}", literal.value().to_text()))
        }
        _ => None,
    }
}

fn shown(name: &str, node: &Node, scope: &dyn Scope) -> String {
    let lower = name.to_ascii_lowercase();
    if lower.starts_with("secrets") || lower == "github.token" {
        return "***".to_owned();
    }
    match evaluate(node, scope) {
        Ok(Value::String(text)) => format!("'{}'", text.replace('\'', "''")),
        Ok(value) => to_json(&value)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
        Err(error) => error.message,
    }
}
