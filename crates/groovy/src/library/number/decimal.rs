//! `java.math.BigDecimal`: digits and how many of them stand behind the point.

use std::sync::Arc;

use bigdecimal::BigDecimal;
use num_bigint::{BigInt, Sign};
use num_traits::{Signed, Zero};

use super::super::constant;
use super::super::table::{Args, Field, Param, Type, method};
use super::{convert, parse};
use crate::ast::BinaryOp;
use crate::run::{Cx, Eval, Unwind};
use crate::value::Value;

pub(super) const TYPE: Type = Type::new("java.math.BigDecimal")
    .constructors(&[
        method("", &[Param::Text], |cx, _, args| {
            let text = args.text(cx, 0)?;
            parse::decimal(cx, &text)
        }),
        method("", &[Param::Number], |_, _, args| Ok(exact(args.get(0)))),
    ])
    .statics(&[method("valueOf", &[Param::Number], |_, _, args| {
        Ok(value(convert::decimal(args.get(0))))
    })])
    .fields(FIELDS)
    .methods(&[
        method("scale", &[], |cx, this, _| {
            let (_, scale) = parts(this);
            i32::try_from(scale)
                .map(Value::Int)
                .map_err(|_| overflow(cx))
        }),
        method("precision", &[], |_, this, _| {
            Ok(super::super::text::int(precision(&parts(this).0)))
        }),
        method("unscaledValue", &[], |_, this, _| {
            Ok(Value::Big(Arc::new(parts(this).0)))
        }),
        method("setScale", &[Param::Int], set_scale),
        method("setScale", &[Param::Int, Param::Any], set_scale),
        method("round", &[Param::Any], round),
        method("round", &[], |cx, _, _| {
            let message = "Cannot read field \"precision\" because \"mc\" is null";
            Err(cx.throw("java.lang.NullPointerException", message))
        }),
        method("stripTrailingZeros", &[], |_, this, _| Ok(stripped(this))),
        method("toPlainString", &[], |_, this, _| {
            Ok(Value::text(plain(this)))
        }),
        method("add", &[Param::Number], |cx, this, args| {
            operate(cx, BinaryOp::Add, this, args)
        }),
        method("subtract", &[Param::Number], |cx, this, args| {
            operate(cx, BinaryOp::Sub, this, args)
        }),
        method("negate", &[], |cx, this, _| cx.negate(this)),
        method("divide", &[Param::Number], divide_exactly),
        method("divide", &[Param::Number, Param::Any], divide),
        method("divide", &[Param::Number, Param::Int, Param::Any], divide),
        method("remainder", &[Param::Number], remainder),
        method("pow", &[Param::Int], |cx, this, args| {
            operate(cx, BinaryOp::Power, this, args)
        }),
        method("movePointLeft", &[Param::Int], |_, this, args| {
            Ok(moved(this, i64::from(args.int(0))))
        }),
        method("movePointRight", &[Param::Int], |_, this, args| {
            Ok(moved(this, -i64::from(args.int(0))))
        }),
    ]);

const FIELDS: &[Field] = &[
    ("ZERO", || of(0)),
    ("ONE", || of(1)),
    ("TEN", || of(10)),
    ("ROUND_UP", || Value::Int(0)),
    ("ROUND_DOWN", || Value::Int(1)),
    ("ROUND_CEILING", || Value::Int(2)),
    ("ROUND_FLOOR", || Value::Int(3)),
    ("ROUND_HALF_UP", || Value::Int(4)),
    ("ROUND_HALF_DOWN", || Value::Int(5)),
    ("ROUND_HALF_EVEN", || Value::Int(6)),
    ("ROUND_UNNECESSARY", || Value::Int(7)),
];

/// Digits that a number may get by an argument.
const MOST_DIGITS: i64 = 100_000;

fn of(number: i32) -> Value {
    value(BigDecimal::from(number))
}

fn value(value: BigDecimal) -> Value {
    Value::Decimal(Arc::new(value))
}

fn parts(this: &Value) -> (BigInt, i64) {
    convert::decimal(this).as_bigint_and_exponent()
}

fn overflow(cx: &mut Cx) -> Unwind {
    cx.throw("java.lang.ArithmeticException", "Overflow")
}

fn operate(cx: &mut Cx, op: BinaryOp, this: &Value, args: Args<'_>) -> Eval<Value> {
    cx.operate(op, this, args.get(0))
}

/// A double as it is, with all its digits.
fn exact(number: &Value) -> Value {
    let whole = match number {
        Value::Double(double) => BigDecimal::try_from(*double).ok(),
        Value::Float(float) => BigDecimal::try_from(*float).ok(),
        _ => None,
    };
    value(whole.unwrap_or_else(|| convert::decimal(number)))
}

fn precision(digits: &BigInt) -> usize {
    digits.abs().to_string().len()
}

fn ten(power: u64) -> BigInt {
    BigInt::from(10).pow(u32::try_from(power).unwrap_or(u32::MAX))
}

/// Digits with the point moved to the right, without what is then behind it.
pub(super) fn shifted(digits: &BigInt, by: i64) -> BigInt {
    let factor = ten(by.unsigned_abs().min(MOST_DIGITS.unsigned_abs()));
    if by < 0 {
        digits / factor
    } else {
        digits * factor
    }
}

/// How digits are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Rounding {
    Up,
    Down,
    Ceiling,
    Floor,
    HalfUp,
    HalfDown,
    HalfEven,
    Unnecessary,
}

impl Rounding {
    const ALL: [Self; 8] = [
        Self::Up,
        Self::Down,
        Self::Ceiling,
        Self::Floor,
        Self::HalfUp,
        Self::HalfDown,
        Self::HalfEven,
        Self::Unnecessary,
    ];

    /// Of a `RoundingMode`, or of a constant of `BigDecimal`.
    fn of(value: &Value) -> Self {
        let place = match value {
            Value::Int(place) => usize::try_from(*place).ok(),
            other => constant::ordinal(other, "java.math.RoundingMode"),
        };
        let known = place.and_then(|place| Self::ALL.get(place));
        known.copied().unwrap_or(Self::Unnecessary)
    }

    /// Whether the digit before the cut goes one away from zero. `odd`: whether it is odd.
    fn away(self, sign: Sign, half: std::cmp::Ordering, odd: bool) -> bool {
        match self {
            Self::Up | Self::Unnecessary => true,
            Self::Down => false,
            Self::Ceiling => sign == Sign::Plus,
            Self::Floor => sign == Sign::Minus,
            Self::HalfUp => half.is_ge(),
            Self::HalfDown => half.is_gt(),
            Self::HalfEven => half.is_gt() || half.is_eq() && odd,
        }
    }
}

/// A quotient of whole numbers. None: it must not be rounded, and would have to be.
fn quotient(a: &BigInt, b: &BigInt, rounding: Rounding) -> Option<BigInt> {
    let (quotient, rest) = (a / b, a % b);
    if rest.is_zero() {
        return Some(quotient);
    }
    if rounding == Rounding::Unnecessary {
        return None;
    }
    let sign = if a.sign() == b.sign() {
        Sign::Plus
    } else {
        Sign::Minus
    };
    let half = (rest.abs() * 2_u8).cmp(&b.abs());
    let step = i32::from(rounding.away(sign, half, quotient.bit(0)));
    Some(if sign == Sign::Plus {
        quotient + step
    } else {
        quotient - step
    })
}

/// A number with another scale.
pub(in super::super) fn rescaled(
    number: &BigDecimal,
    scale: i64,
    rounding: Rounding,
) -> Option<BigDecimal> {
    let (digits, own) = number.as_bigint_and_exponent();
    let digits = if scale >= own {
        digits * ten(scale.abs_diff(own))
    } else {
        quotient(&digits, &ten(scale.abs_diff(own)), rounding)?
    };
    Some(BigDecimal::new(digits, scale))
}

fn necessary(cx: &mut Cx) -> Unwind {
    cx.throw("java.lang.ArithmeticException", "Rounding necessary")
}

fn checked_scale(cx: &mut Cx, scale: i64) -> Eval<i64> {
    if scale.abs() > MOST_DIGITS {
        return Err(cx.fault("a decimal number has too many digits"));
    }
    Ok(scale)
}

fn set_scale(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let scale = checked_scale(cx, i64::from(args.int(0)))?;
    let number = convert::decimal(this);
    let (_, own) = number.as_bigint_and_exponent();
    checked_scale(cx, own.saturating_sub(scale))?;
    let done = rescaled(&number, scale, Rounding::of(args.get(1)));
    done.map(value).ok_or_else(|| necessary(cx))
}

/// `round(new MathContext(3))`, which here is a list of precision and rounding; of a number it is the scale.
fn round(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let number = convert::decimal(this);
    let (wanted, rounding) = match args.list(0).map(|list| list.items.lock().clone()) {
        Some(context) => (Args(&context).long(0), Rounding::of(Args(&context).get(1))),
        None => return set_scale(cx, this, Args(&[args.get(0).clone(), Value::Int(4)])),
    };
    let (digits, scale) = number.as_bigint_and_exponent();
    let surplus = i64::try_from(precision(&digits)).unwrap_or(i64::MAX) - wanted;
    if wanted == 0 || surplus <= 0 {
        return Ok(this.clone());
    }
    rescaled(&number, scale - surplus, rounding)
        .map(value)
        .ok_or_else(|| necessary(cx))
}

fn stripped(this: &Value) -> Value {
    let (mut digits, mut scale) = parts(this);
    if digits.is_zero() {
        return of(0);
    }
    while (&digits % 10_u8).is_zero() {
        digits /= 10_u8;
        scale -= 1;
    }
    value(BigDecimal::new(digits, scale))
}

/// Without an exponent.
pub(in super::super) fn plain(this: &Value) -> String {
    let (digits, scale) = parts(this);
    if scale <= 0 {
        return shifted(&digits, -scale).to_string();
    }
    let places = usize::try_from(scale).unwrap_or_default();
    let sign = if digits.is_negative() { "-" } else { "" };
    let text = format!("{:0>width$}", digits.abs().to_string(), width = places + 1);
    let (before, behind) = text.split_at(text.len() - places);
    format!("{sign}{before}.{behind}")
}

fn moved(this: &Value, by: i64) -> Value {
    let (digits, scale) = parts(this);
    let moved = BigDecimal::new(digits, scale + by);
    let plain = if scale + by < 0 {
        rescaled(&moved, 0, Rounding::Down)
    } else {
        None
    };
    value(plain.unwrap_or(moved))
}

fn checked_divisor(cx: &mut Cx, args: Args<'_>) -> Eval<BigDecimal> {
    let divisor = convert::decimal(args.get(0));
    if divisor.is_zero() {
        return Err(cx.throw("java.lang.ArithmeticException", "Division by zero"));
    }
    Ok(divisor)
}

/// `divide(divisor[, scale], rounding)`.
fn divide(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let divisor = checked_divisor(cx, args)?;
    if let Some(context) = args.list(1) {
        let context = context.items.lock().clone();
        return divide_to_precision(cx, this, &divisor, Args(&context));
    }
    let (scale, rounding) = match args.find(2) {
        Some(rounding) => (i64::from(args.int(1)), Rounding::of(rounding)),
        None => (parts(this).1, Rounding::of(args.get(1))),
    };
    let scale = checked_scale(cx, scale)?;
    divided(this, &divisor, scale, rounding)
        .map(value)
        .ok_or_else(|| necessary(cx))
}

fn divided(
    this: &Value,
    divisor: &BigDecimal,
    scale: i64,
    rounding: Rounding,
) -> Option<BigDecimal> {
    let (a, a_scale) = parts(this);
    let (b, b_scale) = divisor.as_bigint_and_exponent();
    let shift = scale - a_scale + b_scale;
    let (a, b) = if shift >= 0 {
        (a * ten(shift.unsigned_abs()), b)
    } else {
        (a, b * ten(shift.unsigned_abs()))
    };
    Some(BigDecimal::new(quotient(&a, &b, rounding)?, scale))
}

fn divide_to_precision(
    cx: &mut Cx,
    this: &Value,
    divisor: &BigDecimal,
    context: Args<'_>,
) -> Eval<Value> {
    let wanted = checked_scale(cx, context.long(0))?;
    let rough = divided(this, divisor, wanted + 30, Rounding::Down).map_or(Value::Null, value);
    let context = Value::list([context.get(0).clone(), context.get(1).clone()]);
    let rounded = round(cx, &rough, Args(&[context]))?;
    Ok(stripped(&rounded))
}

/// Only where the quotient ends.
fn divide_exactly(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    checked_divisor(cx, args)?;
    let done = cx.operate(BinaryOp::Div, this, args.get(0))?;
    let back = cx.operate(BinaryOp::Mul, &done, args.get(0))?;
    if convert::decimal(&back) != convert::decimal(this) {
        let message = "Non-terminating decimal expansion; no exact representable decimal result.";
        return Err(cx.throw("java.lang.ArithmeticException", message));
    }
    Ok(done)
}

fn remainder(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let divisor = checked_divisor(cx, args)?;
    Ok(value(convert::decimal(this) % divisor))
}
