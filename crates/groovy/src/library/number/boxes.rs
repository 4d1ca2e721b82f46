//! What the classes `Integer`, `Long`, `Double`, `Boolean` and others can do.

use num_bigint::BigInt;

use super::super::constant;
use super::super::table::{Args, Param, Type, method};
use super::super::text;
use super::{big, convert, parse};
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const INTEGER: Type = Type::new("java.lang.Integer")
    .constructors(&[method("", &[Param::Any], int_of)])
    .fields(&[
        ("MAX_VALUE", || Value::Int(i32::MAX)),
        ("MIN_VALUE", || Value::Int(i32::MIN)),
        ("SIZE", || Value::Int(32)),
    ])
    .statics(&[
        method("parseInt", &[Param::Text], int_of),
        method("parseInt", &[Param::Text, Param::Int], int_of),
        method("valueOf", &[Param::Any], int_of),
        method("valueOf", &[Param::Text, Param::Int], int_of),
        method("decode", &[Param::Text], |cx, _, args| {
            decode(cx, args, parse::int)
        }),
        method("toString", &[Param::Any], shown),
        method("toString", &[Param::Int, Param::Int], shown_in_radix),
        method("toHexString", &[Param::Int], |_, _, args| {
            bits32(args, |n| format!("{n:x}"))
        }),
        method("toBinaryString", &[Param::Int], |_, _, args| {
            bits32(args, |n| format!("{n:b}"))
        }),
        method("toOctalString", &[Param::Int], |_, _, args| {
            bits32(args, |n| format!("{n:o}"))
        }),
        method("compare", &[Param::Int, Param::Int], compare),
        method("signum", &[Param::Int], |_, _, args| {
            Ok(Value::Int(args.int(0).signum()))
        }),
        method("bitCount", &[Param::Int], |_, _, args| {
            Ok(Value::Int(args.int(0).count_ones().cast_signed()))
        }),
        method("reverse", &[Param::Int], |_, _, args| {
            Ok(Value::Int(args.int(0).reverse_bits()))
        }),
        method("highestOneBit", &[Param::Int], |_, _, args| {
            let value = args.int(0).cast_unsigned();
            Ok(Value::Int(
                value
                    .checked_ilog2()
                    .map_or(0, |bit| 1_u32 << bit)
                    .cast_signed(),
            ))
        }),
        method("numberOfLeadingZeros", &[Param::Int], |_, _, args| {
            Ok(Value::Int(args.int(0).leading_zeros().cast_signed()))
        }),
        method("numberOfTrailingZeros", &[Param::Int], |_, _, args| {
            Ok(Value::Int(args.int(0).trailing_zeros().cast_signed()))
        }),
        method("sum", &[Param::Int, Param::Int], |_, _, args| {
            Ok(Value::Int(args.int(0).wrapping_add(args.int(1))))
        }),
        method("max", &[Param::Int, Param::Int], |_, _, args| {
            Ok(Value::Int(args.int(0).max(args.int(1))))
        }),
        method("min", &[Param::Int, Param::Int], |_, _, args| {
            Ok(Value::Int(args.int(0).min(args.int(1))))
        }),
    ]);

pub(super) const LONG: Type = Type::new("java.lang.Long")
    .constructors(&[method("", &[Param::Any], long_of)])
    .fields(&[
        ("MAX_VALUE", || Value::Long(i64::MAX)),
        ("MIN_VALUE", || Value::Long(i64::MIN)),
        ("SIZE", || Value::Int(64)),
    ])
    .statics(&[
        method("parseLong", &[Param::Text], long_of),
        method("parseLong", &[Param::Text, Param::Int], long_of),
        method("valueOf", &[Param::Any], long_of),
        method("valueOf", &[Param::Text, Param::Int], long_of),
        method("decode", &[Param::Text], |cx, _, args| {
            decode(cx, args, parse::long)
        }),
        method("toString", &[Param::Any], shown),
        method("toString", &[Param::Long, Param::Int], shown_in_radix),
        method("toHexString", &[Param::Long], |_, _, args| {
            bits64(args, |n| format!("{n:x}"))
        }),
        method("toBinaryString", &[Param::Long], |_, _, args| {
            bits64(args, |n| format!("{n:b}"))
        }),
        method("toOctalString", &[Param::Long], |_, _, args| {
            bits64(args, |n| format!("{n:o}"))
        }),
        method("compare", &[Param::Long, Param::Long], compare),
        method("signum", &[Param::Long], |_, _, args| {
            Ok(Value::Int(
                i32::try_from(args.long(0).signum()).unwrap_or_default(),
            ))
        }),
        method("bitCount", &[Param::Long], |_, _, args| {
            Ok(Value::Int(args.long(0).count_ones().cast_signed()))
        }),
        method("sum", &[Param::Long, Param::Long], |_, _, args| {
            Ok(Value::Long(args.long(0).wrapping_add(args.long(1))))
        }),
        method("max", &[Param::Long, Param::Long], |_, _, args| {
            Ok(Value::Long(args.long(0).max(args.long(1))))
        }),
        method("min", &[Param::Long, Param::Long], |_, _, args| {
            Ok(Value::Long(args.long(0).min(args.long(1))))
        }),
    ]);

pub(super) const DOUBLE: Type = Type::new("java.lang.Double")
    .constructors(&[method("", &[Param::Any], double_of)])
    .fields(&[
        ("MAX_VALUE", || Value::Double(f64::MAX)),
        ("MIN_VALUE", || Value::Double(f64::from_bits(1))),
        ("NaN", || Value::Double(f64::NAN)),
        ("POSITIVE_INFINITY", || Value::Double(f64::INFINITY)),
        ("NEGATIVE_INFINITY", || Value::Double(f64::NEG_INFINITY)),
    ])
    .statics(&[
        method("parseDouble", &[Param::Text], double_of),
        method("valueOf", &[Param::Any], double_of),
        method("toString", &[Param::Any], shown),
        method("compare", &[Param::Double, Param::Double], |_, _, args| {
            let (a, b) = (convert::double(args.get(0)), convert::double(args.get(1)));
            Ok(Value::Int(a.total_cmp(&b) as i32))
        }),
        method("isNaN", &[Param::Double], |_, _, args| {
            Ok(Value::Bool(convert::double(args.get(0)).is_nan()))
        }),
        method("isInfinite", &[Param::Double], |_, _, args| {
            Ok(Value::Bool(convert::double(args.get(0)).is_infinite()))
        }),
    ]);

pub(super) const FLOAT: Type = Type::new("java.lang.Float")
    .constructors(&[method("", &[Param::Any], float_of)])
    .fields(&[
        ("MAX_VALUE", || Value::Float(f32::MAX)),
        ("MIN_VALUE", || Value::Float(f32::from_bits(1))),
        ("NaN", || Value::Float(f32::NAN)),
    ])
    .statics(&[
        method("parseFloat", &[Param::Text], float_of),
        method("valueOf", &[Param::Any], float_of),
        method("toString", &[Param::Any], shown),
    ]);

pub(super) const SHORT: Type = Type::new("java.lang.Short")
    .fields(&[
        ("MAX_VALUE", || Value::Int(i32::from(i16::MAX))),
        ("MIN_VALUE", || Value::Int(i32::from(i16::MIN))),
    ])
    .statics(&[
        method("parseShort", &[Param::Text], int_of),
        method("valueOf", &[Param::Any], int_of),
    ]);

pub(super) const BOOLEAN: Type = Type::new("java.lang.Boolean")
    .constructors(&[method("", &[Param::Any], bool_of)])
    .fields(&[
        ("TRUE", || Value::Bool(true)),
        ("FALSE", || Value::Bool(false)),
    ])
    .statics(&[
        method("parseBoolean", &[Param::Any], bool_of),
        method("valueOf", &[Param::Any], bool_of),
        method("toString", &[Param::Any], shown),
    ])
    .methods(&[
        method("booleanValue", &[], |_, this, _| Ok(this.clone())),
        method("toBoolean", &[], |_, this, _| Ok(this.clone())),
        method("and", &[Param::Any], |cx, this, args| {
            Ok(Value::Bool(cx.truth(this)? & cx.truth(args.get(0))?))
        }),
        method("or", &[Param::Any], |cx, this, args| {
            Ok(Value::Bool(cx.truth(this)? | cx.truth(args.get(0))?))
        }),
        method("xor", &[Param::Any], |cx, this, args| {
            Ok(Value::Bool(cx.truth(this)? ^ cx.truth(args.get(0))?))
        }),
        method("implies", &[Param::Any], |cx, this, args| {
            Ok(Value::Bool(!cx.truth(this)? | cx.truth(args.get(0))?))
        }),
        method("compareTo", &[Param::Bool], |cx, this, args| {
            Ok(Value::Int(
                i32::from(cx.truth(this)?) - i32::from(args.flag(0)),
            ))
        }),
        method("hashCode", &[], |cx, this, _| {
            Ok(Value::Int(if cx.truth(this)? { 1231 } else { 1237 }))
        }),
    ]);

/// `MathContext`: precision and rounding, which only decimals read.
pub(super) const MATH_CONTEXT: Type = Type::new("java.math.MathContext")
    .constructors(&[
        method("", &[Param::Int], |_, _, args| {
            Ok(context(args.int(0), None))
        }),
        method("", &[Param::Int, Param::Any], |_, _, args| {
            Ok(context(args.int(0), args.find(1)))
        }),
    ])
    .fields(&[
        ("DECIMAL32", || context(7, Some(&Value::Int(6)))),
        ("DECIMAL64", || context(16, Some(&Value::Int(6)))),
        ("DECIMAL128", || context(34, Some(&Value::Int(6)))),
        ("UNLIMITED", || context(0, None)),
    ]);

fn context(precision: i32, rounding: Option<&Value>) -> Value {
    let half_up = || constant::find(&["java.math.RoundingMode"], "HALF_UP").unwrap_or_default();
    Value::list([
        Value::Int(precision),
        rounding.cloned().unwrap_or_else(half_up),
    ])
}

fn shown(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    Ok(Value::Str(cx.to_text(args.get(0))?))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn shown_in_radix(_: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    Ok(Value::text(big::in_radix(
        &BigInt::from(args.long(0)),
        args.int(1),
    )))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn bits32(args: Args<'_>, show: fn(u32) -> String) -> Eval<Value> {
    Ok(Value::text(show(args.int(0).cast_unsigned())))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn bits64(args: Args<'_>, show: fn(u64) -> String) -> Eval<Value> {
    Ok(Value::text(show(args.long(0).cast_unsigned())))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn compare(_: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    Ok(Value::Int(args.long(0).cmp(&args.long(1)) as i32))
}

type Parse = fn(&mut Cx, &str, u32) -> Eval<Value>;

/// A number as it is, or a text that is one.
fn read(cx: &mut Cx, args: Args<'_>, of: fn(&Value) -> Value, parse: Parse) -> Eval<Value> {
    match args.get(0) {
        Value::Null => {
            let message = "Cannot parse null string";
            Err(cx.throw("java.lang.NumberFormatException", message))
        }
        Value::Str(_) | Value::GString(_) => {
            let text = args.text(cx, 0)?;
            let radix = args.find(1).map_or(10, |_| args.int(1));
            parse(cx, &text, u32::try_from(radix).unwrap_or_default())
        }
        other => Ok(of(other)),
    }
}

fn int_of(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    read(
        cx,
        args,
        |value| Value::Int(convert::int(value)),
        parse::int,
    )
}

fn long_of(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    read(
        cx,
        args,
        |value| Value::Long(convert::long(value)),
        parse::long,
    )
}

fn double_of(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let of = |value: &Value| Value::Double(convert::double(value));
    read(cx, args, of, |cx, text, _| parse::double(cx, text))
}

fn float_of(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, args.get(0))?;
    parse::float(cx, &text)
}

/// `0x1F`, `010`, `-5`.
fn decode(cx: &mut Cx, args: Args<'_>, parse: Parse) -> Eval<Value> {
    let text = args.text(cx, 0)?;
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    let hex = ["0x", "0X", "#"]
        .into_iter()
        .find_map(|prefix| rest.strip_prefix(prefix));
    let (digits, radix) = match (hex, rest.strip_prefix('0')) {
        (Some(digits), _) => (digits, 16),
        (None, Some(digits)) if !digits.is_empty() => (digits, 8),
        _ => (rest, 10),
    };
    parse(cx, &format!("{sign}{digits}"), radix)
}

fn bool_of(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    Ok(match args.get(0) {
        Value::Bool(value) => Value::Bool(*value),
        other => Value::Bool(text::of(cx, other)?.eq_ignore_ascii_case("true")),
    })
}
