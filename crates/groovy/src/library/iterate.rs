//! Going through anything: `each`, `collect`, `find` and their kin, which Groovy gives to every object.

use super::support::{
    holds, int, invoke, invoke_before, invoke_behind, items, list, parameters, position, similar,
};
use super::table::{Args, Param, Type, method};
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPES: &[Type] = &[Type::new("java.lang.Object").methods(&[
    method("each", &[Param::Closure], each),
    method("eachWithIndex", &[Param::Closure], each_with_index),
    method("collect", &[], |cx, this, _| {
        let items = items(cx, this)?;
        list(cx, items)
    }),
    method("collect", &[Param::Closure], collect),
    method("collect", &[Param::Items, Param::Closure], collect_into),
    method("find", &[], find_true),
    method("find", &[Param::Closure], find),
    method("findAll", &[], find_all_true),
    method("findAll", &[Param::Closure], find_all),
    method("split", &[Param::Closure], split),
    method("grep", &[], find_all_true),
    method("grep", &[Param::Any], grep),
    method("findResult", &[Param::Closure], find_result),
    method("findResult", &[Param::Any, Param::Closure], find_result),
    method("findIndexOf", &[Param::Closure], find_index_of),
    method("findIndexOf", &[Param::Int, Param::Closure], find_index_of),
    method("findLastIndexOf", &[Param::Closure], find_last_index_of),
    method(
        "findLastIndexOf",
        &[Param::Int, Param::Closure],
        find_last_index_of,
    ),
    method("findIndexValues", &[Param::Closure], find_index_values),
    method(
        "findIndexValues",
        &[Param::Number, Param::Closure],
        find_index_values,
    ),
    method("any", &[], any_true),
    method("any", &[Param::Closure], any),
    method("every", &[], every_true),
    method("every", &[Param::Closure], every),
    method("inject", &[Param::Closure], inject_first),
    method("inject", &[Param::Any, Param::Closure], inject),
])];

fn each(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    for item in items(cx, this)? {
        invoke(cx, args.get(0), &item)?;
    }
    Ok(this.clone())
}

fn each_with_index(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    for (index, item) in items(cx, this)?.iter().enumerate() {
        invoke_behind(cx, args.get(0), item, int(index))?;
    }
    Ok(this.clone())
}

/// What a closure gives for each item.
pub(super) fn collected(cx: &mut Cx, this: &Value, closure: &Value) -> Eval<Vec<Value>> {
    let items = items(cx, this)?;
    let results = items.iter().map(|item| invoke(cx, closure, item));
    results.collect()
}

fn collect(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let results = collected(cx, this, args.get(0))?;
    list(cx, results)
}

fn collect_into(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    for result in collected(cx, this, args.get(1))? {
        cx.call_method(args.get(0), "add", &[result])?;
    }
    Ok(args.get(0).clone())
}

/// The first item that a test says yes to.
fn first(
    cx: &mut Cx,
    items: Vec<Value>,
    test: impl Fn(&mut Cx, &Value) -> Eval<bool>,
) -> Eval<Value> {
    for item in items {
        if test(cx, &item)? {
            return Ok(item);
        }
    }
    Ok(Value::Null)
}

fn find_true(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?;
    first(cx, items, Cx::truth)
}

fn find(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?;
    first(cx, items, |cx, item| holds(cx, args.get(0), item))
}

/// The items that a test says yes to.
pub(super) fn filter(
    cx: &mut Cx,
    items: Vec<Value>,
    test: impl Fn(&mut Cx, &Value) -> Eval<bool>,
) -> Eval<Vec<Value>> {
    let mut kept = Vec::new();
    for item in items {
        if test(cx, &item)? {
            kept.push(item);
        }
    }
    Ok(kept)
}

fn find_all_true(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?;
    let kept = filter(cx, items, Cx::truth)?;
    similar(cx, this, kept)
}

fn find_all(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?;
    let kept = filter(cx, items, |cx, item| holds(cx, args.get(0), item))?;
    similar(cx, this, kept)
}

fn split(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let (mut yes, mut no) = (Vec::new(), Vec::new());
    for item in items(cx, this)? {
        let half = if holds(cx, args.get(0), &item)? {
            &mut yes
        } else {
            &mut no
        };
        half.push(item);
    }
    let halves = vec![similar(cx, this, yes)?, similar(cx, this, no)?];
    list(cx, halves)
}

fn grep(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?;
    let kept = filter(cx, items, |cx, item| {
        super::object::is_case(cx, args.get(0), item)
    })?;
    similar(cx, this, kept)
}

fn find_result(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    for item in items(cx, this)? {
        let result = invoke(cx, args.last(), &item)?;
        if !result.is_null() {
            return Ok(result);
        }
    }
    let otherwise = args.get(0).clone();
    Ok(if args.len() == 2 {
        otherwise
    } else {
        Value::Null
    })
}

/// The positions, from the one that the first of two arguments names, of the items that the closure says yes to.
fn positions(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Vec<usize>> {
    let from = if args.len() == 2 { args.long(0) } else { 0 };
    let from = usize::try_from(from).unwrap_or_default();
    let mut positions = Vec::new();
    for (at, item) in items(cx, this)?.iter().enumerate().skip(from) {
        if holds(cx, args.last(), item)? {
            positions.push(at);
        }
    }
    Ok(positions)
}

fn find_index_of(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let from = if args.len() == 2 { args.long(0) } else { 0 };
    let from = usize::try_from(from).unwrap_or_default();
    for (at, item) in items(cx, this)?.iter().enumerate().skip(from) {
        if holds(cx, args.last(), item)? {
            return Ok(int(at));
        }
    }
    Ok(Value::Int(-1))
}

fn find_last_index_of(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    Ok(position(positions(cx, this, args)?.pop()))
}

fn find_index_values(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let positions = positions(cx, this, args)?;
    let longs = positions.into_iter();
    let longs = longs.map(|at| Value::Long(i64::try_from(at).unwrap_or(i64::MAX)));
    list(cx, longs.collect())
}

fn any_true(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?;
    some(cx, &items, Cx::truth)
}

fn any(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?;
    some(cx, &items, |cx, item| holds(cx, args.get(0), item))
}

fn some(cx: &mut Cx, items: &[Value], test: impl Fn(&mut Cx, &Value) -> Eval<bool>) -> Eval<Value> {
    for item in items {
        if test(cx, item)? {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

fn every_true(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?;
    let miss = some(cx, &items, |cx, item| Ok(!cx.truth(item)?))?;
    Ok(Value::Bool(matches!(miss, Value::Bool(false))))
}

fn every(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?;
    let miss = some(cx, &items, |cx, item| Ok(!holds(cx, args.get(0), item)?))?;
    Ok(Value::Bool(matches!(miss, Value::Bool(false))))
}

fn inject_first(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mut items = items(cx, this)?.into_iter();
    let Some(first) = items.next() else {
        return Err(cx.throw(
            "java.util.NoSuchElementException",
            "Cannot call inject() on an empty collection without passing an initial value.",
        ));
    };
    fold(cx, first, items, args.get(0))
}

fn inject(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?.into_iter();
    fold(cx, args.get(0).clone(), items, args.get(1))
}

fn fold(
    cx: &mut Cx,
    start: Value,
    items: impl Iterator<Item = Value>,
    closure: &Value,
) -> Eval<Value> {
    let mut gathered = start;
    for item in items {
        gathered = invoke_before(cx, closure, gathered, &item)?;
    }
    Ok(gathered)
}

/// Calls a closure with an item, which is spread over its parameters where it has several: of combinations and such.
pub(super) fn invoke_spread(cx: &mut Cx, closure: &Value, item: &Value) -> Eval<Value> {
    match item {
        Value::List(values) if parameters(closure) > 1 => {
            let values = values.items.lock().clone();
            cx.call(closure, &values)
        }
        other => cx.call(closure, std::slice::from_ref(other)),
    }
}
