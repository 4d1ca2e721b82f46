//! Places in texts as Java counts them: in units of UTF-16.

use std::sync::Arc;

use crate::ast::Name;
use crate::run::{Cx, Eval};
use crate::value::{List, ListKind, Value};

/// The text of a receiver.
pub(super) fn of(cx: &mut Cx, value: &Value) -> Eval<Name> {
    match value {
        Value::Str(text) => Ok(Name::clone(text)),
        other => cx.to_text(other),
    }
}

/// A value of a count or place.
pub(super) fn int(count: usize) -> Value {
    Value::Int(i32::try_from(count).unwrap_or(i32::MAX))
}

/// `length()`.
pub(super) fn len(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.encode_utf16().count()
    }
}

/// Where a byte is.
pub(super) fn unit(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or(byte, len)
}

/// The byte where a unit begins; inside of a character that takes two it is that character's.
pub(super) fn byte(text: &str, unit: usize) -> Option<usize> {
    if text.is_ascii() {
        return (unit <= text.len()).then_some(unit);
    }
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if units + c.len_utf16() > unit {
            return Some(at);
        }
        units += c.len_utf16();
    }
    (units == unit).then_some(text.len())
}

/// `substring(from, to)`. None: out of bounds.
pub(super) fn slice(text: &str, from: usize, to: usize) -> Option<&str> {
    text.get(byte(text, from)?..byte(text, to)?)
}

/// A list of texts.
pub(super) fn list<T: Into<Name>>(texts: impl IntoIterator<Item = T>) -> Value {
    Value::list(texts.into_iter().map(Value::text))
}

/// An array of texts.
pub(super) fn array<T: Into<Name>>(texts: impl IntoIterator<Item = T>) -> Value {
    let items = texts.into_iter().map(Value::text).collect();
    Value::List(Arc::new(List::new(ListKind::Array, items)))
}

#[cfg(test)]
mod tests {
    use super::{byte, len, slice, unit};

    #[test]
    fn places_count_units() {
        assert_eq!(len("añ😀b"), 5);
        assert_eq!(unit("añ😀b", 7), 4);
        assert_eq!(byte("añ😀b", 4), Some(7));
        assert_eq!(byte("añ😀b", 6), None);
        assert_eq!(slice("añ😀b", 1, 4), Some("ñ😀"));
        assert_eq!(slice("abc", 2, 1), None);
    }
}
