//! `java.util.Calendar`.

use std::any::Any;

use jiff::{Span, Zoned};
use parking_lot::Mutex;

use super::super::number::convert;
use super::super::table::{Args, Field, Param, Type, method};
use super::{moment, shown, zone};
use crate::run::{Cx, Eval};
use crate::value::{Native, Value};

/// A date in a zone that can be changed.
pub(super) struct Calendar {
    pub(super) at: Mutex<Zoned>,
}

impl Native for Calendar {
    fn class_name(&self) -> &'static str {
        "java.util.GregorianCalendar"
    }

    fn equals(&self, other: &dyn Native) -> bool {
        let other = other.any().downcast_ref::<Self>();
        other.is_some_and(|other| *other.at.lock() == *self.at.lock())
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

/// A calendar.
pub(super) fn value(at: Zoned) -> Value {
    Value::native(Calendar { at: Mutex::new(at) })
}

const YEAR: i32 = 1;
const MONTH: i32 = 2;
const WEEK_OF_YEAR: i32 = 3;
const WEEK_OF_MONTH: i32 = 4;
const DAY_OF_MONTH: i32 = 5;
const DAY_OF_YEAR: i32 = 6;
const DAY_OF_WEEK: i32 = 7;
const AM_PM: i32 = 9;
const HOUR: i32 = 10;
const HOUR_OF_DAY: i32 = 11;
const MINUTE: i32 = 12;
const SECOND: i32 = 13;
const MILLISECOND: i32 = 14;

const FIELDS: &[Field] = &[
    ("YEAR", || Value::Int(YEAR)),
    ("MONTH", || Value::Int(MONTH)),
    ("WEEK_OF_YEAR", || Value::Int(WEEK_OF_YEAR)),
    ("WEEK_OF_MONTH", || Value::Int(WEEK_OF_MONTH)),
    ("DATE", || Value::Int(DAY_OF_MONTH)),
    ("DAY_OF_MONTH", || Value::Int(DAY_OF_MONTH)),
    ("DAY_OF_YEAR", || Value::Int(DAY_OF_YEAR)),
    ("DAY_OF_WEEK", || Value::Int(DAY_OF_WEEK)),
    ("AM_PM", || Value::Int(AM_PM)),
    ("HOUR", || Value::Int(HOUR)),
    ("HOUR_OF_DAY", || Value::Int(HOUR_OF_DAY)),
    ("MINUTE", || Value::Int(MINUTE)),
    ("SECOND", || Value::Int(SECOND)),
    ("MILLISECOND", || Value::Int(MILLISECOND)),
    ("SUNDAY", || Value::Int(1)),
    ("MONDAY", || Value::Int(2)),
    ("TUESDAY", || Value::Int(3)),
    ("WEDNESDAY", || Value::Int(4)),
    ("THURSDAY", || Value::Int(5)),
    ("FRIDAY", || Value::Int(6)),
    ("SATURDAY", || Value::Int(7)),
    ("JANUARY", || Value::Int(0)),
    ("FEBRUARY", || Value::Int(1)),
    ("MARCH", || Value::Int(2)),
    ("APRIL", || Value::Int(3)),
    ("MAY", || Value::Int(4)),
    ("JUNE", || Value::Int(5)),
    ("JULY", || Value::Int(6)),
    ("AUGUST", || Value::Int(7)),
    ("SEPTEMBER", || Value::Int(8)),
    ("OCTOBER", || Value::Int(9)),
    ("NOVEMBER", || Value::Int(10)),
    ("DECEMBER", || Value::Int(11)),
];

pub(super) const GREGORIAN: Type = Type::new("java.util.GregorianCalendar").constructors(&[
    method("", &[], now),
    method("", &[Param::Int; 3], of_fields),
    method("", &[Param::Int; 5], of_fields),
    method("", &[Param::Int; 6], of_fields),
]);

pub(super) const TYPE: Type = Type::new("java.util.Calendar")
    .fields(FIELDS)
    .statics(&[
        method("getInstance", &[], now),
        method("getInstance", &[Param::Any], now),
    ])
    .methods(&[
        method("get", &[Param::Int], |_, this, args| {
            Ok(get(this, args.int(0)))
        }),
        method("getAt", &[Param::Int], |_, this, args| {
            Ok(get(this, args.int(0)))
        }),
        method("set", &[Param::Int, Param::Int], set),
        method("putAt", &[Param::Int, Param::Int], set),
        method("set", &[Param::Int, Param::Int, Param::Int], set_all),
        method(
            "set",
            &[Param::Int, Param::Int, Param::Int, Param::Int, Param::Int],
            set_all,
        ),
        method(
            "set",
            &[
                Param::Int,
                Param::Int,
                Param::Int,
                Param::Int,
                Param::Int,
                Param::Int,
            ],
            set_all,
        ),
        method("add", &[Param::Int, Param::Int], add),
        method("getTime", &[], |cx, this, _| {
            let millis = millis(this);
            Ok(moment::value(cx, millis))
        }),
        method("getTimeInMillis", &[], |_, this, _| {
            Ok(Value::Long(millis(this)))
        }),
        method("setTime", &[Param::Any], |_, this, args| {
            set_millis(this, moment::millis(args.get(0)).unwrap_or_default());
            Ok(Value::Null)
        }),
        method("setTimeInMillis", &[Param::Long], |_, this, args| {
            set_millis(this, args.long(0));
            Ok(Value::Null)
        }),
        method("setTimeZone", &[Param::Any], |cx, this, args| {
            let zone = zone::of(cx, args.get(0))?;
            change(this, |at| Some(at.with_time_zone(zone)));
            Ok(Value::Null)
        }),
        method("format", &[Param::Text], |cx, this, args| {
            let pattern = args.text(cx, 0)?;
            super::simple::tokens(cx, &pattern, super::pattern::Style::Simple)?;
            let at = this
                .downcast::<Calendar>()
                .map(|calendar| calendar.at.lock().clone());
            Ok(at.map_or(Value::Null, |at| Value::text(shown(&pattern, &at))))
        }),
        method("getActualMaximum", &[Param::Int], |_, this, args| {
            let at = this
                .downcast::<Calendar>()
                .map(|calendar| calendar.at.lock().clone());
            Ok(at.map_or(Value::Null, |at| match args.int(0) {
                DAY_OF_YEAR => Value::Int(i32::from(at.days_in_year())),
                _ => Value::Int(i32::from(at.days_in_month())),
            }))
        }),
        method("before", &[Param::Any], |_, this, args| {
            Ok(Value::Bool(millis(this) < millis(args.get(0))))
        }),
        method("after", &[Param::Any], |_, this, args| {
            Ok(Value::Bool(millis(this) > millis(args.get(0))))
        }),
        method("compareTo", &[Param::Any], |_, this, args| {
            Ok(Value::Int(millis(this).cmp(&millis(args.get(0))) as i32))
        }),
    ]);

fn now(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let zone = match args.find(0) {
        Some(zone) => zone::of(cx, zone)?,
        None => zone::of_host(cx),
    };
    Ok(value(moment::timestamp(cx.host().now()).to_zoned(zone)))
}

/// `new GregorianCalendar(2020, FEBRUARY, 29)`: midnight, unless the time is given.
fn of_fields(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let made = now(cx, this, Args(&[]))?;
    change(&made, |at| at.start_of_day().ok());
    set_all(cx, &made, args)?;
    Ok(made)
}

fn millis(this: &Value) -> i64 {
    let calendar = this.downcast::<Calendar>();
    calendar.map_or(0, |calendar| {
        calendar.at.lock().timestamp().as_millisecond()
    })
}

fn change(this: &Value, work: impl FnOnce(&Zoned) -> Option<Zoned>) {
    if let Some(calendar) = this.downcast::<Calendar>() {
        let mut at = calendar.at.lock();
        if let Some(changed) = work(&at) {
            *at = changed;
        }
    }
}

fn set_millis(this: &Value, millis: i64) {
    change(this, |at| {
        Some(moment::timestamp(millis).to_zoned(at.time_zone().clone()))
    });
}

fn get(this: &Value, wanted: i32) -> Value {
    let calendar = this.downcast::<Calendar>();
    calendar.map_or(Value::Null, |calendar| {
        Value::Int(field(&calendar.at.lock(), wanted))
    })
}

/// A field as Java counts it: months from 0, days of the week from Sunday as 1.
pub(super) fn field(at: &Zoned, field: i32) -> i32 {
    let pattern = match field {
        WEEK_OF_YEAR => "w",
        WEEK_OF_MONTH => "W",
        DAY_OF_YEAR => "D",
        HOUR => "K",
        MILLISECOND => "S",
        _ => return simple_field(at, field),
    };
    shown(pattern, at).parse().unwrap_or_default()
}

fn simple_field(at: &Zoned, field: i32) -> i32 {
    match field {
        YEAR => i32::from(at.year()),
        MONTH => i32::from(at.month()) - 1,
        DAY_OF_MONTH => i32::from(at.day()),
        DAY_OF_WEEK => i32::from(at.weekday().to_sunday_one_offset()),
        AM_PM => i32::from(at.hour() >= 12),
        HOUR_OF_DAY => i32::from(at.hour()),
        MINUTE => i32::from(at.minute()),
        SECOND => i32::from(at.second()),
        _ => 0,
    }
}

/// A date with so many units of a field more.
fn moved(at: &Zoned, field: i32, by: i64) -> Option<Zoned> {
    let span = Span::new();
    let span = match field {
        YEAR => span.try_years(by),
        MONTH => span.try_months(by),
        WEEK_OF_YEAR | WEEK_OF_MONTH => span.try_weeks(by),
        DAY_OF_MONTH | DAY_OF_YEAR | DAY_OF_WEEK => span.try_days(by),
        AM_PM => span.try_hours(by.saturating_mul(12)),
        HOUR | HOUR_OF_DAY => span.try_hours(by),
        MINUTE => span.try_minutes(by),
        SECOND => span.try_seconds(by),
        _ => span.try_milliseconds(by),
    };
    at.checked_add(span.ok()?).ok()
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn add(_: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    change(this, |at| moved(at, args.int(0), i64::from(args.int(1))));
    Ok(Value::Null)
}

/// What is too much for a field goes into the next one: it is set by going there from where it is.
#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn set(_: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let wanted = args.int(0);
    change(this, |at| {
        moved(at, wanted, i64::from(args.int(1) - field(at, wanted)))
    });
    Ok(Value::Null)
}

fn set_all(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let fields = [YEAR, MONTH, DAY_OF_MONTH, HOUR_OF_DAY, MINUTE, SECOND];
    // The first of a month is in each month.
    set(cx, this, Args(&[Value::Int(DAY_OF_MONTH), Value::Int(1)]))?;
    for (field, value) in fields.into_iter().zip(args.0) {
        set(
            cx,
            this,
            Args(&[Value::Int(field), Value::Int(convert::int(value))]),
        )?;
    }
    Ok(Value::Null)
}
