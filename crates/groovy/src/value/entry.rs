//! An entry of a map as a value.

use std::any::Any;
use std::sync::Arc;

use parking_lot::Mutex;

use super::{Key, Map, Native, Value};
use crate::run::{Cx, Eval};

/// `java.util.Map.Entry`.
pub struct Entry {
    /// Whose it is: `setValue` changes it there.
    pub map: Arc<Map>,
    /// `key`.
    pub key: Value,
    /// `value`.
    pub value: Mutex<Value>,
}

impl Native for Entry {
    fn class_name(&self) -> &'static str {
        "java.util.LinkedHashMap$Entry"
    }

    fn call(&self, _cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        Ok(match (name, args) {
            ("getKey", []) => Some(self.key.clone()),
            ("getValue", []) => Some(self.value.lock().clone()),
            ("setValue", [value]) => {
                let key = Key(self.key.clone());
                self.map.entries.lock().insert(key, value.clone());
                Some(std::mem::replace(&mut self.value.lock(), value.clone()))
            }
            _ => None,
        })
    }

    fn get(&self, _cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        Ok(match name {
            "key" => Some(self.key.clone()),
            "value" => Some(self.value.lock().clone()),
            _ => None,
        })
    }

    fn set(&self, cx: &mut Cx, name: &str, value: &Value) -> Eval<bool> {
        if name != "value" {
            return Ok(false);
        }
        self.call(cx, "setValue", std::slice::from_ref(value))?;
        Ok(true)
    }

    fn equals(&self, other: &dyn Native) -> bool {
        let other = other.any().downcast_ref::<Self>();
        other.is_some_and(|other| {
            Key(self.key.clone()) == Key(other.key.clone())
                && Key(self.value.lock().clone()) == Key(other.value.lock().clone())
        })
    }

    fn any(&self) -> &dyn Any {
        self
    }
}
