//! A tree becomes a value.

use super::compare::{compare, to_index};
use super::functions::Function;
use super::node::{Node, NodeKind};
use super::value::Value;
use super::{ExpressionError, Scope};

type Evaluated = Result<Value, ExpressionError>;

pub(super) fn evaluate(node: &Node, scope: &dyn Scope) -> Evaluated {
    match &node.kind {
        NodeKind::Literal(literal) => Ok(literal.value()),
        NodeKind::Context(name) => Ok(scope.context(name).unwrap_or(Value::Null)),
        NodeKind::Index(..) | NodeKind::Every(_) => select(node, scope).map(Selected::into_value),
        NodeKind::Not(inner) => Ok((!evaluate(inner, scope)?.is_truthy()).into()),
        NodeKind::Compare(operator, left, right) => {
            let left = evaluate(left, scope)?;
            Ok(compare(*operator, &left, &evaluate(right, scope)?).into())
        }
        NodeKind::And(parts) => first(parts, scope, |value| !value.is_truthy()),
        NodeKind::Or(parts) => first(parts, scope, Value::is_truthy),
        NodeKind::Call(function, arguments) => call(node, *function, arguments, scope),
    }
}

/// The first value that decides, else the last.
fn first(parts: &[Node], scope: &dyn Scope, decides: fn(&Value) -> bool) -> Evaluated {
    let mut last = Value::Null;
    for part in parts {
        last = evaluate(part, scope)?;
        if decides(&last) {
            break;
        }
    }
    Ok(last)
}

/// What properties and filters select. Behind a filter, an index goes to each of the values.
enum Selected {
    One(Value),
    Many(Vec<Value>),
}

impl Selected {
    fn into_value(self) -> Value {
        match self {
            Self::One(value) => value,
            Self::Many(values) => values.into(),
        }
    }
}

fn select(node: &Node, scope: &dyn Scope) -> Result<Selected, ExpressionError> {
    match &node.kind {
        NodeKind::Every(from) => Ok(Selected::Many(match select(from, scope)? {
            Selected::One(value) => items(&value),
            Selected::Many(values) => values.iter().flat_map(items).collect(),
        })),
        NodeKind::Index(from, index) => {
            let from = select(from, scope)?;
            let index = evaluate(index, scope)?;
            Ok(match from {
                Selected::One(value) => Selected::One(item(&value, &index).unwrap_or(Value::Null)),
                Selected::Many(values) => Selected::Many(
                    values
                        .iter()
                        .filter_map(|value| item(value, &index))
                        .collect(),
                ),
            })
        }
        _ => evaluate(node, scope).map(Selected::One),
    }
}

fn items(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.to_vec(),
        Value::Object(object) => object.iter().map(|(_, value)| value.clone()).collect(),
        _ => Vec::new(),
    }
}

fn item(value: &Value, index: &Value) -> Option<Value> {
    match value {
        Value::Array(items) => items.get(to_index(index)?).cloned(),
        Value::Object(object) if index.is_primitive() => object.get(&index.to_text()).cloned(),
        _ => None,
    }
}

fn call(node: &Node, function: Function, arguments: &[Node], scope: &dyn Scope) -> Evaluated {
    match function {
        Function::Case => case(arguments, scope),
        Function::Status(status) => Ok(scope.status(status).into()),
        Function::HashFiles => {
            let patterns = texts(arguments, scope)?;
            let hash = scope.hash_files(&patterns);
            hash.map(Value::from).map_err(|why| node.span.error(why))
        }
        _ => {
            let values: Result<Vec<_>, _> = arguments.iter().map(|a| evaluate(a, scope)).collect();
            function.apply(&values?).map_err(|why| node.span.error(why))
        }
    }
}

fn texts(arguments: &[Node], scope: &dyn Scope) -> Result<Vec<String>, ExpressionError> {
    let text = |argument| Ok(evaluate(argument, scope)?.to_text().to_string());
    arguments.iter().map(text).collect()
}

/// The value behind the first condition that holds; only that one is evaluated.
fn case(arguments: &[Node], scope: &dyn Scope) -> Evaluated {
    let (pairs, rest) = arguments.as_chunks::<2>();
    for [condition, value] in pairs {
        match evaluate(condition, scope)? {
            Value::Bool(true) => return evaluate(value, scope),
            Value::Bool(false) => {}
            other => {
                let message = format!(
                    "a condition of `case` must be true or false, not {}",
                    other.kind()
                );
                return Err(condition.span.error(message));
            }
        }
    }
    rest.first()
        .map_or(Ok(Value::Null), |value| evaluate(value, scope))
}
