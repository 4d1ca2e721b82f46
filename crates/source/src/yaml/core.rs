//! What a plain scalar means by the core schema of YAML 1.2: no `yes`, no octal `017`, no `1:30`.

use super::node::Value;

/// Resolves a plain scalar.
pub(super) fn resolve(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).unwrap_or_else(|| Value::String(text.into())),
    }
}

fn number(text: &str) -> Option<Value> {
    let plausible = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    if !plausible {
        return None;
    }
    let other = radix(text, "0o", 8).or_else(|| radix(text, "0x", 16));
    other
        .or_else(|| special(text).map(|value| float(value, text)))
        .or_else(|| decimal(text))
}

fn radix(text: &str, prefix: &str, radix: u32) -> Option<Value> {
    let digits = text.strip_prefix(prefix)?;
    let all = digits.chars().all(|digit| digit.is_digit(radix));
    let value = i64::from_str_radix(digits, radix).ok();
    value.filter(|_| all).map(Value::Int)
}

fn special(text: &str) -> Option<f64> {
    let (sign, word) = match text.strip_prefix(['-', '+']) {
        Some(word) if text.starts_with('-') => (-1.0, word),
        Some(word) => (1.0, word),
        None => (1.0, text),
    };
    match word {
        ".inf" | ".Inf" | ".INF" => Some(sign * f64::INFINITY),
        ".nan" | ".NaN" | ".NAN" if word == text => Some(f64::NAN),
        _ => None,
    }
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`; without dot and exponent an integer.
fn decimal(text: &str) -> Option<Value> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let some = !whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty());
    let power = exponent.map(|exponent| exponent.strip_prefix(['-', '+']).unwrap_or(exponent));
    let fits = digits(whole)
        && fraction.is_none_or(digits)
        && power.is_none_or(|power| !power.is_empty() && digits(power));
    if !some || !fits {
        return None;
    }
    let whole = fraction.is_none() && exponent.is_none();
    let integer = text.parse().ok().filter(|_| whole).map(Value::Int);
    integer.or_else(|| text.parse().ok().map(|value| float(value, text)))
}

fn float(value: f64, text: &str) -> Value {
    Value::Float {
        value,
        raw: text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &str, kind: &str) {
        for text in texts.split(' ') {
            let value = resolve(text);
            let is = match &value {
                Value::Null => "null",
                Value::Bool(_) => "bool",
                Value::Int(_) => "int",
                Value::Float { .. } => "float",
                _ => "text",
            };
            assert_eq!(is, kind, "{text}: {value:?}");
        }
    }

    #[test]
    fn words_are_few() {
        check("~ null Null NULL", "null");
        check("true True TRUE false False FALSE", "bool");
        check("on off yes no y n On YES tRUE nULL nil", "text");
    }

    #[test]
    fn integers() {
        check("0 12 -3 +5 012 0o17 0x1F 9223372036854775807", "int");
        check(
            "0b101 1_000 1,000 0o8 0xG 0x 0o - + 1:30 22:22 0x+1 -0x1",
            "text",
        );
        assert_eq!(resolve("012"), Value::Int(12));
        assert_eq!(resolve("0o17"), Value::Int(15));
    }

    #[test]
    fn floats() {
        check(
            "1.10 3.0 .5 1. -0.5 1e3 1E-3 1.5e+10 .inf -.INF +.Inf .nan 99999999999999999999",
            "float",
        );
        check(
            ". -. 1.2.3 1e e3 1e+ .e5 .Nan -.nan inf nan 1.0a 2024-01-31 v1.2 -a",
            "text",
        );
    }
}
