//! Times, durations, sizes and names, for people.

use std::fmt::Write as _;

use maillon_protocol::api::RunEvent;

use crate::html::Html;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// `5 minutes ago`, with the whole time as its title.
pub(crate) fn time(now: u64, at: u64) -> Html {
    let stamp = stamp(at);
    let shown = stamp.replace('T', " ").replace('Z', " UTC");
    let mut html = Html::new();
    html.raw_fmt(format_args!(
        "<time datetime=\"{stamp}\" title=\"{shown}\">{}</time>",
        relative(now, at)
    ));
    html
}

/// `2026-11-21T03:10:22Z`
pub(crate) fn stamp(at: u64) -> String {
    let at = i64::try_from(at).ok();
    let at = at.and_then(|at| jiff::Timestamp::from_millisecond(at).ok());
    at.map_or_else(String::new, |at| {
        at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    })
}

/// `just now`, `5 minutes ago`, `in 3 hours`.
pub(crate) fn relative(now: u64, at: u64) -> String {
    let apart = now.abs_diff(at);
    if apart < 10 * SECOND {
        return "just now".to_owned();
    }
    let (count, unit) = match apart {
        0..MINUTE => (apart / SECOND, "second"),
        MINUTE..HOUR => (apart / MINUTE, "minute"),
        HOUR..DAY => (apart / HOUR, "hour"),
        _ if apart < 60 * DAY => (apart / DAY, "day"),
        _ if apart < 730 * DAY => (apart / (30 * DAY), "month"),
        _ => (apart / (365 * DAY), "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if at > now {
        format!("in {count} {unit}{plural}")
    } else {
        format!("{count} {unit}{plural} ago")
    }
}

/// `1h 4m`, `3m 12s`, `4.2s`, `80ms`.
pub(crate) fn duration(milliseconds: u64) -> String {
    let (hours, minutes) = (milliseconds / HOUR, milliseconds % HOUR / MINUTE);
    let seconds = milliseconds % MINUTE / SECOND;
    match milliseconds {
        0..SECOND => format!("{milliseconds}ms"),
        SECOND..10_000 => format!("{}.{}s", seconds, milliseconds % SECOND / 100),
        10_000..MINUTE => format!("{seconds}s"),
        MINUTE..HOUR => format!("{minutes}m {seconds:02}s"),
        _ => format!("{hours}h {minutes:02}m"),
    }
}

/// How long something took, or takes by now: that one goes on counting in the browser.
pub(crate) fn span(now: u64, started: Option<u64>, finished: Option<u64>) -> Html {
    let mut html = Html::new();
    match (started, finished) {
        (Some(started), Some(finished)) => {
            html.raw_fmt(format_args!(
                "<span class=\"number nowrap\">{}</span>",
                duration(finished.saturating_sub(started))
            ));
        }
        (Some(started), None) => {
            let took = duration(now.saturating_sub(started));
            html.raw_fmt(format_args!(
                "<span class=\"number nowrap\" data-since=\"{started}\">{took}</span>"
            ));
        }
        (None, _) => {
            html.raw("<span class=\"muted\" aria-hidden=\"true\">–</span>");
        }
    }
    html
}

/// `1.4 MB`
pub(crate) fn bytes(count: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    for (unit, name) in units {
        if count >= unit {
            return format!("{}.{} {name}", count / unit, count % unit * 10 / unit);
        }
    }
    format!("{count} B")
}

/// `1 234 567`
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// `main` of `refs/heads/main`.
pub(crate) fn short_ref(git_ref: &str) -> &str {
    let prefixes = ["refs/heads/", "refs/tags/"];
    let short = prefixes
        .iter()
        .find_map(|prefix| git_ref.strip_prefix(prefix));
    short.unwrap_or(git_ref)
}

/// The first characters of a commit's hash.
pub(crate) fn short_sha(sha: &str) -> &str {
    sha.get(..8).unwrap_or(sha)
}

/// What made a run, in words.
pub(crate) fn event(event: RunEvent) -> &'static str {
    match event {
        RunEvent::Push => "push",
        RunEvent::MergeRequest => "merge request",
        RunEvent::Schedule => "schedule",
        RunEvent::Manual => "by hand",
        RunEvent::Api => "API",
    }
}

/// A part of an address's path.
pub(crate) fn segment(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

/// The query of an address: the parameters that have a value.
pub(crate) fn query(parameters: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        text.push(if text.is_empty() { '?' } else { '&' });
        text.push_str(name);
        text.push('=');
        text.push_str(&segment(value));
    }
    text
}

/// A value of an enum as the wire says it.
pub(crate) fn word<T: serde::Serialize>(value: &T) -> String {
    let value = serde_json::to_value(value).ok();
    let text = value.and_then(|value| value.as_str().map(str::to_owned));
    text.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_from_now() {
        let now = 1_800_000_000_000;
        let check = |at: u64, expected: &str| assert_eq!(relative(now, at), expected);
        check(now - 3_000, "just now");
        check(now - 61_000, "1 minute ago");
        check(now - 5 * HOUR, "5 hours ago");
        check(now + 3 * DAY, "in 3 days");
        check(now - 100 * DAY, "3 months ago");
        assert_eq!(
            time(now, now).as_str(),
            "<time datetime=\"2027-01-15T08:00:00Z\" title=\"2027-01-15 08:00:00 UTC\">just now</time>"
        );
    }

    #[test]
    fn durations_have_two_units_at_most() {
        let durations = [80, 4_230, 42_000, 192_000, 3_840_000].map(duration);
        assert_eq!(durations, ["80ms", "4.2s", "42s", "3m 12s", "1h 04m"]);
    }

    #[test]
    fn sizes_and_counts_are_readable() {
        assert_eq!(
            [12, 1_450, 2_300_000].map(bytes),
            ["12 B", "1.4 kB", "2.3 MB"]
        );
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
    }

    #[test]
    fn addresses_hold_anything() {
        assert_eq!(segment("a/b c?"), "a%2Fb%20c%3F");
        assert_eq!(
            query(&[("a", ""), ("b", "x&y"), ("c", "1")]),
            "?b=x%26y&c=1"
        );
    }
}
