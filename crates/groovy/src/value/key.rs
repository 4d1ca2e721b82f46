//! Values as keys of maps: Java's `equals` and `hashCode`, under which `1` and `1L` are different keys.

use std::hash::{Hash, Hasher};
use std::mem::discriminant;
use std::sync::Arc;

use super::Value;

/// A value as a key.
#[derive(Clone, Debug)]
pub struct Key(pub Value);

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        use Value as V;
        match (&self.0, &other.0) {
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
                Arc::ptr_eq(a, b) || (a.strings == b.strings && keys(&a.values) == keys(&b.values))
            }
            (V::List(a), V::List(b)) => {
                Arc::ptr_eq(a, b) || keys(&a.items.lock().clone()) == keys(&b.items.lock().clone())
            }
            (V::Map(a), V::Map(b)) => {
                Arc::ptr_eq(a, b) || {
                    let (a, b) = (a.entries.lock().clone(), b.entries.lock().clone());
                    a.len() == b.len()
                        && a.into_iter()
                            .all(|(key, value)| b.get(&key).cloned().map(Key) == Some(Key(value)))
                }
            }
            (V::Range(a), V::Range(b)) => {
                Key(a.from.clone()) == Key(b.from.clone())
                    && Key(a.to.clone()) == Key(b.to.clone())
                    && a.empty == b.empty
            }
            (V::Closure(a), V::Closure(b)) => Arc::ptr_eq(a, b),
            (V::Class(a), V::Class(b)) => a.name == b.name,
            (V::Object(a), V::Object(b)) => Arc::ptr_eq(a, b),
            (V::Native(a), V::Native(b)) => Arc::ptr_eq(a, b) || a.equals(&**b),
            _ => false,
        }
    }
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
            Value::List(list) => keys(&list.items.lock().clone()).hash(state),
            Value::Class(class) => class.name.hash(state),
            // The rest is compared: maps and host objects are rarely keys.
            _ => {}
        }
    }
}
