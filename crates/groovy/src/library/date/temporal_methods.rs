//! The methods of the classes of `java.time`.

use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit, Zoned};

use super::super::constant;
use super::super::number::convert;
use super::super::table::{Args, Method, Param, Type, method};
use super::pattern::Style;
use super::read::{self, Fields};
use super::temporal::{Temporal, of, or_exceeded, value};
use super::{format, moment, simple, span, zone};
use crate::run::{Cx, Eval};
use crate::value::Value;

const INTS: [Param; 7] = [Param::Int; 7];

const METHODS: &[Method] = &[
    method("format", &[Param::Any], shown),
    method("isBefore", &[Param::Any], |cx, this, args| {
        Ok(Value::Bool(order(cx, this, args)? < 0))
    }),
    method("isAfter", &[Param::Any], |cx, this, args| {
        Ok(Value::Bool(order(cx, this, args)? > 0))
    }),
    method("isEqual", &[Param::Any], |cx, this, args| {
        Ok(Value::Bool(order(cx, this, args)? == 0))
    }),
    method("compareTo", &[Param::Any], |cx, this, args| {
        order(cx, this, args).map(Value::Int)
    }),
    method("plus", &[Param::Any], |cx, this, args| {
        moved(cx, this, args, 1)
    }),
    method("plus", &[Param::Long, Param::Any], |cx, this, args| {
        moved(cx, this, args, 1)
    }),
    method("minus", &[Param::Any], |cx, this, args| {
        moved(cx, this, args, -1)
    }),
    method("minus", &[Param::Long, Param::Any], |cx, this, args| {
        moved(cx, this, args, -1)
    }),
    method("until", &[Param::Any, Param::Any], |cx, this, args| {
        span::between(cx, args.get(1), this, args.get(0))
    }),
    method("truncatedTo", &[Param::Any], truncated),
    method("toLocalDate", &[], |cx, this, _| {
        zoned(cx, this).map(|at| value(Temporal::Date(at.date())))
    }),
    method("toLocalTime", &[], |cx, this, _| {
        zoned(cx, this).map(|at| value(Temporal::Time(at.time())))
    }),
    method("toLocalDateTime", &[], |cx, this, _| {
        zoned(cx, this).map(|at| value(Temporal::DateTime(at.datetime())))
    }),
    method("atStartOfDay", &[], |cx, this, _| {
        zoned(cx, this).map(|at| value(Temporal::DateTime(at.date().to_datetime(Time::midnight()))))
    }),
    method("atTime", &[Param::Int, Param::Int], |cx, this, args| {
        let at = zoned(cx, this)?;
        let time = time(args, 0);
        or_exceeded(
            cx,
            time.map(|time| Temporal::DateTime(at.date().to_datetime(time))),
        )
    }),
    method("atZone", &[Param::Any], at_zone),
    method("atOffset", &[Param::Any], at_zone),
    method("withZoneSameInstant", &[Param::Any], |cx, this, args| {
        let (at, zone) = (zoned(cx, this)?, zone::of(cx, args.get(0))?);
        Ok(value(Temporal::Zoned(at.with_time_zone(zone))))
    }),
    method("toInstant", &[], |cx, this, _| {
        zoned(cx, this).map(|at| value(Temporal::Instant(at.timestamp())))
    }),
    method("toInstant", &[Param::Any], |cx, this, _| {
        zoned(cx, this).map(|at| value(Temporal::Instant(at.timestamp())))
    }),
    method("toEpochMilli", &[], |cx, this, _| {
        zoned(cx, this).map(|at| Value::Long(at.timestamp().as_millisecond()))
    }),
    method("toEpochSecond", &[], |cx, this, _| {
        zoned(cx, this).map(|at| Value::Long(at.timestamp().as_second()))
    }),
    method("toEpochSecond", &[Param::Any], |cx, this, _| {
        zoned(cx, this).map(|at| Value::Long(at.timestamp().as_second()))
    }),
    method("toEpochDay", &[], |cx, this, _| {
        zoned(cx, this).map(|at| Value::Long(at.timestamp().as_second().div_euclid(86_400)))
    }),
    method("lengthOfMonth", &[], |cx, this, _| {
        zoned(cx, this).map(|at| Value::Int(i32::from(at.days_in_month())))
    }),
    method("toDate", &[], |cx, this, _| {
        let millis = zoned(cx, this)?.timestamp().as_millisecond();
        Ok(moment::value(cx, millis))
    }),
    method("hashCode", &[], |cx, this, _| {
        let text = cx.to_text(this)?;
        Ok(Value::Int(super::super::hash::of_text(&text)))
    }),
];

pub(super) const DATE: Type = Type::new("java.time.LocalDate").methods(METHODS).statics(&[
    method("now", &[], |cx, _, args| {
        now(cx, args).map(|at| value(Temporal::Date(at.date())))
    }),
    method("now", &[Param::Any], |cx, _, args| {
        now(cx, args).map(|at| value(Temporal::Date(at.date())))
    }),
    method(
        "of",
        &[Param::Int, Param::Any, Param::Int],
        |cx, _, args| {
            checked(cx, args)?;
            or_exceeded(cx, date(args).map(Temporal::Date))
        },
    ),
    method("ofEpochDay", &[Param::Long], |cx, _, args| {
        let at = Timestamp::from_second(args.long(0).saturating_mul(86_400)).ok();
        or_exceeded(
            cx,
            at.map(|at| Temporal::Date(at.to_zoned(TimeZone::UTC).date())),
        )
    }),
    method("parse", &[Param::Text], |cx, _, args| {
        parsed(cx, args, |text| {
            Date::from_str(text).ok().map(Temporal::Date)
        })
    }),
    method("parse", &[Param::Text, Param::Any], |cx, _, args| {
        by_formatter(cx, args, |fields| {
            Some(Temporal::Date(fields.date_time()?.date()))
        })
    }),
]);

pub(super) const TIME: Type = Type::new("java.time.LocalTime").methods(METHODS).statics(&[
    method("now", &[], |cx, _, args| {
        now(cx, args).map(|at| value(Temporal::Time(at.time())))
    }),
    method("of", INTS.split_at(2).0, |cx, _, args| {
        or_exceeded(cx, time(args, 0).map(Temporal::Time))
    }),
    method("of", INTS.split_at(3).0, |cx, _, args| {
        or_exceeded(cx, time(args, 0).map(Temporal::Time))
    }),
    method("parse", &[Param::Text], |cx, _, args| {
        parsed(cx, args, |text| {
            Time::from_str(text).ok().map(Temporal::Time)
        })
    }),
    method("parse", &[Param::Text, Param::Any], |cx, _, args| {
        by_formatter(cx, args, |fields| {
            Some(Temporal::Time(fields.date_time()?.time()))
        })
    }),
]);

pub(super) const DATE_TIME: Type = Type::new("java.time.LocalDateTime")
    .methods(METHODS)
    .statics(&[
        method("now", &[], |cx, _, args| {
            now(cx, args).map(|at| value(Temporal::DateTime(at.datetime())))
        }),
        method("now", &[Param::Any], |cx, _, args| {
            now(cx, args).map(|at| value(Temporal::DateTime(at.datetime())))
        }),
        method("of", INTS.split_at(5).0, date_time),
        method("of", INTS.split_at(6).0, date_time),
        method("of", INTS.split_at(7).0, date_time),
        method("ofInstant", &[Param::Any, Param::Any], |cx, _, args| {
            let (at, zone) = (zoned(cx, args.get(0))?, zone::of(cx, args.get(1))?);
            Ok(value(Temporal::DateTime(
                at.with_time_zone(zone).datetime(),
            )))
        }),
        method("parse", &[Param::Text], |cx, _, args| {
            parsed(cx, args, |text| {
                DateTime::from_str(text).ok().map(Temporal::DateTime)
            })
        }),
        method("parse", &[Param::Text, Param::Any], |cx, _, args| {
            by_formatter(cx, args, |fields| {
                fields.date_time().map(Temporal::DateTime)
            })
        }),
    ]);

pub(super) const INSTANT: Type = Type::new("java.time.Instant")
    .methods(METHODS)
    .fields(&[("EPOCH", || value(Temporal::Instant(Timestamp::UNIX_EPOCH)))])
    .statics(&[
        method("now", &[], |cx, _, args| {
            now(cx, args).map(|at| value(Temporal::Instant(at.timestamp())))
        }),
        method("ofEpochMilli", &[Param::Long], |_, _, args| {
            Ok(value(Temporal::Instant(moment::timestamp(args.long(0)))))
        }),
        method("ofEpochSecond", &[Param::Long], |cx, _, args| {
            or_exceeded(
                cx,
                Timestamp::from_second(args.long(0))
                    .ok()
                    .map(Temporal::Instant),
            )
        }),
        method("parse", &[Param::Text], |cx, _, args| {
            parsed(cx, args, |text| {
                Timestamp::from_str(text).ok().map(Temporal::Instant)
            })
        }),
    ]);

pub(super) const ZONED: Type = Type::new("java.time.ZonedDateTime")
    .methods(METHODS)
    .statics(&[
        method("now", &[], |cx, _, args| {
            now(cx, args).map(|at| value(Temporal::Zoned(at)))
        }),
        method("now", &[Param::Any], |cx, _, args| {
            now(cx, args).map(|at| value(Temporal::Zoned(at)))
        }),
        method("ofInstant", &[Param::Any, Param::Any], |cx, _, args| {
            let (at, zone) = (zoned(cx, args.get(0))?, zone::of(cx, args.get(1))?);
            Ok(value(Temporal::Zoned(at.with_time_zone(zone))))
        }),
        method(
            "of",
            &[
                Param::Int,
                Param::Int,
                Param::Int,
                Param::Int,
                Param::Int,
                Param::Int,
                Param::Int,
                Param::Any,
            ],
            |cx, _, args| {
                let zone = zone::of(cx, args.get(7))?;
                let at = full(args).and_then(|at| at.to_zoned(zone).ok());
                or_exceeded(cx, at.map(Temporal::Zoned))
            },
        ),
        method("parse", &[Param::Text], |cx, _, args| {
            parsed(cx, args, |text| with_offset(text).map(Temporal::Zoned))
        }),
    ]);

pub(super) const OFFSET: Type = Type::new("java.time.OffsetDateTime")
    .methods(METHODS)
    .statics(&[
        method("now", &[], |cx, _, args| {
            now(cx, args).map(|at| value(Temporal::Offset(at)))
        }),
        method("now", &[Param::Any], |cx, _, args| {
            now(cx, args).map(|at| value(Temporal::Offset(at)))
        }),
        method("parse", &[Param::Text], |cx, _, args| {
            parsed(cx, args, |text| with_offset(text).map(Temporal::Offset))
        }),
    ]);

pub(super) const DAY: Type = Type::new("java.time.DayOfWeek")
    .methods(&[method("plus", &[Param::Long], |_, this, args| {
        Ok(turned("java.time.DayOfWeek", this, args.long(0), 7))
    })])
    .statics(&[method("of", &[Param::Int], |_, _, args| {
        Ok(numbered("java.time.DayOfWeek", args))
    })]);

pub(super) const MONTH: Type = Type::new("java.time.Month")
    .methods(&[method("plus", &[Param::Long], |_, this, args| {
        Ok(turned("java.time.Month", this, args.long(0), 12))
    })])
    .statics(&[method("of", &[Param::Int], |_, _, args| {
        Ok(numbered("java.time.Month", args))
    })]);

fn numbered(class: &str, args: Args<'_>) -> Value {
    constant::at(
        class,
        usize::try_from(args.int(0) - 1).unwrap_or(usize::MAX),
    )
}

fn turned(class: &str, this: &Value, by: i64, count: i64) -> Value {
    let place = constant::ordinal(this, class).and_then(|place| i64::try_from(place).ok());
    let turned = place.map(|place| (place + by).rem_euclid(count));
    turned
        .and_then(|place| usize::try_from(place).ok())
        .map_or(Value::Null, |place| constant::at(class, place))
}

fn zoned(cx: &mut Cx, this: &Value) -> Eval<Zoned> {
    let zoned = match of(cx, this) {
        Ok(temporal) => temporal.zoned(),
        Err(problem) => match super::zoned(cx, this)? {
            Some(at) => Some(at),
            None => return Err(problem),
        },
    };
    zoned.ok_or_else(|| cx.throw("java.time.DateTimeException", "There is no such date"))
}

fn now(cx: &mut Cx, args: Args<'_>) -> Eval<Zoned> {
    let zone = match args.find(0) {
        Some(zone) => zone::of(cx, zone)?,
        None => zone::of_host(cx),
    };
    Ok(moment::timestamp(cx.host().now()).to_zoned(zone))
}

fn order(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<i32> {
    let (a, b) = (of(cx, this)?, of(cx, args.get(0))?);
    Ok(a.order(&b).map_or(0, |order| order as i32))
}

fn shown(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let (pattern, zone) = match args.get(0) {
        Value::Native(_) => simple::parts(args.get(0)),
        other => (cx.to_text(other)?, None),
    };
    let tokens = simple::tokens(cx, &pattern, Style::Modern)?;
    let at = zoned(cx, this)?;
    let at = zone.map_or(at.clone(), |zone| at.with_time_zone(zone));
    Ok(Value::text(format::format(&tokens, &at, Style::Modern)))
}

fn moved(cx: &mut Cx, this: &Value, args: Args<'_>, sign: i64) -> Eval<Value> {
    let temporal = of(cx, this)?;
    let span = match args.find(1) {
        Some(unit) => span::of(&cx.to_text(unit)?, args.long(0).saturating_mul(sign)),
        None => span::amount(args.get(0), sign),
    };
    or_exceeded(cx, span.and_then(|span| temporal.plus(span)))
}

fn truncated(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let temporal = of(cx, this)?;
    let unit = match &*cx.to_text(args.get(0))? {
        "Days" | "DAYS" => Unit::Day,
        "Hours" | "HOURS" => Unit::Hour,
        "Minutes" | "MINUTES" => Unit::Minute,
        "Seconds" | "SECONDS" => Unit::Second,
        _ => Unit::Millisecond,
    };
    let rounding = jiff::ZonedRound::new()
        .smallest(unit)
        .mode(jiff::RoundMode::Trunc);
    let done = temporal
        .zoned()
        .and_then(|at| at.round(rounding).ok())
        .map(|at| match temporal {
            Temporal::Instant(_) => Temporal::Instant(at.timestamp()),
            Temporal::Time(_) => Temporal::Time(at.time()),
            Temporal::Zoned(_) => Temporal::Zoned(at),
            Temporal::Offset(_) => Temporal::Offset(at),
            _ => Temporal::DateTime(at.datetime()),
        });
    or_exceeded(cx, done)
}

fn at_zone(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let zone = zone::of(cx, args.get(0))?;
    let at = match of(cx, this)? {
        Temporal::Instant(at) => Some(at.to_zoned(zone)),
        other => other
            .zoned()
            .and_then(|at| at.datetime().to_zoned(zone).ok()),
    };
    or_exceeded(cx, at.map(Temporal::Zoned))
}

fn small(args: Args<'_>, at: usize) -> Option<i8> {
    match constant::ordinal(args.get(at), "java.time.Month") {
        Some(month) => i8::try_from(month + 1).ok(),
        None => i8::try_from(args.int(at)).ok(),
    }
}

fn date(args: Args<'_>) -> Option<Date> {
    let year = i16::try_from(args.int(0)).ok()?;
    Date::new(year, small(args, 1)?, small(args, 2)?).ok()
}

fn time(args: Args<'_>, from: usize) -> Option<Time> {
    let nanos = args.int(from + 3);
    Time::new(
        small(args, from)?,
        small(args, from + 1)?,
        small(args, from + 2)?,
        nanos,
    )
    .ok()
}

fn full(args: Args<'_>) -> Option<DateTime> {
    Some(date(args)?.to_datetime(time(args, 3)?))
}

fn date_time(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    checked(cx, args)?;
    or_exceeded(cx, full(args).map(Temporal::DateTime))
}

/// What Java says of months and days that don't exist.
fn checked(cx: &mut Cx, args: Args<'_>) -> Eval<()> {
    let (month, day) = (small(args, 1).unwrap_or(-1), small(args, 2).unwrap_or(-1));
    let message = if !(1..=12).contains(&month) {
        format!(
            "Invalid value for MonthOfYear (valid values 1 - 12): {}",
            convert::int(args.get(1))
        )
    } else if !(1..=31).contains(&day) {
        format!(
            "Invalid value for DayOfMonth (valid values 1 - 28/31): {}",
            args.int(2)
        )
    } else if date(args).is_none() {
        let name = cx.to_text(&constant::at(
            "java.time.Month",
            usize::try_from(month - 1).unwrap_or_default(),
        ))?;
        format!("Invalid date '{name} {day}'")
    } else {
        return Ok(());
    };
    Err(cx.throw("java.time.DateTimeException", message))
}

fn unparsed(cx: &mut Cx, text: &str) -> crate::run::Unwind {
    let message = format!("Text '{text}' could not be parsed at index 0");
    cx.throw("java.time.format.DateTimeParseException", message)
}

fn parsed(cx: &mut Cx, args: Args<'_>, parse: fn(&str) -> Option<Temporal>) -> Eval<Value> {
    let text = args.text(cx, 0)?;
    parse(&text).map(value).ok_or_else(|| unparsed(cx, &text))
}

fn by_formatter(cx: &mut Cx, args: Args<'_>, make: fn(&Fields) -> Option<Temporal>) -> Eval<Value> {
    let text = args.text(cx, 0)?;
    let (pattern, _) = simple::parts(args.get(1));
    let parts = simple::tokens(cx, &pattern, Style::Modern)?;
    let found = read::read(&parts, &text).and_then(|fields| make(&fields));
    found.map(value).ok_or_else(|| unparsed(cx, &text))
}

/// `2024-01-31T13:45:00+02:00[Europe/Paris]`, whose zone may be missing.
fn with_offset(text: &str) -> Option<Zoned> {
    if let Ok(at) = Zoned::from_str(text) {
        return Some(at);
    }
    let at = Timestamp::from_str(text).ok()?;
    let (_, clock) = text.split_once('T')?;
    let offset = clock
        .find(['+', '-'])
        .and_then(|at| read::numeric(clock.get(at..)?));
    Some(at.to_zoned(offset.map_or(TimeZone::UTC, TimeZone::fixed)))
}
