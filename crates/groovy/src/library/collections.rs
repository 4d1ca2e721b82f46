//! The helpers of `java.util`: `Collections`, `Arrays`, `Objects`.

use std::sync::Arc;

use super::construct::collection;
use super::support::{items, list, throw_bare};
use super::table::{Args, Method, Param, Type, method};
use crate::run::{Cx, Eval};
use crate::value::{Entries, List, ListKind, Map, MapKind, NativeClosure, Value};

pub(super) const TYPES: &[Type] = &[
    Type::new("java.util.Collections")
        .statics(COLLECTIONS)
        .fields(&[
            ("EMPTY_LIST", || fixed(ListKind::Immutable, Vec::new())),
            ("EMPTY_SET", || fixed(ListKind::ImmutableSet, Vec::new())),
            ("EMPTY_MAP", empty_map),
        ]),
    Type::new("java.util.Arrays").statics(&[
        method("asList", &[Param::Rest], |cx, _, args| {
            let items = match args.from(0) {
                [Value::List(only)] if only.kind == ListKind::Array => only.items.lock().clone(),
                several => several.to_vec(),
            };
            list(cx, items)
        }),
        method("toString", &[Param::Any], |cx, _, args| {
            Ok(Value::Str(cx.to_text(args.get(0))?))
        }),
        method("sort", &[Param::Items], sort),
        method("stream", &[Param::Items], |cx, _, args| {
            let items = items(cx, args.get(0))?;
            list(cx, items)
        }),
        method("fill", &[Param::Items, Param::Any], |_, _, args| {
            if let Some(list) = args.list(0) {
                list.items.lock().fill(args.get(1).clone());
            }
            Ok(Value::Null)
        }),
        method("equals", &[Param::Any, Param::Any], |cx, _, args| {
            Ok(Value::Bool(cx.equals(args.get(0), args.get(1))?))
        }),
        method("copyOf", &[Param::Items, Param::Int], |cx, _, args| {
            let mut items = items(cx, args.get(0))?;
            let size = usize::try_from(args.int(1)).unwrap_or(0);
            super::support::charge(cx, size)?;
            items.resize(size, Value::Null);
            super::support::array(cx, items)
        }),
        method(
            "copyOfRange",
            &[Param::Items, Param::Int, Param::Int],
            |cx, _, args| {
                let mut items = items(cx, args.get(0))?;
                let from = usize::try_from(args.int(1)).unwrap_or(0).min(items.len());
                let size = usize::try_from(args.int(2) - args.int(1)).unwrap_or(0);
                items.drain(..from);
                super::support::charge(cx, size)?;
                items.resize(size, Value::Null);
                super::support::array(cx, items)
            },
        ),
    ]),
    Type::new("java.util.Objects").statics(&[
        method("equals", &[Param::Any, Param::Any], |cx, _, args| {
            Ok(Value::Bool(super::support::same(
                cx,
                args.get(0),
                args.get(1),
            )?))
        }),
        method("isNull", &[Param::Any], |_, _, args| {
            Ok(Value::Bool(args.get(0).is_null()))
        }),
        method("nonNull", &[Param::Any], |_, _, args| {
            Ok(Value::Bool(!args.get(0).is_null()))
        }),
        method("toString", &[Param::Any], |cx, _, args| {
            Ok(Value::Str(cx.to_text(args.get(0))?))
        }),
        method(
            "toString",
            &[Param::Any, Param::Text],
            |cx, _, args| match args.get(0) {
                Value::Null => Ok(args.get(1).clone()),
                value => Ok(Value::Str(cx.to_text(value)?)),
            },
        ),
        method("requireNonNull", &[Param::Any], |cx, _, args| {
            match args.get(0) {
                Value::Null => Err(throw_bare(cx, "java.lang.NullPointerException")),
                value => Ok(value.clone()),
            }
        }),
        method(
            "requireNonNull",
            &[Param::Any, Param::Text],
            |cx, _, args| match args.get(0) {
                Value::Null => {
                    let message = args.text(cx, 1)?;
                    Err(cx.throw("java.lang.NullPointerException", message))
                }
                value => Ok(value.clone()),
            },
        ),
        method("hash", &[Param::Rest], |_, _, args| {
            let items = Value::list(args.from(0).to_vec());
            Ok(Value::Int(super::hash::hash_code(&items)))
        }),
        method("hashCode", &[Param::Any], |_, _, args| {
            Ok(Value::Int(super::hash::hash_code(args.get(0))))
        }),
    ]),
    Type::new("java.util.Map").statics(&[method("of", &[Param::Rest], |cx, _, args| {
        let made = Value::Map(Arc::new(Map::new(MapKind::Linked, Entries::default())));
        for pair in args.from(0).chunks(2) {
            if let [key, value] = pair {
                super::map::put(cx, &made, key, value)?;
            }
        }
        Ok(made)
    })]),
    Type::new("java.util.List").statics(&[method("of", &[Param::Rest], |_, _, args| {
        Ok(fixed(ListKind::Immutable, args.from(0).to_vec()))
    })]),
    Type::new("java.util.Set").statics(&[method("of", &[Param::Rest], |_, _, args| {
        let items = super::hash::distinct(args.from(0).to_vec());
        Ok(fixed(ListKind::ImmutableSet, items))
    })]),
];

const COLLECTIONS: &[Method] = &[
    method("emptyList", &[], |_, _, _| {
        Ok(fixed(ListKind::Immutable, Vec::new()))
    }),
    method("emptySet", &[], |_, _, _| {
        Ok(fixed(ListKind::ImmutableSet, Vec::new()))
    }),
    method("emptyMap", &[], |_, _, _| Ok(empty_map())),
    method("singletonList", &[Param::Any], |_, _, args| {
        Ok(fixed(ListKind::Immutable, vec![args.get(0).clone()]))
    }),
    method("singleton", &[Param::Any], |_, _, args| {
        Ok(fixed(ListKind::ImmutableSet, vec![args.get(0).clone()]))
    }),
    method("singletonMap", &[Param::Any, Param::Any], |_, _, args| {
        let entry = (crate::value::Key(args.get(0).clone()), args.get(1).clone());
        let entries = std::iter::once(entry).collect();
        Ok(Value::Map(Arc::new(Map::new(MapKind::Immutable, entries))))
    }),
    method("unmodifiableList", &[Param::Items], immutable),
    method("unmodifiableSet", &[Param::Items], immutable),
    method("unmodifiableCollection", &[Param::Items], immutable),
    method("unmodifiableMap", &[Param::Map], immutable),
    method("synchronizedList", &[Param::Items], |_, _, args| {
        Ok(args.get(0).clone())
    }),
    method("synchronizedSet", &[Param::Items], |_, _, args| {
        Ok(args.get(0).clone())
    }),
    method("synchronizedMap", &[Param::Map], |_, _, args| {
        Ok(args.get(0).clone())
    }),
    method("sort", &[Param::Items], sort),
    method("sort", &[Param::Items, Param::Any], sort),
    method("reverse", &[Param::Items], |cx, _, args| {
        super::list::mutable(cx, args.get(0))?
            .items
            .lock()
            .reverse();
        Ok(Value::Null)
    }),
    method("shuffle", &[Param::Items, Param::Rest], shuffle),
    method(
        "swap",
        &[Param::Items, Param::Int, Param::Int],
        |cx, _, args| {
            cx.call_method(args.get(0), "swap", args.from(1))?;
            Ok(Value::Null)
        },
    ),
    method("max", &[Param::Items, Param::Rest], |cx, _, args| {
        cx.call_method(args.get(0), "max", args.from(1))
    }),
    method("min", &[Param::Items, Param::Rest], |cx, _, args| {
        cx.call_method(args.get(0), "min", args.from(1))
    }),
    method("frequency", &[Param::Items, Param::Any], |cx, _, args| {
        let mut count = 0;
        for item in items(cx, args.get(0))? {
            count += i32::from(super::support::same(cx, &item, args.get(1))?);
        }
        Ok(Value::Int(count))
    }),
    method("nCopies", &[Param::Int, Param::Any], |cx, _, args| {
        let count = usize::try_from(args.int(0)).unwrap_or(0);
        super::support::charge(cx, count)?;
        Ok(fixed(ListKind::Immutable, vec![args.get(1).clone(); count]))
    }),
    method("addAll", &[Param::Items, Param::Rest], |cx, _, args| {
        let more = match args.from(1) {
            [Value::List(only)] if only.kind == ListKind::Array => only.items.lock().clone(),
            several => several.to_vec(),
        };
        let mut changed = false;
        for item in more {
            changed |= super::list::insert(cx, args.get(0), item)?;
        }
        Ok(Value::Bool(changed))
    }),
    method("disjoint", &[Param::Items, Param::Items], |cx, _, args| {
        cx.call_method(args.get(0), "disjoint", args.from(1))
    }),
    method("reverseOrder", &[], |_, _, _| Ok(reverse_order(None))),
    method("reverseOrder", &[Param::Any], |_, _, args| {
        Ok(reverse_order(Some(args.get(0).clone())))
    }),
    method("list", &[Param::Any], |cx, _, args| {
        collection(cx, ListKind::List, args)
    }),
];

fn fixed(kind: ListKind, items: Vec<Value>) -> Value {
    Value::List(Arc::new(List::new(kind, items)))
}

fn empty_map() -> Value {
    Value::Map(Arc::new(Map::new(MapKind::Immutable, Entries::default())))
}

fn immutable(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    cx.call_method(args.get(0), "asImmutable", &[])
}

fn sort(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let values = items(cx, args.get(0))?;
    let sorted = super::sort::sorted_with(cx, values, Args(args.from(1)))?;
    *super::list::mutable(cx, args.get(0))?.items.lock() = sorted;
    Ok(Value::Null)
}

fn shuffle(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let list = super::list::mutable(cx, args.get(0))?;
    let size = list.items.lock().len();
    for at in (1..size).rev() {
        let range = u64::try_from(at + 1).unwrap_or(u64::MAX);
        let other = usize::try_from(cx.host().random() % range).unwrap_or(0);
        list.items.lock().swap(at, other);
    }
    Ok(Value::Null)
}

/// A comparator that turns another one around.
struct Reversed(Option<Value>);

impl NativeClosure for Reversed {
    fn call(&self, cx: &mut Cx, args: Vec<Value>) -> Eval<Value> {
        let [a, b] = args.as_slice() else {
            return Ok(Value::Int(0));
        };
        match &self.0 {
            Some(comparator) => cx.call(comparator, &[b.clone(), a.clone()]),
            None => Ok(match cx.compare(b, a)? {
                std::cmp::Ordering::Less => Value::Int(-1),
                std::cmp::Ordering::Equal => Value::Int(0),
                std::cmp::Ordering::Greater => Value::Int(1),
            }),
        }
    }

    fn parameters(&self) -> usize {
        2
    }
}

fn reverse_order(comparator: Option<Value>) -> Value {
    super::closure::native(Arc::new(Reversed(comparator)))
}
