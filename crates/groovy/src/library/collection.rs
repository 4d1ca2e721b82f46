//! What all collections and arrays can do besides going through them: questions and sums.

use super::iterate::collected;
use super::seen::Seen;
use super::sort::natural;
use super::support::{holds, int, invoke, items, list, map, part, similar};
use super::table::{Args, Method, Param, Type, method};
use crate::ast::{BinaryOp, Name};
use crate::run::{Cx, Eval};
use crate::value::{Entries, Key, Value};

pub(super) const TYPES: &[Type] = &[
    Type::new("java.lang.Iterable").methods(METHODS),
    Type::new("java.util.Iterator").methods(METHODS),
];

const METHODS: &[Method] = &[
    method("size", &[], |cx, this, _| Ok(int(items(cx, this)?.len()))),
    method("isEmpty", &[], |cx, this, _| {
        Ok(Value::Bool(items(cx, this)?.is_empty()))
    }),
    method("asBoolean", &[], |cx, this, _| {
        Ok(Value::Bool(!items(cx, this)?.is_empty()))
    }),
    method("contains", &[Param::Any], contains),
    method("containsAll", &[Param::Items], contains_all),
    method("join", &[], |cx, this, _| join(cx, this, "")),
    method("join", &[Param::Text], |cx, this, args| {
        let separator = args.text(cx, 0)?;
        join(cx, this, &separator)
    }),
    method("count", &[], |cx, this, _| Ok(int(items(cx, this)?.len()))),
    method("count", &[Param::Closure], |cx, this, args| {
        count(cx, this, |cx, item| holds(cx, args.get(0), item))
    }),
    method("count", &[Param::Any], |cx, this, args| {
        count(cx, this, |cx, item| {
            Ok(natural(cx, item, args.get(0))?.is_eq())
        })
    }),
    method("sum", &[], |cx, this, _| {
        let items = items(cx, this)?;
        sum(cx, None, items)
    }),
    method("sum", &[Param::Closure], |cx, this, args| {
        let items = collected(cx, this, args.get(0))?;
        sum(cx, None, items)
    }),
    method("sum", &[Param::Any], |cx, this, args| {
        let items = items(cx, this)?;
        sum(cx, Some(args.get(0).clone()), items)
    }),
    method("sum", &[Param::Any, Param::Closure], |cx, this, args| {
        let items = collected(cx, this, args.get(1))?;
        sum(cx, Some(args.get(0).clone()), items)
    }),
    method("toList", &[], to_list),
    method("asList", &[], to_list),
    method("toSet", &[], |cx, this, _| {
        let items = items(cx, this)?;
        super::support::sized_set(cx, items)
    }),
    method("toListString", &[], |cx, this, _| {
        Ok(Value::Str(cx.to_text(this)?))
    }),
    method("toArrayString", &[], |cx, this, _| {
        Ok(Value::Str(cx.to_text(this)?))
    }),
    method("toArray", &[], to_array),
    method("toArray", &[Param::Any], to_array),
    method("forEach", &[Param::Any], |cx, this, args| {
        for item in items(cx, this)? {
            invoke(cx, args.get(0), &item)?;
        }
        Ok(Value::Null)
    }),
    method("withIndex", &[], with_index),
    method("withIndex", &[Param::Int], with_index),
    method("indexed", &[], indexed),
    method("indexed", &[Param::Int], indexed),
    method("getIndices", &[], |cx, this, _| {
        let end = items(cx, this)?.len();
        Ok(super::range::up_to(end))
    }),
    method("collectMany", &[Param::Closure], collect_many),
    method("collectMany", &[Param::Items, Param::Closure], collect_many),
    method("collectNested", &[Param::Closure], |cx, this, args| {
        nested(cx, this, args.get(0))
    }),
    method("findResults", &[Param::Closure], |cx, this, args| {
        let mut results = collected(cx, this, args.get(0))?;
        results.retain(|result| !result.is_null());
        list(cx, results)
    }),
    method("reverseEach", &[Param::Closure], reverse_each),
    method("disjoint", &[Param::Items], |cx, this, args| {
        let common = common(cx, this, args.get(0))?;
        Ok(Value::Bool(common.is_empty()))
    }),
    method("intersect", &[Param::Items], |cx, this, args| {
        let common = common(cx, this, args.get(0))?;
        similar(cx, this, common)
    }),
    method("flatten", &[], |cx, this, _| {
        let items = items(cx, this)?;
        let mut flat = Vec::new();
        flatten_into(cx, &mut flat, items)?;
        similar(cx, this, flat)
    }),
    method("flatten", &[Param::Closure], flatten_with),
];

fn contains(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?;
    let at = super::support::index_of(cx, &items, args.get(0))?;
    Ok(Value::Bool(at.is_some()))
}

fn contains_all(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let own = items(cx, this)?;
    for item in items(cx, args.get(0))? {
        if super::support::index_of(cx, &own, &item)?.is_none() {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

fn join(cx: &mut Cx, this: &Value, separator: &str) -> Eval<Value> {
    let texts: Vec<Name> = {
        let items = items(cx, this)?;
        let texts = items.iter().map(|item| cx.to_text(item));
        texts.collect::<Eval<_>>()?
    };
    let size = texts.iter().map(|text| text.len() + separator.len()).sum();
    cx.charge(size)?;
    Ok(Value::text(texts.join(separator)))
}

fn count(cx: &mut Cx, this: &Value, test: impl Fn(&mut Cx, &Value) -> Eval<bool>) -> Eval<Value> {
    let mut count = 0;
    for item in items(cx, this)? {
        count += i32::from(test(cx, &item)?);
    }
    Ok(Value::Int(count))
}

/// The sum by `plus`; without a start it is that of the items alone, `null` for none.
fn sum(cx: &mut Cx, start: Option<Value>, items: Vec<Value>) -> Eval<Value> {
    let mut items = items.into_iter();
    let Some(mut sum) = start.or_else(|| items.next()) else {
        return Ok(Value::Null);
    };
    for item in items {
        sum = cx.operate(BinaryOp::Add, &sum, &item)?;
    }
    Ok(sum)
}

fn to_list(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?;
    list(cx, items)
}

fn to_array(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?;
    super::support::array(cx, items)
}

fn with_index(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?;
    let pairs = (args.int(0)..).zip(items);
    let pairs = pairs.map(|(at, item)| Value::list([item, Value::Int(at)]));
    list(cx, pairs.collect())
}

fn indexed(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let items = items(cx, this)?;
    let pairs = (args.int(0)..).zip(items);
    let entries: Entries = pairs
        .map(|(at, item)| (Key(Value::Int(at)), item))
        .collect();
    map(cx, entries)
}

fn collect_many(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mut all = Vec::new();
    for result in collected(cx, this, args.last())? {
        all.extend(items(cx, &result)?);
    }
    if args.len() == 2 {
        let more = Value::list(all);
        cx.call_method(args.get(0), "addAll", &[more])?;
        return Ok(args.get(0).clone());
    }
    list(cx, all)
}

fn nested(cx: &mut Cx, this: &Value, closure: &Value) -> Eval<Value> {
    cx.check_stack()?;
    let mut results = Vec::new();
    for item in items(cx, this)? {
        results.push(match item {
            Value::List(_) | Value::Range(_) => nested(cx, &item, closure)?,
            item => cx.call(closure, &[item])?,
        });
    }
    list(cx, results)
}

fn reverse_each(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    for item in items(cx, this)?.iter().rev() {
        invoke(cx, args.get(0), item)?;
    }
    Ok(this.clone())
}

/// The items of one collection that are in another one, each once.
fn common(cx: &mut Cx, this: &Value, other: &Value) -> Eval<Vec<Value>> {
    let (mine, theirs) = (items(cx, this)?, items(cx, other)?);
    // Groovy goes through the shorter one and looks in the longer one.
    let (small, large) = if mine.len() > theirs.len() {
        (theirs, mine)
    } else {
        (mine, theirs)
    };
    let seen = Seen::of(cx, large)?;
    let mut taken = Seen::default();
    super::iterate::filter(cx, small, |cx, item| seen.contains(cx, item))?
        .into_iter()
        .filter_map(|item| match taken.insert(cx, item.clone()) {
            Ok(true) => Some(Ok(item)),
            Ok(false) => None,
            Err(unwind) => Some(Err(unwind)),
        })
        .collect()
}

fn flatten_into(cx: &mut Cx, flat: &mut Vec<Value>, from: Vec<Value>) -> Eval<()> {
    cx.check_stack()?;
    super::support::charge(cx, from.len())?;
    for item in from {
        match item {
            Value::List(_) | Value::Range(_) => {
                let inner = items(cx, &item)?;
                flatten_into(cx, flat, inner)?;
            }
            item => flat.push(item),
        }
    }
    Ok(())
}

/// A closure may say what an item that is no collection consists of.
fn flatten_with(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mut flat = Vec::new();
    for item in items(cx, this)? {
        let item = match item {
            Value::List(_) | Value::Range(_) => item,
            item => cx.call(args.get(0), &[item])?,
        };
        flatten_into(cx, &mut flat, vec![item])?;
    }
    similar(cx, this, flat)
}

/// The items in the opposite order.
pub(super) fn reversed(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let mut items = items(cx, this)?;
    items.reverse();
    part(cx, this, items)
}
