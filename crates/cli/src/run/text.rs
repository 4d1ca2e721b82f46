//! How things read: a job's log as text, times, sizes, words.

use std::time::Duration;

pub(crate) use maillon_report::plain::{clean, clean_line, is_plain};

/// `412ms`, `12.3s`, `2m 03s`, `1h 02m`
pub(crate) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0 => format!("{}ms", duration.as_millis()),
        1..60 => format!("{}.{}s", seconds, duration.subsec_millis() / 100),
        60..3600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h {:02}m", seconds / 3600, seconds / 60 % 60),
    }
}

/// As [`duration`], but without milliseconds, which would flicker: `0.4s`.
pub(crate) fn elapsed(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("0.{}s", time.subsec_millis() / 100),
        _ => duration(time),
    }
}

/// `512 B`, `1.5 MB`
pub(crate) fn bytes(count: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if count < 1000 {
        return format!("{count} B");
    }
    let mut tenths = count / 100;
    let mut units = UNITS.iter();
    let mut unit = units.next().copied().unwrap_or_default();
    for next in units {
        if tenths < 10_000 {
            break;
        }
        (tenths, unit) = (tenths / 1000, next);
    }
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

/// A word as a shell takes it.
pub(crate) fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// `1 job`, `2 jobs`
pub(crate) fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let time = |millis| duration(Duration::from_millis(millis));
        assert_eq!(
            [
                time(0),
                time(412),
                time(12_345),
                time(123_000),
                time(3_723_000)
            ],
            ["0ms", "412ms", "12.3s", "2m 03s", "1h 02m"]
        );
        assert_eq!(
            [bytes(0), bytes(1500), bytes(12_345_678), bytes(u64::MAX)],
            ["0 B", "1.5 kB", "12.3 MB", "18446744.0 TB"]
        );
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(
            [
                shell_word("test"),
                shell_word("test: [a, b]"),
                shell_word("it's")
            ],
            ["test", "'test: [a, b]'", r"'it'\''s'"]
        );
    }
}
