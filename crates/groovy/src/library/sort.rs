//! Order: `sort`, `min`, `max`, `unique`.

use std::cmp::Ordering;

use super::hash::hash_code;
use super::seen::Seen;
use super::support::{invoke, items, parameters, similar};
use super::table::{Args, Method, Param, Type, method};
use crate::run::{Cx, Eval, Unwind};
use crate::value::{Entries, Key, ListKind, MapKind, Value};

pub(super) const TYPES: &[Type] = &[
    Type::new("java.lang.Iterable").methods(METHODS),
    Type::new("java.util.Iterator").methods(METHODS),
    Type::new("java.util.Map").methods(&[
        method("sort", &[], |cx, this, _| {
            super::map::of_kind(cx, MapKind::Sorted, this)
        }),
        method("sort", &[Param::Any], |cx, this, args| {
            sorted_map(cx, this, &Order::of_keys(args.get(0)))
        }),
        method("toSorted", &[], |cx, this, _| {
            sorted_map(cx, this, &Order::EntryValues)
        }),
        method("toSorted", &[Param::Any], |cx, this, args| {
            sorted_map(cx, this, &Order::of_keys(args.get(0)))
        }),
        method("min", &[Param::Any], |cx, this, args| {
            best(cx, this, args, Ordering::Less)
        }),
        method("max", &[Param::Any], |cx, this, args| {
            best(cx, this, args, Ordering::Greater)
        }),
    ]),
];

const METHODS: &[Method] = &[
    method("sort", &[], |cx, this, args| {
        sort(cx, this, args, mutates(this))
    }),
    method("sort", &[Param::Bool], |cx, this, args| {
        sort(cx, this, Args(args.from(1)), write_back(args))
    }),
    method("sort", &[Param::Any], |cx, this, args| {
        sort(cx, this, args, mutates(this))
    }),
    method("sort", &[Param::Bool, Param::Any], |cx, this, args| {
        sort(cx, this, Args(args.from(1)), write_back(args))
    }),
    method("toSorted", &[], |cx, this, args| {
        sort(cx, this, args, Change::Copy)
    }),
    method("toSorted", &[Param::Any], |cx, this, args| {
        sort(cx, this, args, Change::Copy)
    }),
    method("unique", &[], |cx, this, args| {
        unique(cx, this, args, Change::InPlace)
    }),
    method("unique", &[Param::Bool], |cx, this, args| {
        unique(cx, this, Args(args.from(1)), write_back(args))
    }),
    method("unique", &[Param::Any], |cx, this, args| {
        unique(cx, this, args, Change::InPlace)
    }),
    method("unique", &[Param::Bool, Param::Any], |cx, this, args| {
        unique(cx, this, Args(args.from(1)), write_back(args))
    }),
    method("toUnique", &[], |cx, this, args| {
        unique(cx, this, args, Change::Copy)
    }),
    method("toUnique", &[Param::Any], |cx, this, args| {
        unique(cx, this, args, Change::Copy)
    }),
    method("min", &[], |cx, this, args| {
        best(cx, this, args, Ordering::Less)
    }),
    method("min", &[Param::Any], |cx, this, args| {
        best(cx, this, args, Ordering::Less)
    }),
    method("max", &[], |cx, this, args| {
        best(cx, this, args, Ordering::Greater)
    }),
    method("max", &[Param::Any], |cx, this, args| {
        best(cx, this, args, Ordering::Greater)
    }),
];

/// Whether a method changes its receiver.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    InPlace,
    Copy,
}

/// Lists and arrays are sorted in place, everything else is copied.
fn mutates(this: &Value) -> Change {
    match this {
        Value::List(list) if !list.kind.is_set() && list.view.is_none() => Change::InPlace,
        _ => Change::Copy,
    }
}

fn write_back(args: Args<'_>) -> Change {
    if args.flag(0) {
        Change::InPlace
    } else {
        Change::Copy
    }
}

/// By what values are compared.
enum Order<'a> {
    /// As Groovy compares them.
    Values,
    /// Entries by their values.
    EntryValues,
    /// By what a closure with one parameter gives.
    By(&'a Value),
    /// By a closure with two parameters, or a comparator.
    With(&'a Value),
}

impl<'a> Order<'a> {
    fn of(args: Args<'a>) -> Self {
        match args.find(0) {
            None | Some(Value::Null) => Self::Values,
            Some(closure @ Value::Closure(_)) if parameters(closure) != 2 => Self::By(closure),
            Some(comparator) => Self::With(comparator),
        }
    }

    fn of_keys(comparator: &'a Value) -> Self {
        match comparator {
            closure @ Value::Closure(_) if parameters(closure) != 2 => Self::By(closure),
            comparator => Self::With(comparator),
        }
    }

    fn key(&self, cx: &mut Cx, item: &Value) -> Eval<Value> {
        match self {
            Self::Values | Self::With(_) => Ok(item.clone()),
            Self::EntryValues => Ok(super::entry::pair(item).1),
            Self::By(closure) => invoke(cx, closure, item),
        }
    }

    /// Items with what they are compared by.
    fn keyed(&self, cx: &mut Cx, items: Vec<Value>) -> Eval<Vec<(Value, Value)>> {
        let keyed = items.into_iter();
        keyed.map(|item| Ok((self.key(cx, &item)?, item))).collect()
    }

    fn compare(&self, cx: &mut Cx, a: &Value, b: &Value) -> Eval<Ordering> {
        match self {
            Self::With(comparator) => compared_by(cx, comparator, a, b),
            _ => natural(cx, a, b),
        }
    }
}

fn compared_by(cx: &mut Cx, comparator: &Value, a: &Value, b: &Value) -> Eval<Ordering> {
    let args = [a.clone(), b.clone()];
    let answer = match comparator {
        Value::Closure(_) => cx.call(comparator, &args)?,
        other => cx.call_method(other, "compare", &args)?,
    };
    match answer {
        Value::Int(answer) => Ok(answer.cmp(&0)),
        Value::Bool(answer) => Ok(i32::from(answer).cmp(&0)),
        other => natural(cx, &other, &Value::Int(0)),
    }
}

/// As Groovy compares in collections: what can't be compared is in the order of its hash.
pub(super) fn natural(cx: &mut Cx, a: &Value, b: &Value) -> Eval<Ordering> {
    match cx.compare(a, b) {
        Err(Unwind::Throw(_)) => Ok(hash_code(a).cmp(&hash_code(b))),
        other => other,
    }
}

/// Values in their natural order.
pub(super) fn sorted(cx: &mut Cx, items: Vec<Value>) -> Eval<Vec<Value>> {
    sorted_by(cx, items, &Order::Values)
}

/// Values in the order of a comparator, or of their natural one.
pub(super) fn sorted_with(cx: &mut Cx, items: Vec<Value>, args: Args<'_>) -> Eval<Vec<Value>> {
    sorted_by(cx, items, &Order::of(args))
}

fn sorted_by(cx: &mut Cx, items: Vec<Value>, order: &Order<'_>) -> Eval<Vec<Value>> {
    let keyed = order.keyed(cx, items)?;
    let merged = merge_sort(cx, keyed, order)?;
    Ok(merged.into_iter().map(|(_, item)| item).collect())
}

/// A stable sort whose comparisons may throw.
fn merge_sort(
    cx: &mut Cx,
    mut items: Vec<(Value, Value)>,
    order: &Order<'_>,
) -> Eval<Vec<(Value, Value)>> {
    if items.len() < 2 {
        return Ok(items);
    }
    let right = items.split_off(items.len() / 2);
    let left = merge_sort(cx, items, order)?;
    let right = merge_sort(cx, right, order)?;
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let next = match order.compare(cx, &a.0, &b.0)? {
            Ordering::Greater => right.next(),
            _ => left.next(),
        };
        merged.extend(next);
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}

fn sort(cx: &mut Cx, this: &Value, args: Args<'_>, change: Change) -> Eval<Value> {
    let items = items(cx, this)?;
    let sorted = sorted_by(cx, items, &Order::of(args))?;
    match this {
        Value::List(own) if own.kind == ListKind::Immutable && change == Change::InPlace => {
            Err(super::support::unsupported(cx))
        }
        Value::List(own) if !own.kind.is_set() && change == Change::InPlace => {
            *own.items.lock() = sorted;
            Ok(this.clone())
        }
        other => super::support::list_or_array(cx, other, sorted),
    }
}

fn sorted_map(cx: &mut Cx, this: &Value, order: &Order<'_>) -> Eval<Value> {
    let entries = items(cx, this)?;
    let sorted = sorted_by(cx, entries, order)?;
    let pairs = sorted.iter().map(super::entry::pair);
    let entries: Entries = pairs.map(|(key, value)| (Key(key), value)).collect();
    super::support::map(cx, entries)
}

fn unique(cx: &mut Cx, this: &Value, args: Args<'_>, change: Change) -> Eval<Value> {
    let items = items(cx, this)?;
    let order = Order::of(args);
    let kept = match &order {
        Order::With(_) => distinct_by_comparator(cx, items, &order)?,
        _ => distinct_by_key(cx, items, &order)?,
    };
    match this {
        Value::List(own) if change == Change::InPlace => {
            super::list::check_mutable(cx, own)?;
            *own.items.lock() = kept;
            Ok(this.clone())
        }
        other => similar(cx, other, kept),
    }
}

fn distinct_by_key(cx: &mut Cx, items: Vec<Value>, order: &Order<'_>) -> Eval<Vec<Value>> {
    let mut seen = Seen::default();
    let mut kept = Vec::new();
    for item in items {
        let key = order.key(cx, &item)?;
        if seen.insert(cx, key)? {
            kept.push(item);
        }
    }
    Ok(kept)
}

fn distinct_by_comparator(cx: &mut Cx, items: Vec<Value>, order: &Order<'_>) -> Eval<Vec<Value>> {
    let mut kept: Vec<Value> = Vec::new();
    'items: for item in items {
        for other in &kept {
            if order.compare(cx, &item, other)?.is_eq() {
                continue 'items;
            }
        }
        kept.push(item);
    }
    Ok(kept)
}

/// The first of the smallest or greatest; `null` is neither, where nothing says how to compare it.
fn best(cx: &mut Cx, this: &Value, args: Args<'_>, wanted: Ordering) -> Eval<Value> {
    let mut items = items(cx, this)?;
    let order = Order::of(args);
    if matches!(order, Order::Values) {
        items.retain(|item| !item.is_null());
    }
    let mut keyed = order.keyed(cx, items)?.into_iter();
    let Some(mut best) = keyed.next() else {
        return Ok(Value::Null);
    };
    for next in keyed {
        if order.compare(cx, &next.0, &best.0)? == wanted {
            best = next;
        }
    }
    Ok(best.1)
}

/// Where a value belongs among so many sorted ones; an `Err` of the inner kind is the place for a new one.
pub(super) fn search(
    cx: &mut Cx,
    len: usize,
    sorted: impl Fn(usize) -> Option<Value>,
    value: &Value,
) -> Eval<Result<usize, usize>> {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = usize::midpoint(low, high);
        let Some(other) = sorted(middle) else {
            break;
        };
        match cx.compare(&other, value)? {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
            Ordering::Equal => return Ok(Ok(middle)),
        }
    }
    Ok(Err(low))
}
