//! Constants of enums that are Java's.

use std::any::Any;
use std::sync::Arc;

use super::table::{Args, Param, Type, method};
use super::text;
use crate::run::{Cx, Eval};
use crate::value::{List, ListKind, Native, Value};

/// A constant of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Constant {
    /// The enum's full name.
    pub(super) class: &'static str,
    /// The constant's name.
    pub(super) name: &'static str,
    /// Its place among the others.
    pub(super) ordinal: usize,
}

/// An enum by its full name, and its constants.
type Enum = (&'static str, &'static [&'static str]);

const ENUMS: &[Enum] = &[
    (
        "java.math.RoundingMode",
        &[
            "UP",
            "DOWN",
            "CEILING",
            "FLOOR",
            "HALF_UP",
            "HALF_DOWN",
            "HALF_EVEN",
            "UNNECESSARY",
        ],
    ),
    (
        "java.util.concurrent.TimeUnit",
        &[
            "NANOSECONDS",
            "MICROSECONDS",
            "MILLISECONDS",
            "SECONDS",
            "MINUTES",
            "HOURS",
            "DAYS",
        ],
    ),
    (
        "java.time.temporal.ChronoUnit",
        &[
            "NANOS",
            "MICROS",
            "MILLIS",
            "SECONDS",
            "MINUTES",
            "HOURS",
            "HALF_DAYS",
            "DAYS",
            "WEEKS",
            "MONTHS",
            "YEARS",
            "DECADES",
            "CENTURIES",
        ],
    ),
    (
        "java.time.DayOfWeek",
        &[
            "MONDAY",
            "TUESDAY",
            "WEDNESDAY",
            "THURSDAY",
            "FRIDAY",
            "SATURDAY",
            "SUNDAY",
        ],
    ),
    (
        "java.time.Month",
        &[
            "JANUARY",
            "FEBRUARY",
            "MARCH",
            "APRIL",
            "MAY",
            "JUNE",
            "JULY",
            "AUGUST",
            "SEPTEMBER",
            "OCTOBER",
            "NOVEMBER",
            "DECEMBER",
        ],
    ),
    (
        "groovy.json.JsonParserType",
        &["CHAR_BUFFER", "INDEX_OVERLAY", "CHARACTER_SOURCE", "LAX"],
    ),
];

/// A constant of the first of these classes, by its name.
pub(super) fn find(line: &[&str], name: &str) -> Option<Value> {
    let class = line.first()?;
    all(class)
        .into_iter()
        .find(|one| one.name == name)
        .map(Value::native)
}

/// A constant by its place.
pub(super) fn at(class: &str, ordinal: usize) -> Value {
    all(class)
        .get(ordinal)
        .copied()
        .map_or(Value::Null, Value::native)
}

fn all(class: &str) -> Vec<Constant> {
    let found = ENUMS.iter().find(|(known, _)| *known == class);
    let numbered = found.into_iter().flat_map(|(class, names)| {
        let names = names.iter().enumerate();
        names.map(|(ordinal, name)| Constant {
            class,
            name,
            ordinal,
        })
    });
    numbered.collect()
}

/// `values()` and `valueOf(name)`.
pub(super) fn call_static(
    cx: &mut Cx,
    class: &str,
    name: &str,
    args: &[Value],
) -> Eval<Option<Value>> {
    let full = super::full_name(class).unwrap_or_default();
    let constants = all(full);
    if constants.is_empty() {
        return Ok(None);
    }
    match (name, args) {
        ("values", []) => Ok(Some(array(constants))),
        ("valueOf", [wanted]) => {
            let wanted = text::of(cx, wanted)?;
            if let Some(found) = find(&[full], &wanted) {
                Ok(Some(found))
            } else {
                let message = format!("No enum constant {full}.{wanted}");
                Err(cx.throw("java.lang.IllegalArgumentException", message))
            }
        }
        _ => Ok(None),
    }
}

fn array(constants: Vec<Constant>) -> Value {
    let items = constants.into_iter().map(Value::native).collect();
    Value::List(Arc::new(List::new(ListKind::Array, items)))
}

/// The place of a constant of this enum.
pub(super) fn ordinal(value: &Value, class: &str) -> Option<usize> {
    let constant = value.downcast::<Constant>()?;
    (constant.class == class).then_some(constant.ordinal)
}

impl Native for Constant {
    fn class_name(&self) -> &'static str {
        self.class
    }

    fn show(&self) -> String {
        self.name.to_owned()
    }

    fn equals(&self, other: &dyn Native) -> bool {
        other.any().downcast_ref() == Some(self)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

pub(super) const TYPES: &[Type] = &[Type::new("java.lang.Enum").methods(&[
    method("name", &[], |cx, this, _| {
        Ok(Value::Str(text::of(cx, this)?))
    }),
    method("ordinal", &[], |_, this, _| Ok(place(this))),
    method("getValue", &[], |_, this, _| Ok(number(this))),
    method("compareTo", &[Param::Any], |_, this, args: Args<'_>| {
        let places = [place(this), place(args.get(0))];
        Ok(Value::Int(Args(&places).int(0) - Args(&places).int(1)))
    }),
])];

fn place(value: &Value) -> Value {
    value
        .downcast::<Constant>()
        .map_or(Value::Null, |one| text::int(one.ordinal))
}

/// Days and months count from 1.
fn number(value: &Value) -> Value {
    value
        .downcast::<Constant>()
        .map_or(Value::Null, |one| text::int(one.ordinal + 1))
}
