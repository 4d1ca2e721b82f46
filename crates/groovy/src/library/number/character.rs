//! `java.lang.Character`. GDK gives its static checks to characters themselves too.

use super::super::table::{Args, Param, Type, method};
use super::super::text;
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPE: Type = Type::new("java.lang.Character")
    .fields(&[
        ("MAX_VALUE", || Value::Char('\u{FFFF}')),
        ("MIN_VALUE", || Value::Char('\0')),
    ])
    .statics(&[
        method("isDigit", &[Param::Any], |cx, _, args| {
            of(cx, args, is_digit)
        }),
        method("isLetter", &[Param::Any], |cx, _, args| {
            of(cx, args, char::is_alphabetic)
        }),
        method("isAlphabetic", &[Param::Any], |cx, _, args| {
            of(cx, args, char::is_alphabetic)
        }),
        method("isLetterOrDigit", &[Param::Any], |cx, _, args| {
            of(cx, args, char::is_alphanumeric)
        }),
        method("isUpperCase", &[Param::Any], |cx, _, args| {
            of(cx, args, char::is_uppercase)
        }),
        method("isLowerCase", &[Param::Any], |cx, _, args| {
            of(cx, args, char::is_lowercase)
        }),
        method("isWhitespace", &[Param::Any], |cx, _, args| {
            of(cx, args, char::is_whitespace)
        }),
        method("toUpperCase", &[Param::Any], |cx, _, args| {
            map(cx, args, upper)
        }),
        method("toLowerCase", &[Param::Any], |cx, _, args| {
            map(cx, args, lower)
        }),
        method("toString", &[Param::Any], |cx, _, args| {
            Ok(Value::Str(text::of(cx, args.get(0))?))
        }),
        method("valueOf", &[Param::Any], |cx, _, args| map(cx, args, |c| c)),
        method("getNumericValue", &[Param::Any], |cx, _, args| {
            let digit = one(cx, args.get(0))?.to_digit(36);
            Ok(Value::Int(digit.map_or(-1, u32::cast_signed)))
        }),
        method("toChars", &[Param::Any], |cx, _, args| {
            let one = one(cx, args.get(0))?;
            cx.call_method(&Value::text(one.to_string()), "toCharArray", &[])
        }),
    ])
    .methods(&[
        method("isDigit", &[], |_, this, _| Ok(is(this, is_digit))),
        method("isLetter", &[], |_, this, _| {
            Ok(is(this, char::is_alphabetic))
        }),
        method("isLetterOrDigit", &[], |_, this, _| {
            Ok(is(this, char::is_alphanumeric))
        }),
        method("isUpperCase", &[], |_, this, _| {
            Ok(is(this, char::is_uppercase))
        }),
        method("isLowerCase", &[], |_, this, _| {
            Ok(is(this, char::is_lowercase))
        }),
        method("isWhitespace", &[], |_, this, _| {
            Ok(is(this, char::is_whitespace))
        }),
        method("toUpperCase", &[], |cx, this, _| {
            map(cx, Args(std::slice::from_ref(this)), upper)
        }),
        method("toLowerCase", &[], |cx, this, _| {
            map(cx, Args(std::slice::from_ref(this)), lower)
        }),
        method("charValue", &[], |_, this, _| Ok(this.clone())),
        method("compareTo", &[Param::Any], |cx, this, args| {
            Ok(Value::Int(
                code(one(cx, this)?) - code(one(cx, args.get(0))?),
            ))
        }),
        method("hashCode", &[], |cx, this, _| {
            Ok(Value::Int(code(one(cx, this)?)))
        }),
        method("plus", &[Param::Any], |cx, this, args| {
            sum(cx, this, args.get(0))
        }),
        method("minus", &[Param::Any], |cx, this, args| {
            let number = number(args.get(0));
            let minus = cx.negate(&number)?;
            sum(cx, this, &minus)
        }),
        method("next", &[], |cx, this, _| moved(cx, this, 1)),
        method("previous", &[], |cx, this, _| moved(cx, this, -1)),
    ]);

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn upper(c: char) -> char {
    c.to_uppercase().next().unwrap_or(c)
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

fn code(c: char) -> i32 {
    u32::from(c).cast_signed()
}

/// A character, the code of one, or the first of a text.
fn one(cx: &mut Cx, value: &Value) -> Eval<char> {
    let found = match value {
        Value::Char(c) => Some(*c),
        Value::Int(code) => u32::try_from(*code).ok().and_then(char::from_u32),
        other => text::of(cx, other)?.chars().next(),
    };
    Ok(found.unwrap_or('\0'))
}

fn of(cx: &mut Cx, args: Args<'_>, check: fn(char) -> bool) -> Eval<Value> {
    Ok(Value::Bool(check(one(cx, args.get(0))?)))
}

fn map(cx: &mut Cx, args: Args<'_>, change: fn(char) -> char) -> Eval<Value> {
    Ok(Value::Char(change(one(cx, args.get(0))?)))
}

fn is(this: &Value, check: fn(char) -> bool) -> Value {
    Value::Bool(matches!(this, Value::Char(c) if check(*c)))
}

fn number(value: &Value) -> Value {
    match value {
        Value::Char(c) => Value::Int(code(*c)),
        other => other.clone(),
    }
}

/// Characters count as numbers, but make texts with texts.
fn sum(cx: &mut Cx, this: &Value, other: &Value) -> Eval<Value> {
    if let Value::Str(_) | Value::GString(_) = other {
        let (a, b) = (text::of(cx, this)?, text::of(cx, other)?);
        return Ok(Value::text(format!("{a}{b}")));
    }
    cx.operate(crate::ast::BinaryOp::Add, &number(this), &number(other))
}

fn moved(cx: &mut Cx, this: &Value, by: i32) -> Eval<Value> {
    let moved = u32::from(one(cx, this)?).checked_add_signed(by);
    Ok(moved
        .and_then(char::from_u32)
        .map_or(Value::Null, Value::Char))
}
