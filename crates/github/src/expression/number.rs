//! Numbers as texts and back, as GitHub does it.

/// The number that a text stands for: empty is 0, what is none is NaN.
pub(super) fn parse(text: &str) -> f64 {
    let text = text.trim();
    match text {
        "" => 0.0,
        "Infinity" => f64::INFINITY,
        "-Infinity" => f64::NEG_INFINITY,
        _ => decimal(text)
            .or_else(|| radix(text, "0x", 16))
            .or_else(|| radix(text, "0o", 8))
            .unwrap_or(f64::NAN),
    }
}

fn decimal(text: &str) -> Option<f64> {
    let plain = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
    text.parse().ok().filter(|_| text.chars().all(plain))
}

/// 32 bits with a sign, as everywhere on GitHub: `0xffffffff` is -1.
fn radix(text: &str, prefix: &str, radix: u32) -> Option<f64> {
    let digits = text.strip_prefix(prefix)?;
    let valid = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    let bits = u32::from_str_radix(digits, radix).ok().filter(|_| valid)?;
    Some(f64::from(bits.cast_signed()))
}

/// A number as a text: 15 significant digits, with an exponent where it is far from 1.
pub(super) fn to_text(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if number.is_infinite() {
        let sign = if number < 0.0 { "-" } else { "" };
        return format!("{sign}Infinity");
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    let scientific = format!("{rounded:E}");
    match scientific.split_once('E') {
        Some((digits, exponent)) => with_exponent(rounded, digits, exponent),
        None => "NaN".to_owned(),
    }
}

fn with_exponent(number: f64, digits: &str, exponent: &str) -> String {
    let exponent: i32 = exponent.parse().unwrap_or_default();
    match exponent {
        -4..15 => number.to_string(),
        15.. => format!("{digits}E+{exponent:02}"),
        _ => format!("{digits}E-{:02}", exponent.unsigned_abs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_as_numbers() {
        let cases = [
            ("", 0.0),
            (" \t", 0.0),
            (" 42 ", 42.0),
            ("-.5", -0.5),
            ("+1.5e3", 1500.0),
            ("1.", 1.0),
            ("0xff", 255.0),
            ("0xFF", 255.0),
            ("0xffffffff", -1.0),
            ("0o17", 15.0),
            ("Infinity", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
        ];
        for (text, number) in cases {
            assert_eq!(parse(text).to_bits(), number.to_bits(), "{text}");
        }
        for text in [
            "a", "1a", "0x", "0xg", "0o8", "inf", "nan", "1e", ".", "-", "1 2", "0x+1",
        ] {
            assert!(parse(text).is_nan(), "{text}");
        }
    }

    #[test]
    fn numbers_as_texts() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-2.5, "-2.5"),
            (0.1 + 0.2, "0.3"),
            (123_456.789, "123456.789"),
            (0.845_512_408_225_570_1, "0.84551240822557"),
            (1e14, "100000000000000"),
            (1e15, "1E+15"),
            (12_345_678_901_234_567_890.0, "1.23456789012346E+19"),
            (0.0001, "0.0001"),
            (0.00001, "1E-05"),
            (1e-100, "1E-100"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "Infinity"),
            (f64::NEG_INFINITY, "-Infinity"),
        ];
        for (number, text) in cases {
            assert_eq!(to_text(number), text);
        }
    }
}
