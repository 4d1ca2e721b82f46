//! What a plain scalar means: the rules of Psych's `ScalarScanner`, which are those of YAML 1.1
//! with gaps. `y` and `n` are texts, `1:30` is 5400, `0o17` and `1e3` are texts.

use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::node::Value;

static FLOAT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[-+]?(?:[0-9][0-9_,]*)?\.[0-9]*(?:[eE][-+][0-9]+)?$").ok());

/// Resolves a plain scalar.
pub(super) fn resolve(text: &str) -> Value {
    let first = text.bytes().next();
    let special = match first {
        None => Some(Value::Null),
        Some(b'0'..=b'9' | b'-' | b'+' | b'.') => number(text),
        Some(_) if text.len() <= 5 => word(text),
        Some(_) => None,
    };
    special.unwrap_or_else(|| Value::String(text.into()))
}

/// Whether Psych takes a plain scalar for a date or a time, which GitLab refuses.
pub(super) fn is_date(text: &str) -> bool {
    static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let day = r"\d{4}-(?:1[012]|0\d|\d)-(?:[12]\d|3[01]|0\d|\d)";
        let time = r"-?\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?(?:\s*(?:Z|[-+]\d{1,2}:?(?:\d\d)?))?";
        Regex::new(&format!("^(?:{day}|{time})$")).ok()
    });
    let plausible = (8..40).contains(&text.len()) && text.as_bytes().get(4) == Some(&b'-');
    plausible && DATE.as_ref().is_some_and(|date| date.is_match(text))
}

fn word(text: &str) -> Option<Value> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if text == "~" || is(&["null"]) {
        Some(Value::Null)
    } else if is(&["yes", "true", "on"]) {
        Some(Value::Bool(true))
    } else if is(&["no", "false", "off"]) {
        Some(Value::Bool(false))
    } else {
        None
    }
}

fn number(text: &str) -> Option<Value> {
    let (negative, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => (text.starts_with('-'), digits),
        None => (false, text),
    };
    integer(negative, digits)
        .or_else(|| base60(negative, digits))
        .or_else(|| infinity(text))
        .or_else(|| float(text))
}

fn integer(negative: bool, digits: &str) -> Option<Value> {
    let bytes = digits.as_bytes();
    let (radix, number) = match bytes {
        [b'0', b'b', ..] => (2, digits.get(2..)?),
        [b'0', b'x' | b'X', ..] => (16, digits.get(2..)?),
        [b'0', _, ..] => (8, digits.get(1..)?),
        [b'0'..=b'9', ..] if is_decimal(bytes) => (10, digits),
        _ => return None,
    };
    let is_part = |c: char| c.is_digit(radix) || matches!(c, '_' | ',');
    if number.is_empty() || !number.chars().all(is_part) {
        return None;
    }
    let plain = number.replace(['_', ','], "");
    let sign = if negative { "-" } else { "" };
    let signed = format!("{sign}{}", if plain.is_empty() { "0" } else { &plain });
    match i64::from_str_radix(&signed, radix) {
        Ok(value) => Some(Value::Int(value)),
        // Ruby's integers have no bounds; such a one is only of use as a text.
        Err(_) if radix == 10 => Some(Value::String(signed.into())),
        Err(_) => None,
    }
}

/// `0`, or digits that don't begin with 0, single `_` or `,` between them.
fn is_decimal(bytes: &[u8]) -> bool {
    let separated = |pair: &[u8]| match pair {
        [b'_' | b',', next] => next.is_ascii_digit(),
        _ => true,
    };
    let ends = bytes.last().is_some_and(u8::is_ascii_digit);
    ends && bytes
        .iter()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'_' | b','))
        && bytes.windows(2).all(separated)
}

/// `1:30`: Psych weighs the parts from the left with 3600, 60, 1, also where there are only two.
fn base60(negative: bool, digits: &str) -> Option<Value> {
    let mut parts = digits.split(':');
    let first = parts.next()?;
    let starts = first.starts_with(|c: char| c.is_ascii_digit());
    if !starts
        || !first
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_')
    {
        return None;
    }
    let first: i64 = first.replace('_', "").parse().ok()?;
    let first = if negative {
        first.checked_neg()?
    } else {
        first
    };
    let mut sum = first.checked_mul(3600)?;
    let rest: Vec<&str> = parts.collect();
    if !(1..=2).contains(&rest.len()) {
        return None;
    }
    for (part, weight) in rest.iter().zip([60, 1]) {
        let value = match part.as_bytes() {
            [ones @ b'0'..=b'9'] => i64::from(ones - b'0'),
            [tens @ b'0'..=b'5', ones @ b'0'..=b'9'] => {
                i64::from(tens - b'0') * 10 + i64::from(ones - b'0')
            }
            _ => return None,
        };
        sum = sum.checked_add(value * weight)?;
    }
    Some(Value::Int(sum))
}

fn infinity(text: &str) -> Option<Value> {
    let value = match text.to_ascii_lowercase().as_str() {
        ".inf" | "+.inf" => f64::INFINITY,
        "-.inf" => f64::NEG_INFINITY,
        ".nan" => f64::NAN,
        _ => return None,
    };
    Some(float_value(value, text))
}

fn float(text: &str) -> Option<Value> {
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    if !digits || !FLOAT.as_ref().is_some_and(|float| float.is_match(text)) {
        return None;
    }
    let value = text.replace(['_', ','], "").parse().ok()?;
    Some(float_value(value, text))
}

fn float_value(value: f64, text: &str) -> Value {
    let raw = Arc::from(text);
    Value::Float { value, raw }
}

/// A number as Ruby's `to_s` writes it: `1.10` becomes `1.1`, as in GitLab's variables.
pub(super) fn float_text(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if value == 0.0 || (-4..16).contains(&exponent) {
        let plain = format!("{value}");
        return if plain.contains('.') {
            plain
        } else {
            plain + ".0"
        };
    }
    let dot = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}{dot}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each text with what it means: its kind and its text in a variable.
    fn check(expected: &str) {
        for line in expected.trim().lines() {
            let (text, meaning) = line.split_once("=>").unwrap();
            let node = super::super::Node::new(
                resolve(text.trim()),
                crate::Span {
                    file: crate::FileId(0),
                    line: 1,
                    column: 1,
                    length: 1,
                },
            );
            let value = node.scalar().unwrap_or_else(|| "null".into());
            let kind = match node.value {
                Value::String(_) => "text",
                Value::Int(_) => "int",
                Value::Float { .. } => "float",
                Value::Bool(_) => "bool",
                _ => "",
            };
            assert_eq!(format!("{kind} {value}").trim(), meaning.trim(), "{text}");
        }
    }

    #[test]
    fn words() {
        check(
            "~ => null\n null => null\n NULL => null\n nil => text nil\n yes => bool true
            On => bool true\n TRUE => bool true\n off => bool false\n No => bool false
            y => text y\n n => text n\n yes! => text yes!\n nullo => text nullo",
        );
    }

    #[test]
    fn integers() {
        check(
            "0 => int 0\n 012345 => int 5349\n -017 => int -15\n 0o17 => text 0o17\n 08 => text 08
            80_000_000 => int 80000000\n 1,000 => int 1000\n 1__0 => text 1__0\n 1_ => text 1_
            0x1F => int 31\n 0b101 => int 5\n +5 => int 5\n - => text -\n 1a => text 1a\n 0x => text 0x
            99999999999999999999 => text 99999999999999999999\n 1-2 => text 1-2\n 00 => int 0",
        );
    }

    #[test]
    fn base_60() {
        check(
            "1:30 => int 5400\n 1:30:15 => int 5415\n 22:22 => int 80520\n 80:80 => text 80:80
            8080:80 => text 8080:80\n 1:2:3:4 => text 1:2:3:4\n -1:00 => int -3600",
        );
    }

    #[test]
    fn floats() {
        check(
            "1.10 => float 1.1\n 3.0 => float 3.0\n 1_000.5 => float 1000.5\n .5 => float 0.5
            1. => float 1.0\n . => text .\n -. => text -.\n 1.2.3 => text 1.2.3\n 1e3 => text 1e3
            1.0e+20 => float 1.0e+20\n 1.5e5 => text 1.5e5\n .inf => float Infinity
            -.INF => float -Infinity\n .NaN => float NaN\n 0.00001 => float 1.0e-05
            -0.5 => float -0.5\n 1.e+2 => float 100.0\n ... => text ...\n .e+5 => text .e+5",
        );
    }

    #[test]
    fn dates_are_texts_that_gitlab_refuses() {
        check("2024-01-31 => text 2024-01-31");
        assert!(is_date("2024-01-31") && is_date("2024-01-31 10:00:00 +0100"));
        assert!(!is_date("2024-13-31") && !is_date("1234-5678"));
    }
}
