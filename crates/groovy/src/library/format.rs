//! `String.format`.

use super::text;
use crate::run::{Cx, Eval};
use crate::value::Value;

/// What a format makes of values.
pub(super) fn of_values(cx: &mut Cx, format: &Value, _values: &[Value]) -> Eval<Value> {
    text::of(cx, format).map(Value::Str)
}
