//! Amounts of time: `Duration`, `Period`, `ChronoUnit`.

use std::any::Any;
use std::str::FromStr;

use jiff::{SignedDuration, Span};

use super::super::number::convert;
use super::super::table::{Args, Param, Type, method};
use super::super::text;
use super::temporal::{self, Temporal};
use crate::run::{Cx, Eval};
use crate::value::{Native, Value};

/// `java.time.Duration`.
#[derive(Clone, Copy, PartialEq)]
struct Duration(SignedDuration);

/// `java.time.Period`: years, months, days.
#[derive(Clone, Copy, PartialEq)]
struct Period([i32; 3]);

/// So many of a unit by its name: `Days`, `DAYS`.
pub(super) fn of(unit: &str, amount: i64) -> Option<Span> {
    let span = Span::new();
    match &*unit.to_ascii_uppercase() {
        "YEARS" => span.try_years(amount),
        "DECADES" => span.try_years(amount.checked_mul(10)?),
        "MONTHS" => span.try_months(amount),
        "WEEKS" => span.try_weeks(amount),
        "DAYS" => span.try_days(amount),
        "HOURS" => span.try_hours(amount),
        "MINUTES" => span.try_minutes(amount),
        "SECONDS" => span.try_seconds(amount),
        "MILLIS" => span.try_milliseconds(amount),
        "MICROS" => span.try_microseconds(amount),
        "NANOS" => span.try_nanoseconds(amount),
        _ => return None,
    }
    .ok()
}

/// What a duration or period adds, or with -1 takes away.
pub(super) fn amount(value: &Value, sign: i64) -> Option<Span> {
    if let Some(Period([years, months, days])) = value.downcast::<Period>() {
        let part = |number: i32| i64::from(number) * sign;
        let span = Span::new().try_years(part(*years)).ok()?;
        return span
            .try_months(part(*months))
            .ok()?
            .try_days(part(*days))
            .ok();
    }
    let duration = value.downcast::<Duration>()?.0;
    let duration = if sign < 0 { -duration } else { duration };
    let span = Span::new().try_seconds(duration.as_secs()).ok()?;
    span.try_nanoseconds(i64::from(duration.subsec_nanos()))
        .ok()
}

impl Native for Duration {
    fn class_name(&self) -> &'static str {
        "java.time.Duration"
    }

    fn show(&self) -> String {
        let total = self.0.as_secs();
        if self.0.is_zero() {
            return "PT0S".to_owned();
        }
        let part = |number: i64, letter: char| match number {
            0 => String::new(),
            _ => format!("{number}{letter}"),
        };
        let nanos = self.0.subsec_nanos();
        let fraction = temporal::fraction(nanos.abs());
        let fraction = fraction.trim_end_matches('0');
        let sign = if total % 60 == 0 && nanos < 0 {
            "-"
        } else {
            ""
        };
        let seconds = match (total % 60, nanos) {
            (0, 0) => String::new(),
            (seconds, _) => format!("{sign}{seconds}{fraction}S"),
        };
        format!(
            "PT{}{}{seconds}",
            part(total / 3600, 'H'),
            part(total / 60 % 60, 'M')
        )
    }

    fn equals(&self, other: &dyn Native) -> bool {
        other.any().downcast_ref() == Some(self)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

impl Native for Period {
    fn class_name(&self) -> &'static str {
        "java.time.Period"
    }

    fn show(&self) -> String {
        let Self([years, months, days]) = self;
        let part = |number: i32, letter: char| match number {
            0 => String::new(),
            _ => format!("{number}{letter}"),
        };
        let text = part(*years, 'Y') + &part(*months, 'M') + &part(*days, 'D');
        if text.is_empty() {
            "P0D".to_owned()
        } else {
            format!("P{text}")
        }
    }

    fn equals(&self, other: &dyn Native) -> bool {
        other.any().downcast_ref() == Some(self)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn seconds(args: Args<'_>, each: i64) -> Eval<Value> {
    Ok(duration(SignedDuration::from_secs(
        args.long(0).saturating_mul(each),
    )))
}

fn duration(duration: SignedDuration) -> Value {
    Value::native(Duration(duration))
}

fn own(this: &Value) -> SignedDuration {
    this.downcast::<Duration>()
        .map_or(SignedDuration::ZERO, |duration| duration.0)
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn whole(this: &Value, each: i64) -> Eval<Value> {
    Ok(Value::Long(own(this).as_secs() / each))
}

pub(super) const DURATION: Type = Type::new("java.time.Duration")
    .fields(&[("ZERO", || duration(SignedDuration::ZERO))])
    .statics(&[
        method("ofDays", &[Param::Long], |_, _, args| seconds(args, 86_400)),
        method("ofHours", &[Param::Long], |_, _, args| seconds(args, 3600)),
        method("ofMinutes", &[Param::Long], |_, _, args| seconds(args, 60)),
        method("ofSeconds", &[Param::Long], |_, _, args| seconds(args, 1)),
        method("ofMillis", &[Param::Long], |_, _, args| {
            Ok(duration(SignedDuration::from_millis(args.long(0))))
        }),
        method("ofNanos", &[Param::Long], |_, _, args| {
            Ok(duration(SignedDuration::from_nanos(args.long(0))))
        }),
        method("between", &[Param::Any, Param::Any], |cx, _, args| {
            let (from, to) = (
                temporal::of(cx, args.get(0))?,
                temporal::of(cx, args.get(1))?,
            );
            let both = from.zoned().zip(to.zoned());
            let between = both.map(|(from, to)| to.timestamp().duration_since(from.timestamp()));
            Ok(duration(between.unwrap_or_default()))
        }),
        method("parse", &[Param::Text], |cx, _, args| {
            let text = args.text(cx, 0)?;
            SignedDuration::from_str(&text).map(duration).map_err(|_| {
                let message = "Text cannot be parsed to a Duration";
                cx.throw("java.time.format.DateTimeParseException", message)
            })
        }),
    ])
    .methods(&[
        method("toDays", &[], |_, this, _| whole(this, 86_400)),
        method("toHours", &[], |_, this, _| whole(this, 3600)),
        method("toMinutes", &[], |_, this, _| whole(this, 60)),
        method("toSeconds", &[], |_, this, _| whole(this, 1)),
        method("getSeconds", &[], |_, this, _| whole(this, 1)),
        method("getNano", &[], |_, this, _| {
            Ok(Value::Int(own(this).subsec_nanos()))
        }),
        method("toMillis", &[], |_, this, _| {
            Ok(Value::Long(
                i64::try_from(own(this).as_millis()).unwrap_or(i64::MAX),
            ))
        }),
        method("toNanos", &[], |_, this, _| {
            Ok(Value::Long(
                i64::try_from(own(this).as_nanos()).unwrap_or(i64::MAX),
            ))
        }),
        method("plus", &[Param::Any], |_, this, args| {
            Ok(duration(own(this).saturating_add(own(args.get(0)))))
        }),
        method("minus", &[Param::Any], |_, this, args| {
            Ok(duration(own(this).saturating_sub(own(args.get(0)))))
        }),
        method("plusSeconds", &[Param::Long], |_, this, args| {
            Ok(duration(
                own(this).saturating_add(SignedDuration::from_secs(args.long(0))),
            ))
        }),
        method("isZero", &[], |_, this, _| {
            Ok(Value::Bool(own(this).is_zero()))
        }),
        method("isNegative", &[], |_, this, _| {
            Ok(Value::Bool(own(this).is_negative()))
        }),
        method("abs", &[], |_, this, _| Ok(duration(own(this).abs()))),
        method("compareTo", &[Param::Any], |_, this, args| {
            Ok(Value::Int(own(this).cmp(&own(args.get(0))) as i32))
        }),
    ]);

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn part(this: &Value, at: usize) -> Eval<Value> {
    let parts = this.downcast::<Period>().map(|period| period.0);
    Ok(parts
        .and_then(|parts| parts.get(at).copied())
        .map_or(Value::Null, Value::Int))
}

pub(super) const PERIOD: Type = Type::new("java.time.Period")
    .statics(&[
        method("ofDays", &[Param::Int], |_, _, args| {
            Ok(Value::native(Period([0, 0, args.int(0)])))
        }),
        method("ofWeeks", &[Param::Int], |_, _, args| {
            Ok(Value::native(Period([0, 0, args.int(0).saturating_mul(7)])))
        }),
        method("ofMonths", &[Param::Int], |_, _, args| {
            Ok(Value::native(Period([0, args.int(0), 0])))
        }),
        method("ofYears", &[Param::Int], |_, _, args| {
            Ok(Value::native(Period([args.int(0), 0, 0])))
        }),
        method("of", &[Param::Int, Param::Int, Param::Int], |_, _, args| {
            Ok(Value::native(Period([
                args.int(0),
                args.int(1),
                args.int(2),
            ])))
        }),
        method("between", &[Param::Any, Param::Any], |cx, _, args| {
            let (from, to) = (
                temporal::of(cx, args.get(0))?,
                temporal::of(cx, args.get(1))?,
            );
            let (Temporal::Date(from), Temporal::Date(to)) = (from, to) else {
                return Ok(Value::Null);
            };
            let span = from.until((jiff::Unit::Year, to)).unwrap_or_default();
            Ok(Value::native(Period([
                i32::from(span.get_years()),
                span.get_months(),
                span.get_days(),
            ])))
        }),
    ])
    .methods(&[
        method("getYears", &[], |_, this, _| part(this, 0)),
        method("getMonths", &[], |_, this, _| part(this, 1)),
        method("getDays", &[], |_, this, _| part(this, 2)),
    ]);

pub(super) const CHRONO_UNIT: Type = Type::new("java.time.temporal.ChronoUnit").methods(&[method(
    "between",
    &[Param::Any, Param::Any],
    |cx, this, args| between(cx, this, args.get(0), args.get(1)),
)]);

/// Whole units from one date to another.
pub(super) fn between(cx: &mut Cx, unit: &Value, from: &Value, to: &Value) -> Eval<Value> {
    let name = text::of(cx, unit)?;
    let (from, to) = (temporal::of(cx, from)?, temporal::of(cx, to)?);
    let Some((from, to)) = from.zoned().zip(to.zoned()) else {
        return Ok(Value::Null);
    };
    let unit = match &*name {
        "YEARS" => jiff::Unit::Year,
        "MONTHS" => jiff::Unit::Month,
        "WEEKS" => jiff::Unit::Week,
        "DAYS" => jiff::Unit::Day,
        "HOURS" => jiff::Unit::Hour,
        "MINUTES" => jiff::Unit::Minute,
        "SECONDS" => jiff::Unit::Second,
        _ => jiff::Unit::Millisecond,
    };
    let total = from
        .until((unit, &to))
        .ok()
        .and_then(|span| span.total((unit, &from)).ok());
    Ok(Value::Long(convert::long(&Value::Double(
        total.unwrap_or_default(),
    ))))
}
