//! `java.util.Date`.

use std::any::Any;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use parking_lot::Mutex;

use super::super::number::convert;
use super::super::table::{Args, Param, Type, method};
use super::{calendar, pattern, read, shown, simple, temporal, zone};
use crate::run::{Cx, Eval};
use crate::value::{Native, Value};

/// Milliseconds since 1970, with the zone in which they are shown.
struct Moment {
    millis: Mutex<i64>,
    zone: TimeZone,
}

const DAY: i64 = 86_400_000;

/// A date.
pub(super) fn value(cx: &mut Cx, millis: i64) -> Value {
    Value::native(Moment {
        millis: Mutex::new(millis),
        zone: zone::of_host(cx),
    })
}

/// The milliseconds of a date.
pub(super) fn millis(value: &Value) -> Option<i64> {
    value
        .downcast::<Moment>()
        .map(|moment| *moment.millis.lock())
}

/// The nearest moment that there is.
pub(super) fn timestamp(millis: i64) -> Timestamp {
    let limit = if millis < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    Timestamp::from_millisecond(millis).unwrap_or(limit)
}

impl Native for Moment {
    fn class_name(&self) -> &'static str {
        "java.util.Date"
    }

    fn show(&self) -> String {
        let at = timestamp(*self.millis.lock()).to_zoned(self.zone.clone());
        shown("EEE MMM dd HH:mm:ss z yyyy", &at)
    }

    fn equals(&self, other: &dyn Native) -> bool {
        let other = other.any().downcast_ref::<Self>();
        other.is_some_and(|other| *other.millis.lock() == *self.millis.lock())
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

pub(super) const TYPE: Type = Type::new("java.util.Date")
    .constructors(&[
        method("", &[], |cx, _, _| {
            let now = cx.host().now();
            Ok(value(cx, now))
        }),
        method("", &[Param::Number], |cx, _, args| {
            Ok(value(cx, convert::long(args.get(0))))
        }),
        method("", &[Param::Int, Param::Int, Param::Int], |cx, _, args| {
            let text = format!("{}-{}-{}", args.int(0) + 1900, args.int(1) + 1, args.int(2));
            parsed(cx, "yyyy-M-d", &text, None)
        }),
    ])
    .statics(&[
        method("parse", &[Param::Text, Param::Text], |cx, _, args| {
            let (pattern, text) = (args.text(cx, 0)?, args.text(cx, 1)?);
            parsed(cx, &pattern, &text, None)
        }),
        method(
            "parse",
            &[Param::Text, Param::Text, Param::Any],
            |cx, _, args| {
                let (pattern, text) = (args.text(cx, 0)?, args.text(cx, 1)?);
                let zone = zone::of(cx, args.get(2))?;
                parsed(cx, &pattern, &text, Some(zone))
            },
        ),
        method("from", &[Param::Any], |cx, _, args| {
            let millis = cx.call_method(args.get(0), "toEpochMilli", &[])?;
            Ok(value(cx, convert::long(&millis)))
        }),
    ])
    .methods(&[
        method("getTime", &[], |_, this, _| Ok(Value::Long(of(this)))),
        method("setTime", &[Param::Long], |_, this, args| {
            if let Some(moment) = this.downcast::<Moment>() {
                *moment.millis.lock() = args.long(0);
            }
            Ok(Value::Null)
        }),
        method("format", &[Param::Text], format),
        method("format", &[Param::Text, Param::Any], format),
        method("getDateString", &[], |cx, this, _| part(cx, this, "M/d/yy")),
        method("getTimeString", &[], |cx, this, _| {
            part(cx, this, "h:mm:ss a")
        }),
        method("getDateTimeString", &[], |cx, this, _| {
            part(cx, this, "M/d/yy h:mm:ss a")
        }),
        method("toGMTString", &[], |cx, this, _| {
            let args = [Value::text("d MMM yyyy HH:mm:ss 'GMT'"), Value::text("UTC")];
            format(cx, this, Args(&args))
        }),
        method("plus", &[Param::Int], |cx, this, args| {
            moved(cx, this, i64::from(args.int(0)))
        }),
        method("minus", &[Param::Int], |cx, this, args| {
            moved(cx, this, -i64::from(args.int(0)))
        }),
        method("minus", &[Param::Any], |_, this, args| {
            let days = (of(this) - of(args.get(0))).div_euclid(DAY);
            Ok(super::super::text::int(
                usize::try_from(days).unwrap_or_default(),
            ))
        }),
        method("next", &[], |cx, this, _| moved(cx, this, 1)),
        method("previous", &[], |cx, this, _| moved(cx, this, -1)),
        method("before", &[Param::Any], |_, this, args| {
            Ok(Value::Bool(of(this) < of(args.get(0))))
        }),
        method("after", &[Param::Any], |_, this, args| {
            Ok(Value::Bool(of(this) > of(args.get(0))))
        }),
        method("compareTo", &[Param::Any], |_, this, args| {
            Ok(Value::Int(of(this).cmp(&of(args.get(0))) as i32))
        }),
        method("hashCode", &[], |_, this, _| {
            Ok(Value::Int(super::super::hash::hash_code(&Value::Long(of(
                this,
            )))))
        }),
        method("clone", &[], |cx, this, _| Ok(value(cx, of(this)))),
        method("clearTime", &[], |cx, this, _| {
            let start = zoned(cx, this).start_of_day().ok();
            if let (Some(moment), Some(start)) = (this.downcast::<Moment>(), start) {
                *moment.millis.lock() = start.timestamp().as_millisecond();
            }
            Ok(this.clone())
        }),
        method("getAt", &[Param::Int], |cx, this, args| {
            Ok(Value::Int(calendar::field(&zoned(cx, this), args.int(0))))
        }),
        method("getYear", &[], |cx, this, _| {
            Ok(Value::Int(i32::from(zoned(cx, this).year()) - 1900))
        }),
        method("getMonth", &[], |cx, this, _| {
            Ok(Value::Int(i32::from(zoned(cx, this).month()) - 1))
        }),
        method("getDate", &[], |cx, this, _| {
            Ok(Value::Int(i32::from(zoned(cx, this).day())))
        }),
        method("getDay", &[], |cx, this, _| {
            let day = zoned(cx, this).weekday().to_sunday_zero_offset();
            Ok(Value::Int(i32::from(day)))
        }),
        method("getHours", &[], |cx, this, _| {
            Ok(Value::Int(i32::from(zoned(cx, this).hour())))
        }),
        method("getMinutes", &[], |cx, this, _| {
            Ok(Value::Int(i32::from(zoned(cx, this).minute())))
        }),
        method("getSeconds", &[], |cx, this, _| {
            Ok(Value::Int(i32::from(zoned(cx, this).second())))
        }),
        method("toCalendar", &[], |cx, this, _| {
            let at = zoned(cx, this);
            Ok(calendar::value(at))
        }),
        method("toInstant", &[], |_, this, _| {
            Ok(Value::native(temporal::Temporal::Instant(timestamp(of(
                this,
            )))))
        }),
        method("toTimestamp", &[], |cx, this, _| {
            part(cx, this, "yyyy-MM-dd HH:mm:ss.S")
        }),
    ]);

fn of(value: &Value) -> i64 {
    millis(value).unwrap_or_default()
}

fn zoned(cx: &mut Cx, this: &Value) -> Zoned {
    timestamp(of(this)).to_zoned(zone::of_host(cx))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn part(cx: &mut Cx, this: &Value, pattern: &str) -> Eval<Value> {
    let at = zoned(cx, this);
    Ok(Value::text(shown(pattern, &at)))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn moved(cx: &mut Cx, this: &Value, days: i64) -> Eval<Value> {
    Ok(value(cx, of(this).saturating_add(days.saturating_mul(DAY))))
}

fn format(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let pattern = args.text(cx, 0)?;
    let zone = match args.find(1) {
        Some(zone) => zone::of(cx, zone)?,
        None => zone::of_host(cx),
    };
    let tokens = simple::tokens(cx, &pattern, pattern::Style::Simple)?;
    let at = timestamp(of(this)).to_zoned(zone);
    Ok(Value::text(super::format::format(
        &tokens,
        &at,
        pattern::Style::Simple,
    )))
}

/// The date that a text says.
pub(super) fn parsed(
    cx: &mut Cx,
    pattern: &str,
    source: &str,
    zone: Option<TimeZone>,
) -> Eval<Value> {
    let tokens = simple::tokens(cx, pattern, pattern::Style::Simple)?;
    let host = zone.unwrap_or_else(|| zone::of_host(cx));
    let found = read::read(&tokens, source).and_then(|fields| {
        let zone = fields.zone.clone().unwrap_or(host);
        fields.date_time()?.to_zoned(zone).ok()
    });
    if let Some(at) = found {
        Ok(value(cx, at.timestamp().as_millisecond()))
    } else {
        let message = format!("Unparseable date: \"{source}\"");
        Err(cx.throw("java.text.ParseException", message))
    }
}
