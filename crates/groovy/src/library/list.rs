//! Lists and sets: reading by position, and everything that changes them.

use std::sync::Arc;

use super::range::Borders;
use super::slice::{checked_index, out_of_bounds, slice};
use super::support::{holds, items, list, position, same, throw_bare, unsupported};
use super::table::{Args, Param, Type, method};
use crate::run::{Cx, Eval};
use crate::value::{List, ListKind, Range, Value};

pub(super) const TYPES: &[Type] = &[
    Type::new("java.util.Collection").methods(&[
        method("size", &[], |_, this, _| {
            Ok(super::support::int(own(this, <[Value]>::len)))
        }),
        method("isEmpty", &[], |_, this, _| {
            Ok(Value::Bool(own(this, <[Value]>::is_empty)))
        }),
        method("add", &[Param::Any], |cx, this, args| {
            Ok(Value::Bool(insert(cx, this, args.get(0).clone())?))
        }),
        method("leftShift", &[Param::Any], |cx, this, args| {
            insert(cx, this, args.get(0).clone())?;
            Ok(this.clone())
        }),
        method("addAll", &[Param::Items], add_all),
        method("remove", &[Param::Any], remove),
        method("removeElement", &[Param::Any], remove),
        method("removeAll", &[Param::Closure], |cx, this, args| {
            keep(cx, this, |cx, item| Ok(!holds(cx, args.get(0), item)?))
        }),
        method("removeAll", &[Param::Items], |cx, this, args| {
            let others = items(cx, args.get(0))?;
            keep(cx, this, |cx, item| {
                Ok(super::support::index_of(cx, &others, item)?.is_none())
            })
        }),
        method("removeIf", &[Param::Closure], |cx, this, args| {
            keep(cx, this, |cx, item| Ok(!holds(cx, args.get(0), item)?))
        }),
        method("retainAll", &[Param::Closure], |cx, this, args| {
            keep(cx, this, |cx, item| holds(cx, args.get(0), item))
        }),
        method("retainAll", &[Param::Items], |cx, this, args| {
            let others = items(cx, args.get(0))?;
            keep(cx, this, |cx, item| {
                Ok(super::support::index_of(cx, &others, item)?.is_some())
            })
        }),
        method("clear", &[], |cx, this, _| {
            let list = mutable(cx, this)?;
            list.items.lock().clear();
            removed(list, |_| false);
            Ok(Value::Null)
        }),
        method("asImmutable", &[], |_, this, _| Ok(as_immutable(this))),
        method("asSynchronized", &[], |_, this, _| Ok(this.clone())),
        method("clone", &[], |cx, this, _| {
            let items = items(cx, this)?;
            super::support::similar(cx, this, items)
        }),
    ]),
    Type::new("java.util.List").methods(&[
        method("get", &[Param::Int], get),
        method("getAt", &[Param::Text], |cx, this, args| {
            let name = args.text(cx, 0)?;
            cx.get_property(this, &name)
        }),
        method("set", &[Param::Int, Param::Any], set),
        method("putAt", &[Param::Int, Param::Any], put_at),
        method("putAt", &[Param::Range, Param::Any], put_range),
        method("putAt", &[Param::Items, Param::Any], put_each),
        method("add", &[Param::Int, Param::Any], |cx, this, args| {
            splice(cx, this, args.int(0), vec![args.get(1).clone()])?;
            Ok(Value::Null)
        }),
        method("addAll", &[Param::Int, Param::Items], |cx, this, args| {
            let more = items(cx, args.get(1))?;
            splice(cx, this, args.int(0), more)?;
            Ok(Value::Bool(true))
        }),
        method("remove", &[Param::Int], remove_at),
        method("removeAt", &[Param::Int], remove_at),
        method("push", &[Param::Any], |cx, this, args| {
            Ok(Value::Bool(insert(cx, this, args.get(0).clone())?))
        }),
        method("pop", &[], |cx, this, _| {
            let last = mutable(cx, this)?.items.lock().pop();
            last.ok_or_else(|| {
                cx.throw(
                    "java.util.NoSuchElementException",
                    "Cannot pop() an empty List",
                )
            })
        }),
        method("indexOf", &[Param::Any], index_of),
        method("lastIndexOf", &[Param::Any], last_index_of),
        method("subList", &[Param::Int, Param::Int], |cx, this, args| {
            let range = Range {
                from: args.get(0).clone(),
                to: Value::Int(args.int(1).saturating_sub(1)),
                empty: args.int(0) >= args.int(1),
                bound: None,
            };
            let items = items(cx, this)?;
            let items = slice(cx, &items, &range)?;
            list(cx, items)
        }),
        method("reverse", &[Param::Bool], |cx, this, args| {
            if !args.flag(0) {
                return super::collection::reversed(cx, this, args);
            }
            mutable(cx, this)?.items.lock().reverse();
            Ok(this.clone())
        }),
        method("swap", &[Param::Int, Param::Int], swap),
        method("replaceAll", &[Param::Closure], |cx, this, args| {
            let results = super::iterate::collected(cx, this, args.get(0))?;
            *mutable(cx, this)?.items.lock() = results;
            Ok(Value::Null)
        }),
        method("asReversed", &[], super::collection::reversed),
    ]),
    Type::new("[Ljava.lang.Object;").methods(&[
        method("getLength", &[], |_, this, _| {
            Ok(super::support::int(own(this, <[Value]>::len)))
        }),
        method("putAt", &[Param::Int, Param::Any], |cx, this, args| {
            let items = items(cx, this)?;
            let at = checked_index(cx, args.int(0), items.len())?;
            match this {
                Value::List(list) if at < items.len() => {
                    replace(list, at, args.get(1).clone());
                    Ok(Value::Null)
                }
                _ => Err(out_of_bounds(
                    cx,
                    "java.lang.ArrayIndexOutOfBoundsException",
                    args.int(0),
                    items.len(),
                )),
            }
        }),
        method("swap", &[Param::Int, Param::Int], swap),
        method("clone", &[], |cx, this, _| {
            let items = items(cx, this)?;
            super::support::array(cx, items)
        }),
    ]),
];

/// A question to the items of a list that takes no time and calls nothing.
fn own<T: Default>(this: &Value, ask: impl FnOnce(&[Value]) -> T) -> T {
    match this {
        Value::List(list) => ask(&list.items.lock()),
        _ => T::default(),
    }
}

/// Fails for what can't be changed.
pub(super) fn check_mutable(cx: &mut Cx, list: &List) -> Eval<()> {
    match list.kind {
        ListKind::Immutable | ListKind::ImmutableSet => Err(unsupported(cx)),
        _ => Ok(()),
    }
}

/// The list that is to be changed.
pub(super) fn mutable<'a>(cx: &mut Cx, this: &'a Value) -> Eval<&'a Arc<List>> {
    match this {
        Value::List(list) => check_mutable(cx, list).map(|()| list),
        _ => Err(unsupported(cx)),
    }
}

fn replace(list: &List, at: usize, value: Value) -> Value {
    match list.items.lock().get_mut(at) {
        Some(slot) => std::mem::replace(slot, value),
        None => Value::Null,
    }
}

/// Adds an item at the end, or where it belongs; false: a set had it.
pub(crate) fn insert(cx: &mut Cx, this: &Value, value: Value) -> Eval<bool> {
    let list = mutable(cx, this)?;
    super::support::charge(cx, 1)?;
    match list.kind {
        ListKind::Array => return Err(unsupported(cx)),
        _ if list.view.is_some() => return Err(unsupported(cx)),
        ListKind::SortedSet => {
            let len = list.items.lock().len();
            let item = |at| list.items.lock().get(at).cloned();
            match super::sort::search(cx, len, item, &value)? {
                Ok(_) => return Ok(false),
                Err(at) => list.items.lock().insert(at, value),
            }
        }
        kind if kind.is_set() => {
            if has(cx, list, &value)? {
                return Ok(false);
            }
            let mut items = list.items.lock();
            items.push(value);
            if kind == ListKind::HashSet {
                super::hash::place_last(&mut items);
            }
        }
        _ => list.items.lock().push(value),
    }
    Ok(true)
}

/// Whether a set has an item. Objects of scripts may have an `equals` of their own.
fn has(cx: &mut Cx, list: &List, value: &Value) -> Eval<bool> {
    let plain = |item: &Value| !matches!(item, Value::Object(_));
    let items = list.items.lock();
    if plain(value) && items.iter().all(plain) {
        return Ok(items.iter().any(|item| crate::value::same(item, value)));
    }
    let items = {
        let copy = items.clone();
        drop(items);
        copy
    };
    Ok(super::support::index_of(cx, &items, value)?.is_some())
}

/// Tells the map of which this list is a view that positions have gone.
pub(super) fn removed(list: &List, kept: impl Fn(usize) -> bool) {
    if let Some(map) = &list.view {
        let mut at = 0..;
        let mut entries = map.entries.lock();
        entries.retain(|_, _| at.next().is_none_or(&kept));
    }
}

fn add_all(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mut changed = false;
    for item in items(cx, args.get(0))? {
        changed |= insert(cx, this, item)?;
    }
    Ok(Value::Bool(changed))
}

fn remove(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let list = mutable(cx, this)?;
    let items = list.items.lock().clone();
    let at = super::support::index_of(cx, &items, args.get(0))?;
    if let Some(at) = at {
        list.items.lock().remove(at);
        removed(list, |other| other != at);
    }
    Ok(Value::Bool(at.is_some()))
}

/// Leaves the items that a test says yes to; tells whether something went.
fn keep(cx: &mut Cx, this: &Value, test: impl Fn(&mut Cx, &Value) -> Eval<bool>) -> Eval<Value> {
    let list = mutable(cx, this)?;
    let items = list.items.lock().clone();
    let flags = items.iter().map(|item| test(cx, item));
    let flags: Vec<bool> = flags.collect::<Eval<_>>()?;
    let kept = items.into_iter().zip(&flags);
    let kept = kept.filter_map(|(item, keep)| keep.then_some(item));
    *list.items.lock() = kept.collect();
    removed(list, |at| flags.get(at).copied().unwrap_or(true));
    Ok(Value::Bool(flags.contains(&false)))
}

fn as_immutable(this: &Value) -> Value {
    let Value::List(list) = this else {
        return this.clone();
    };
    let kind = match list.kind {
        kind if kind.is_set() => ListKind::ImmutableSet,
        _ => ListKind::Immutable,
    };
    let items = list.items.lock().clone();
    Value::List(Arc::new(List::new(kind, items)))
}

const OUT_OF_BOUNDS: &str = "java.lang.IndexOutOfBoundsException";

/// The index of an item that must be there; Java's methods take no negative ones.
fn existing(cx: &mut Cx, at: i32, size: usize) -> Eval<usize> {
    let index = usize::try_from(at).ok().filter(|at| *at < size);
    index.ok_or_else(|| out_of_bounds(cx, OUT_OF_BOUNDS, at, size))
}

fn get(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let at = existing(cx, args.int(0), own(this, <[Value]>::len))?;
    Ok(own(this, |items| {
        items.get(at).cloned().unwrap_or_default()
    }))
}

fn set(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let list = mutable(cx, this)?;
    let at = existing(cx, args.int(0), own(this, <[Value]>::len))?;
    Ok(replace(list, at, args.get(1).clone()))
}

/// A place behind the end fills the gap with `null`.
fn put_at(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let list = mutable(cx, this)?;
    let size = own(this, <[Value]>::len);
    let at = checked_index(cx, args.int(0), size)?;
    super::support::charge(cx, (at + 1).saturating_sub(size))?;
    let mut items = list.items.lock();
    if at >= items.len() {
        items.resize(at + 1, Value::Null);
    }
    if let Some(slot) = items.get_mut(at) {
        *slot = args.get(1).clone();
    }
    Ok(Value::Null)
}

/// Puts a list's items, or one value, into the place of a part of the list.
fn put_range(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let range = super::range::argument(cx, args, 0)?;
    let list = mutable(cx, this)?;
    let more = match args.get(1) {
        several @ (Value::List(_) | Value::Range(_)) => items(cx, several)?,
        one => vec![one.clone()],
    };
    let size = own(this, <[Value]>::len);
    let Borders { from, to, .. } = Borders::of(range, size);
    let (Ok(from), Ok(to)) = (usize::try_from(from), usize::try_from(to)) else {
        return Err(out_of_bounds(cx, OUT_OF_BOUNDS, -1, size));
    };
    let mut items = list.items.lock();
    if from > items.len() {
        items.resize(from, Value::Null);
    }
    let to = to.min(items.len());
    items.splice(from.min(to)..to, more);
    Ok(Value::Null)
}

fn put_each(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let places = items(cx, args.get(0))?;
    let values = match args.get(1) {
        several @ Value::List(_) => items(cx, several)?,
        one => vec![one.clone(); places.len()],
    };
    for (place, value) in places.into_iter().zip(values) {
        cx.call_method(this, "putAt", &[place, value])?;
    }
    Ok(Value::Null)
}

fn splice(cx: &mut Cx, this: &Value, at: i32, more: Vec<Value>) -> Eval<()> {
    let list = mutable(cx, this)?;
    let size = own(this, <[Value]>::len);
    super::support::charge(cx, more.len())?;
    match usize::try_from(at) {
        Ok(place) if place <= size => {
            list.items.lock().splice(place..place, more);
            Ok(())
        }
        _ => Err(cx.throw(OUT_OF_BOUNDS, format!("Index: {at}, Size: {size}"))),
    }
}

fn remove_at(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let list = mutable(cx, this)?;
    let at = existing(cx, args.int(0), own(this, <[Value]>::len))?;
    Ok(list.items.lock().remove(at))
}

/// `indexOf`.
pub(super) fn index_of(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?;
    Ok(position(super::support::index_of(cx, &items, args.get(0))?))
}

/// `lastIndexOf`.
pub(super) fn last_index_of(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    for (at, item) in items(cx, this)?.iter().enumerate().rev() {
        if same(cx, item, args.get(0))? {
            return Ok(position(Some(at)));
        }
    }
    Ok(position(None))
}

fn swap(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let list = mutable(cx, this)?;
    let size = own(this, <[Value]>::len);
    let (a, b) = (
        existing(cx, args.int(0), size)?,
        existing(cx, args.int(1), size)?,
    );
    list.items.lock().swap(a, b);
    Ok(this.clone())
}

/// `NoSuchElementException` without words, as Java's queues throw it.
pub(super) fn no_element(cx: &mut Cx) -> crate::run::Unwind {
    throw_bare(cx, "java.util.NoSuchElementException")
}
