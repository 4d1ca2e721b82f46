//! Sums, differences, comparisons.

use std::cmp::Ordering;

use super::super::builder::Builder;
use super::super::hash;
use super::super::number::convert;
use super::super::regex::{self, Pattern, Template};
use super::super::table::{Args, Param, Type, method};
use super::super::text;
use super::NAME;
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPE: Type = Type::new(NAME).methods(&[
    method("length", &[], length),
    method("size", &[], length),
    method("plus", &[Param::Any], plus),
    method("concat", &[Param::Text], plus),
    method("minus", &[Param::Any], minus),
    method("multiply", &[Param::Number], multiply),
    method("repeat", &[Param::Int], repeat),
    method("leftShift", &[Param::Any], left_shift),
    method("bitwiseNegate", &[], |cx, this, _| regex::pattern(cx, this)),
    method("isCase", &[Param::Any], is_case),
    method("compareTo", &[Param::Any], compare_to),
    method("compareToIgnoreCase", &[Param::Text], compare_ignoring_case),
    method("equalsIgnoreCase", &[Param::Text], equals_ignoring_case),
    method("contentEquals", &[Param::Any], |cx, this, args| {
        Ok(Value::Bool(
            text::of(cx, this)? == text::of(cx, args.get(0))?,
        ))
    }),
    method("hashCode", &[], |cx, this, _| {
        Ok(Value::Int(hash::of_text(&text::of(cx, this)?)))
    }),
    method("intern", &[], |cx, this, _| {
        text::of(cx, this).map(Value::Str)
    }),
    method("next", &[], |cx, this, _| step(cx, this, 1)),
    method("previous", &[], |cx, this, _| step(cx, this, -1)),
    method("formatted", &[Param::Rest], |cx, this, args| {
        super::super::format::of_values(cx, this, args.from(0))
    }),
]);

fn length(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    Ok(text::int(text::len(&text::of(cx, this)?)))
}

fn plus(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let (a, b) = (text::of(cx, this)?, text::of(cx, args.get(0))?);
    cx.charge(a.len() + b.len())?;
    Ok(Value::text([&*a, &*b].concat()))
}

/// Without the first occurrence.
fn minus(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    if let Some(pattern) = args.get(0).downcast::<Pattern>() {
        let found: Vec<_> = pattern.first(cx, &text)?.into_iter().collect();
        let nothing = Template::parse(cx, "", pattern)?;
        return Ok(Value::text(nothing.replace(cx, &text, &found)?));
    }
    let less = text::of(cx, args.get(0))?;
    Ok(Value::text(text.replacen(&*less, "", 1)))
}

fn multiply(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    repeated(cx, this, convert::int(args.get(0)), |times| {
        format!("multiply() should be called with a number of 0 or greater not: {times}")
    })
}

fn repeat(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    repeated(cx, this, args.int(0), |times| {
        format!("count is negative: {times}")
    })
}

fn repeated(cx: &mut Cx, this: &Value, times: i32, problem: fn(i32) -> String) -> Eval<Value> {
    let text = text::of(cx, this)?;
    let Ok(count) = usize::try_from(times) else {
        return Err(cx.throw("java.lang.IllegalArgumentException", problem(times)));
    };
    cx.charge(text.len().saturating_mul(count))?;
    Ok(Value::text(text.repeat(count)))
}

fn left_shift(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = format!("{}{}", text::of(cx, this)?, text::of(cx, args.get(0))?);
    Ok(Value::native(Builder::buffer(text)))
}

fn is_case(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let same = text::of(cx, this)? == text::of(cx, args.get(0))?;
    Ok(Value::Bool(same && !args.get(0).is_null()))
}

/// Java compares units, and says how far they are apart.
fn difference(a: &str, b: &str) -> i32 {
    let mut pairs = a.encode_utf16().zip(b.encode_utf16());
    if let Some((a, b)) = pairs.find(|(a, b)| a != b) {
        i32::from(a) - i32::from(b)
    } else {
        let (a, b) = (text::len(a), text::len(b));
        i32::try_from(a).unwrap_or(i32::MAX) - i32::try_from(b).unwrap_or(i32::MAX)
    }
}

fn compare_to(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    if args.get(0).is_null() {
        let message = "Cannot read field \"value\" because \"anotherString\" is null";
        return Err(cx.throw("java.lang.NullPointerException", message));
    }
    let (a, b) = (text::of(cx, this)?, text::of(cx, args.get(0))?);
    Ok(Value::Int(difference(&a, &b)))
}

fn compare_ignoring_case(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let (a, b) = (text::of(cx, this)?, args.text(cx, 0)?);
    Ok(Value::Int(difference(&a.to_lowercase(), &b.to_lowercase())))
}

fn equals_ignoring_case(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let (a, b) = (text::of(cx, this)?, args.text(cx, 0)?);
    let same = a.to_lowercase().cmp(&b.to_lowercase()) == Ordering::Equal;
    Ok(Value::Bool(same && !args.get(0).is_null()))
}

/// The text with its last character moved.
fn step(cx: &mut Cx, this: &Value, by: i32) -> Eval<Value> {
    let text = text::of(cx, this)?;
    let mut chars: Vec<char> = text.chars().collect();
    let last = chars.pop().unwrap_or('\0');
    let moved = u32::from(last).checked_add_signed(by);
    chars.push(moved.and_then(char::from_u32).unwrap_or('\0'));
    Ok(Value::text(chars.into_iter().collect::<String>()))
}
