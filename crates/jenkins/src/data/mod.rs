//! Data of files: JSON, YAML and Java's properties, to and from values of a script.

pub(crate) mod json;
mod plain;
pub(crate) mod properties;
pub(crate) mod yaml;

use std::sync::Arc;

use maillon_groovy::Value;

pub(crate) use plain::{Plain, plain};

/// As Java's libraries give an integer: the smallest type that it fits.
fn integer(value: i64) -> Value {
    i32::try_from(value).map_or(Value::Long(value), Value::Int)
}

fn big(digits: &str) -> Option<Value> {
    digits.parse().ok().map(|value| Value::Big(Arc::new(value)))
}
