//! Texts that are numbers, as Java reads them.

use std::str::FromStr;
use std::sync::Arc;

use bigdecimal::BigDecimal;
use num_bigint::BigInt;

use crate::run::{Cx, Eval, Unwind};
use crate::value::Value;

fn wrong(cx: &mut Cx, message: impl Into<String>) -> Unwind {
    cx.throw("java.lang.NumberFormatException", message.into())
}

fn for_input(cx: &mut Cx, text: &str, radix: u32) -> Unwind {
    let suffix = if radix == 10 {
        String::new()
    } else {
        format!(" under radix {radix}")
    };
    wrong(cx, format!("For input string: \"{text}\"{suffix}"))
}

/// `Integer.parseInt`.
pub(in super::super) fn int(cx: &mut Cx, text: &str, radix: u32) -> Eval<Value> {
    let found = (2..=36)
        .contains(&radix)
        .then(|| i32::from_str_radix(text, radix).ok());
    let found = found.flatten();
    found
        .map(Value::Int)
        .ok_or_else(|| for_input(cx, text, radix))
}

/// `Long.parseLong`.
pub(in super::super) fn long(cx: &mut Cx, text: &str, radix: u32) -> Eval<Value> {
    let found = (2..=36)
        .contains(&radix)
        .then(|| i64::from_str_radix(text, radix).ok());
    let found = found.flatten();
    found
        .map(Value::Long)
        .ok_or_else(|| for_input(cx, text, radix))
}

/// How many digits a number may have that is read: more of them take ages.
const MOST_DIGITS: usize = 1_000_000;

/// `new BigInteger`.
pub(in super::super) fn big(cx: &mut Cx, text: &str, radix: u32) -> Eval<Value> {
    if text.is_empty() {
        return Err(wrong(cx, "Zero length BigInteger"));
    }
    if text.len() > MOST_DIGITS {
        return Err(cx.fault("a number has too many digits"));
    }
    let found = BigInt::parse_bytes(text.as_bytes(), radix).filter(|_| !text.contains('_'));
    found
        .map(|value| Value::Big(Arc::new(value)))
        .ok_or_else(|| for_input(cx, text, radix))
}

/// `new BigDecimal`.
pub(in super::super) fn decimal(cx: &mut Cx, text: &str) -> Eval<Value> {
    if text.len() > MOST_DIGITS {
        return Err(cx.fault("a decimal number has too many digits"));
    }
    if let Some(value) = to_decimal(text) {
        return Ok(Value::Decimal(Arc::new(value)));
    }
    let odd = text
        .chars()
        .find(|c| !c.is_ascii_digit() && !"+-.eE".contains(*c));
    Err(match odd {
        Some(c) => wrong(
            cx,
            format!(
                "Character {c} is neither a decimal digit number, decimal point, nor \"e\" notation exponential mark."
            ),
        ),
        None if text.is_empty() => wrong(cx, "Index 0 out of bounds for length 0"),
        None => wrong(cx, "No digits found."),
    })
}

fn to_decimal(text: &str) -> Option<BigDecimal> {
    let digits = text.chars().any(|c| c.is_ascii_digit()) && !text.contains('_');
    let known = digits
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || "+-.eE".contains(c));
    known.then(|| BigDecimal::from_str(text).ok()).flatten()
}

/// `Double.parseDouble`.
pub(in super::super) fn double(cx: &mut Cx, text: &str) -> Eval<Value> {
    match to_double(text) {
        Some(value) => Ok(Value::Double(value)),
        None if text.trim().is_empty() => Err(wrong(cx, "empty String")),
        None => Err(for_input(cx, text, 10)),
    }
}

/// `Float.parseFloat`.
pub(in super::super) fn float(cx: &mut Cx, text: &str) -> Eval<Value> {
    let Value::Double(_) = double(cx, text)? else {
        return Ok(Value::Null);
    };
    let text = text.trim().trim_end_matches(['f', 'F', 'd', 'D']);
    Ok(Value::Float(text.parse().unwrap_or(f32::NAN)))
}

/// Java takes a suffix, and no name for infinity but its own.
fn to_double(text: &str) -> Option<f64> {
    let text = text.trim();
    match text.trim_start_matches(['+', '-']) {
        "NaN" => return Some(f64::NAN),
        "Infinity" if text.starts_with('-') => return Some(f64::NEG_INFINITY),
        "Infinity" => return Some(f64::INFINITY),
        _ => {}
    }
    let number = text.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(text);
    let known = number
        .chars()
        .all(|c| c.is_ascii_digit() || "+-.eE".contains(c));
    known.then(|| number.parse().ok()).flatten()
}

pub(in super::super) fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

pub(in super::super) fn is_decimal(text: &str) -> bool {
    to_decimal(text).is_some()
}

pub(in super::super) fn is_double(text: &str) -> bool {
    to_double(text).is_some()
}
