//! Ranges.

use std::sync::Arc;

use super::support::{int, list, throw_bare};
use super::table::{Args, Param, Type, method};
use crate::run::{Cx, Eval};
use crate::value::{Range, Value};

pub(super) const TYPES: &[Type] = &[Type::new("groovy.lang.Range").methods(&[
    method("size", &[], |cx, this, _| Ok(int(len(cx, this)?))),
    method("isEmpty", &[], |cx, this, _| {
        Ok(Value::Bool(len(cx, this)? == 0))
    }),
    method("asBoolean", &[], |cx, this, _| {
        Ok(Value::Bool(len(cx, this)? > 0))
    }),
    method("getFrom", &[], |_, this, _| Ok(ends(this).0)),
    method("getTo", &[], |_, this, _| Ok(ends(this).1)),
    method("isReverse", &[], |cx, this, _| {
        Ok(Value::Bool(is_reverse(cx, this)?))
    }),
    method("containsWithinBounds", &[Param::Any], |cx, this, args| {
        let (low, high) = ends(this);
        let above = cx.compare(args.get(0), &low)?.is_ge();
        Ok(Value::Bool(
            above && cx.compare(args.get(0), &high)?.is_le(),
        ))
    }),
    method("get", &[Param::Int], get),
    method("step", &[Param::Int], step),
    method("step", &[Param::Int, Param::Closure], step),
    method("subList", &[Param::Int, Param::Int], |cx, this, args| {
        let slice = Range {
            from: args.get(0).clone(),
            to: Value::Int(args.int(1).saturating_sub(1)),
            empty: args.int(0) >= args.int(1),
            bound: None,
        };
        let items = super::support::items(cx, this)?;
        let items = super::slice::slice(cx, &items, &slice)?;
        list(cx, items)
    }),
    method("add", &[Param::Rest], |cx, _, _| {
        Err(super::support::unsupported(cx))
    }),
    method("clear", &[], |cx, _, _| {
        Err(super::support::unsupported(cx))
    }),
    method("remove", &[Param::Any], |cx, _, _| {
        Err(super::support::unsupported(cx))
    }),
    method("indexOf", &[Param::Any], super::list::index_of),
    method("lastIndexOf", &[Param::Any], super::list::last_index_of),
    method("plus", &[Param::Any], super::arithmetic::plus),
    method("minus", &[Param::Any], super::arithmetic::minus),
    method("multiply", &[Param::Number], super::arithmetic::multiply),
])];

/// `0..<end`.
pub(super) fn up_to(end: usize) -> Value {
    Value::Range(Arc::new(Range {
        from: Value::Int(0),
        to: int(end.saturating_sub(1)),
        empty: end == 0,
        bound: i32::try_from(end).ok(),
    }))
}

/// The smaller and the greater end, as `getFrom()` and `getTo()` have them.
fn ends(this: &Value) -> (Value, Value) {
    let Value::Range(range) = this else {
        return (Value::Null, Value::Null);
    };
    let (from, to) = (range.from.clone(), range.to.clone());
    match (&from, &to) {
        (Value::Int(low), Value::Int(high)) if low > high => (to, from),
        (Value::Str(low), Value::Str(high)) if low > high => (to, from),
        _ => (from, to),
    }
}

fn is_reverse(cx: &mut Cx, this: &Value) -> Eval<bool> {
    match this {
        Value::Range(range) => Ok(cx.compare(&range.from, &range.to)?.is_gt()),
        _ => Ok(false),
    }
}

fn get(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let items = super::support::items(cx, this)?;
    let at = usize::try_from(args.int(0)).ok();
    if let Some(item) = at.and_then(|at| items.get(at)) {
        return Ok(item.clone());
    }
    let shown = cx.to_text(this)?;
    let message = format!("Index: {} too big for range: {shown}", args.int(0));
    Err(cx.throw("java.lang.IndexOutOfBoundsException", message))
}

fn step(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mut items = super::support::items(cx, this)?;
    if args.int(0) == 0 {
        let message = "Infinite loop detected due to step size of 0";
        return Err(cx.throw("groovy.lang.GroovyRuntimeException", message));
    }
    if args.int(0) < 0 {
        items.reverse();
    }
    let width = usize::try_from(args.int(0).unsigned_abs()).unwrap_or(1);
    let picked: Vec<_> = items.into_iter().step_by(width).collect();
    match args.find(1) {
        None => list(cx, picked),
        Some(closure) => {
            for item in &picked {
                cx.call(closure, std::slice::from_ref(item))?;
            }
            Ok(Value::Null)
        }
    }
}

/// How many items a range has.
fn len(cx: &mut Cx, this: &Value) -> Eval<usize> {
    match this {
        Value::Range(range) if range.empty => Ok(0),
        Value::Range(range) => match (&range.from, &range.to) {
            (Value::Int(from), Value::Int(to)) => {
                let between = i64::from(*from).abs_diff(i64::from(*to));
                Ok(usize::try_from(between + 1).unwrap_or(usize::MAX))
            }
            _ => Ok(super::support::items(cx, this)?.len()),
        },
        _ => Ok(0),
    }
}

/// What a range of positions means for a list: the first and the position behind the last, in the list's order.
pub(super) struct Borders {
    /// The first.
    pub(super) from: i64,
    /// Behind the last.
    pub(super) to: i64,
    /// Whether the range runs backwards.
    pub(super) backwards: bool,
}

impl Borders {
    /// Negative positions count from the end of the list.
    pub(super) fn of(range: &Range, size: usize) -> Self {
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        let place = |value: &Value| match number(value) {
            at if at < 0 => at + size,
            at => at,
        };
        let from = place(&range.from);
        let (to, past) = match range.bound {
            Some(bound) => (place(&Value::Int(bound)), 0),
            None if range.empty => (from, 0),
            None => (place(&range.to), 1),
        };
        if from > to {
            return Self {
                from: to + 1 - past,
                to: from + 1,
                backwards: true,
            };
        }
        Self {
            from,
            to: to + past,
            backwards: false,
        }
    }
}

fn number(value: &Value) -> i64 {
    match value {
        Value::Int(value) => i64::from(*value),
        Value::Long(value) => *value,
        _ => 0,
    }
}

/// The range that an argument is.
pub(super) fn argument<'a>(cx: &mut Cx, args: Args<'a>, at: usize) -> Eval<&'a Arc<Range>> {
    match args.get(at) {
        Value::Range(range) => Ok(range),
        _ => Err(throw_bare(cx, "java.lang.NullPointerException")),
    }
}
