//! What the methods of collections share: going through values, calling closures, making results.

use std::sync::Arc;

use super::entry::Entry;
use super::hash;
use crate::run::{Cx, Eval, Throw, Unwind};
use crate::value::{Closure, ClosureCode, Entries, Key, List, ListKind, Map, MapKind, Value};

/// What a value takes in a collection, roughly.
const SLOT: usize = size_of::<Value>();

/// What is gone through: the items of a collection, the entries of a map, the characters of a text, a value itself.
pub(super) fn items(cx: &mut Cx, this: &Value) -> Eval<Vec<Value>> {
    match this {
        Value::List(list) => Ok(list.items.lock().clone()),
        Value::Map(map) => Ok(super::entry::entries(map)),
        other => cx.items(other),
    }
}

/// Counts the memory of a collection that is being made.
pub(super) fn charge(cx: &mut Cx, items: usize) -> Eval<()> {
    cx.charge(items.saturating_mul(SLOT))
}

/// A new list.
pub(super) fn list(cx: &mut Cx, items: Vec<Value>) -> Eval<Value> {
    of_kind(cx, ListKind::List, items)
}

/// A new array.
pub(super) fn array(cx: &mut Cx, items: Vec<Value>) -> Eval<Value> {
    of_kind(cx, ListKind::Array, items)
}

fn of_kind(cx: &mut Cx, kind: ListKind, items: Vec<Value>) -> Eval<Value> {
    charge(cx, items.len())?;
    Ok(Value::List(Arc::new(List::new(kind, items))))
}

/// A new set, in the order in which the items first appear.
pub(super) fn set(cx: &mut Cx, kind: ListKind, items: Vec<Value>) -> Eval<Value> {
    let mut distinct = hash::distinct(items);
    match kind {
        ListKind::SortedSet => distinct = super::sort::sorted(cx, distinct)?,
        ListKind::HashSet => {
            let buckets = hash::buckets_of_copy(distinct.len()).max(16);
            hash::arrange(&mut distinct, buckets);
        }
        _ => {}
    }
    of_kind(cx, kind, distinct)
}

/// A new `HashSet` that was made for so many items as it has.
pub(super) fn sized_set(cx: &mut Cx, items: Vec<Value>) -> Eval<Value> {
    let size = items.len();
    let mut distinct = hash::distinct(items);
    hash::arrange(&mut distinct, hash::buckets_of_size(size));
    of_kind(cx, ListKind::HashSet, distinct)
}

/// A new map with the entries in this order.
pub(super) fn map(cx: &mut Cx, entries: Entries) -> Eval<Value> {
    charge(cx, entries.len().saturating_mul(3))?;
    Ok(Value::Map(Arc::new(Map::new(MapKind::Linked, entries))))
}

/// A new map of the kind that another one has.
pub(super) fn map_like(cx: &mut Cx, like: &Map, entries: Entries) -> Eval<Value> {
    charge(cx, entries.len().saturating_mul(3))?;
    let kind = match like.kind {
        MapKind::Sorted => MapKind::Sorted,
        _ => MapKind::Linked,
    };
    Ok(Value::Map(Arc::new(Map::new(kind, entries))))
}

/// A collection as Groovy's `createSimilarCollection` makes it: a set for a set, else a list.
pub(super) fn similar(cx: &mut Cx, like: &Value, items: Vec<Value>) -> Eval<Value> {
    match like {
        Value::List(from) if from.kind == ListKind::SortedSet => {
            set(cx, ListKind::SortedSet, items)
        }
        Value::List(from) if from.kind.is_set() => set(cx, ListKind::Set, items),
        Value::Map(from) => {
            let entries = items.iter().map(super::entry::pair);
            map_like(
                cx,
                from,
                entries.map(|(key, value)| (Key(key), value)).collect(),
            )
        }
        Value::List(from) if from.kind == ListKind::Linked => of_kind(cx, ListKind::Linked, items),
        _ => list(cx, items),
    }
}

/// The same for parts of a collection: arrays stay arrays.
pub(super) fn part(cx: &mut Cx, like: &Value, items: Vec<Value>) -> Eval<Value> {
    match like {
        Value::List(from) if from.kind == ListKind::Array => array(cx, items),
        _ => similar(cx, like, items),
    }
}

/// A count as an `int`.
pub(super) fn int(count: usize) -> Value {
    Value::Int(i32::try_from(count).unwrap_or(i32::MAX))
}

/// The position of an item; -1 where there is none.
pub(super) fn position(at: Option<usize>) -> Value {
    at.map_or(Value::Int(-1), int)
}

/// Calls a closure with an item: an entry comes as key and value where the closure has two parameters.
pub(super) fn invoke(cx: &mut Cx, closure: &Value, item: &Value) -> Eval<Value> {
    match item.downcast::<Entry>() {
        Some(entry) if parameters(closure) == 2 => cx.call(closure, &entry.pair()),
        _ => cx.call(closure, std::slice::from_ref(item)),
    }
}

/// Calls a closure with an item and one more value behind (an index) or before it (what has been gathered): with entries it
/// may take three.
pub(super) fn invoke_behind(
    cx: &mut Cx,
    closure: &Value,
    item: &Value,
    last: Value,
) -> Eval<Value> {
    match item.downcast::<Entry>() {
        Some(entry) if parameters(closure) == 3 => {
            let [key, value] = entry.pair();
            cx.call(closure, &[key, value, last])
        }
        _ => cx.call(closure, &[item.clone(), last]),
    }
}

/// See [`invoke_behind`].
pub(super) fn invoke_before(
    cx: &mut Cx,
    closure: &Value,
    first: Value,
    item: &Value,
) -> Eval<Value> {
    match item.downcast::<Entry>() {
        Some(entry) if parameters(closure) == 3 => {
            let [key, value] = entry.pair();
            cx.call(closure, &[first, key, value])
        }
        _ => cx.call(closure, &[first, item.clone()]),
    }
}

/// Whether a closure says yes to an item.
pub(super) fn holds(cx: &mut Cx, closure: &Value, item: &Value) -> Eval<bool> {
    let answer = invoke(cx, closure, item)?;
    cx.truth(&answer)
}

/// How many parameters a closure has; of what is no closure, 1.
pub(super) fn parameters(callee: &Value) -> usize {
    match callee {
        Value::Closure(closure) => arity(closure),
        _ => 1,
    }
}

fn arity(closure: &Closure) -> usize {
    match &closure.code {
        ClosureCode::Script(code, _) => code.params.as_ref().map_or(1, Vec::len),
        ClosureCode::Method(receiver, name) => arity_of_method(receiver, name),
        ClosureCode::Composed(first, _) => arity(first),
        ClosureCode::Curried(inner, left, right) => {
            arity(inner).saturating_sub(left.len() + right.len())
        }
        ClosureCode::Native(native) => native.parameters(),
    }
}

/// The most parameters that a script's method of this name has.
fn arity_of_method(receiver: &Value, name: &str) -> usize {
    let class = match receiver {
        Value::Object(object) => &object.class,
        Value::Class(class) => class,
        _ => return 1,
    };
    let methods = class.decl().into_iter().flat_map(|decl| &decl.methods);
    let named = methods.filter(|method| *method.ident.name == *name);
    named.map(|method| method.params.len()).max().unwrap_or(1)
}

/// Java's `equals`, under which `1` and `1L` differ; an object of a script may have its own.
pub(super) fn same(cx: &mut Cx, a: &Value, b: &Value) -> Eval<bool> {
    match (a, b) {
        (Value::Object(_), _) | (_, Value::Object(_)) => cx.equals(a, b),
        _ => Ok(crate::value::same(a, b)),
    }
}

/// Where an item is in a list, by Java's `equals`.
pub(super) fn index_of(cx: &mut Cx, items: &[Value], item: &Value) -> Eval<Option<usize>> {
    for (at, other) in items.iter().enumerate() {
        if same(cx, item, other)? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

/// What Java throws where a collection can't be changed.
pub(super) fn unsupported(cx: &mut Cx) -> Unwind {
    throw_bare(cx, "java.lang.UnsupportedOperationException")
}

/// A throwable without a message.
pub(super) fn throw_bare(cx: &mut Cx, class: &str) -> Unwind {
    let thrown = cx.throw(class, "");
    if let Unwind::Throw(Throw(object)) = &thrown
        && let Some(thrown) = &object.thrown
    {
        thrown.lock().message = None;
    }
    thrown
}

/// An array for an array, else a list.
pub(super) fn list_or_array(cx: &mut Cx, like: &Value, items: Vec<Value>) -> Eval<Value> {
    match like {
        Value::List(from) if from.kind == ListKind::Array => array(cx, items),
        _ => list(cx, items),
    }
}
