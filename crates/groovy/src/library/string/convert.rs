//! Strings as numbers and other things.

use super::super::number::parse;
use super::super::table::{Args, Type, method};
use super::super::text;
use super::NAME;
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPE: Type = Type::new(NAME).methods(&[
    method("toInteger", &[], |cx, this, _| {
        with(cx, this, |cx, text| parse::int(cx, text, 10))
    }),
    method("toShort", &[], |cx, this, _| {
        with(cx, this, |cx, text| parse::int(cx, text, 10))
    }),
    method("toLong", &[], |cx, this, _| {
        with(cx, this, |cx, text| parse::long(cx, text, 10))
    }),
    method("toBigInteger", &[], |cx, this, _| {
        with(cx, this, |cx, text| parse::big(cx, text, 10))
    }),
    method("toBigDecimal", &[], |cx, this, _| {
        with(cx, this, parse::decimal)
    }),
    method("toDouble", &[], |cx, this, _| with(cx, this, parse::double)),
    method("toFloat", &[], |cx, this, _| with(cx, this, parse::float)),
    method("toBoolean", &[], |cx, this, _| {
        with(cx, this, |_, text| {
            let text = text.to_lowercase();
            Ok(Value::Bool(matches!(&*text, "true" | "y" | "1")))
        })
    }),
    method("toCharacter", &[], |cx, this, _| {
        let text = text::of(cx, this)?;
        Ok(text.chars().next().map_or(Value::Null, Value::Char))
    }),
    method("isInteger", &[], |cx, this, _| {
        fits(cx, this, |text| text.parse::<i32>().is_ok())
    }),
    method("isLong", &[], |cx, this, _| {
        fits(cx, this, |text| text.parse::<i64>().is_ok())
    }),
    method("isBigInteger", &[], |cx, this, _| {
        fits(cx, this, parse::is_integer)
    }),
    method("isBigDecimal", &[], |cx, this, _| {
        fits(cx, this, parse::is_decimal)
    }),
    method("isNumber", &[], |cx, this, _| {
        fits(cx, this, parse::is_decimal)
    }),
    method("isDouble", &[], |cx, this, _| {
        fits(cx, this, parse::is_double)
    }),
    method("isFloat", &[], |cx, this, _| {
        fits(cx, this, parse::is_double)
    }),
    method("getBytes", &[], bytes),
    method("getBytes", &[super::super::table::Param::Any], bytes),
]);

fn with(cx: &mut Cx, this: &Value, make: fn(&mut Cx, &str) -> Eval<Value>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    make(cx, text.trim())
}

fn fits(cx: &mut Cx, this: &Value, check: fn(&str) -> bool) -> Eval<Value> {
    Ok(Value::Bool(check(text::of(cx, this)?.trim())))
}

fn bytes(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, this)?;
    cx.charge(text.len() * size_of::<Value>())?;
    Ok(super::super::encode::array(text.as_bytes()))
}
