//! The end of nested values: one after the other, so that a chain of a million lists is not a million frames.

use std::sync::Arc;

use super::{Closure, ClosureCode, List, Map, Object, Value};

/// Drops values and what only they hold.
pub(crate) fn dismantle(mut open: Vec<Value>) {
    while let Some(value) = open.pop() {
        match value {
            Value::List(list) => {
                if let Some(mut list) = Arc::into_inner(list) {
                    open.append(list.items.get_mut());
                }
            }
            Value::Map(map) => {
                if let Some(mut map) = Arc::into_inner(map) {
                    take_map(&mut map, &mut open);
                }
            }
            Value::Object(object) => {
                if let Some(mut object) = Arc::into_inner(object) {
                    take_object(&mut object, &mut open);
                }
            }
            Value::Closure(closure) => {
                if let Some(closure) = Arc::into_inner(closure) {
                    take_closure(closure, &mut open);
                }
            }
            _ => {}
        }
    }
}

fn take_map(map: &mut Map, open: &mut Vec<Value>) {
    for (key, value) in std::mem::take(map.entries.get_mut()) {
        open.push(key.0);
        open.push(value);
    }
    open.extend(map.default.take());
}

fn take_object(object: &mut Object, open: &mut Vec<Value>) {
    let fields = std::mem::take(object.fields.get_mut());
    open.extend(fields.into_values());
    let thrown = object.thrown.as_mut();
    open.extend(thrown.and_then(|thrown| thrown.get_mut().cause.take()));
}

pub(crate) fn take_closure(closure: Closure, open: &mut Vec<Value>) {
    open.push(closure.owner);
    open.push(closure.this);
    open.push(closure.delegate.into_inner());
    match closure.code {
        ClosureCode::Script(_, scope) => crate::run::take_scope(scope, open),
        ClosureCode::Method(receiver, _) => open.push(receiver),
        ClosureCode::Composed(first, second) => {
            open.push(Value::Closure(first));
            open.push(Value::Closure(second));
        }
        ClosureCode::Curried(inner, left, right) => {
            open.push(Value::Closure(inner));
            open.extend(left);
            open.extend(right);
        }
        ClosureCode::Native(_) => {}
    }
}

impl Drop for List {
    fn drop(&mut self) {
        let items = std::mem::take(self.items.get_mut());
        if items.iter().any(Value::holds_others) {
            dismantle(items);
        }
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        if self.entries.get_mut().values().any(Value::holds_others) {
            let mut open = Vec::new();
            take_map(self, &mut open);
            dismantle(open);
        }
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        let mut open = Vec::new();
        take_object(self, &mut open);
        dismantle(open);
    }
}

impl Value {
    fn holds_others(&self) -> bool {
        matches!(
            self,
            Self::List(_) | Self::Map(_) | Self::Object(_) | Self::Closure(_)
        )
    }
}
