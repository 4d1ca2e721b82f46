//! Dates.

use super::table::Type;
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPES: &[Type] = &[];

/// A part of a date, for `%tY`. None: the value is no date.
pub(super) fn letter(_: &mut Cx, _: char, _: &Value) -> Eval<Option<String>> {
    Ok(None)
}
