//! `java.lang.Math`.

use super::super::table::{Args, Field, Method, Param, Type, method};
use super::convert::{double, long};
use super::methods::abs;
use crate::ast::BinaryOp;
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const MATH: Type = Type::new("java.lang.Math").statics(METHODS).fields(FIELDS);
pub(super) const STRICT: Type = Type::new("java.lang.StrictMath")
    .statics(METHODS)
    .fields(FIELDS);

const FIELDS: &[Field] = &[
    ("PI", || Value::Double(std::f64::consts::PI)),
    ("E", || Value::Double(std::f64::consts::E)),
];

const METHODS: &[Method] = &[
    method("abs", &[Param::Number], |_, _, args| {
        Ok(abs(&narrow(args.get(0))))
    }),
    method("max", &[Param::Number, Param::Number], |cx, _, args| {
        wider(cx, args, |cx, a, b| Ok(cx.compare(a, b)?.is_ge()))
    }),
    method("min", &[Param::Number, Param::Number], |cx, _, args| {
        wider(cx, args, |cx, a, b| Ok(cx.compare(a, b)?.is_le()))
    }),
    method("round", &[Param::Number], |_, _, args| {
        Ok(rounded(args.get(0)))
    }),
    method("random", &[], |cx, _, _| {
        Ok(Value::Double(super::super::random::unit(cx)))
    }),
    method("floor", &[Param::Double], |_, _, args| {
        map(args, f64::floor)
    }),
    method("ceil", &[Param::Double], |_, _, args| map(args, f64::ceil)),
    method("rint", &[Param::Double], |_, _, args| {
        map(args, f64::round_ties_even)
    }),
    method("sqrt", &[Param::Double], |_, _, args| map(args, f64::sqrt)),
    method("cbrt", &[Param::Double], |_, _, args| map(args, f64::cbrt)),
    method("exp", &[Param::Double], |_, _, args| map(args, f64::exp)),
    method("log", &[Param::Double], |_, _, args| map(args, f64::ln)),
    method("log10", &[Param::Double], |_, _, args| {
        map(args, f64::log10)
    }),
    method("sin", &[Param::Double], |_, _, args| map(args, f64::sin)),
    method("cos", &[Param::Double], |_, _, args| map(args, f64::cos)),
    method("tan", &[Param::Double], |_, _, args| map(args, f64::tan)),
    method("asin", &[Param::Double], |_, _, args| map(args, f64::asin)),
    method("acos", &[Param::Double], |_, _, args| map(args, f64::acos)),
    method("atan", &[Param::Double], |_, _, args| map(args, f64::atan)),
    method("toDegrees", &[Param::Double], |_, _, args| {
        map(args, f64::to_degrees)
    }),
    method("toRadians", &[Param::Double], |_, _, args| {
        map(args, f64::to_radians)
    }),
    method("signum", &[Param::Double], |_, _, args| {
        map(args, |x| {
            if x == 0.0 || x.is_nan() {
                x
            } else {
                x.signum()
            }
        })
    }),
    method("pow", &[Param::Double, Param::Double], |_, _, args| {
        map2(args, f64::powf)
    }),
    method("hypot", &[Param::Double, Param::Double], |_, _, args| {
        map2(args, f64::hypot)
    }),
    method("atan2", &[Param::Double, Param::Double], |_, _, args| {
        map2(args, f64::atan2)
    }),
    method("floorDiv", &[Param::Long, Param::Long], |cx, _, args| {
        divided(cx, args, |a, b| {
            a.wrapping_div_euclid(b) - i64::from(b < 0 && a.rem_euclid(b) != 0)
        })
    }),
    method("floorMod", &[Param::Long, Param::Long], |cx, _, args| {
        divided(cx, args, |a, b| ((a % b) + b) % b)
    }),
    method("addExact", &[Param::Long, Param::Long], |cx, _, args| {
        exact(cx, args, i64::checked_add)
    }),
    method(
        "subtractExact",
        &[Param::Long, Param::Long],
        |cx, _, args| exact(cx, args, i64::checked_sub),
    ),
    method(
        "multiplyExact",
        &[Param::Long, Param::Long],
        |cx, _, args| exact(cx, args, i64::checked_mul),
    ),
    method("toIntExact", &[Param::Long], |cx, _, args| {
        i32::try_from(args.long(0))
            .map(Value::Int)
            .map_err(|_| cx.throw("java.lang.ArithmeticException", "integer overflow"))
    }),
];

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn map(args: Args<'_>, work: fn(f64) -> f64) -> Eval<Value> {
    Ok(Value::Double(work(double(args.get(0)))))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn map2(args: Args<'_>, work: fn(f64, f64) -> f64) -> Eval<Value> {
    Ok(Value::Double(work(
        double(args.get(0)),
        double(args.get(1)),
    )))
}

/// `Math` knows no decimals: they become doubles.
fn narrow(value: &Value) -> Value {
    match value {
        Value::Decimal(_) | Value::Big(_) => Value::Double(double(value)),
        other => other.clone(),
    }
}

/// One of two, as the wider kind of both.
fn wider(
    cx: &mut Cx,
    args: Args<'_>,
    first: fn(&mut Cx, &Value, &Value) -> Eval<bool>,
) -> Eval<Value> {
    let (a, b) = (narrow(args.get(0)), narrow(args.get(1)));
    let (one, other) = if first(cx, &a, &b)? { (a, b) } else { (b, a) };
    match other {
        Value::Double(_) => Ok(Value::Double(double(&one))),
        other => {
            // Adding nothing of the other's kind widens.
            let nothing = cx.operate(BinaryOp::Sub, &other, &other)?;
            cx.operate(BinaryOp::Add, &one, &nothing)
        }
    }
}

/// To the nearest whole number, halves up.
pub(super) fn rounded(value: &Value) -> Value {
    match value {
        Value::Int(_) | Value::Long(_) => value.clone(),
        #[expect(clippy::cast_possible_truncation, reason = "as Java's round")]
        Value::Float(float) => Value::Int((float + 0.5).floor() as i32),
        #[expect(clippy::cast_possible_truncation, reason = "as Java's round")]
        other => Value::Long((double(other) + 0.5).floor() as i64),
    }
}

/// Of ints an int, of longs a long.
fn like(args: Args<'_>, value: i64) -> Option<Value> {
    match (args.get(0), args.get(1)) {
        (Value::Int(_), Value::Int(_)) => i32::try_from(value).ok().map(Value::Int),
        _ => Some(Value::Long(value)),
    }
}

fn divided(cx: &mut Cx, args: Args<'_>, work: fn(i64, i64) -> i64) -> Eval<Value> {
    let (a, b) = (long(args.get(0)), long(args.get(1)));
    if b == 0 {
        return Err(cx.throw("java.lang.ArithmeticException", "/ by zero"));
    }
    Ok(like(args, work(a, b)).unwrap_or_default())
}

fn exact(cx: &mut Cx, args: Args<'_>, work: fn(i64, i64) -> Option<i64>) -> Eval<Value> {
    let done = work(args.long(0), args.long(1)).and_then(|value| like(args, value));
    done.ok_or_else(|| {
        let ints = matches!((args.get(0), args.get(1)), (Value::Int(_), Value::Int(_)));
        let kind = if ints { "integer" } else { "long" };
        cx.throw("java.lang.ArithmeticException", format!("{kind} overflow"))
    })
}
