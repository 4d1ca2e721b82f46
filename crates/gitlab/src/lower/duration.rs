//! Durations in human words, as GitLab reads them (with the Ruby library ChronicDuration).

use std::time::Duration;

const HOUR: f64 = 3600.0;
const DAY: f64 = 24.0 * HOUR;

/// Reads `1h 30m`, `3 weeks and 2 days`, `90 minutes`, `1:30:00`; a number alone is seconds,
/// `never` and `0` are no time at all. None where it is no duration.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let text = text.trim().to_ascii_lowercase();
    if text == "never" {
        return Some(Duration::ZERO);
    }
    let seconds = clock(&text).or_else(|| words(&text))?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// `1:30` is minutes and seconds, `1:30:00` begins with hours, `1:0:0:0` with days.
fn clock(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.split(':').collect();
    if !(2..=4).contains(&parts.len()) {
        return None;
    }
    let units = [1.0, 60.0, HOUR, DAY];
    let parts = parts.into_iter().rev().zip(units);
    parts
        .map(|(part, unit)| Some(part.trim().parse::<f64>().ok()? * unit))
        .sum()
}

fn words(text: &str) -> Option<f64> {
    let mut total = 0.0;
    let mut rest = skip(text);
    let mut any = false;
    while !rest.is_empty() {
        let (amount, after) = number(rest)?;
        let (unit, after) = unit(after.trim_start())?;
        total += amount * unit;
        rest = skip(after);
        any = true;
    }
    any.then_some(total)
}

/// Skips what stands between the parts: spaces, commas, `and`.
fn skip(text: &str) -> &str {
    let text = text.trim_start_matches([' ', ',', '\t', '\n']);
    match text.strip_prefix("and ") {
        Some(rest) => skip(rest),
        None => text,
    }
}

fn number(text: &str) -> Option<(f64, &str)> {
    let digits = |c: char| !(c.is_ascii_digit() || c == '.');
    let (amount, rest) = text.split_at(text.find(digits).unwrap_or(text.len()));
    match amount.parse() {
        Ok(amount) => Some((amount, rest)),
        Err(_) => number_word(text),
    }
}

fn number_word(text: &str) -> Option<(f64, &str)> {
    let words = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let (word, rest) = text.split_at(text.find(' ')?);
    let at = words.iter().position(|known| *known == word)?;
    Some((f64::from(u32::try_from(at).ok()?), rest))
}

fn unit(text: &str) -> Option<(f64, &str)> {
    let (word, rest) = text.split_at(
        text.find(|c: char| !c.is_alphabetic())
            .unwrap_or(text.len()),
    );
    let seconds = match word {
        "" | "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => HOUR,
        "d" | "dy" | "dys" | "day" | "days" => DAY,
        "w" | "wk" | "wks" | "week" | "weeks" => 7.0 * DAY,
        "mo" | "mos" | "month" | "months" => 30.0 * DAY,
        "y" | "yr" | "yrs" | "year" | "years" => 365.25 * DAY,
        _ => return None,
    };
    Some((seconds, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, seconds: Option<u64>) {
        assert_eq!(parse(text).map(|found| found.as_secs()), seconds, "{text}");
    }

    #[test]
    fn durations_in_human_words() {
        check("42", Some(42));
        check("42 seconds", Some(42));
        check("3 mins 4 sec", Some(184));
        check("2 hrs 20 min", Some(8400));
        check("2h20min", Some(8400));
        check("1h 30m", Some(5400));
        check("3 weeks and 2 days", Some(23 * 86400));
        check("6 mos 1 day", Some(181 * 86400));
        check("1.5 hours", Some(5400));
        check("one hour, 5 minutes", Some(3900));
        check("1:30", Some(90));
        check("01:00:10", Some(3610));
        check("never", Some(0));
    }

    #[test]
    fn what_is_no_duration() {
        for text in [
            "",
            "soon",
            "1 fortnight",
            "h",
            "1 day soon",
            "-5m",
            "1:2:3:4:5",
        ] {
            check(text, None);
        }
    }
}
