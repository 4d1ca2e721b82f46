//! Lengths of time in words.

use std::time::Duration;

/// `1 h 30 min`
pub fn words(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let parts = [
        (seconds / 3600, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let words: Vec<String> = parts
        .iter()
        .filter(|(amount, _)| *amount > 0)
        .map(|(amount, unit)| format!("{amount} {unit}"))
        .collect();
    if words.is_empty() {
        return format!("{} ms", duration.as_millis());
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nothing_is_left_out() {
        assert_eq!(words(Duration::from_hours(1)), "1 h");
        assert_eq!(words(Duration::from_secs(5430)), "1 h 30 min 30 s");
        assert_eq!(words(Duration::from_millis(400)), "400 ms");
    }
}
