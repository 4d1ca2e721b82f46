//! What a string contains, and where.

use super::super::table::{Args, Param, Type, method};
use super::super::text;
use super::NAME;
use crate::ast::Name;
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPE: Type = Type::new(NAME).methods(&[
    method("contains", &[Param::Any], contains),
    method("startsWith", &[Param::Text], starts_with),
    method("startsWith", &[Param::Text, Param::Int], starts_with),
    method("endsWith", &[Param::Text], |cx, this, args| {
        Ok(Value::Bool(
            text::of(cx, this)?.ends_with(&*args.text(cx, 0)?),
        ))
    }),
    method("isEmpty", &[], |cx, this, _| {
        Ok(Value::Bool(text::of(cx, this)?.is_empty()))
    }),
    method("isBlank", &[], |cx, this, _| {
        Ok(Value::Bool(text::of(cx, this)?.trim().is_empty()))
    }),
    method("isAllWhitespace", &[], |cx, this, _| {
        Ok(Value::Bool(text::of(cx, this)?.trim().is_empty()))
    }),
    method("indexOf", &[Param::Any], index_of),
    method("indexOf", &[Param::Any, Param::Int], index_of),
    method("lastIndexOf", &[Param::Any], last_index_of),
    method("lastIndexOf", &[Param::Any, Param::Int], last_index_of),
    method("count", &[Param::Text], |cx, this, args| {
        let (text, part) = (text::of(cx, this)?, args.text(cx, 0)?);
        Ok(text::int(text.matches(&*part).count()))
    }),
    method("replace", &[Param::Any, Param::Any], |cx, this, args| {
        let (from, to) = (text::of(cx, args.get(0))?, text::of(cx, args.get(1))?);
        let text = text::of(cx, this)?;
        let more = text.matches(&*from).count().saturating_mul(to.len());
        cx.charge(more.saturating_add(text.len()))?;
        Ok(Value::text(text.replace(&*from, &to)))
    }),
]);

fn contains(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    if args.get(0).is_null() {
        let message = "Cannot invoke \"java.lang.CharSequence.toString()\" because \"s\" is null";
        return Err(cx.throw("java.lang.NullPointerException", message));
    }
    let part = text::of(cx, args.get(0))?;
    Ok(Value::Bool(text::of(cx, this)?.contains(&*part)))
}

fn starts_with(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let (text, prefix) = (text::of(cx, this)?, args.text(cx, 0)?);
    let from = usize::try_from(args.int(1)).ok();
    let rest = from.and_then(|from| text.get(text::byte(&text, from)?..));
    Ok(Value::Bool(
        rest.is_some_and(|rest| rest.starts_with(&*prefix)),
    ))
}

/// What is looked for: a text, or a character by its code.
fn wanted(cx: &mut Cx, args: Args<'_>) -> Eval<Name> {
    if let Value::Int(code) = args.get(0) {
        let code = u32::try_from(*code).ok().and_then(char::from_u32);
        return Ok(code.map_or(String::new(), String::from).into());
    }
    text::of(cx, args.get(0))
}

fn place(text: &str, byte: Option<usize>) -> Value {
    byte.map_or(Value::Int(-1), |byte| text::int(text::unit(text, byte)))
}

fn index_of(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let (text, part) = (text::of(cx, this)?, wanted(cx, args)?);
    let from = usize::try_from(args.int(1)).unwrap_or_default();
    let start = text::byte(&text, from).unwrap_or(text.len());
    let found = text.get(start..).and_then(|rest| rest.find(&*part));
    Ok(place(&text, found.map(|at| at + start)))
}

fn last_index_of(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let (text, part) = (text::of(cx, this)?, wanted(cx, args)?);
    let from = args.find(1).map(|_| args.int(1));
    let last = match from.map(usize::try_from) {
        None => text.len(),
        Some(Ok(from)) => text::byte(&text, from).unwrap_or(text.len()),
        Some(Err(_)) => return Ok(Value::Int(-1)),
    };
    let end = (last + part.len()).min(text.len());
    let found = text.get(..end).and_then(|text| text.rfind(&*part));
    Ok(place(&text, found))
}
