//! `java.math.BigInteger`.

use std::sync::Arc;

use num_bigint::{BigInt, Sign};
use num_traits::{Signed, Zero};

use super::super::table::{Args, Param, Type, method};
use super::super::{encode, text};
use super::{convert, parse};
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPE: Type = Type::new("java.math.BigInteger")
    .constructors(&[
        method("", &[Param::Text], from_text),
        method("", &[Param::Text, Param::Int], from_text),
        method("", &[Param::Int, Param::Items], from_bytes),
        method("", &[Param::Items], from_bytes),
    ])
    .statics(&[method("valueOf", &[Param::Long], |_, _, args| {
        Ok(value(BigInt::from(args.long(0))))
    })])
    .fields(&[
        ("ZERO", || value(BigInt::from(0))),
        ("ONE", || value(BigInt::from(1))),
        ("TWO", || value(BigInt::from(2))),
        ("TEN", || value(BigInt::from(10))),
    ])
    .methods(&[
        method("add", &[Param::Number], |_, this, args| {
            two(this, args, |a, b| a + b)
        }),
        method("subtract", &[Param::Number], |_, this, args| {
            two(this, args, |a, b| a - b)
        }),
        method("multiply", &[Param::Number], |cx, this, args| {
            cx.operate(crate::ast::BinaryOp::Mul, this, args.get(0))
        }),
        method("divide", &[Param::Number], |cx, this, args| {
            nonzero(cx, args)?;
            two(this, args, |a, b| a / b)
        }),
        method("remainder", &[Param::Number], |cx, this, args| {
            nonzero(cx, args)?;
            two(this, args, |a, b| a % b)
        }),
        method("mod", &[Param::Number], |cx, this, args| {
            positive(cx, args.get(0))?;
            two(this, args, |a, b| ((a % b) + b) % b)
        }),
        method(
            "modPow",
            &[Param::Number, Param::Number],
            |cx, this, args| {
                positive(cx, args.get(1))?;
                let (exponent, modulus) =
                    (convert::whole(args.get(0)), convert::whole(args.get(1)));
                Ok(value(
                    convert::whole(this).modpow(&exponent.abs(), &modulus),
                ))
            },
        ),
        method("gcd", &[Param::Number], |_, this, args| {
            two(this, args, gcd)
        }),
        method("pow", &[Param::Int], |cx, this, args| {
            cx.operate(crate::ast::BinaryOp::Power, this, args.get(0))
        }),
        method("negate", &[], |cx, this, _| cx.negate(this)),
        method("shiftLeft", &[Param::Int], |cx, this, args| {
            cx.operate(crate::ast::BinaryOp::ShiftLeft, this, args.get(0))
        }),
        method("shiftRight", &[Param::Int], |cx, this, args| {
            cx.operate(crate::ast::BinaryOp::ShiftRight, this, args.get(0))
        }),
        method("min", &[Param::Number], |_, this, args| {
            two(this, args, |a, b| a.min(b).clone())
        }),
        method("max", &[Param::Number], |_, this, args| {
            two(this, args, |a, b| a.max(b).clone())
        }),
        method("testBit", &[Param::Int], |_, this, args| {
            let bit = u64::try_from(args.int(0)).unwrap_or_default();
            Ok(Value::Bool(convert::whole(this).bit(bit)))
        }),
        method("bitLength", &[], |_, this, _| {
            let bits = convert::whole(this).bits();
            Ok(text::int(usize::try_from(bits).unwrap_or(usize::MAX)))
        }),
        method("sqrt", &[], |_, this, _| {
            Ok(value(convert::whole(this).abs().sqrt()))
        }),
        method("toString", &[Param::Int], |_, this, args| {
            Ok(Value::text(in_radix(&convert::whole(this), args.int(0))))
        }),
        method("toByteArray", &[], |_, this, _| {
            Ok(encode::array(&convert::whole(this).to_signed_bytes_be()))
        }),
    ]);

fn value(value: BigInt) -> Value {
    Value::Big(Arc::new(value))
}

/// A number's text in a base from 2 to 36.
pub(super) fn in_radix(number: &BigInt, radix: i32) -> String {
    let radix = u32::try_from(radix)
        .ok()
        .filter(|radix| (2..=36).contains(radix));
    number.to_str_radix(radix.unwrap_or(10))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn two(this: &Value, args: Args<'_>, work: fn(&BigInt, &BigInt) -> BigInt) -> Eval<Value> {
    Ok(value(work(
        &convert::whole(this),
        &convert::whole(args.get(0)),
    )))
}

fn nonzero(cx: &mut Cx, args: Args<'_>) -> Eval<()> {
    if convert::whole(args.get(0)).is_zero() {
        return Err(cx.throw("java.lang.ArithmeticException", "BigInteger divide by zero"));
    }
    Ok(())
}

fn positive(cx: &mut Cx, modulus: &Value) -> Eval<()> {
    if !convert::whole(modulus).is_positive() {
        let message = "BigInteger: modulus not positive";
        return Err(cx.throw("java.lang.ArithmeticException", message));
    }
    Ok(())
}

fn gcd(a: &BigInt, b: &BigInt) -> BigInt {
    let (mut a, mut b) = (a.abs(), b.abs());
    while !b.is_zero() {
        (a, b) = (b.clone(), a % b);
    }
    a
}

fn from_text(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let text = args.text(cx, 0)?;
    let radix = args.find(1).map_or(10, |_| args.int(1));
    parse::big(cx, &text, u32::try_from(radix).unwrap_or(10))
}

/// A sign and bytes, or bytes in two's complement.
fn from_bytes(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let items = cx.items(args.last())?;
    let bytes = encode::bytes(&items);
    Ok(value(match args.find(1) {
        Some(_) => {
            let sign = if args.int(0) < 0 {
                Sign::Minus
            } else {
                Sign::Plus
            };
            BigInt::from_bytes_be(sign, &bytes)
        }
        None => BigInt::from_signed_bytes_be(&bytes),
    }))
}
