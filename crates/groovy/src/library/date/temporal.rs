//! Dates and times of `java.time`: what they all can do.

use std::any::Any;
use std::cmp::Ordering;

use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, Timestamp, Zoned};

use super::super::constant;
use super::super::number::convert;
use super::super::text;
use super::{format, span, zone};
use crate::run::{Cx, Eval};
use crate::value::{Native, Value};

/// A date, a time, or both.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Temporal {
    Date(Date),
    Time(Time),
    DateTime(DateTime),
    Instant(Timestamp),
    Zoned(Zoned),
    /// With an offset, but no zone.
    Offset(Zoned),
}

impl Temporal {
    /// The same as a date with a zone, UTC where it has none.
    pub(super) fn zoned(&self) -> Option<Zoned> {
        let date_time = match self {
            Self::Zoned(at) | Self::Offset(at) => return Some(at.clone()),
            Self::Instant(at) => return Some(at.to_zoned(jiff::tz::TimeZone::UTC)),
            Self::Date(date) => date.to_datetime(Time::midnight()),
            Self::Time(time) => Date::constant(1970, 1, 1).to_datetime(*time),
            Self::DateTime(at) => *at,
        };
        date_time.to_zoned(jiff::tz::TimeZone::UTC).ok()
    }

    /// The same with units more.
    pub(super) fn plus(&self, span: Span) -> Option<Self> {
        Some(match self {
            Self::Date(date) => Self::Date(date.checked_add(span).ok()?),
            Self::Time(time) => Self::Time(time.wrapping_add(span)),
            Self::DateTime(at) => Self::DateTime(at.checked_add(span).ok()?),
            // Days of a moment have 24 hours.
            Self::Instant(_) => {
                let at = self.zoned()?.checked_add(span).ok()?;
                Self::Instant(at.timestamp())
            }
            Self::Zoned(at) => Self::Zoned(at.checked_add(span).ok()?),
            Self::Offset(at) => Self::Offset(at.checked_add(span).ok()?),
        })
    }

    /// The same with another date and time.
    fn with(&self, at: Zoned) -> Self {
        match self {
            Self::Date(_) => Self::Date(at.date()),
            Self::Time(_) => Self::Time(at.time()),
            Self::DateTime(_) => Self::DateTime(at.datetime()),
            Self::Instant(_) => Self::Instant(at.timestamp()),
            Self::Zoned(_) => Self::Zoned(at),
            Self::Offset(_) => Self::Offset(at),
        }
    }

    /// The same with a field changed: `withDayOfMonth(1)`. None: there is no such field, or no such day.
    fn with_field(&self, field: &str, value: i32) -> Option<Self> {
        let at = self.zoned()?;
        let small = i8::try_from(value).ok();
        let with = at.with();
        let with = match field {
            "Year" => with.year(i16::try_from(value).ok()?),
            "Month" | "MonthValue" => with.month(small?),
            "DayOfMonth" => with.day(small?),
            "DayOfYear" => with.day_of_year(i16::try_from(value).ok()?),
            "Hour" => with.hour(small?),
            "Minute" => with.minute(small?),
            "Second" => with.second(small?),
            "Nano" => with.subsec_nanosecond(value),
            _ => return None,
        };
        Some(self.with(with.build().ok()?))
    }

    fn field(&self, name: &str) -> Option<Value> {
        let at = self.zoned()?;
        Some(match name {
            "year" => Value::Int(i32::from(at.year())),
            "monthValue" => Value::Int(i32::from(at.month())),
            "month" => constant::at("java.time.Month", usize::try_from(at.month() - 1).ok()?),
            "dayOfMonth" => Value::Int(i32::from(at.day())),
            "dayOfYear" => Value::Int(i32::from(at.day_of_year())),
            "dayOfWeek" => {
                let place = usize::try_from(at.weekday().to_monday_zero_offset()).ok()?;
                constant::at("java.time.DayOfWeek", place)
            }
            "hour" => Value::Int(i32::from(at.hour())),
            "minute" => Value::Int(i32::from(at.minute())),
            "second" => Value::Int(i32::from(at.second())),
            "nano" => Value::Int(at.subsec_nanosecond()),
            "epochSecond" => Value::Long(at.timestamp().as_second()),
            "leapYear" => Value::Bool(at.in_leap_year()),
            _ => return None,
        })
    }

    /// The order of two of a kind.
    pub(super) fn order(&self, other: &Self) -> Option<Ordering> {
        Some(self.zoned()?.timestamp().cmp(&other.zoned()?.timestamp()))
    }
}

/// A value of one.
pub(super) fn value(temporal: Temporal) -> Value {
    Value::native(temporal)
}

/// What Java throws where there is no such date.
pub(super) fn or_exceeded(cx: &mut Cx, temporal: Option<Temporal>) -> Eval<Value> {
    if let Some(temporal) = temporal {
        Ok(value(temporal))
    } else {
        let message = "Text or number out of the range of dates";
        Err(cx.throw("java.time.DateTimeException", message))
    }
}

impl Native for Temporal {
    fn class_name(&self) -> &'static str {
        match self {
            Self::Date(_) => "java.time.LocalDate",
            Self::Time(_) => "java.time.LocalTime",
            Self::DateTime(_) => "java.time.LocalDateTime",
            Self::Instant(_) => "java.time.Instant",
            Self::Zoned(_) => "java.time.ZonedDateTime",
            Self::Offset(_) => "java.time.OffsetDateTime",
        }
    }

    /// `plusDays(1)`, `minusHours(2)`, `withYear(2024)`, `getYear()`: one for each unit and field.
    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        match args {
            [] => {
                let field = name.strip_prefix("get").or(name.strip_prefix("is"));
                Ok(field.and_then(|field| self.field(&uncapitalized(field))))
            }
            [Value::Int(_) | Value::Long(_)] => {
                let amount = args.first().map(convert::long).unwrap_or_default();
                self.changed(cx, name, amount)
            }
            _ => Ok(None),
        }
    }

    fn get(&self, _: &mut Cx, name: &str) -> Eval<Option<Value>> {
        Ok(self.field(name))
    }

    fn show(&self) -> String {
        match self {
            Self::Date(date) => date.to_string(),
            Self::Time(time) => clock(*time),
            Self::DateTime(at) => date_time(*at),
            Self::Instant(at) => instant(*at),
            Self::Offset(at) => format!("{}{}", date_time(at.datetime()), offset(at)),
            Self::Zoned(at) => {
                let zone = zone::name(at.time_zone());
                let named = at.time_zone().iana_name().is_some();
                let zone = if named {
                    format!("[{zone}]")
                } else {
                    String::new()
                };
                format!("{}{}{zone}", date_time(at.datetime()), offset(at))
            }
        }
    }

    fn equals(&self, other: &dyn Native) -> bool {
        other.any().downcast_ref() == Some(self)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

impl Temporal {
    fn changed(&self, cx: &mut Cx, name: &str, amount: i64) -> Eval<Option<Value>> {
        if let Some(field) = name.strip_prefix("with") {
            let changed = self.with_field(field, i32::try_from(amount).unwrap_or_default());
            return or_exceeded(cx, changed).map(Some);
        }
        let (unit, amount) = match (name.strip_prefix("plus"), name.strip_prefix("minus")) {
            (Some(unit), _) => (unit, amount),
            (_, Some(unit)) => (unit, -amount),
            _ => return Ok(None),
        };
        match span::of(unit, amount) {
            Some(span) => or_exceeded(cx, self.plus(span)).map(Some),
            None => Ok(None),
        }
    }
}

fn uncapitalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

fn offset(at: &Zoned) -> String {
    if at.offset().seconds() == 0 {
        "Z".to_owned()
    } else {
        format::offset(at, ":")
    }
}

/// Fractions of a second in groups of three digits.
pub(super) fn fraction(nanos: i32) -> String {
    let digits = format!("{nanos:09}");
    let count = match nanos {
        0 => return String::new(),
        _ if nanos % 1_000_000 == 0 => 3,
        _ if nanos % 1_000 == 0 => 6,
        _ => 9,
    };
    format!(".{}", digits.get(..count).unwrap_or_default())
}

/// Without seconds where there are none.
fn clock(time: Time) -> String {
    let text = format!("{:02}:{:02}", time.hour(), time.minute());
    match (time.second(), time.subsec_nanosecond()) {
        (0, 0) => text,
        (second, nanos) => format!("{text}:{second:02}{}", fraction(nanos)),
    }
}

fn date_time(at: DateTime) -> String {
    format!("{}T{}", at.date(), clock(at.time()))
}

fn instant(at: Timestamp) -> String {
    let at = at.to_zoned(jiff::tz::TimeZone::UTC);
    let time = at.time();
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    let fraction = fraction(time.subsec_nanosecond());
    format!("{}T{hour:02}:{minute:02}:{second:02}{fraction}Z", at.date())
}

/// One of a value, or what Java throws.
pub(super) fn of(cx: &mut Cx, value: &Value) -> Eval<Temporal> {
    if let Some(temporal) = value.downcast::<Temporal>() {
        Ok(temporal.clone())
    } else {
        let text = text::of(cx, value)?;
        let message = format!("Unable to obtain a date from: {text}");
        Err(cx.throw("java.time.DateTimeException", message))
    }
}
