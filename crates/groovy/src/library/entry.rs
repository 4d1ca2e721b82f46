//! Entries of maps.

use std::any::Any;
use std::sync::Arc;

use parking_lot::Mutex;

use super::table::{Args, Param, Type, method};
use crate::run::{Cx, Eval};
use crate::value::{Key, Map, MapKind, Native, Value};

pub(super) const TYPES: &[Type] = &[
    Type::new("java.util.Map$Entry").methods(&[
        method("getKey", &[], |_, this, _| Ok(pair(this).0)),
        method("getValue", &[], |_, this, _| Ok(pair(this).1)),
        method("setValue", &[Param::Any], set_value),
    ]),
    Type::new("java.util.AbstractMap$SimpleEntry").constructors(&[method(
        "new",
        &[Param::Any, Param::Any],
        |_, _, args| Ok(Entry::loose(args.get(0).clone(), args.get(1).clone())),
    )]),
];

/// An entry of a map: its value can be set, which changes the map.
pub(crate) struct Entry {
    map: Option<Arc<Map>>,
    key: Value,
    value: Mutex<Value>,
}

impl Entry {
    /// An entry of no map.
    pub(crate) fn loose(key: Value, value: Value) -> Value {
        Value::native(Self {
            map: None,
            key,
            value: Mutex::new(value),
        })
    }

    /// Key and value.
    pub(crate) fn pair(&self) -> [Value; 2] {
        [self.key.clone(), self.value.lock().clone()]
    }
}

/// The entries of a map, as they are now.
pub(crate) fn entries(map: &Arc<Map>) -> Vec<Value> {
    let entries = map.entries.lock();
    let entries = entries.iter();
    entries
        .map(|(Key(key), value)| {
            Value::native(Entry {
                map: Some(Arc::clone(map)),
                key: key.clone(),
                value: Mutex::new(value.clone()),
            })
        })
        .collect()
}

/// Key and value of an entry; of what is none, the value twice.
pub(super) fn pair(value: &Value) -> (Value, Value) {
    match value.downcast::<Entry>() {
        Some(entry) => entry.pair().into(),
        None => (value.clone(), value.clone()),
    }
}

fn set_value(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let Some(entry) = this.downcast::<Entry>() else {
        return Ok(Value::Null);
    };
    if let Some(map) = &entry.map {
        if map.kind == MapKind::Immutable {
            return Err(super::support::unsupported(cx));
        }
        let mut entries = map.entries.lock();
        if let Some(value) = entries.get_mut(&Key(entry.key.clone())) {
            *value = args.get(0).clone();
        }
    }
    Ok(std::mem::replace(
        &mut *entry.value.lock(),
        args.get(0).clone(),
    ))
}

impl Native for Entry {
    fn class_name(&self) -> &'static str {
        "java.util.LinkedHashMap$Entry"
    }

    fn set(&self, cx: &mut Cx, name: &str, value: &Value) -> Eval<bool> {
        if name != "value" {
            return Ok(false);
        }
        let this = Value::native(Self {
            map: self.map.clone(),
            key: self.key.clone(),
            value: Mutex::default(),
        });
        set_value(cx, &this, Args(std::slice::from_ref(value)))?;
        *self.value.lock() = value.clone();
        Ok(true)
    }

    fn members(&self) -> &[&'static str] {
        &["key", "value"]
    }

    fn show(&self) -> String {
        let [key, value] = self.pair();
        format!("{key:?}={value:?}")
    }

    fn equals(&self, other: &dyn Native) -> bool {
        let other = other.any().downcast_ref::<Self>();
        other.is_some_and(|other| self.pair().map(Key) == other.pair().map(Key))
    }

    fn any(&self) -> &dyn Any {
        self
    }
}
