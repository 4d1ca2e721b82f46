//! `new ArrayList(...)` and the other collections of Java.

use std::sync::Arc;

use super::support::items;
use super::table::{Args, Method, Param, Type, method};
use crate::run::{Cx, Eval};
use crate::value::{Entries, List, ListKind, Map, MapKind, Value};

pub(super) const TYPES: &[Type] = &[
    Type::new("java.util.ArrayList").constructors(LISTS),
    Type::new("java.util.Vector").constructors(LISTS),
    Type::new("java.util.Stack").constructors(LISTS),
    Type::new("java.util.concurrent.CopyOnWriteArrayList").constructors(LISTS),
    Type::new("java.util.LinkedList").constructors(QUEUES),
    Type::new("java.util.ArrayDeque").constructors(DEQUES),
    Type::new("java.util.concurrent.ConcurrentLinkedQueue").constructors(DEQUES),
    Type::new("java.util.concurrent.LinkedBlockingQueue").constructors(DEQUES),
    Type::new("java.util.LinkedHashSet").constructors(&[
        method("new", &[], |cx, _, args| {
            collection(cx, ListKind::Set, args)
        }),
        method("new", &[Param::Int], |cx, _, _| {
            collection(cx, ListKind::Set, Args(&[]))
        }),
        method("new", &[Param::Items], |cx, _, args| {
            collection(cx, ListKind::Set, args)
        }),
    ]),
    Type::new("java.util.HashSet").constructors(&[
        method("new", &[], |cx, _, args| {
            collection(cx, ListKind::HashSet, args)
        }),
        method("new", &[Param::Int], |cx, _, _| {
            collection(cx, ListKind::HashSet, Args(&[]))
        }),
        method("new", &[Param::Items], |cx, _, args| {
            collection(cx, ListKind::HashSet, args)
        }),
    ]),
    Type::new("java.util.TreeSet").constructors(&[
        method("new", &[], |cx, _, args| {
            collection(cx, ListKind::SortedSet, args)
        }),
        method("new", &[Param::Items], |cx, _, args| {
            collection(cx, ListKind::SortedSet, args)
        }),
    ]),
    Type::new("java.util.LinkedHashMap").constructors(&[
        method("new", &[], |_, _, _| Ok(empty(MapKind::Linked))),
        method("new", &[Param::Map], |cx, _, args| {
            super::map::of_kind(cx, MapKind::Linked, args.get(0))
        }),
        method("new", &[Param::Int, Param::Rest], |_, _, _| {
            Ok(empty(MapKind::Linked))
        }),
    ]),
    Type::new("java.util.HashMap").constructors(HASH_MAPS),
    Type::new("java.util.Hashtable").constructors(HASH_MAPS),
    Type::new("java.util.WeakHashMap").constructors(HASH_MAPS),
    Type::new("java.util.Properties").constructors(HASH_MAPS),
    Type::new("java.util.concurrent.ConcurrentHashMap").constructors(HASH_MAPS),
    Type::new("java.util.TreeMap").constructors(&[
        method("new", &[], |_, _, _| Ok(empty(MapKind::Sorted))),
        method("new", &[Param::Map], |cx, _, args| {
            super::map::of_kind(cx, MapKind::Sorted, args.get(0))
        }),
    ]),
    Type::new("groovy.lang.Tuple").constructors(&[method("new", &[Param::Rest], |cx, _, args| {
        super::support::list(cx, args.from(0).to_vec())
    })]),
    Type::new("groovy.lang.Tuple2").constructors(&[method(
        "new",
        &[Param::Any, Param::Any],
        |cx, _, args| super::support::list(cx, args.from(0).to_vec()),
    )]),
    Type::new("groovy.util.MapEntry").constructors(&[method(
        "new",
        &[Param::Any, Param::Any],
        |_, _, args| {
            Ok(super::entry::Entry::loose(
                args.get(0).clone(),
                args.get(1).clone(),
            ))
        },
    )]),
    Type::new("java.lang.Object").constructors(&[method("new", &[], |_, _, _| {
        Ok(Value::Object(Arc::new(crate::value::Object {
            class: crate::value::Class::builtin("java.lang.Object", None),
            fields: parking_lot::Mutex::default(),
            thrown: None,
            binding: None,
        })))
    })]),
];

const LISTS: &[Method] = &[
    method("new", &[], |cx, _, args| {
        collection(cx, ListKind::List, args)
    }),
    method("new", &[Param::Int], |cx, _, _| {
        collection(cx, ListKind::List, Args(&[]))
    }),
    method("new", &[Param::Items], |cx, _, args| {
        collection(cx, ListKind::List, args)
    }),
];

const QUEUES: &[Method] = &[
    method("new", &[], |cx, _, args| {
        collection(cx, ListKind::Linked, args)
    }),
    method("new", &[Param::Int], |cx, _, _| {
        collection(cx, ListKind::Linked, Args(&[]))
    }),
    method("new", &[Param::Items], |cx, _, args| {
        collection(cx, ListKind::Linked, args)
    }),
];

const DEQUES: &[Method] = &[
    method("new", &[], |cx, _, args| {
        collection(cx, ListKind::Deque, args)
    }),
    method("new", &[Param::Int], |cx, _, _| {
        collection(cx, ListKind::Deque, Args(&[]))
    }),
    method("new", &[Param::Items], |cx, _, args| {
        collection(cx, ListKind::Deque, args)
    }),
];

const HASH_MAPS: &[Method] = &[
    method("new", &[], |_, _, _| Ok(empty(MapKind::Hash))),
    method("new", &[Param::Map], |cx, _, args| {
        super::map::of_kind(cx, MapKind::Hash, args.get(0))
    }),
    method("new", &[Param::Int, Param::Rest], |_, _, _| {
        Ok(empty(MapKind::Hash))
    }),
];

fn empty(kind: MapKind) -> Value {
    Value::Map(Arc::new(Map::new(kind, Entries::default())))
}

/// `value as Kind` between collections; None: it is no kind of collection.
pub(super) fn converted(cx: &mut Cx, value: &Value, simple: &str) -> Eval<Option<Value>> {
    let kind = match (value, simple) {
        (Value::Map(_), "TreeMap" | "SortedMap") => {
            return super::map::of_kind(cx, MapKind::Sorted, value).map(Some);
        }
        (Value::List(_) | Value::Range(_), simple) => kind_named(simple),
        _ => None,
    };
    let Some(kind) = kind else {
        return Ok(None);
    };
    collection(cx, kind, Args(std::slice::from_ref(value))).map(Some)
}

fn kind_named(simple: &str) -> Option<ListKind> {
    Some(match simple {
        "List" | "ArrayList" | "Collection" | "Iterable" | "Stack" | "Vector" => ListKind::List,
        "LinkedList" | "Queue" | "Deque" => ListKind::Linked,
        "Set" | "LinkedHashSet" => ListKind::Set,
        "HashSet" => ListKind::HashSet,
        "TreeSet" | "SortedSet" => ListKind::SortedSet,
        _ => return None,
    })
}

/// A collection with the items of another one, if there is one.
pub(super) fn collection(cx: &mut Cx, kind: ListKind, args: Args<'_>) -> Eval<Value> {
    let items = match args.find(0) {
        Some(from) => items(cx, from)?,
        None => Vec::new(),
    };
    if kind.is_set() {
        return super::support::set(cx, kind, items);
    }
    super::support::charge(cx, items.len())?;
    Ok(Value::List(Arc::new(List::new(kind, items))))
}
