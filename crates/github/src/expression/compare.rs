//! How values compare: as in JavaScript, but texts ignore case, and lists and objects are only
//! equal to themselves.

use std::cmp::Ordering;
use std::sync::Arc;

use super::lexer::Operator;
use super::number;
use super::value::Value;

pub(super) fn compare(operator: Operator, left: &Value, right: &Value) -> bool {
    let order = || ordering(left, right);
    match operator {
        Operator::Equal => equal(left, right),
        Operator::NotEqual => !equal(left, right),
        Operator::Less => order() == Some(Ordering::Less),
        Operator::Greater => order() == Some(Ordering::Greater),
        Operator::LessOrEqual => equal(left, right) || order() == Some(Ordering::Less),
        Operator::GreaterOrEqual => equal(left, right) || order() == Some(Ordering::Greater),
    }
}

pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Array(left), Value::Array(right)) => Arc::ptr_eq(left, right),
        (Value::Object(left), Value::Object(right)) => Arc::ptr_eq(left, right),
        _ => ordering(left, right) == Some(Ordering::Equal),
    }
}

/// None: they don't compare, as NaN doesn't with anything.
fn ordering(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::String(left), Value::String(right)) => Some(folded(left).cmp(folded(right))),
        _ => to_number(left)?.partial_cmp(&to_number(right)?),
    }
}

/// None for lists and objects.
fn to_number(value: &Value) -> Option<f64> {
    match value {
        Value::Null => Some(0.0),
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        Value::Number(number) => Some(*number),
        Value::String(text) => Some(number::parse(text)),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// The place in a list that a value names.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be in range"
)]
pub(super) fn to_index(value: &Value) -> Option<usize> {
    let number = to_number(value)?.floor();
    let in_range = (0.0..=f64::from(i32::MAX)).contains(&number);
    in_range.then_some(number as usize)
}

pub(super) fn starts_with(text: &str, start: &str) -> bool {
    let mut text = folded(text);
    folded(start).all(|c| text.next() == Some(c))
}

pub(super) fn ends_with(text: &str, end: &str) -> bool {
    let mut text = text.chars().rev().map(fold);
    end.chars().rev().map(fold).all(|c| text.next() == Some(c))
}

pub(super) fn contains_text(text: &str, part: &str) -> bool {
    let (text, part): (String, String) = (folded(text).collect(), folded(part).collect());
    text.contains(&part)
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(fold)
}

/// In upper case, where that is one letter as well.
fn fold(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}
