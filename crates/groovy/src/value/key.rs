//! Values as keys of maps: Java's `equals` and `hashCode`, under which `1` and `1L` are different keys.

use std::hash::{Hash, Hasher};
use std::mem::discriminant;
use std::sync::Arc;

use super::{List, Map, Value};

/// A value as a key.
#[derive(Clone, Debug)]
pub struct Key(pub Value);

/// How deep keys are looked into: values that hold themselves have no end.
const DEPTH: u32 = 100;

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        equal(&self.0, &other.0, DEPTH)
    }
}

impl Eq for Key {}

/// Java's `equals`.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    equal(a, b, DEPTH)
}

fn equal(a: &Value, b: &Value, depth: u32) -> bool {
    use Value as V;
    match (a, b) {
        (V::Null, V::Null) => true,
        (V::Bool(a), V::Bool(b)) => a == b,
        (V::Int(a), V::Int(b)) => a == b,
        (V::Long(a), V::Long(b)) => a == b,
        (V::Big(a), V::Big(b)) => a == b,
        (V::Decimal(a), V::Decimal(b)) => a.as_bigint_and_exponent() == b.as_bigint_and_exponent(),
        (V::Float(a), V::Float(b)) => a.to_bits() == b.to_bits(),
        (V::Double(a), V::Double(b)) => a.to_bits() == b.to_bits(),
        (V::Char(a), V::Char(b)) => a == b,
        (V::Str(a), V::Str(b)) => a == b,
        (V::GString(a), V::GString(b)) => {
            Arc::ptr_eq(a, b) || (a.strings == b.strings && all_equal(&a.values, &b.values, depth))
        }
        (V::List(a), V::List(b)) => Arc::ptr_eq(a, b) || lists_equal(a, b, depth),
        (V::Map(a), V::Map(b)) => Arc::ptr_eq(a, b) || maps_equal(a, b, depth),
        (V::Range(a), V::Range(b)) => {
            a.empty == b.empty && equal(&a.from, &b.from, depth) && equal(&a.to, &b.to, depth)
        }
        (V::Closure(a), V::Closure(b)) => Arc::ptr_eq(a, b),
        (V::Class(a), V::Class(b)) => a.name == b.name,
        (V::Object(a), V::Object(b)) => Arc::ptr_eq(a, b),
        (V::Native(a), V::Native(b)) => Arc::ptr_eq(a, b) || a.equals(&**b),
        _ => false,
    }
}

fn all_equal(a: &[Value], b: &[Value], depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b, depth))
}

fn lists_equal(a: &List, b: &List, depth: u32) -> bool {
    let (x, y) = (a.items.lock().clone(), b.items.lock().clone());
    match (a.kind.is_set(), b.kind.is_set()) {
        (false, false) => all_equal(&x, &y, depth),
        (true, true) => sets_equal(&x, &y, depth),
        _ => false,
    }
}

fn sets_equal(a: &[Value], b: &[Value], depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let mut items = a.iter();
    a.len() == b.len() && items.all(|a| b.iter().any(|b| equal(a, b, depth)))
}

fn maps_equal(a: &Map, b: &Map, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let (a, b) = (a.entries.lock().clone(), b.entries.lock().clone());
    let mut entries = a.iter();
    a.len() == b.len()
        && entries.all(|(key, value)| b.get(key).is_some_and(|other| equal(value, other, depth)))
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash(&self.0, 4, state);
    }
}

/// Hashes a value, nested ones down to some depth: the rest is compared.
fn hash<H: Hasher>(value: &Value, depth: u32, state: &mut H) {
    discriminant(value).hash(state);
    match value {
        Value::Bool(value) => value.hash(state),
        Value::Int(value) => value.hash(state),
        Value::Long(value) => value.hash(state),
        Value::Big(value) => value.hash(state),
        Value::Decimal(value) => value.as_bigint_and_exponent().hash(state),
        Value::Float(value) => value.to_bits().hash(state),
        Value::Double(value) => value.to_bits().hash(state),
        Value::Char(value) => value.hash(state),
        Value::Str(value) => value.hash(state),
        Value::GString(value) => value.strings.hash(state),
        Value::List(list) => {
            let items = list.items.lock().clone();
            items.len().hash(state);
            if let Some(depth) = depth.checked_sub(1)
                && !list.kind.is_set()
            {
                for item in &items {
                    hash(item, depth, state);
                }
            }
        }
        Value::Class(class) => class.name.hash(state),
        Value::Object(object) => Arc::as_ptr(object).hash(state),
        // The rest is compared: maps and host objects are rarely keys.
        _ => {}
    }
}
