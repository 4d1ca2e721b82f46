//! Time zones.

use std::any::Any;

use jiff::tz::TimeZone;

use super::super::table::{Args, Param, Type, method};
use super::super::text;
use super::read::numeric;
use crate::run::{Cx, Eval};
use crate::value::{Native, Value};

/// `java.util.TimeZone` or `java.time.ZoneId`.
pub(super) struct Zone {
    class: &'static str,
    /// As it was asked for.
    id: String,
    pub(super) rules: TimeZone,
}

const ZONE: &str = "java.util.TimeZone";
const ID: &str = "java.time.ZoneId";

impl Native for Zone {
    fn class_name(&self) -> &'static str {
        self.class
    }

    fn show(&self) -> String {
        self.id.clone()
    }

    fn equals(&self, other: &dyn Native) -> bool {
        other
            .any()
            .downcast_ref::<Self>()
            .is_some_and(|other| other.id == self.id)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

/// The zone of a name: of the database, or an offset from UTC.
pub(super) fn find(name: &str) -> Option<TimeZone> {
    if matches!(name, "Z" | "UTC" | "GMT" | "UT") {
        return Some(TimeZone::UTC);
    }
    let offset = ["GMT", "UTC"]
        .into_iter()
        .find_map(|prefix| name.strip_prefix(prefix));
    if let Some(offset) = offset.and_then(numeric).or_else(|| numeric(name)) {
        return Some(TimeZone::fixed(offset));
    }
    TimeZone::get(name).ok()
}

/// The host's zone.
pub(super) fn of_host(cx: &mut Cx) -> TimeZone {
    find(&cx.host().time_zone()).unwrap_or(TimeZone::UTC)
}

/// The zone that a value is or names; UTC where it is unknown.
pub(super) fn of(cx: &mut Cx, value: &Value) -> Eval<TimeZone> {
    if let Some(zone) = value.downcast::<Zone>() {
        return Ok(zone.rules.clone());
    }
    let name = text::of(cx, value)?;
    Ok(find(&name).unwrap_or(TimeZone::UTC))
}

/// A zone's name, or its offset.
pub(super) fn name(zone: &TimeZone) -> String {
    match zone.iana_name() {
        Some(name) => name.to_owned(),
        None => match zone.to_fixed_offset() {
            Ok(offset) if offset.seconds() != 0 => {
                super::format::offset(&jiff::Timestamp::UNIX_EPOCH.to_zoned(zone.clone()), ":")
            }
            _ => "Z".to_owned(),
        },
    }
}

fn value(class: &'static str, id: &str, zone: TimeZone) -> Value {
    Value::native(Zone {
        class,
        id: id.to_owned(),
        rules: zone,
    })
}

fn host_zone(cx: &mut Cx, class: &'static str) -> Value {
    let name = cx.host().time_zone();
    let zone = of_host(cx);
    value(class, &name, zone)
}

pub(super) const TYPE: Type = Type::new(ZONE)
    .statics(&[
        // Of an unknown name it is GMT.
        method("getTimeZone", &[Param::Any], |cx, _, args| {
            let name = text::of(cx, args.get(0))?;
            Ok(match find(&name) {
                Some(zone) => value(ZONE, &name, zone),
                None => value(ZONE, "GMT", TimeZone::UTC),
            })
        }),
        method("getDefault", &[], |cx, _, _| Ok(host_zone(cx, ZONE))),
        method("setDefault", &[Param::Any], |_, _, _| Ok(Value::Null)),
    ])
    .methods(&[
        method("getID", &[], |cx, this, _| {
            text::of(cx, this).map(Value::Str)
        }),
        method("getDisplayName", &[], |cx, this, _| {
            text::of(cx, this).map(Value::Str)
        }),
        method("toZoneId", &[], |cx, this, _| {
            let (name, zone) = (text::of(cx, this)?, of(cx, this)?);
            Ok(value(ID, &name, zone))
        }),
    ]);

pub(super) const ZONE_ID: Type = Type::new(ID)
    .statics(&[
        method("of", &[Param::Text], zone_id),
        method("systemDefault", &[], |cx, _, _| Ok(host_zone(cx, ID))),
    ])
    .methods(&[method("getId", &[], |cx, this, _| {
        text::of(cx, this).map(Value::Str)
    })]);

pub(super) const OFFSET: Type = Type::new("java.time.ZoneOffset")
    .fields(&[("UTC", || value(ID, "Z", TimeZone::UTC))])
    .statics(&[
        method("of", &[Param::Text], zone_id),
        method("ofHours", &[Param::Int], |cx, _, args| {
            let name = format!("{:+03}:00", args.int(0));
            zone_id(cx, &Value::Null, Args(&[Value::text(name)]))
        }),
    ]);

fn zone_id(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let name = args.text(cx, 0)?;
    if let Some(zone) = find(&name) {
        Ok(value(ID, &name, zone))
    } else {
        let message = format!("Unknown time-zone ID: {name}");
        Err(cx.throw("java.time.DateTimeException", message))
    }
}
