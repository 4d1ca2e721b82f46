//! Numbers: the wider of two kinds decides, and `/` of whole numbers is a decimal.

use std::sync::Arc;

use bigdecimal::BigDecimal;
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};

use super::binary::is_number;
use super::{Cx, Eval, decimals};
use crate::ast::BinaryOp;
use crate::value::Value;

/// How many bits a whole number may have.
const MAX_BITS: u64 = 4_000_000;

/// Both operands as the kind in which it is computed.
enum Pair {
    Int(i32, i32),
    Long(i64, i64),
    Big(BigInt, BigInt),
    Decimal(BigDecimal, BigDecimal),
    Double(f64, f64),
}

impl Cx {
    /// An operator between two numbers.
    pub(crate) fn arithmetic(&mut self, op: BinaryOp, a: &Value, b: &Value) -> Eval<Value> {
        match op {
            BinaryOp::Power => self.power(a, b),
            BinaryOp::Div => self.divide(a, b),
            BinaryOp::ShiftLeft | BinaryOp::ShiftRight | BinaryOp::ShiftRightUnsigned => {
                self.shift(op, a, b)
            }
            _ => match pair(a, b) {
                Pair::Int(x, y) => self.ints(op, x, y),
                Pair::Long(x, y) => self.longs(op, x, y),
                Pair::Big(x, y) => self.bigs(op, &x, &y),
                Pair::Decimal(x, y) => self.decimals(op, &x, &y),
                Pair::Double(x, y) => self.doubles(op, x, y),
            },
        }
    }

    fn ints(&mut self, op: BinaryOp, x: i32, y: i32) -> Eval<Value> {
        Ok(Value::Int(match op {
            BinaryOp::Add => x.wrapping_add(y),
            BinaryOp::Sub => x.wrapping_sub(y),
            BinaryOp::Mul => x.wrapping_mul(y),
            BinaryOp::Rem if y == 0 => return Err(self.by_zero("/ by zero")),
            BinaryOp::Rem => x.wrapping_rem(y),
            BinaryOp::BitAnd => x & y,
            BinaryOp::BitOr => x | y,
            _ => x ^ y,
        }))
    }

    fn longs(&mut self, op: BinaryOp, x: i64, y: i64) -> Eval<Value> {
        Ok(Value::Long(match op {
            BinaryOp::Add => x.wrapping_add(y),
            BinaryOp::Sub => x.wrapping_sub(y),
            BinaryOp::Mul => x.wrapping_mul(y),
            BinaryOp::Rem if y == 0 => return Err(self.by_zero("/ by zero")),
            BinaryOp::Rem => x.wrapping_rem(y),
            BinaryOp::BitAnd => x & y,
            BinaryOp::BitOr => x | y,
            _ => x ^ y,
        }))
    }

    fn bigs(&mut self, op: BinaryOp, x: &BigInt, y: &BigInt) -> Eval<Value> {
        let value = match op {
            BinaryOp::Add => x + y,
            BinaryOp::Sub => x - y,
            BinaryOp::Mul => {
                self.room(x.bits() + y.bits())?;
                x * y
            }
            BinaryOp::Rem if !y.is_positive() => {
                return Err(self.by_zero("BigInteger: modulus not positive"));
            }
            BinaryOp::Rem => ((x % y) + y) % y,
            BinaryOp::BitAnd => x & y,
            BinaryOp::BitOr => x | y,
            _ => x ^ y,
        };
        Ok(Value::Big(Arc::new(value)))
    }

    fn decimals(&mut self, op: BinaryOp, x: &BigDecimal, y: &BigDecimal) -> Eval<Value> {
        if decimals::is_far(x, y) {
            return Err(self.fault("a decimal number has too many digits"));
        }
        let value = match op {
            BinaryOp::Add => decimals::add(x, y),
            BinaryOp::Sub => decimals::sub(x, y),
            BinaryOp::Mul => {
                let bits = |value: &BigDecimal| value.as_bigint_and_exponent().0.bits();
                self.room(bits(x) + bits(y))?;
                decimals::mul(x, y)
            }
            _ => return Err(self.unsupported(op, &Value::Decimal(Arc::new(x.clone())))),
        };
        self.room(value.as_bigint_and_exponent().0.bits())?;
        Ok(Value::Decimal(Arc::new(value)))
    }

    fn doubles(&mut self, op: BinaryOp, x: f64, y: f64) -> Eval<Value> {
        Ok(Value::Double(match op {
            BinaryOp::Add => x + y,
            BinaryOp::Sub => x - y,
            BinaryOp::Mul => x * y,
            BinaryOp::Rem => x % y,
            _ => return Err(self.unsupported(op, &Value::Double(x))),
        }))
    }

    fn divide(&mut self, a: &Value, b: &Value) -> Eval<Value> {
        if let Pair::Double(x, y) = pair(a, b) {
            return Ok(Value::Double(x / y));
        }
        let (Some(x), Some(y)) = (decimal(a), decimal(b)) else {
            return Ok(Value::Null);
        };
        if y.is_zero() {
            let undefined = x.is_zero();
            return Err(self.by_zero(if undefined {
                "Division undefined"
            } else {
                "Division by zero"
            }));
        }
        if decimals::is_far(&x, &y) {
            return Err(self.fault("a decimal number has too many digits"));
        }
        Ok(Value::Decimal(Arc::new(decimals::div(&x, &y))))
    }

    fn power(&mut self, a: &Value, b: &Value) -> Eval<Value> {
        let exponent = match b {
            Value::Int(exponent) => u32::try_from(*exponent).ok(),
            _ => None,
        };
        match (a, exponent) {
            (Value::Int(_) | Value::Long(_) | Value::Big(_), Some(exponent)) => {
                let base = big(a).unwrap_or_default();
                self.room(base.bits().saturating_mul(u64::from(exponent)))?;
                let value = base.pow(exponent);
                Ok(match (a, value.to_i32(), value.to_i64()) {
                    (Value::Int(_), Some(value), _) => Value::Int(value),
                    (Value::Long(_), _, Some(value)) => Value::Long(value),
                    _ => Value::Big(Arc::new(value)),
                })
            }
            (Value::Decimal(base), Some(exponent)) => {
                let bits = base.as_bigint_and_exponent().0.bits();
                self.room(bits.saturating_mul(u64::from(exponent)))?;
                Ok(Value::Decimal(Arc::new(decimals::pow(base, exponent))))
            }
            _ => Ok(whole_or_double(
                double(a)
                    .unwrap_or(f64::NAN)
                    .powf(double(b).unwrap_or(f64::NAN)),
            )),
        }
    }

    fn shift(&mut self, op: BinaryOp, a: &Value, b: &Value) -> Eval<Value> {
        let by = match b {
            Value::Int(by) => i64::from(*by),
            Value::Long(by) => *by,
            Value::Big(by) => by.to_i64().unwrap_or(i64::MAX),
            _ => return Err(self.unsupported(op, b)),
        };
        let bits = u32::try_from(by & 63).unwrap_or_default();
        Ok(match (op, a) {
            (BinaryOp::ShiftLeft, Value::Int(x)) => Value::Int(x.wrapping_shl(bits)),
            (BinaryOp::ShiftRight, Value::Int(x)) => Value::Int(x.wrapping_shr(bits)),
            (_, Value::Int(x)) => Value::Int(x.cast_unsigned().wrapping_shr(bits).cast_signed()),
            (BinaryOp::ShiftLeft, Value::Long(x)) => Value::Long(x.wrapping_shl(bits)),
            (BinaryOp::ShiftRight, Value::Long(x)) => Value::Long(x.wrapping_shr(bits)),
            (_, Value::Long(x)) => Value::Long(x.cast_unsigned().wrapping_shr(bits).cast_signed()),
            (BinaryOp::ShiftLeft, Value::Big(x)) => {
                let by = u64::try_from(by).unwrap_or(0);
                self.room(x.bits().saturating_add(by))?;
                Value::Big(Arc::new(&**x << by))
            }
            (BinaryOp::ShiftRight, Value::Big(x)) => {
                Value::Big(Arc::new(&**x >> u64::try_from(by).unwrap_or(0)))
            }
            _ => return Err(self.unsupported(op, a)),
        })
    }

    /// `-value`.
    pub(crate) fn negate(&mut self, value: &Value) -> Eval<Value> {
        Ok(match value {
            Value::Int(value) => Value::Int(value.wrapping_neg()),
            Value::Long(value) => Value::Long(value.wrapping_neg()),
            Value::Big(value) => Value::Big(Arc::new(-&**value)),
            Value::Decimal(value) => Value::Decimal(Arc::new(-&**value)),
            Value::Float(value) => Value::Float(-value),
            Value::Double(value) => Value::Double(-value),
            other => return self.call_method(other, "negative", &[]),
        })
    }

    /// `~value`.
    pub(super) fn bit_not(&mut self, value: &Value) -> Eval<Value> {
        Ok(match value {
            Value::Int(value) => Value::Int(!value),
            Value::Long(value) => Value::Long(!value),
            Value::Big(value) => Value::Big(Arc::new(!&**value)),
            Value::Str(_) | Value::GString(_) => return crate::library::pattern(self, value),
            other => return self.call_method(other, "bitwiseNegate", &[]),
        })
    }

    fn by_zero(&mut self, message: &'static str) -> super::Unwind {
        self.throw("java.lang.ArithmeticException", message)
    }

    fn unsupported(&mut self, op: BinaryOp, value: &Value) -> super::Unwind {
        let method = match op {
            BinaryOp::Rem => "mod()",
            BinaryOp::BitAnd => "and()",
            BinaryOp::BitOr => "or()",
            BinaryOp::BitXor => "xor()",
            BinaryOp::ShiftLeft => "leftShift()",
            BinaryOp::ShiftRight => "rightShift()",
            _ => "rightShiftUnsigned()",
        };
        let class = crate::library::class_name(value);
        let text = self.to_text(value).unwrap_or_default();
        let message =
            format!("Cannot use {method} on this number type: {class} with value: {text}");
        self.throw("java.lang.UnsupportedOperationException", message)
    }

    /// Refuses numbers of which there would be no end.
    fn room(&mut self, bits: u64) -> Eval<()> {
        if bits > MAX_BITS {
            return Err(self.fault("a number has too many digits"));
        }
        self.charge(usize::try_from(bits / 8).unwrap_or(usize::MAX))
    }
}

fn pair(a: &Value, b: &Value) -> Pair {
    use Value as V;
    match (a, b) {
        (V::Int(x), V::Int(y)) => Pair::Int(*x, *y),
        (V::Float(_) | V::Double(_), _) | (_, V::Float(_) | V::Double(_)) => {
            Pair::Double(double(a).unwrap_or(f64::NAN), double(b).unwrap_or(f64::NAN))
        }
        (V::Decimal(_), _) | (_, V::Decimal(_)) => Pair::Decimal(
            decimal(a).unwrap_or_default(),
            decimal(b).unwrap_or_default(),
        ),
        (V::Big(_), _) | (_, V::Big(_)) => {
            Pair::Big(big(a).unwrap_or_default(), big(b).unwrap_or_default())
        }
        _ => Pair::Long(long(a), long(b)),
    }
}

fn long(value: &Value) -> i64 {
    match value {
        Value::Int(value) => i64::from(*value),
        Value::Long(value) => *value,
        _ => 0,
    }
}

/// A number as `double`.
pub(crate) fn double(value: &Value) -> Option<f64> {
    match value {
        Value::Int(value) => Some(f64::from(*value)),
        Value::Float(value) => Some(f64::from(*value)),
        Value::Double(value) => Some(*value),
        #[expect(clippy::cast_precision_loss, reason = "as Java's (double)")]
        Value::Long(value) => Some(*value as f64),
        Value::Big(value) => value.to_f64(),
        Value::Decimal(value) => {
            let (digits, scale) = value.as_bigint_and_exponent();
            format!("{digits}e{}", -scale).parse().ok()
        }
        _ => None,
    }
}

/// A whole number as `BigInteger`.
pub(crate) fn big(value: &Value) -> Option<BigInt> {
    match value {
        Value::Int(value) => Some(BigInt::from(*value)),
        Value::Long(value) => Some(BigInt::from(*value)),
        Value::Big(value) => Some((**value).clone()),
        _ => None,
    }
}

/// A number as `BigDecimal`: doubles by their text.
pub(crate) fn decimal(value: &Value) -> Option<BigDecimal> {
    match value {
        Value::Decimal(value) => Some((**value).clone()),
        Value::Float(value) => value.to_string().parse().ok(),
        Value::Double(value) => format!("{value:?}").parse().ok(),
        other => Some(BigDecimal::new(big(other)?, 0)),
    }
}

/// The smallest kind that holds a whole number.
pub(crate) fn smallest(value: BigInt) -> Value {
    match (value.to_i32(), value.to_i64()) {
        (Some(value), _) => Value::Int(value),
        (_, Some(value)) => Value::Long(value),
        _ => Value::Big(Arc::new(value)),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "checked by the way back"
)]
fn whole_or_double(value: f64) -> Value {
    if f64::from(value as i32) == value {
        Value::Int(value as i32)
    } else if (value as i64) as f64 == value {
        Value::Long(value as i64)
    } else {
        Value::Double(value)
    }
}

/// The order of two numbers; None: one is not a number.
pub(super) fn order(a: &Value, b: &Value) -> Option<std::cmp::Ordering> {
    if !is_number(a) || !is_number(b) {
        return None;
    }
    match pair(a, b) {
        Pair::Int(x, y) => Some(x.cmp(&y)),
        Pair::Long(x, y) => Some(x.cmp(&y)),
        Pair::Big(x, y) => Some(x.cmp(&y)),
        Pair::Decimal(x, y) => Some(decimals::order(&x, &y)),
        Pair::Double(x, y) => x.partial_cmp(&y),
    }
}
