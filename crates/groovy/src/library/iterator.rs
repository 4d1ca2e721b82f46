//! Iterators.

use std::any::Any;

use parking_lot::Mutex;

use super::table::{Args, Type, method};
use crate::run::{Cx, Eval};
use crate::value::{Native, Value};

pub(super) const TYPES: &[Type] = &[
    Type::new("java.util.Iterator").methods(&[
        method("hasNext", &[], |_, this, _| {
            let left = this.downcast::<Iterator>().is_some_and(Iterator::has_next);
            Ok(Value::Bool(left))
        }),
        method("next", &[], next),
        method("remove", &[], remove),
        method("iterator", &[], |_, this, _| Ok(this.clone())),
    ]),
    Type::new("java.lang.Object").methods(&[method("iterator", &[], |cx, this, _| {
        let items = super::support::items(cx, this)?;
        Ok(over(items))
    })]),
    Type::new("java.util.List")
        .methods(&[method("iterator", &[], of), method("listIterator", &[], of)]),
    Type::new("java.util.Set").methods(&[method("iterator", &[], of)]),
];

/// Goes once through items.
struct Iterator {
    /// Where `remove()` removes.
    source: Value,
    state: Mutex<State>,
}

struct State {
    items: Vec<Value>,
    next: usize,
    removed: usize,
}

/// An iterator over these.
pub(super) fn over(items: Vec<Value>) -> Value {
    made(Value::Null, items)
}

fn made(source: Value, items: Vec<Value>) -> Value {
    let state = State {
        items,
        next: 0,
        removed: 0,
    };
    Value::native(Iterator {
        source,
        state: Mutex::new(state),
    })
}

fn of(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let items = super::support::items(cx, this)?;
    Ok(made(this.clone(), items))
}

impl Iterator {
    fn has_next(&self) -> bool {
        let state = self.state.lock();
        state.next < state.items.len()
    }

    fn next(&self) -> Option<Value> {
        let mut state = self.state.lock();
        let item = state.items.get(state.next).cloned()?;
        state.next += 1;
        Some(item)
    }
}

fn next(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let next = this.downcast::<Iterator>().and_then(Iterator::next);
    next.ok_or_else(|| super::list::no_element(cx))
}

/// Removes from the list what `next()` gave last.
fn remove(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let Some(iterator) = this.downcast::<Iterator>() else {
        return Ok(Value::Null);
    };
    let list = super::list::mutable(cx, &iterator.source)?;
    let mut state = iterator.state.lock();
    let at = state.next.checked_sub(state.removed + 1);
    let mut items = list.items.lock();
    if let Some(at) = at.filter(|at| *at < items.len()) {
        items.remove(at);
        super::list::removed(list, |other| other != at);
        state.removed += 1;
        return Ok(Value::Null);
    }
    drop((state, items));
    let class = "java.lang.IllegalStateException";
    Err(super::support::throw_bare(cx, class))
}

impl Native for Iterator {
    fn class_name(&self) -> &'static str {
        "java.util.ArrayList$Itr"
    }

    fn items(&self) -> Option<Vec<Value>> {
        let mut state = self.state.lock();
        let from = state.next;
        state.next = state.items.len();
        Some(state.items.get(from..).unwrap_or_default().to_vec())
    }

    fn any(&self) -> &dyn Any {
        self
    }
}
