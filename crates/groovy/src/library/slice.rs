//! Parts of collections: by position, by range, by test.

use super::range::Borders;
use super::support::{holds, items, list, part};
use super::table::{Args, Method, Param, Type, method};
use crate::run::{Cx, Eval};
use crate::value::{ListKind, Range, Value};

pub(super) const TYPES: &[Type] = &[
    Type::new("java.lang.Iterable").methods(METHODS),
    Type::new("java.util.Iterator").methods(METHODS),
    Type::new("java.util.Map").methods(&[
        method("take", &[Param::Int], take),
        method("takeWhile", &[Param::Closure], take_while),
        method("drop", &[Param::Int], drop),
        method("dropWhile", &[Param::Closure], drop_while),
    ]),
];

const METHODS: &[Method] = &[
    method("first", &[], first),
    method("head", &[], first),
    method("last", &[], last),
    method("tail", &[], tail),
    method("init", &[], init),
    method("take", &[Param::Int], take),
    method("takeRight", &[Param::Int], take_right),
    method("takeWhile", &[Param::Closure], take_while),
    method("drop", &[Param::Int], drop),
    method("dropRight", &[Param::Int], drop_right),
    method("dropWhile", &[Param::Closure], drop_while),
    method("collate", &[Param::Int], |cx, this, args| {
        collate(cx, this, args.int(0), args.int(0), Remainder::Kept)
    }),
    method("collate", &[Param::Int, Param::Int], |cx, this, args| {
        collate(cx, this, args.int(0), args.int(1), Remainder::Kept)
    }),
    method("collate", &[Param::Int, Param::Bool], |cx, this, args| {
        collate(
            cx,
            this,
            args.int(0),
            args.int(0),
            Remainder::asked(args, 1),
        )
    }),
    method(
        "collate",
        &[Param::Int, Param::Int, Param::Bool],
        |cx, this, args| {
            collate(
                cx,
                this,
                args.int(0),
                args.int(1),
                Remainder::asked(args, 2),
            )
        },
    ),
    method("getAt", &[Param::Int], get_at),
    method("getAt", &[Param::Range], get_range),
    method("getAt", &[Param::Items], get_each),
    method("reverse", &[], super::collection::reversed),
];

/// `List`, `Array` or `Iterable`, as messages call it.
fn kind(this: &Value) -> &'static str {
    match this {
        Value::List(list) if list.kind == ListKind::Array => "Array",
        Value::List(list) if list.kind.is_set() => "Iterable",
        _ => "List",
    }
}

fn first(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let first = items(cx, this)?.into_iter().next();
    first.ok_or_else(|| {
        let message = format!("Cannot access first() element from an empty {}", kind(this));
        cx.throw("java.util.NoSuchElementException", message)
    })
}

fn last(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let last = items(cx, this)?.pop();
    last.ok_or_else(|| {
        let message = format!("Cannot access last() element from an empty {}", kind(this));
        cx.throw("java.util.NoSuchElementException", message)
    })
}

/// The items, of which there must be one.
fn some_items(cx: &mut Cx, this: &Value, otherwise: &str) -> Eval<Vec<Value>> {
    let items = items(cx, this)?;
    if items.is_empty() {
        return Err(cx.throw("java.util.NoSuchElementException", otherwise));
    }
    Ok(items)
}

fn tail(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let mut items = some_items(cx, this, "Cannot access tail() for an empty iterable")?;
    items.remove(0);
    part(cx, this, items)
}

fn init(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let mut items = some_items(cx, this, "Cannot access init() for an empty Iterable")?;
    items.pop();
    part(cx, this, items)
}

/// As many as asked for, at most all, at least none.
fn at_most(args: Args<'_>, items: &[Value]) -> usize {
    usize::try_from(args.int(0)).unwrap_or(0).min(items.len())
}

fn take(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mut items = items(cx, this)?;
    items.truncate(at_most(args, &items));
    part(cx, this, items)
}

fn take_right(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mut items = items(cx, this)?;
    let taken = items.split_off(items.len() - at_most(args, &items));
    part(cx, this, taken)
}

fn drop(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mut items = items(cx, this)?;
    let rest = items.split_off(at_most(args, &items));
    part(cx, this, rest)
}

fn drop_right(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mut items = items(cx, this)?;
    items.truncate(items.len() - at_most(args, &items));
    part(cx, this, items)
}

/// How many items at the front a closure says yes to.
fn leading(cx: &mut Cx, items: &[Value], closure: &Value) -> Eval<usize> {
    for (at, item) in items.iter().enumerate() {
        if !holds(cx, closure, item)? {
            return Ok(at);
        }
    }
    Ok(items.len())
}

fn take_while(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mut items = items(cx, this)?;
    items.truncate(leading(cx, &items, args.get(0))?);
    part(cx, this, items)
}

fn drop_while(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mut items = items(cx, this)?;
    let rest = items.split_off(leading(cx, &items, args.get(0))?);
    part(cx, this, rest)
}

/// What becomes of a last piece that is shorter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Remainder {
    Kept,
    Dropped,
}

impl Remainder {
    /// By `collate`'s last argument.
    fn asked(args: Args<'_>, at: usize) -> Self {
        if args.flag(at) {
            Self::Kept
        } else {
            Self::Dropped
        }
    }
}

/// Pieces of `size` items, a new one every `step`; a last one that is shorter may stay.
fn collate(cx: &mut Cx, this: &Value, size: i32, step: i32, remainder: Remainder) -> Eval<Value> {
    let items = items(cx, this)?;
    let (size, step) = match (usize::try_from(size), usize::try_from(step)) {
        (Ok(size), Ok(step)) if size > 0 && step > 0 => (size, step),
        (Ok(0) | Err(_), _) => {
            let whole = Value::list(items);
            return list(cx, vec![whole]);
        }
        _ => return Err(cx.throw("java.lang.IllegalArgumentException", "step cannot be zero")),
    };
    super::support::charge(
        cx,
        (items.len() / step).saturating_mul(size.min(items.len())),
    )?;
    let starts = (0..items.len()).step_by(step);
    let pieces = starts.filter_map(|start| {
        let end = (start + size).min(items.len());
        let piece = items.get(start..end)?;
        (remainder == Remainder::Kept || piece.len() == size)
            .then(|| Value::list(piece.iter().cloned()))
    });
    let pieces = pieces.collect();
    list(cx, pieces)
}

/// The index from the front that a position stands for: negative ones count from the end.
pub(super) fn index(position: i32, size: usize) -> Result<usize, i32> {
    let size = i32::try_from(size).unwrap_or(i32::MAX);
    let from_front = if position < 0 {
        position + size
    } else {
        position
    };
    usize::try_from(from_front).map_err(|_| position)
}

/// The same, with an error as Groovy has it.
pub(super) fn checked_index(cx: &mut Cx, position: i32, size: usize) -> Eval<usize> {
    index(position, size).map_err(|position| {
        let message = format!("Negative array index [{position}] too large for array size {size}");
        cx.throw("java.lang.ArrayIndexOutOfBoundsException", message)
    })
}

fn get_at(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    if let Value::List(list) = this
        && list.kind != ListKind::Array
    {
        // The usual case, without a copy of the list.
        let size = list.items.lock().len();
        let at = checked_index(cx, args.int(0), size)?;
        return Ok(list.items.lock().get(at).cloned().unwrap_or_default());
    }
    let items = items(cx, this)?;
    let at = checked_index(cx, args.int(0), items.len())?;
    match items.get(at) {
        Some(item) => Ok(item.clone()),
        None if kind(this) == "Array" => Err(out_of_bounds(
            cx,
            "java.lang.ArrayIndexOutOfBoundsException",
            args.int(0),
            items.len(),
        )),
        None => Ok(Value::Null),
    }
}

/// `Index 5 out of bounds for length 2`.
pub(super) fn out_of_bounds(cx: &mut Cx, class: &str, at: i32, size: usize) -> crate::run::Unwind {
    cx.throw(class, format!("Index {at} out of bounds for length {size}"))
}

fn get_range(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let Value::Range(range) = args.get(0) else {
        return Err(super::support::throw_bare(
            cx,
            "java.lang.NullPointerException",
        ));
    };
    let items = items(cx, this)?;
    let slice = slice(cx, &items, range)?;
    part(cx, this, slice)
}

/// The items in a range of positions, backwards where it runs backwards.
pub(super) fn slice(cx: &mut Cx, items: &[Value], range: &Range) -> Eval<Vec<Value>> {
    let borders = Borders::of(range, items.len());
    let Borders { from, to, .. } = borders;
    match (usize::try_from(from), usize::try_from(to)) {
        (Err(_), _) => Err(index_error(cx, "fromIndex", from)),
        (Ok(from), Ok(to)) if to <= items.len() && from <= to => {
            let mut slice = items.get(from..to).unwrap_or_default().to_vec();
            if borders.backwards {
                slice.reverse();
            }
            Ok(slice)
        }
        _ => Err(index_error(cx, "toIndex", to)),
    }
}

fn index_error(cx: &mut Cx, name: &str, index: i64) -> crate::run::Unwind {
    let class = "java.lang.IndexOutOfBoundsException";
    cx.throw(class, format!("{name} = {index}"))
}

fn get_each(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mut picked = Vec::new();
    for at in items(cx, args.get(0))? {
        let item = cx.call_method(this, "getAt", std::slice::from_ref(&at))?;
        match (at, item) {
            (Value::Range(_) | Value::List(_), Value::List(inner)) => {
                picked.extend(inner.items.lock().iter().cloned());
            }
            (_, item) => picked.push(item),
        }
    }
    part(cx, this, picked)
}
