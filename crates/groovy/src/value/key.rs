//! Values as keys of maps: Java's `equals` and `hashCode`, under which `1` and `1L` are different keys.

use std::hash::{Hash, Hasher};
use std::mem::discriminant;
use std::sync::Arc;

use super::{List, Map, Value};

/// A value as a key.
#[derive(Clone, Debug)]
pub struct Key(pub Value);

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        same(&self.0, &other.0)
    }
}

/// Java's `equals`.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    use Value as V;
    match (a, b) {
        (V::Null, V::Null) => true,
        (V::Bool(a), V::Bool(b)) => a == b,
        (V::Int(a), V::Int(b)) => a == b,
        (V::Long(a), V::Long(b)) => a == b,
        (V::Big(a), V::Big(b)) => a == b,
        (V::Decimal(a), V::Decimal(b)) => {
            a == b && a.fractional_digit_count() == b.fractional_digit_count()
        }
        (V::Float(a), V::Float(b)) => a.to_bits() == b.to_bits(),
        (V::Double(a), V::Double(b)) => a.to_bits() == b.to_bits(),
        (V::Char(a), V::Char(b)) => a == b,
        (V::Str(a), V::Str(b)) => a == b,
        (V::GString(a), V::GString(b)) => {
            Arc::ptr_eq(a, b) || (a.strings == b.strings && all_same(&a.values, &b.values))
        }
        (V::List(a), V::List(b)) => Arc::ptr_eq(a, b) || same_lists(a, b),
        (V::Map(a), V::Map(b)) => Arc::ptr_eq(a, b) || same_maps(a, b),
        (V::Range(a), V::Range(b)) => {
            same(&a.from, &b.from) && same(&a.to, &b.to) && a.empty == b.empty
        }
        (V::Closure(a), V::Closure(b)) => Arc::ptr_eq(a, b),
        (V::Class(a), V::Class(b)) => a.name == b.name,
        (V::Object(a), V::Object(b)) => Arc::ptr_eq(a, b),
        (V::Native(a), V::Native(b)) => Arc::ptr_eq(a, b) || a.equals(&**b),
        _ => false,
    }
}

fn same_lists(a: &List, b: &List) -> bool {
    let (x, y) = (a.items.lock().clone(), b.items.lock().clone());
    match (a.kind.is_set(), b.kind.is_set()) {
        (false, false) => all_same(&x, &y),
        (true, true) => x.len() == y.len() && x.iter().all(|x| y.iter().any(|y| same(x, y))),
        _ => false,
    }
}

fn same_maps(a: &Map, b: &Map) -> bool {
    let (a, b) = (a.entries.lock().clone(), b.entries.lock().clone());
    let in_b = |(key, value): (&Key, &Value)| b.get(key).is_some_and(|other| same(value, other));
    a.len() == b.len() && a.iter().all(in_b)
}

fn all_same(a: &[Value], b: &[Value]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

impl Eq for Key {}

fn keys(values: &[Value]) -> Vec<Key> {
    values.iter().cloned().map(Key).collect()
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        discriminant(&self.0).hash(state);
        match &self.0 {
            Value::Bool(value) => value.hash(state),
            Value::Int(value) => value.hash(state),
            Value::Long(value) => value.hash(state),
            Value::Big(value) => value.hash(state),
            Value::Decimal(value) => value.normalized().hash(state),
            Value::Float(value) => value.to_bits().hash(state),
            Value::Double(value) => value.to_bits().hash(state),
            Value::Char(value) => value.hash(state),
            Value::Str(value) => value.hash(state),
            Value::List(list) if list.kind.is_set() => list.items.lock().len().hash(state),
            Value::List(list) => keys(&list.items.lock().clone()).hash(state),
            Value::Class(class) => class.name.hash(state),
            // The rest is compared: maps and host objects are rarely keys.
            _ => {}
        }
    }
}
