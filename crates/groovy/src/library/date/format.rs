//! Dates as texts.

use jiff::Zoned;

use super::pattern::{DAYS, MONTHS, Style, Token};

/// A date by the parts of a pattern.
pub(super) fn format(tokens: &[Token], at: &Zoned, style: Style) -> String {
    let pieces = tokens.iter().map(|token| match token {
        Token::Text(text) => text.clone(),
        Token::Field(letter, count) => field(*letter, *count, at, style),
    });
    pieces.collect()
}

fn padded(number: impl Into<i64>, count: usize) -> String {
    format!("{:0count$}", number.into())
}

/// The first three letters, or with four of the pattern's all.
fn name(name: &str, count: usize) -> String {
    let letters = if count < 4 { 3 } else { name.len() };
    name.get(..letters).unwrap_or(name).to_owned()
}

fn field(letter: char, count: usize, at: &Zoned, style: Style) -> String {
    match letter {
        'G' => "AD".to_owned(),
        'y' | 'Y' => year(at, count),
        'u' if style == Style::Modern => year(at, count),
        'M' | 'L' => month(at, count),
        'd' => padded(at.day(), count),
        'D' => padded(at.day_of_year(), count),
        'E' => name(day_name(at), count),
        'u' | 'e' => padded(at.weekday().to_monday_one_offset(), count),
        'F' => padded((at.day() - 1) / 7 + 1, count),
        'w' => padded(week_of_year(at), count),
        'W' => padded(week(i16::from(at.day()), at), count),
        'Q' | 'q' => padded((at.month() - 1) / 3 + 1, count),
        _ => clock(letter, count, at, style),
    }
}

fn clock(letter: char, count: usize, at: &Zoned, style: Style) -> String {
    let hour = at.hour();
    match letter {
        'a' => (if hour < 12 { "AM" } else { "PM" }).to_owned(),
        'H' => padded(hour, count),
        'k' => padded(if hour == 0 { 24 } else { hour }, count),
        'K' => padded(hour % 12, count),
        'h' => padded(if hour % 12 == 0 { 12 } else { hour % 12 }, count),
        'm' => padded(at.minute(), count),
        's' => padded(at.second(), count),
        'S' if style == Style::Simple => padded(at.millisecond(), count),
        'S' => {
            let digits = padded(at.subsec_nanosecond(), 9);
            digits
                .chars()
                .chain("0".repeat(count).chars())
                .take(count)
                .collect()
        }
        'n' => padded(at.subsec_nanosecond(), count),
        'z' => abbreviation(at),
        'V' => super::zone::name(at.time_zone()),
        'Z' => offset(at, ""),
        'O' => format!("GMT{}", offset(at, ":")),
        'X' | 'x' => {
            let utc = at.offset().seconds() == 0 && letter == 'X';
            match (utc, count) {
                (true, _) => "Z".to_owned(),
                (false, 1) => offset(at, "").get(..3).unwrap_or_default().to_owned(),
                (false, 2) => offset(at, ""),
                (false, _) => offset(at, ":"),
            }
        }
        _ => String::new(),
    }
}

fn year(at: &Zoned, count: usize) -> String {
    if count == 2 {
        padded(at.year() % 100, 2)
    } else {
        padded(at.year(), count)
    }
}

fn month(at: &Zoned, count: usize) -> String {
    if count < 3 {
        return padded(at.month(), count);
    }
    let place = usize::try_from(at.month() - 1).unwrap_or_default();
    name(MONTHS.get(place).copied().unwrap_or_default(), count)
}

fn day_name(at: &Zoned) -> &'static str {
    let place = usize::try_from(at.weekday().to_monday_zero_offset()).unwrap_or_default();
    DAYS.get(place).copied().unwrap_or_default()
}

/// The week in which a day is, counted from the start of its month or year: weeks begin on Sundays.
fn week(day: i16, at: &Zoned) -> i16 {
    let weekday = i16::from(at.weekday().to_sunday_zero_offset());
    let first = (weekday - (day - 1)).rem_euclid(7);
    (day - 1 + first) / 7 + 1
}

/// The last week of a year is the first of the next one, if that begins in it.
fn week_of_year(at: &Zoned) -> i16 {
    let left = at.days_in_year() - at.day_of_year();
    let until_saturday = 6 - i16::from(at.weekday().to_sunday_zero_offset());
    if left < until_saturday {
        1
    } else {
        week(at.day_of_year(), at)
    }
}

/// `+01:00`, with or without something between.
pub(super) fn offset(at: &Zoned, between: &str) -> String {
    let seconds = at.offset().seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}{between}{:02}", minutes / 60, minutes % 60)
}

fn abbreviation(at: &Zoned) -> String {
    let info = at.time_zone().to_offset_info(at.timestamp());
    info.abbreviation().to_owned()
}
