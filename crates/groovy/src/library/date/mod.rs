//! Dates: `Date`, `Calendar`, `SimpleDateFormat`, and `java.time`.

mod calendar;
mod format;
mod moment;
mod pattern;
mod read;
mod simple;
mod span;
mod temporal;
mod temporal_methods;
mod zone;

use jiff::Zoned;

use super::table::Type;
use crate::run::{Cx, Eval};
use crate::value::Value;
use pattern::{Style, Token};

/// The tables of this folder.
pub(super) const TYPES: &[Type] = &[
    calendar::TYPE,
    calendar::GREGORIAN,
    moment::TYPE,
    simple::FORMATTER,
    simple::TYPE,
    span::CHRONO_UNIT,
    span::DURATION,
    span::PERIOD,
    temporal_methods::DATE,
    temporal_methods::DATE_TIME,
    temporal_methods::DAY,
    temporal_methods::INSTANT,
    temporal_methods::MONTH,
    temporal_methods::OFFSET,
    temporal_methods::TIME,
    temporal_methods::ZONED,
    zone::OFFSET,
    zone::TYPE,
    zone::ZONE_ID,
];

/// A part of a date, for `%tY`. None: the value is no date.
pub(super) fn letter(cx: &mut Cx, letter: char, value: &Value) -> Eval<Option<String>> {
    let Some(at) = zoned(cx, value)? else {
        return Ok(None);
    };
    let pattern = match letter {
        'Y' => "yyyy",
        'y' => "yy",
        'm' => "MM",
        'd' => "dd",
        'e' => "d",
        'H' => "HH",
        'I' => "hh",
        'M' => "mm",
        'S' => "ss",
        'L' => "SSS",
        'p' => "a",
        'B' => "MMMM",
        'b' | 'h' => "MMM",
        'A' => "EEEE",
        'a' => "EEE",
        'j' => "DDD",
        'z' => "Z",
        'Z' => "z",
        'F' => "yyyy-MM-dd",
        'T' => "HH:mm:ss",
        'R' => "HH:mm",
        'D' => "MM/dd/yy",
        'c' => "EEE MMM dd HH:mm:ss z yyyy",
        's' => return Ok(Some(at.timestamp().as_second().to_string())),
        'Q' => return Ok(Some(at.timestamp().as_millisecond().to_string())),
        _ => return Ok(None),
    };
    Ok(Some(shown(pattern, &at)))
}

/// A date by a pattern that is right.
fn shown(pattern: &str, at: &Zoned) -> String {
    let tokens: Vec<Token> = pattern::tokens(pattern, Style::Simple).unwrap_or_default();
    format::format(&tokens, at, Style::Simple)
}

/// A date of any class, or the milliseconds of one, in the zone that it has or that of the host.
#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn zoned(cx: &mut Cx, value: &Value) -> Eval<Option<Zoned>> {
    if let Some(calendar) = value.downcast::<calendar::Calendar>() {
        return Ok(Some(calendar.at.lock().clone()));
    }
    if let Some(temporal) = value.downcast::<temporal::Temporal>() {
        return Ok(temporal.zoned());
    }
    let millis = match value {
        Value::Long(millis) => Some(*millis),
        other => moment::millis(other),
    };
    let zone = zone::of_host(cx);
    Ok(millis.map(|millis| moment::timestamp(millis).to_zoned(zone)))
}
