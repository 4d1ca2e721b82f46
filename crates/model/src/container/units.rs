//! Numbers with units, as Docker's command line takes them.

/// `512m`, `1.5gb`, `64KiB`, `1024`: bytes. -1 is "no limit".
pub(super) fn bytes(text: &str) -> Option<i64> {
    if text == "-1" {
        return Some(-1);
    }
    let lower = text.to_ascii_lowercase();
    let end = lower
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(lower.len());
    let (number, unit) = lower.split_at_checked(end)?;
    let shift = match unit.trim().trim_end_matches('b').trim_end_matches('i') {
        "" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        "t" => 40,
        "p" => 50,
        _ => return None,
    };
    decimal(number, 1_i64.checked_shl(shift)?)
}

/// `1.5`: billionths of a processor.
pub(super) fn nano(text: &str) -> Option<i64> {
    decimal(text, 1_000_000_000)
}

/// `1m30s`, `500ms`: nanoseconds.
pub(super) fn duration(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut sum = (text == "0").then_some(0_i64);
    while !rest.is_empty() && rest != "0" {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, with_unit) = rest.split_at_checked(end)?;
        let end = with_unit
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(with_unit.len());
        let (unit, after) = with_unit.split_at_checked(end)?;
        sum = Some(
            sum.unwrap_or(0)
                .checked_add(decimal(number, unit_nanos(unit)?)?)?,
        );
        rest = after;
    }
    sum
}

fn unit_nanos(unit: &str) -> Option<i64> {
    Some(match unit {
        "ns" => 1,
        "us" | "µs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

/// A number with a point, times `scale`; what is smaller than 1 is cut off.
fn decimal(text: &str, scale: i64) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let number = |text: &str| {
        if text.is_empty() {
            Some(0)
        } else {
            text.parse::<i128>().ok()
        }
    };
    // More digits would not change the result.
    let fraction = fraction.get(..fraction.len().min(18))?;
    let power = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let scale = i128::from(scale);
    let scaled = number(whole)?.checked_mul(scale)? + number(fraction)? * scale / power;
    i64::try_from(scaled).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (text, expected) in [
            ("0", Some(0)),
            ("1024", Some(1024)),
            ("1k", Some(1024)),
            ("512m", Some(512 << 20)),
            ("1.5GB", Some(3 << 29)),
            ("64KiB", Some(64 << 10)),
            ("2 g", Some(2 << 30)),
            ("-1", Some(-1)),
            ("", None),
            ("m", None),
            ("1x", None),
            ("1.2.3", None),
            ("99999999p", None),
        ] {
            assert_eq!(bytes(text), expected, "{text}");
        }
    }

    #[test]
    fn durations() {
        for (text, expected) in [
            ("0", Some(0)),
            ("0s", Some(0)),
            ("10s", Some(10_000_000_000)),
            ("1m30s", Some(90_000_000_000)),
            ("1.5s", Some(1_500_000_000)),
            ("500ms", Some(500_000_000)),
            ("10", None),
            ("s", None),
            ("5 s", None),
            ("", None),
        ] {
            assert_eq!(duration(text), expected, "{text}");
        }
    }

    #[test]
    fn processors() {
        assert_eq!(nano("1"), Some(1_000_000_000));
        assert_eq!(nano(".5"), Some(500_000_000));
        assert_eq!(nano("0.000000001"), Some(1));
        assert_eq!(nano("."), None);
        assert_eq!(nano("-1"), None);
    }
}
