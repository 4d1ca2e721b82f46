//! Bytes: arrays of numbers from -128 to 127.

use std::sync::Arc;

use crate::value::{List, ListKind, Value};

/// An array of bytes.
pub(super) fn array(bytes: &[u8]) -> Value {
    let items = bytes
        .iter()
        .map(|byte| Value::Int(i32::from(byte.cast_signed())));
    Value::List(Arc::new(List::new(ListKind::Array, items.collect())))
}

/// The bytes that numbers are.
pub(super) fn bytes(items: &[Value]) -> Vec<u8> {
    items.iter().map(byte).collect()
}

fn byte(value: &Value) -> u8 {
    match value {
        Value::Int(value) => value.to_le_bytes()[0],
        Value::Long(value) => value.to_le_bytes()[0],
        Value::Char(c) => u32::from(*c).to_le_bytes()[0],
        _ => 0,
    }
}
