//! Characters and parts of strings.

use super::super::range::Borders;
use super::super::table::{Args, Param, Type, method};
use super::super::text;
use super::NAME;
use crate::run::{Cx, Eval, Unwind};
use crate::value::{List, ListKind, Value};
use std::sync::Arc;

pub(super) const TYPE: Type = Type::new(NAME).methods(&[
    method("getAt", &[Param::Int], get_at),
    method("getAt", &[Param::Range], get_range),
    method("getAt", &[Param::Items], get_several),
    method("charAt", &[Param::Int], char_at),
    method("codePointAt", &[Param::Int], |cx, this, args| {
        Ok(match char_at(cx, this, args)? {
            Value::Char(c) => Value::Int(i32::try_from(u32::from(c)).unwrap_or_default()),
            other => other,
        })
    }),
    method("substring", &[Param::Int], substring),
    method("substring", &[Param::Int, Param::Int], substring),
    method("subSequence", &[Param::Int, Param::Int], substring),
    method("take", &[Param::Int], |cx, this, args| {
        let (text, count) = count(cx, this, args)?;
        Ok(Value::text(text::slice(&text, 0, count).unwrap_or(&text)))
    }),
    method("drop", &[Param::Int], |cx, this, args| {
        let (text, count) = count(cx, this, args)?;
        let from = text::byte(&text, count).unwrap_or(text.len());
        Ok(Value::text(text.get(from..).unwrap_or_default()))
    }),
    method("takeWhile", &[Param::Closure], |cx, this, args| {
        let (text, at) = while_true(cx, this, args)?;
        Ok(Value::text(text.get(..at).unwrap_or_default()))
    }),
    method("dropWhile", &[Param::Closure], |cx, this, args| {
        let (text, at) = while_true(cx, this, args)?;
        Ok(Value::text(text.get(at..).unwrap_or_default()))
    }),
    method("toCharArray", &[], to_chars),
    method("getChars", &[], to_chars),
    method("chars", &[], to_chars),
    method("toList", &[], |cx, this, _| {
        Ok(Value::list(letters(cx, this)?))
    }),
    method("toSet", &[], |cx, this, _| {
        let letters = Value::list(letters(cx, this)?);
        cx.call_method(&letters, "toSet", &[])
    }),
    method("iterator", &[], |cx, this, _| {
        let letters = Value::list(letters(cx, this)?);
        cx.call_method(&letters, "iterator", &[])
    }),
]);

/// The characters as texts of their own.
fn letters(cx: &mut Cx, this: &Value) -> Eval<Vec<Value>> {
    let text = text::of(cx, this)?;
    Ok(text.chars().map(|c| Value::text(c.to_string())).collect())
}

fn to_chars(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let chars = text::of(cx, this)?.chars().map(Value::Char).collect();
    Ok(Value::List(Arc::new(List::new(ListKind::Array, chars))))
}

fn out_of_bounds(cx: &mut Cx, message: String) -> Unwind {
    cx.throw("java.lang.StringIndexOutOfBoundsException", message)
}

fn part(cx: &mut Cx, text: &str, from: i64, to: i64) -> Eval<Value> {
    let bounds = usize::try_from(from).ok().zip(usize::try_from(to).ok());
    let found = bounds.and_then(|(from, to)| text::slice(text, from, to));
    found.map(Value::text).ok_or_else(|| {
        let length = text::len(text);
        out_of_bounds(cx, format!("begin {from}, end {to}, length {length}"))
    })
}

fn length(text: &str) -> i64 {
    i64::try_from(text::len(text)).unwrap_or(i64::MAX)
}

fn substring(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    let to = args.find(1).map_or(length(&text), |_| args.long(1));
    part(cx, &text, args.long(0), to)
}

/// A place counted from the end where it is negative.
fn normalized(cx: &mut Cx, at: i64, length: i64) -> Eval<i64> {
    if at >= 0 {
        return Ok(at);
    }
    if at + length >= 0 {
        return Ok(at + length);
    }
    let message = format!("Negative array index [{at}] too large for array size {length}");
    Err(cx.throw("java.lang.ArrayIndexOutOfBoundsException", message))
}

fn get_at(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    let at = normalized(cx, args.long(0), length(&text))?;
    part(cx, &text, at, at + 1)
}

/// `text[1..3]`, backwards where the range runs so.
fn get_range(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    let Value::Range(range) = args.get(0) else {
        return Ok(Value::Null);
    };
    let borders = Borders::of(range, text.chars().count());
    match part(cx, &text, borders.from, borders.to)? {
        Value::Str(found) if borders.backwards => {
            Ok(Value::text(found.chars().rev().collect::<String>()))
        }
        found => Ok(found),
    }
}

fn get_several(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let mut out = String::new();
    for index in cx.items(args.get(0))? {
        let found = cx.call_method(this, "getAt", &[index])?;
        out.push_str(&text::of(cx, &found)?);
    }
    Ok(Value::text(out))
}

fn char_at(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    let at = usize::try_from(args.int(0)).ok();
    let at = at.and_then(|at| text::byte(&text, at));
    let found = at.and_then(|at| text.get(at..)?.chars().next());
    found.map(Value::Char).ok_or_else(|| {
        let message = format!("String index out of range: {}", args.int(0));
        out_of_bounds(cx, message)
    })
}

fn count(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<(crate::ast::Name, usize)> {
    let text = text::of(cx, this)?;
    Ok((text, usize::try_from(args.int(0)).unwrap_or_default()))
}

/// The text, and the byte until which a closure says yes.
fn while_true(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<(crate::ast::Name, usize)> {
    let text = text::of(cx, this)?;
    for (at, c) in text.char_indices() {
        let answer = cx.call(args.get(0), &[Value::text(c.to_string())])?;
        if !cx.truth(&answer)? {
            return Ok((text, at));
        }
    }
    let end = text.len();
    Ok((text, end))
}
