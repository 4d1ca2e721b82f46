//! Values that were seen, by Groovy's `==`.

use rustc_hash::FxHashSet;

use crate::run::{Cx, Eval};
use crate::value::{Key, Value};

/// A set under Groovy's `==`, for which `1` and `1L` are one value, and `'a'` and `"${'a'}"`. Whole numbers and texts are found by hash; others
/// are compared with each.
#[derive(Default)]
pub(super) struct Seen {
    plain: FxHashSet<Key>,
    others: Vec<Value>,
}

impl Seen {
    /// With these values in it.
    pub(super) fn of(cx: &mut Cx, values: Vec<Value>) -> Eval<Self> {
        let mut seen = Self::default();
        for value in values {
            seen.insert(cx, value)?;
        }
        Ok(seen)
    }

    /// Adds a value; false: it was there.
    pub(super) fn insert(&mut self, cx: &mut Cx, value: Value) -> Eval<bool> {
        if self.contains(cx, &value)? {
            return Ok(false);
        }
        match plain(cx, &value)? {
            Some(key) => drop(self.plain.insert(key)),
            None => self.others.push(value),
        }
        Ok(true)
    }

    /// Whether a value is there.
    pub(super) fn contains(&self, cx: &mut Cx, value: &Value) -> Eval<bool> {
        match plain(cx, value)? {
            Some(key) if self.plain.contains(&key) => Ok(true),
            Some(_) => among(cx, &self.others, value),
            None => Ok(among(cx, &self.others, value)? || self.equals_plain(cx, value)?),
        }
    }

    fn equals_plain(&self, cx: &mut Cx, value: &Value) -> Eval<bool> {
        for Key(other) in &self.plain {
            if cx.equals(other, value)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn among(cx: &mut Cx, others: &[Value], value: &Value) -> Eval<bool> {
    for other in others {
        if cx.equals(other, value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// One key for all plain values that are equal.
fn plain(cx: &mut Cx, value: &Value) -> Eval<Option<Key>> {
    Ok(match value {
        Value::Int(number) => Some(Key(Value::Long(i64::from(*number)))),
        Value::Long(_) | Value::Str(_) | Value::Bool(_) | Value::Null => Some(Key(value.clone())),
        Value::GString(_) => Some(Key(Value::Str(cx.to_text(value)?))),
        _ => None,
    })
}
