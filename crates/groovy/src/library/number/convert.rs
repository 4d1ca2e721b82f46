//! Numbers as other kinds of numbers.

use std::sync::Arc;

use bigdecimal::BigDecimal;
use num_bigint::BigInt;
use num_traits::{FromPrimitive, ToPrimitive, Zero};

use super::super::table::{Method, method};
use crate::run::{Cx, Eval, arithmetic};
use crate::value::Value;

pub(super) const METHODS: &[Method] = &[
    method("toInteger", &[], |_, this, _| Ok(Value::Int(int(this)))),
    method("intValue", &[], |_, this, _| Ok(Value::Int(int(this)))),
    method("shortValue", &[], |_, this, _| {
        Ok(Value::Int(i32::from(low16(this))))
    }),
    method("byteValue", &[], |_, this, _| {
        Ok(Value::Int(i32::from(low8(this))))
    }),
    method("toLong", &[], |_, this, _| Ok(Value::Long(long(this)))),
    method("longValue", &[], |_, this, _| Ok(Value::Long(long(this)))),
    method("toBigInteger", &[], |_, this, _| {
        Ok(Value::Big(Arc::new(whole(this))))
    }),
    method("toBigDecimal", &[], |_, this, _| Ok(decimal_value(this))),
    method("toDouble", &[], |_, this, _| {
        Ok(Value::Double(double(this)))
    }),
    method("doubleValue", &[], |_, this, _| {
        Ok(Value::Double(double(this)))
    }),
    method("toFloat", &[], |_, this, _| Ok(Value::Float(float(this)))),
    method("floatValue", &[], |_, this, _| {
        Ok(Value::Float(float(this)))
    }),
    method("intValueExact", &[], |cx, this, _| {
        exact(cx, this, i32::from_bigint, Value::Int)
    }),
    method("longValueExact", &[], |cx, this, _| {
        exact(cx, this, i64::from_bigint, Value::Long)
    }),
    method("isNaN", &[], |_, this, _| {
        Ok(Value::Bool(double(this).is_nan()))
    }),
    method("isInfinite", &[], |_, this, _| {
        Ok(Value::Bool(double(this).is_infinite()))
    }),
];

/// What tells whether a whole number fits a kind.
trait FromBig: Sized {
    fn from_bigint(value: &BigInt) -> Option<Self>;
}

impl FromBig for i32 {
    fn from_bigint(value: &BigInt) -> Option<Self> {
        value.to_i32()
    }
}

impl FromBig for i64 {
    fn from_bigint(value: &BigInt) -> Option<Self> {
        value.to_i64()
    }
}

fn exact<T>(
    cx: &mut Cx,
    this: &Value,
    fit: fn(&BigInt) -> Option<T>,
    value: fn(T) -> Value,
) -> Eval<Value> {
    match fit(&whole(this)) {
        Some(fitting) => Ok(value(fitting)),
        None => Err(cx.throw("java.lang.ArithmeticException", "Overflow")),
    }
}

/// As a double.
pub(in super::super) fn double(value: &Value) -> f64 {
    arithmetic::double(value).unwrap_or(f64::NAN)
}

fn float(value: &Value) -> f32 {
    match value {
        Value::Float(value) => *value,
        other => double(other).to_f32().unwrap_or(f32::NAN),
    }
}

/// As a decimal; what is not a number as 0.
pub(in super::super) fn decimal(value: &Value) -> BigDecimal {
    arithmetic::decimal(value).unwrap_or_default()
}

fn decimal_value(value: &Value) -> Value {
    Value::Decimal(Arc::new(decimal(value)))
}

/// Without what is behind the point.
pub(in super::super) fn whole(value: &Value) -> BigInt {
    match value {
        Value::Float(value) => BigInt::from_f32(value.trunc()).unwrap_or_default(),
        Value::Double(value) => BigInt::from_f64(value.trunc()).unwrap_or_default(),
        Value::Decimal(value) => {
            let (digits, scale) = value.as_bigint_and_exponent();
            super::decimal::shifted(&digits, -scale)
        }
        other => arithmetic::big(other).unwrap_or_else(BigInt::zero),
    }
}

/// As an `int`: the low bits, but of doubles the nearest.
pub(in super::super) fn int(value: &Value) -> i32 {
    match value {
        Value::Int(value) => *value,
        Value::Float(_) | Value::Double(_) => {
            i32::try_from(long(value)).unwrap_or(if long(value) < 0 { i32::MIN } else { i32::MAX })
        }
        other => low(&whole(other), 4)
            .try_into()
            .map_or(0, i32::from_le_bytes),
    }
}

/// As a `long`: the low bits, but of doubles the nearest.
pub(in super::super) fn long(value: &Value) -> i64 {
    match value {
        Value::Int(value) => i64::from(*value),
        Value::Long(value) => *value,
        #[expect(clippy::cast_possible_truncation, reason = "as Java's (long)")]
        Value::Float(_) | Value::Double(_) => double(value) as i64,
        other => low(&whole(other), 8)
            .try_into()
            .map_or(0, i64::from_le_bytes),
    }
}

fn low16(value: &Value) -> i16 {
    low(&whole(value), 2)
        .try_into()
        .map_or(0, i16::from_le_bytes)
}

fn low8(value: &Value) -> i8 {
    low(&whole(value), 1)
        .try_into()
        .map_or(0, i8::from_le_bytes)
}

/// The low bytes of a number in two's complement.
fn low(value: &BigInt, count: usize) -> Vec<u8> {
    let mut bytes = value.to_signed_bytes_le();
    let fill = if value.sign() == num_bigint::Sign::Minus {
        0xFF
    } else {
        0
    };
    bytes.resize(count.max(bytes.len()), fill);
    bytes.truncate(count);
    bytes
}
