//! Numbers in formats.

use std::sync::Arc;

use bigdecimal::BigDecimal;
use num_bigint::{BigInt, Sign};
use num_traits::{Signed, Zero};

use super::super::number::convert;
use super::super::number::decimal::{Rounding, plain, rescaled};
use super::spec::Spec;
use crate::value::Value;

/// A number. None: the value is none that the conversion takes.
pub(super) fn show(spec: &Spec, value: &Value) -> Option<String> {
    match spec.conversion {
        'd' => whole(spec, value),
        'x' | 'X' | 'o' => bits(spec, value),
        _ => fraction(spec, value),
    }
}

fn whole(spec: &Spec, value: &Value) -> Option<String> {
    if !matches!(value, Value::Int(_) | Value::Long(_) | Value::Big(_)) {
        return None;
    }
    let number = convert::whole(value);
    let digits = grouped(spec, &number.abs().to_string());
    Some(signed(spec, number.sign(), &digits))
}

/// Of negative numbers the bits. A byte, which is an `int` here, shows its 8 where only two digits are asked for.
fn bits(spec: &Spec, value: &Value) -> Option<String> {
    let bits = match value {
        Value::Int(byte) if *byte < 0 && *byte >= -128 && spec.width == Some(2) => {
            BigInt::from(byte.to_le_bytes()[0])
        }
        Value::Int(value) => BigInt::from(value.cast_unsigned()),
        Value::Long(value) => BigInt::from(value.cast_unsigned()),
        Value::Big(value) => (**value).clone(),
        _ => return None,
    };
    let radix = if spec.conversion == 'o' { 8 } else { 16 };
    let prefix = match (spec.has('#'), radix) {
        (true, 16) => "0x",
        (true, _) => "0",
        (false, _) => "",
    };
    let text = zeroed(spec, prefix, &bits.to_str_radix(radix), "");
    Some(if spec.conversion == 'X' {
        text.to_uppercase()
    } else {
        text
    })
}

/// `1,234,567`.
fn grouped(spec: &Spec, digits: &str) -> String {
    if !spec.has(',') {
        return digits.to_owned();
    }
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let count = whole.len();
    let digits = whole.chars().enumerate();
    let grouped: String = digits
        .flat_map(|(at, digit)| {
            let comma = at > 0 && (count - at).is_multiple_of(3);
            comma.then_some(',').into_iter().chain([digit])
        })
        .collect();
    grouped + rest
}

/// With its sign, filled to the width.
fn signed(spec: &Spec, sign: Sign, body: &str) -> String {
    let (before, behind) = match sign {
        Sign::Minus if spec.has('(') => ("(", ")"),
        Sign::Minus => ("-", ""),
        _ if spec.has('+') => ("+", ""),
        _ if spec.has(' ') => (" ", ""),
        _ => ("", ""),
    };
    zeroed(spec, before, body, behind)
}

fn zeroed(spec: &Spec, before: &str, body: &str, behind: &str) -> String {
    let text = format!("{before}{body}{behind}");
    if !spec.has('0') {
        return spec.padded(&text);
    }
    let zeros = "0".repeat(spec.missing(&text));
    format!("{before}{zeros}{body}{behind}")
}

fn fraction(spec: &Spec, value: &Value) -> Option<String> {
    let number = match value {
        Value::Double(value) if !value.is_finite() => return Some(spec.padded(&odd(*value))),
        Value::Decimal(_) | Value::Double(_) | Value::Float(_) => convert::decimal(value),
        _ => return None,
    };
    let precision = i64::try_from(spec.precision.unwrap_or(6)).unwrap_or(6);
    let size = number.abs();
    let body = match spec.conversion.to_ascii_lowercase() {
        'f' => fixed(&size, precision),
        'e' => scientific(&size, precision),
        _ => general(&size, precision.max(1)),
    };
    let text = signed(spec, number.sign(), &grouped(spec, &body));
    Some(if spec.conversion.is_ascii_uppercase() {
        text.to_uppercase()
    } else {
        text
    })
}

fn odd(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value < 0.0 {
        "-Infinity".to_owned()
    } else {
        "Infinity".to_owned()
    }
}

fn fixed(number: &BigDecimal, places: i64) -> String {
    let rounded = rescaled(number, places, Rounding::HalfUp).unwrap_or_default();
    plain(&Value::Decimal(Arc::new(rounded)))
}

/// The power of ten of the first digit.
fn exponent(number: &BigDecimal) -> i64 {
    let (digits, scale) = number.as_bigint_and_exponent();
    if digits.is_zero() {
        return 0;
    }
    i64::try_from(digits.to_string().len()).unwrap_or_default() - 1 - scale
}

fn scientific(number: &BigDecimal, places: i64) -> String {
    let mut power = exponent(number);
    let mut rounded = rescaled(number, places - power, Rounding::HalfUp).unwrap_or_default();
    if exponent(&rounded) > power {
        power += 1;
        rounded = rescaled(number, places - power, Rounding::HalfUp).unwrap_or_default();
    }
    let (digits, _) = rounded.as_bigint_and_exponent();
    let mantissa = fixed(&BigDecimal::new(digits, places), places);
    let sign = if power < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", power.abs())
}

/// The shorter of both, with a number of digits that count.
fn general(number: &BigDecimal, precision: i64) -> String {
    let power = exponent(number);
    let rounded = rescaled(number, precision - 1 - power, Rounding::HalfUp).unwrap_or_default();
    let power = exponent(&rounded);
    if number.is_zero() || (-4..precision).contains(&power) {
        fixed(number, (precision - 1 - power).max(0))
    } else {
        scientific(number, precision - 1)
    }
}
