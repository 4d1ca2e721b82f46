//! Numbers.

pub(super) mod parse;

use super::table::Type;

pub(super) const TYPES: &[Type] = &[];
