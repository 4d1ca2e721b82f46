//! Collections under operators: `+`, `-`, `*`.

use super::seen::Seen;
use super::support::{items, part, similar};
use super::table::{Args, Method, Param, Type, method};
use crate::run::{Cx, Eval};
use crate::value::{ListKind, Value};

pub(super) const TYPES: &[Type] = &[
    Type::new("java.util.Collection").methods(METHODS),
    Type::new("[Ljava.lang.Object;").methods(METHODS),
];

const METHODS: &[Method] = &[
    method("plus", &[Param::Any], plus),
    method("plus", &[Param::Int, Param::Items], plus_at),
    method("minus", &[Param::Any], minus),
    method("multiply", &[Param::Number], multiply),
];

/// All of both; what is no collection is one more item.
pub(super) fn plus(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mut sum = items(cx, this)?;
    match args.get(0) {
        more if super::table::has_items(more) => sum.extend(items(cx, more)?),
        one => sum.push(one.clone()),
    }
    part(cx, this, sum)
}

fn plus_at(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mut sum = items(cx, this)?;
    let at = super::slice::checked_index(cx, args.int(0), sum.len())?.min(sum.len());
    let more = items(cx, args.get(1))?;
    sum.splice(at..at, more);
    part(cx, this, sum)
}

pub(super) fn minus(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let gone = match args.get(0) {
        several if super::table::has_items(several) => items(cx, several)?,
        one => vec![one.clone()],
    };
    let gone = Seen::of(cx, gone)?;
    let own = items(cx, this)?;
    let left = super::iterate::filter(cx, own, |cx, item| Ok(!gone.contains(cx, item)?))?;
    part(cx, this, left)
}

pub(super) fn multiply(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let own = items(cx, this)?;
    let times = usize::try_from(args.int(0)).unwrap_or(0);
    super::support::charge(cx, own.len().saturating_mul(times))?;
    let repeated = std::iter::repeat_n(own, times).flatten().collect();
    match this {
        Value::List(list) if list.kind == ListKind::Array => part(cx, this, repeated),
        _ => similar(cx, this, repeated),
    }
}
