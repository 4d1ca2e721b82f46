//! Methods of strings. They stand on `CharSequence`, so that GStrings and string builders have them too.

mod basic;
mod case;
mod convert;
mod lines;
mod pad;
mod pieces;
mod regex;
mod search;
mod statics;

use super::table::Type;
pub(super) use lines::lines;

pub(super) const TYPES: &[Type] = &[
    basic::TYPE,
    case::TYPE,
    convert::TYPE,
    lines::TYPE,
    pad::TYPE,
    pieces::TYPE,
    regex::TYPE,
    search::TYPE,
    statics::TYPE,
];

/// Where their methods stand.
const NAME: &str = "java.lang.CharSequence";
