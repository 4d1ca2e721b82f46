//! Durations in Jenkins' words: `hudson.Util.getTimeSpanString`.

/// `5 sec`, `1 min 30 sec`, `0.25 sec`, `250 ms`.
pub(crate) fn span(milliseconds: i64) -> String {
    let mut rest = milliseconds.max(0);
    let units = [
        (31_104_000_000, "yr", "mo"),
        (2_592_000_000, "mo", "day"),
        (86_400_000, "day", "hr"),
        (3_600_000, "hr", "min"),
        (60_000, "min", "sec"),
    ];
    let total = rest;
    for (index, (size, _, _)) in units.iter().enumerate() {
        if total >= *size {
            let big = rest / size;
            rest %= size;
            let small_size = units.get(index + 1).map_or(1_000, |(size, ..)| *size);
            return two_units(index, big, rest / small_size);
        }
    }
    seconds(rest)
}

/// The bigger unit, and the smaller one where the bigger one is less than ten.
fn two_units(index: usize, big: i64, small: i64) -> String {
    const NAMES: [&str; 6] = ["yr", "mo", "day", "hr", "min", "sec"];
    let name = |index: usize, count: i64| {
        let name = NAMES.get(index).copied().unwrap_or_default();
        match name {
            "day" if count != 1 => format!("{count} days"),
            name => format!("{count} {name}"),
        }
    };
    let text = name(index, big);
    if big < 10 {
        format!("{text} {}", name(index + 1, small))
    } else {
        text
    }
}

/// Less than a minute: tenths below ten seconds, hundredths below one, milliseconds below a tenth.
fn seconds(milliseconds: i64) -> String {
    let (whole, rest) = (milliseconds / 1000, milliseconds % 1000);
    match milliseconds {
        10_000.. => format!("{whole} sec"),
        1_000.. => decimal(whole, rest / 100, 1),
        100.. => decimal(0, rest / 10, 2),
        _ => format!("{milliseconds} ms"),
    }
}

fn decimal(whole: i64, fraction: i64, digits: usize) -> String {
    let text = format!("{whole}.{fraction:0digits$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} sec")
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn spans_are_written_as_jenkins_does() {
        assert_eq!(span(5_000), "5 sec");
        assert_eq!(span(1_500), "1.5 sec");
        assert_eq!(span(250), "0.25 sec");
        assert_eq!(span(99), "99 ms");
        assert_eq!(span(60_000), "1 min 0 sec");
        assert_eq!(span(600_000), "10 min");
        assert_eq!(span(3_600_000), "1 hr 0 min");
        assert_eq!(span(5 * 86_400_000), "5 days 0 hr");
        assert_eq!(span(30_500), "30 sec");
    }
}
