//! Lines and words.

use super::super::regex::Pattern;
use super::super::table::{Args, Param, Type, method};
use super::super::text;
use super::NAME;
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPE: Type = Type::new(NAME).methods(&[
    method("readLines", &[], |cx, this, _| {
        Ok(text::list(lines(&text::of(cx, this)?)))
    }),
    method("lines", &[], |cx, this, _| {
        Ok(text::list(lines(&text::of(cx, this)?)))
    }),
    method("eachLine", &[Param::Closure], each_line),
    method("eachLine", &[Param::Int, Param::Closure], each_line),
    method(
        "splitEachLine",
        &[Param::Any, Param::Closure],
        split_each_line,
    ),
    method("tokenize", &[], tokenize),
    method("tokenize", &[Param::Any], tokenize),
    method("split", &[], |cx, this, _| {
        let text = text::of(cx, this)?;
        Ok(text::array(text.split_ascii_whitespace()))
    }),
    method("split", &[Param::Closure], split_by_closure),
    method("split", &[Param::Any], split),
    method("split", &[Param::Any, Param::Int], split),
]);

/// Lines without their ends, which may be `\n`, `\r` or both.
pub(in super::super) fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let (line, after) = rest.split_at(end);
        lines.push(line);
        let mut ends = ["\r\n", "\n", "\r"].into_iter();
        rest = ends
            .find_map(|end| after.strip_prefix(end))
            .unwrap_or_default();
    }
    lines
}

/// Calls a closure with a line and, where it takes two arguments, its number; gives its last value.
fn each_line(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    let mut last = Value::Null;
    for (line, number) in lines(&text).into_iter().zip(args.int(0)..) {
        last = call_numbered(cx, args.last(), Value::text(line), number)?;
    }
    Ok(last)
}

fn call_numbered(cx: &mut Cx, closure: &Value, line: Value, number: i32) -> Eval<Value> {
    let wanted = cx.call_method(closure, "getMaximumNumberOfParameters", &[])?;
    match wanted {
        Value::Int(2) => cx.call(closure, &[line, Value::Int(number)]),
        _ => cx.call(closure, &[line]),
    }
}

fn split_each_line(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    let pattern = Pattern::of(cx, args.get(0))?;
    let mut last = Value::Null;
    for line in lines(&text) {
        let pieces = pattern.split(cx, line, 0)?;
        last = cx.call(args.last(), &[text::list(pieces)])?;
    }
    Ok(last)
}

fn tokenize(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    let ends = match args.find(0) {
        Some(ends) => text::of(cx, ends)?.to_string(),
        None => " \t\n\r\x0C".to_owned(),
    };
    let tokens = text.split(|c| ends.contains(c));
    Ok(text::list(tokens.filter(|token| !token.is_empty())))
}

fn split(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    let pattern = Pattern::of(cx, args.get(0))?;
    let pieces = pattern.split(cx, &text, args.int(1))?;
    Ok(text::array(pieces))
}

/// Characters for which a closure is true, and the others.
fn split_by_closure(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    let (mut yes, mut no) = (Vec::new(), Vec::new());
    for c in text.chars() {
        let letter = Value::text(c.to_string());
        let answer = cx.call(args.get(0), std::slice::from_ref(&letter))?;
        if cx.truth(&answer)? {
            yes.push(letter);
        } else {
            no.push(letter);
        }
    }
    Ok(Value::list([Value::list(yes), Value::list(no)]))
}
