//! Texts as dates.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use super::pattern::{DAYS, MONTHS, Token};

/// What a text said of a date.
pub(super) struct Fields {
    year: i16,
    month: i8,
    day: i8,
    hour: i8,
    half: Option<i8>,
    minute: i8,
    second: i8,
    nanos: i32,
    /// The zone that the text names.
    pub(super) zone: Option<TimeZone>,
}

impl Fields {
    /// The date and time. None: there is no such day.
    pub(super) fn date_time(&self) -> Option<DateTime> {
        let hour = match self.half {
            Some(half) => self.hour % 12 + half * 12,
            None => self.hour % 24,
        };
        let date = Date::new(self.year, self.month, self.day).ok()?;
        let time = Time::new(hour, self.minute, self.second, self.nanos).ok()?;
        Some(date.to_datetime(time))
    }
}

/// Reads a text by the parts of a pattern. None: it isn't such a text. What stands behind is left alone.
pub(super) fn read(tokens: &[Token], text: &str) -> Option<Fields> {
    let mut reader = Reader {
        rest: text,
        fields: Fields {
            year: 1970,
            month: 1,
            day: 1,
            hour: 0,
            half: None,
            minute: 0,
            second: 0,
            nanos: 0,
            zone: None,
        },
    };
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Text(text) => reader.rest = reader.rest.strip_prefix(&**text)?,
            Token::Field(letter, count) => {
                // Fields without a text between have as many digits as letters.
                let joined = matches!(tokens.get(at + 1), Some(Token::Field(..)));
                let most = if joined { *count } else { usize::MAX };
                reader.field(*letter, *count, most)?;
            }
        }
    }
    Some(reader.fields)
}

struct Reader<'a> {
    rest: &'a str,
    fields: Fields,
}

impl<'a> Reader<'a> {
    fn digits(&mut self, most: usize) -> Option<&'a str> {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end.min(most));
        self.rest = rest;
        (!digits.is_empty()).then_some(digits)
    }

    fn number<T: std::str::FromStr>(&mut self, most: usize) -> Option<T> {
        self.digits(most)?.parse().ok()
    }

    /// The place of the name that stands here, in full or as three letters.
    fn name(&mut self, names: &[&str]) -> Option<usize> {
        let found = names.iter().enumerate().find_map(|(at, name)| {
            let short = name.get(..3).unwrap_or(name);
            [*name, short].into_iter().find_map(|name| {
                let head = self.rest.get(..name.len())?;
                head.eq_ignore_ascii_case(name).then_some((at, name.len()))
            })
        });
        let (at, length) = found?;
        self.rest = self.rest.get(length..)?;
        Some(at)
    }

    fn field(&mut self, letter: char, count: usize, most: usize) -> Option<()> {
        match letter {
            'y' | 'u' | 'Y' => {
                let digits = self.digits(most)?;
                let year: i16 = digits.parse().ok()?;
                let short = count == 2 && digits.len() == 2;
                self.fields.year = if short { century(year) } else { year };
            }
            'M' | 'L' if count > 2 => {
                self.fields.month = i8::try_from(self.name(&MONTHS)? + 1).ok()?;
            }
            'M' | 'L' => self.fields.month = self.number(most)?,
            'd' => self.fields.day = self.number(most)?,
            'E' => drop(self.name(&DAYS)?),
            'H' | 'k' | 'h' | 'K' => self.fields.hour = self.number(most)?,
            'a' => self.fields.half = i8::try_from(self.half()?).ok(),
            'm' => self.fields.minute = self.number(most)?,
            's' => self.fields.second = self.number(most)?,
            'S' => {
                let digits = self.digits(most)?;
                self.fields.nanos = format!("{digits:0<9}").get(..9)?.parse().ok()?;
            }
            'Z' | 'X' | 'x' | 'z' | 'V' | 'O' => self.fields.zone = Some(self.zone()?),
            _ => drop(self.digits(most)),
        }
        Some(())
    }

    fn half(&mut self) -> Option<usize> {
        let head = self.rest.get(..2)?;
        let half = ["AM", "PM"]
            .iter()
            .position(|name| head.eq_ignore_ascii_case(name))?;
        self.rest = self.rest.get(2..)?;
        Some(half)
    }

    /// `Z`, `+0100`, `+01:00`, `UTC`, `CET`.
    fn zone(&mut self) -> Option<TimeZone> {
        let end = self.rest.find([' ', ']', ')']).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        super::zone::find(name).or_else(|| numeric(name).map(TimeZone::fixed))
    }
}

fn century(year: i16) -> i16 {
    if year < 80 { 2000 + year } else { 1900 + year }
}

/// `+0100`, `+01:00`, `+01`.
pub(super) fn numeric(text: &str) -> Option<Offset> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = if digits.len() < 3 {
        format!("{digits:0>2}00")
    } else {
        format!("{digits:0>4}")
    };
    let (hours, minutes) = (digits.get(..2)?, digits.get(2..4)?);
    let minutes = hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?;
    Offset::from_seconds(sign * minutes * 60).ok()
}
