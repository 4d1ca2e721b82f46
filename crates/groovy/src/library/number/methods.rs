//! What every number can do.

use std::sync::Arc;

use num_traits::Signed;

use super::super::hash;
use super::super::table::{Args, Param, Type, method};
use super::convert;
use crate::ast::BinaryOp;
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPE: Type = Type::new("java.lang.Number").methods(&[
    method("plus", &[Param::Number], |cx, this, args| {
        operate(cx, BinaryOp::Add, this, args)
    }),
    method("plus", &[Param::Text], |cx, this, args| {
        let (a, b) = (cx.to_text(this)?, args.text(cx, 0)?);
        Ok(Value::text(format!("{a}{b}")))
    }),
    method("minus", &[Param::Number], |cx, this, args| {
        operate(cx, BinaryOp::Sub, this, args)
    }),
    method("multiply", &[Param::Number], |cx, this, args| {
        operate(cx, BinaryOp::Mul, this, args)
    }),
    method("div", &[Param::Number], |cx, this, args| {
        operate(cx, BinaryOp::Div, this, args)
    }),
    method("mod", &[Param::Number], |cx, this, args| {
        operate(cx, BinaryOp::Rem, this, args)
    }),
    method("power", &[Param::Number], |cx, this, args| {
        operate(cx, BinaryOp::Power, this, args)
    }),
    method("and", &[Param::Number], |cx, this, args| {
        operate(cx, BinaryOp::BitAnd, this, args)
    }),
    method("or", &[Param::Number], |cx, this, args| {
        operate(cx, BinaryOp::BitOr, this, args)
    }),
    method("xor", &[Param::Number], |cx, this, args| {
        operate(cx, BinaryOp::BitXor, this, args)
    }),
    method("leftShift", &[Param::Number], |cx, this, args| {
        operate(cx, BinaryOp::ShiftLeft, this, args)
    }),
    method("rightShift", &[Param::Number], |cx, this, args| {
        operate(cx, BinaryOp::ShiftRight, this, args)
    }),
    method("rightShiftUnsigned", &[Param::Number], |cx, this, args| {
        operate(cx, BinaryOp::ShiftRightUnsigned, this, args)
    }),
    method("bitwiseNegate", &[], |cx, this, _| {
        let minus = cx.negate(this)?;
        cx.operate(BinaryOp::Sub, &minus, &Value::Int(1))
    }),
    method("unaryMinus", &[], |cx, this, _| cx.negate(this)),
    method("unaryPlus", &[], |_, this, _| Ok(this.clone())),
    method("next", &[], |cx, this, _| {
        cx.operate(BinaryOp::Add, this, &Value::Int(1))
    }),
    method("previous", &[], |cx, this, _| {
        cx.operate(BinaryOp::Sub, this, &Value::Int(1))
    }),
    method("compareTo", &[Param::Any], |cx, this, args| {
        operate(cx, BinaryOp::Compare, this, args)
    }),
    method("isCase", &[Param::Number], |cx, this, args| {
        cx.equals(this, args.get(0)).map(Value::Bool)
    }),
    method("intdiv", &[Param::Number], intdiv),
    method("abs", &[], |_, this, _| Ok(abs(this))),
    method("signum", &[], |_, this, _| {
        Ok(Value::Int(match convert::double(this) {
            n if n > 0.0 => 1,
            n if n < 0.0 => -1,
            _ => 0,
        }))
    }),
    method("round", &[], round),
    method("round", &[Param::Int], round_to),
    method("trunc", &[], trunc),
    method("trunc", &[Param::Int], trunc),
    method("hashCode", &[], |_, this, _| {
        Ok(Value::Int(hash::hash_code(this)))
    }),
    method("times", &[Param::Closure], times),
    method("upto", &[Param::Number, Param::Closure], upto),
    method("downto", &[Param::Number, Param::Closure], downto),
    method(
        "step",
        &[Param::Number, Param::Number, Param::Closure],
        step,
    ),
]);

fn operate(cx: &mut Cx, op: BinaryOp, this: &Value, args: Args<'_>) -> Eval<Value> {
    if args.get(0).is_null() {
        let class = super::super::class_name(this).to_owned();
        let message = format!(
            "Ambiguous method overloading for method {class}#{}.\nCannot resolve which method to invoke for [null]",
            name_of(op)
        );
        return Err(cx.throw("groovy.lang.GroovyRuntimeException", message));
    }
    cx.operate(op, this, args.get(0))
}

fn name_of(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "plus",
        BinaryOp::Sub => "minus",
        BinaryOp::Mul => "multiply",
        BinaryOp::Div => "div",
        BinaryOp::Rem => "mod",
        BinaryOp::Power => "power",
        BinaryOp::Compare => "compareTo",
        BinaryOp::ShiftLeft => "leftShift",
        BinaryOp::ShiftRight => "rightShift",
        BinaryOp::BitAnd => "and",
        BinaryOp::BitOr => "or",
        _ => "xor",
    }
}

fn intdiv(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let other = args.get(0);
    for number in [this, other] {
        if matches!(
            number,
            Value::Decimal(_) | Value::Double(_) | Value::Float(_)
        ) {
            let class = super::super::class_name(number).to_owned();
            let text = cx.to_text(number)?;
            let message =
                format!("Cannot use intdiv() on this number type: {class} with value: {text}");
            return Err(cx.throw("java.lang.UnsupportedOperationException", message));
        }
    }
    if convert::long(other) == 0 {
        return Err(cx.throw("java.lang.ArithmeticException", "/ by zero"));
    }
    Ok(match (this, other) {
        (Value::Int(a), Value::Int(b)) => Value::Int(a.wrapping_div(*b)),
        (Value::Big(_), _) | (_, Value::Big(_)) => {
            Value::Big(Arc::new(convert::whole(this) / convert::whole(other)))
        }
        _ => Value::Long(convert::long(this).wrapping_div(convert::long(other))),
    })
}

/// Without its sign.
pub(super) fn abs(this: &Value) -> Value {
    match this {
        Value::Int(value) => Value::Int(value.wrapping_abs()),
        Value::Long(value) => Value::Long(value.wrapping_abs()),
        Value::Big(value) => Value::Big(Arc::new(value.abs())),
        Value::Decimal(value) => Value::Decimal(Arc::new(value.abs())),
        Value::Float(value) => Value::Float(value.abs()),
        Value::Double(value) => Value::Double(value.abs()),
        other => other.clone(),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn round(_: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    Ok(super::math::rounded(this))
}

fn ten(places: i32) -> f64 {
    10_f64.powi(places)
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn round_to(_: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let scale = ten(args.int(0));
    let value = (convert::double(this) * scale + 0.5).floor() / scale;
    Ok(like(this, value))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn trunc(_: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let scale = ten(args.int(0));
    Ok(like(this, (convert::double(this) * scale).trunc() / scale))
}

/// As a float where the other is one, else a double.
fn like(this: &Value, value: f64) -> Value {
    match this {
        #[expect(clippy::cast_possible_truncation, reason = "as Java's (float)")]
        Value::Float(_) => Value::Float(value as f32),
        _ => Value::Double(value),
    }
}

fn times(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    for turn in 0..convert::int(this) {
        cx.call(args.get(0), &[Value::Int(turn)])?;
    }
    Ok(Value::Null)
}

fn wrong_way(cx: &mut Cx, this: &Value, to: &Value, words: [&str; 2]) -> Eval<Value> {
    let (from, to) = (cx.to_text(this)?, cx.to_text(to)?);
    let [name, relation] = words;
    let message = format!(
        "The argument ({to}) to {name}() cannot be {relation} than the value ({from}) it's called on."
    );
    Err(cx.throw("groovy.lang.GroovyRuntimeException", message))
}

fn upto(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    if cx.compare(args.get(0), this)?.is_lt() {
        return wrong_way(cx, this, args.get(0), ["upto", "less"]);
    }
    walk(cx, this, args, &Value::Int(1))
}

fn downto(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    if cx.compare(args.get(0), this)?.is_gt() {
        return wrong_way(cx, this, args.get(0), ["downto", "greater"]);
    }
    walk(cx, this, args, &Value::Int(-1))
}

fn walk(cx: &mut Cx, this: &Value, args: Args<'_>, by: &Value) -> Eval<Value> {
    let down = convert::double(by) < 0.0;
    let mut at = this.clone();
    loop {
        let order = cx.compare(&at, args.get(0))?;
        if if down { order.is_lt() } else { order.is_gt() } {
            return Ok(Value::Null);
        }
        cx.call(args.last(), std::slice::from_ref(&at))?;
        at = cx.operate(BinaryOp::Add, &at, by)?;
    }
}

/// Up to the end, but without it.
fn step(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let by = args.get(1);
    if convert::double(by) == 0.0 {
        let (from, to) = (cx.to_text(this)?, cx.to_text(args.get(0))?);
        let message = format!("Infinite loop in {from}.step({to}, 0)");
        return Err(cx.throw("groovy.lang.GroovyRuntimeException", message));
    }
    let down = convert::double(by) < 0.0;
    let mut at = this.clone();
    loop {
        let order = cx.compare(&at, args.get(0))?;
        if if down { order.is_le() } else { order.is_ge() } {
            return Ok(Value::Null);
        }
        cx.call(args.get(2), std::slice::from_ref(&at))?;
        at = cx.operate(BinaryOp::Add, &at, by)?;
    }
}
