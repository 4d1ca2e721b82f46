//! Maps made of items: `groupBy`, `countBy`, `collectEntries`.

use super::entry::{Entry, pair};
use super::support::{int, invoke, items, list, map, map_like};
use super::table::{Method, Param, Type, method};
use crate::run::{Cx, Eval};
use crate::value::{Entries, Key, Value};

pub(super) const TYPES: &[Type] = &[
    Type::new("java.lang.Iterable").methods(METHODS),
    Type::new("java.util.Iterator").methods(METHODS),
    Type::new("java.util.Map").methods(METHODS),
    Type::new("java.util.Map").methods(&[method(
        "groupEntriesBy",
        &[Param::Closure],
        |cx, this, args| {
            let groups = grouped(cx, this, args.get(0))?;
            let groups = groups.into_iter();
            let lists = groups.map(|(key, members)| Ok((key, list(cx, members)?)));
            let lists: Entries = lists.collect::<Eval<_>>()?;
            map(cx, lists)
        },
    )]),
];

const METHODS: &[Method] = &[
    method("groupBy", &[Param::Rest], |cx, this, args| {
        match args.get(0) {
            Value::List(closures) => {
                let closures = closures.items.lock().clone();
                group_by(cx, this, &closures)
            }
            _ => group_by(cx, this, args.from(0)),
        }
    }),
    method("countBy", &[Param::Closure], |cx, this, args| {
        let groups = grouped(cx, this, args.get(0))?.into_iter();
        map(
            cx,
            groups
                .map(|(key, members)| (key, int(members.len())))
                .collect(),
        )
    }),
    method("collectEntries", &[], |cx, this, _| {
        let items = items(cx, this)?;
        entries_of(cx, items)
    }),
    method("collectEntries", &[Param::Closure], |cx, this, args| {
        let results = super::iterate::collected(cx, this, args.get(0))?;
        entries_of(cx, results)
    }),
    method(
        "collectEntries",
        &[Param::Map, Param::Closure],
        |cx, this, args| {
            let results = super::iterate::collected(cx, this, args.get(1))?;
            let entries = entries_of(cx, results)?;
            cx.call_method(args.get(0), "putAll", &[entries])?;
            Ok(args.get(0).clone())
        },
    ),
];

type Groups = indexmap::IndexMap<Key, Vec<Value>, rustc_hash::FxBuildHasher>;

fn grouped(cx: &mut Cx, this: &Value, closure: &Value) -> Eval<Groups> {
    let mut groups = Groups::default();
    for item in items(cx, this)? {
        let key = Key(invoke(cx, closure, &item)?);
        groups.entry(key).or_default().push(item);
    }
    Ok(groups)
}

/// Groups by the first closure; the groups by the next one.
fn group_by(cx: &mut Cx, this: &Value, closures: &[Value]) -> Eval<Value> {
    let Some((first, rest)) = closures.split_first() else {
        return Ok(this.clone());
    };
    let mut groups = Entries::default();
    for (key, members) in grouped(cx, this, first)? {
        let group = members_like(cx, this, members)?;
        groups.insert(key, group_by(cx, &group, rest)?);
    }
    map(cx, groups)
}

/// The members of a group: entries of a map are a map again.
fn members_like(cx: &mut Cx, this: &Value, members: Vec<Value>) -> Eval<Value> {
    match this {
        Value::Map(from) => {
            let pairs = members.iter().map(pair);
            map_like(
                cx,
                from,
                pairs.map(|(key, value)| (Key(key), value)).collect(),
            )
        }
        _ => list(cx, members),
    }
}

/// A map of entries, of pairs in lists, and of maps.
fn entries_of(cx: &mut Cx, items: Vec<Value>) -> Eval<Value> {
    let mut entries = Entries::default();
    for item in items {
        match &item {
            Value::Map(more) => entries.extend(more.entries.lock().clone()),
            Value::List(pair) => {
                let pair = pair.items.lock();
                let mut pair = pair.iter().cloned();
                let key = pair.next().unwrap_or_default();
                entries.insert(Key(key), pair.next().unwrap_or_default());
            }
            other => match other.downcast::<Entry>() {
                Some(entry) => {
                    let [key, value] = entry.pair();
                    entries.insert(Key(key), value);
                }
                None => return Err(no_entry(cx, other)),
            },
        }
    }
    map(cx, entries)
}

fn no_entry(cx: &mut Cx, value: &Value) -> crate::run::Unwind {
    let class = super::class_name(value);
    let message = match cx.to_text(value) {
        Ok(text) => format!(
            "Cannot cast object '{text}' with class '{class}' to class 'java.util.Map$Entry'"
        ),
        Err(unwind) => return unwind,
    };
    cx.throw(
        "org.codehaus.groovy.runtime.typehandling.GroovyCastException",
        message,
    )
}
