//! Maps.

use std::sync::Arc;

use super::entry::{Entry, pair};
use super::support::{int, items, list, map, map_like, same, unsupported};
use super::table::{Args, Param, Type, method};
use crate::run::{Cx, Eval};
use crate::value::{Entries, Key, List, ListKind, Map, MapKind, Value};

pub(super) const TYPES: &[Type] = &[Type::new("java.util.Map").methods(&[
    method("size", &[], |_, this, _| {
        Ok(ask(this, |entries| int(entries.len())))
    }),
    method("isEmpty", &[], |_, this, _| {
        Ok(ask(this, |entries| Value::Bool(entries.is_empty())))
    }),
    method("asBoolean", &[], |_, this, _| {
        Ok(ask(this, |entries| Value::Bool(!entries.is_empty())))
    }),
    method("containsKey", &[Param::Any], |_, this, args| {
        let key = Key(args.get(0).clone());
        Ok(ask(this, |entries| Value::Bool(entries.contains_key(&key))))
    }),
    method("containsValue", &[Param::Any], contains_value),
    method("get", &[Param::Any], |cx, this, args| {
        get(cx, this, args.get(0))
    }),
    method("getAt", &[Param::Any], |cx, this, args| {
        get(cx, this, args.get(0))
    }),
    method("get", &[Param::Any, Param::Any], |cx, this, args| {
        if let Some(value) = found(this, args.get(0)) {
            return Ok(value);
        }
        put(cx, this, args.get(0), args.get(1))?;
        Ok(args.get(1).clone())
    }),
    method(
        "getOrDefault",
        &[Param::Any, Param::Any],
        |_, this, args| Ok(found(this, args.get(0)).unwrap_or_else(|| args.get(1).clone())),
    ),
    method("put", &[Param::Any, Param::Any], |cx, this, args| {
        put(cx, this, args.get(0), args.get(1))
    }),
    method("putAt", &[Param::Any, Param::Any], |cx, this, args| {
        put(cx, this, args.get(0), args.get(1))?;
        Ok(args.get(1).clone())
    }),
    method("putAll", &[Param::Any], |cx, this, args| {
        put_all(cx, this, args.get(0))?;
        Ok(Value::Null)
    }),
    method("leftShift", &[Param::Any], |cx, this, args| {
        put_all(cx, this, args.get(0))?;
        Ok(this.clone())
    }),
    method("plus", &[Param::Any], plus),
    method("minus", &[Param::Map], minus),
    method("intersect", &[Param::Map], intersect),
    method("remove", &[Param::Any], |cx, this, args| {
        remove(cx, this, args.get(0))
    }),
    method("clear", &[], |cx, this, _| {
        mutable(cx, this)?.entries.lock().clear();
        Ok(Value::Null)
    }),
    method("keySet", &[], |_, this, _| {
        Ok(view(this, ListKind::Set, keys(this)))
    }),
    method("navigableKeySet", &[], |_, this, _| {
        Ok(view(this, ListKind::Set, keys(this)))
    }),
    method("values", &[], |_, this, _| {
        let values = ask(this, |entries| entries.values().cloned().collect());
        Ok(view(this, ListKind::List, values))
    }),
    method("entrySet", &[], |cx, this, _| {
        let entries = items(cx, this)?;
        Ok(view(this, ListKind::Set, entries))
    }),
    method("subMap", &[Param::Items], |cx, this, args| {
        let keys = items(cx, args.get(0))?;
        sub_map(cx, this, keys)
    }),
    method("subMap", &[Param::Rest], |cx, this, args| {
        sub_map(cx, this, args.from(0).to_vec())
    }),
    method("withDefault", &[Param::Closure], with_default),
    method("asImmutable", &[], |_, this, _| {
        Ok(copy(this, MapKind::Immutable))
    }),
    method("asSynchronized", &[], |_, this, _| Ok(this.clone())),
    method("clone", &[], |_, this, _| match this {
        Value::Map(map) => Ok(copy(this, map.kind)),
        other => Ok(other.clone()),
    }),
    method("spread", &[], |_, this, _| Ok(this.clone())),
    method("count", &[Param::Closure], |cx, this, args| {
        let mut count = 0;
        for entry in items(cx, this)? {
            count += i32::from(super::support::holds(cx, args.get(0), &entry)?);
        }
        Ok(Value::Int(count))
    }),
    method("collectMany", &[Param::Closure], |cx, this, args| {
        let mut all = Vec::new();
        for result in super::iterate::collected(cx, this, args.get(0))? {
            all.extend(items(cx, &result)?);
        }
        list(cx, all)
    }),
    method("findResults", &[Param::Closure], |cx, this, args| {
        let mut results = super::iterate::collected(cx, this, args.get(0))?;
        results.retain(|result| !result.is_null());
        list(cx, results)
    }),
    method("reverseEach", &[Param::Closure], |cx, this, args| {
        for entry in items(cx, this)?.iter().rev() {
            super::support::invoke(cx, args.get(0), entry)?;
        }
        Ok(this.clone())
    }),
    // Of `java.util.Properties`, which are maps here.
    method(
        "getProperty",
        &[Param::Text, Param::Any],
        |_, this, args| Ok(found(this, args.get(0)).unwrap_or_else(|| args.get(1).clone())),
    ),
    method(
        "setProperty",
        &[Param::Text, Param::Any],
        |cx, this, args| put(cx, this, args.get(0), args.get(1)),
    ),
    method("stringPropertyNames", &[], |_, this, _| {
        Ok(view(this, ListKind::Set, keys(this)))
    }),
    method("toMapString", &[], |cx, this, _| {
        Ok(Value::Str(cx.to_text(this)?))
    }),
    method("firstKey", &[], |cx, this, _| {
        keys(this)
            .first()
            .cloned()
            .ok_or_else(|| super::list::no_element(cx))
    }),
    method("lastKey", &[], |cx, this, _| {
        keys(this).pop().ok_or_else(|| super::list::no_element(cx))
    }),
    method("firstEntry", &[], |cx, this, _| {
        Ok(items(cx, this)?.first().cloned().unwrap_or_default())
    }),
    method("lastEntry", &[], |cx, this, _| {
        Ok(items(cx, this)?.pop().unwrap_or_default())
    }),
])];

/// A question to the entries of a map that calls nothing.
fn ask<T: Default>(this: &Value, question: impl FnOnce(&Entries) -> T) -> T {
    match this {
        Value::Map(map) => question(&map.entries.lock()),
        _ => T::default(),
    }
}

fn keys(this: &Value) -> Vec<Value> {
    ask(this, |entries| {
        entries.keys().map(|key| key.0.clone()).collect()
    })
}

/// Keys, values or entries, which go from the map when they are removed from here.
fn view(this: &Value, kind: ListKind, items: Vec<Value>) -> Value {
    let mut list = List::new(kind, items);
    if let Value::Map(map) = this {
        if map.kind == MapKind::Immutable {
            list.kind = match kind {
                ListKind::Set => ListKind::ImmutableSet,
                _ => ListKind::Immutable,
            };
        }
        list.view = Some(Arc::clone(map));
    }
    Value::List(Arc::new(list))
}

pub(super) fn found(this: &Value, key: &Value) -> Option<Value> {
    let key = Key(key.clone());
    ask(this, |entries| entries.get(&key).cloned())
}

fn mutable<'a>(cx: &mut Cx, this: &'a Value) -> Eval<&'a Arc<Map>> {
    match this {
        Value::Map(map) if map.kind != MapKind::Immutable => Ok(map),
        _ => Err(unsupported(cx)),
    }
}

/// The value of a key; one that is not there may have a default, which is then put in.
pub(crate) fn get(cx: &mut Cx, this: &Value, key: &Value) -> Eval<Value> {
    if let Some(value) = found(this, key) {
        return Ok(value);
    }
    match this {
        Value::Map(map) => match &map.default {
            Some(default) => {
                let value = cx.call(default, std::slice::from_ref(key))?;
                put(cx, this, key, &value)?;
                Ok(value)
            }
            None => Ok(Value::Null),
        },
        _ => Ok(Value::Null),
    }
}

/// Puts a value where the map's order wants it; gives the former one.
pub(crate) fn put(cx: &mut Cx, this: &Value, key: &Value, value: &Value) -> Eval<Value> {
    let map = mutable(cx, this)?;
    super::support::charge(cx, 3)?;
    let (at, old) = map
        .entries
        .lock()
        .insert_full(Key(key.clone()), value.clone());
    if old.is_none() {
        place(cx, map, at)?;
    }
    Ok(old.unwrap_or_default())
}

/// Moves a new entry to where it belongs.
fn place(cx: &mut Cx, map: &Map, at: usize) -> Eval<()> {
    match map.kind {
        MapKind::Linked | MapKind::Immutable | MapKind::Json => {}
        MapKind::Hash => {
            let mut entries = map.entries.lock();
            let key = |at| entries.get_index(at).map(|(key, _)| &key.0);
            let place = key(at).and_then(|new| super::hash::place(entries.len(), new, key));
            if let Some(place) = place {
                entries.move_index(at, place);
            } else {
                let buckets = super::hash::buckets(entries.len());
                entries.sort_by_cached_key(|key, _| super::hash::bucket(&key.0, buckets));
            }
        }
        MapKind::Sorted => {
            let key = |at| {
                map.entries
                    .lock()
                    .get_index(at)
                    .map(|(key, _)| key.0.clone())
            };
            let new = key(at).unwrap_or_default();
            let to = super::sort::search(cx, at, key, &new)?.unwrap_or_else(|to| to);
            map.entries.lock().move_index(at, to);
        }
    }
    Ok(())
}

/// Puts what a map, an entry or a list of entries has.
pub(super) fn put_all(cx: &mut Cx, this: &Value, from: &Value) -> Eval<()> {
    let entries = match from {
        Value::Map(map) => super::entry::entries(map),
        other if other.downcast::<Entry>().is_some() => vec![other.clone()],
        other => items(cx, other)?,
    };
    for entry in entries {
        let (key, value) = pair(&entry);
        put(cx, this, &key, &value)?;
    }
    Ok(())
}

/// Takes a key out; gives its value.
pub(super) fn remove(cx: &mut Cx, this: &Value, key: &Value) -> Eval<Value> {
    let map = mutable(cx, this)?;
    let removed = map.entries.lock().shift_remove(&Key(key.clone()));
    Ok(removed.unwrap_or_default())
}

fn contains_value(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let values: Vec<_> = ask(this, |entries| entries.values().cloned().collect());
    let at = super::support::index_of(cx, &values, args.get(0))?;
    Ok(Value::Bool(at.is_some()))
}

fn copy(this: &Value, kind: MapKind) -> Value {
    let Value::Map(map) = this else {
        return this.clone();
    };
    let entries = map.entries.lock().clone();
    Value::Map(Arc::new(Map::with_default(
        kind,
        entries,
        map.default.clone(),
    )))
}

fn plus(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let sum = match this {
        Value::Map(map) if map.kind == MapKind::Immutable => copy(this, MapKind::Linked),
        Value::Map(map) => copy(this, map.kind),
        other => other.clone(),
    };
    put_all(cx, &sum, args.get(0))?;
    Ok(sum)
}

/// The entries that the other map has with an equal value, or has not.
fn compared(cx: &mut Cx, this: &Value, other: &Value, keep: Shared) -> Eval<Value> {
    let mut kept = Entries::default();
    for entry in items(cx, this)? {
        let (key, value) = pair(&entry);
        let shared = match found(other, &key) {
            Some(theirs) => same(cx, &value, &theirs)?,
            None => false,
        };
        if shared == (keep == Shared::Kept) {
            kept.insert(Key(key), value);
        }
    }
    map(cx, kept)
}

/// What becomes of entries that two maps share.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shared {
    Kept,
    Dropped,
}

fn minus(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    compared(cx, this, args.get(0), Shared::Dropped)
}

fn intersect(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    compared(cx, this, args.get(0), Shared::Kept)
}

fn sub_map(cx: &mut Cx, this: &Value, keys: Vec<Value>) -> Eval<Value> {
    let mut entries = Entries::default();
    for key in keys {
        if let Some(value) = found(this, &key) {
            entries.insert(Key(key), value);
        }
    }
    map(cx, entries)
}

fn with_default(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let Value::Map(from) = this else {
        return Err(unsupported(cx));
    };
    let entries = from.entries.lock().clone();
    let made = map_like(cx, from, entries)?;
    Ok(match made {
        Value::Map(made) => Value::Map(Arc::new(Map::with_default(
            made.kind,
            made.entries.lock().clone(),
            Some(args.get(0).clone()),
        ))),
        other => other,
    })
}

/// A map of a kind with the entries of others.
pub(super) fn of_kind(cx: &mut Cx, kind: MapKind, from: &Value) -> Eval<Value> {
    let made = Value::Map(Arc::new(Map::new(kind, Entries::default())));
    put_all(cx, &made, from)?;
    if let (MapKind::Hash, Value::Map(map)) = (kind, &made) {
        let mut entries = map.entries.lock();
        let buckets = super::hash::buckets_of_copy(entries.len());
        entries.sort_by_cached_key(|key, _| super::hash::bucket(&key.0, buckets));
    }
    Ok(made)
}
