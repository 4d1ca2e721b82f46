//! `java.text.SimpleDateFormat`, `java.time.format.DateTimeFormatter`.

use std::any::Any;

use jiff::tz::TimeZone;
use parking_lot::Mutex;

use super::super::table::{Args, Param, Type, method};
use super::pattern::{self, Style, Token};
use super::{format, moment, zone, zoned};
use crate::ast::Name;
use crate::run::{Cx, Eval};
use crate::value::{Native, Value};

/// A formatter with its pattern.
pub(super) struct Formatter {
    style: Style,
    pattern: Name,
    zone: Mutex<Option<TimeZone>>,
}

impl Native for Formatter {
    fn class_name(&self) -> &'static str {
        match self.style {
            Style::Simple => "java.text.SimpleDateFormat",
            Style::Modern => "java.time.format.DateTimeFormatter",
        }
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

/// The parts of a pattern, or what Java throws.
pub(super) fn tokens(cx: &mut Cx, pattern: &str, style: Style) -> Eval<Vec<Token>> {
    pattern::tokens(pattern, style).map_err(|letter| {
        let message = match style {
            Style::Simple => format!("Illegal pattern character '{letter}'"),
            Style::Modern => format!("Unknown pattern letter: {letter}"),
        };
        cx.throw("java.lang.IllegalArgumentException", message)
    })
}

fn make(cx: &mut Cx, pattern: &str, style: Style) -> Eval<Value> {
    tokens(cx, pattern, style)?;
    Ok(modern(pattern, style))
}

fn modern(pattern: &str, style: Style) -> Value {
    Value::native(Formatter {
        style,
        pattern: pattern.into(),
        zone: Mutex::default(),
    })
}

pub(super) const TYPE: Type = Type::new("java.text.SimpleDateFormat")
    .constructors(&[
        method("", &[], |cx, _, _| make(cx, "M/d/yy h:mm a", Style::Simple)),
        method("", &[Param::Text], |cx, _, args| {
            let pattern = args.text(cx, 0)?;
            make(cx, &pattern, Style::Simple)
        }),
        method("", &[Param::Text, Param::Any], |cx, _, args| {
            let pattern = args.text(cx, 0)?;
            make(cx, &pattern, Style::Simple)
        }),
    ])
    .methods(&[
        method("format", &[Param::Any], shown),
        method("parse", &[Param::Text], |cx, this, args| {
            let (pattern, zone) = parts(this);
            let text = args.text(cx, 0)?;
            moment::parsed(cx, &pattern, &text, zone)
        }),
        method("setTimeZone", &[Param::Any], |cx, this, args| {
            let zone = zone::of(cx, args.get(0))?;
            if let Some(formatter) = this.downcast::<Formatter>() {
                *formatter.zone.lock() = Some(zone);
            }
            Ok(Value::Null)
        }),
        method("setLenient", &[Param::Bool], |_, _, _| Ok(Value::Null)),
        method("toPattern", &[], |_, this, _| Ok(Value::Str(parts(this).0))),
    ]);

/// Formats that have names.
const BASIC: &str = "yyyyMMdd";
const DATE: &str = "yyyy-MM-dd";
const TIME: &str = "HH:mm:ss";
const DATE_TIME: &str = "yyyy-MM-dd'T'HH:mm:ss";
const OFFSET: &str = "yyyy-MM-dd'T'HH:mm:ssXXX";
const INSTANT: &str = "yyyy-MM-dd'T'HH:mm:ss'Z'";

pub(super) const FORMATTER: Type = Type::new("java.time.format.DateTimeFormatter")
    .statics(&[
        method("ofPattern", &[Param::Text], |cx, _, args| {
            let pattern = args.text(cx, 0)?;
            make(cx, &pattern, Style::Modern)
        }),
        method("ofPattern", &[Param::Text, Param::Any], |cx, _, args| {
            let pattern = args.text(cx, 0)?;
            make(cx, &pattern, Style::Modern)
        }),
    ])
    .fields(&[
        ("BASIC_ISO_DATE", || modern(BASIC, Style::Modern)),
        ("ISO_DATE", || modern(DATE, Style::Modern)),
        ("ISO_LOCAL_DATE", || modern(DATE, Style::Modern)),
        ("ISO_LOCAL_TIME", || modern(TIME, Style::Modern)),
        ("ISO_TIME", || modern(TIME, Style::Modern)),
        ("ISO_LOCAL_DATE_TIME", || modern(DATE_TIME, Style::Modern)),
        ("ISO_DATE_TIME", || modern(DATE_TIME, Style::Modern)),
        ("ISO_OFFSET_DATE_TIME", || modern(OFFSET, Style::Modern)),
        ("ISO_ZONED_DATE_TIME", || modern(OFFSET, Style::Modern)),
        ("ISO_INSTANT", || modern(INSTANT, Style::Modern)),
    ])
    .methods(&[
        method("format", &[Param::Any], shown),
        method("withZone", &[Param::Any], |cx, this, args| {
            let zone = zone::of(cx, args.get(0))?;
            Ok(Value::native(Formatter {
                style: Style::Modern,
                pattern: parts(this).0,
                zone: Mutex::new(Some(zone)),
            }))
        }),
        method("withLocale", &[Param::Any], |_, this, _| Ok(this.clone())),
    ]);

/// A formatter's pattern and zone.
pub(super) fn parts(this: &Value) -> (Name, Option<TimeZone>) {
    match this.downcast::<Formatter>() {
        Some(formatter) => (
            Name::clone(&formatter.pattern),
            formatter.zone.lock().clone(),
        ),
        None => (DATE.into(), None),
    }
}

fn shown(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let Some(at) = zoned(cx, args.get(0))? else {
        let message = "Cannot format given Object as a Date";
        return Err(cx.throw("java.lang.IllegalArgumentException", message));
    };
    let (pattern, zone) = parts(this);
    let at = zone.map_or(at.clone(), |zone| at.with_time_zone(zone));
    let style = this
        .downcast::<Formatter>()
        .map_or(Style::Modern, |formatter| formatter.style);
    let tokens = tokens(cx, &pattern, style)?;
    Ok(Value::text(format::format(&tokens, &at, style)))
}
