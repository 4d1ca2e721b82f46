//! `java.util.Random`: the host's numbers, or with a seed Java's.

use std::any::Any;

use parking_lot::Mutex;

use super::table::{Args, Param, Type, method};
use crate::run::{Cx, Eval};
use crate::value::{List, Native, Value};

/// A number between 0 and 1 of the host.
pub(super) fn unit(cx: &mut Cx) -> f64 {
    fraction(cx.host().random() >> 11)
}

/// A fraction of 53 bits.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
fn fraction(bits: u64) -> f64 {
    bits as f64 / (1_u64 << 53) as f64
}

const MULTIPLIER: u64 = 0x5_DEEC_E66D;
const MASK: u64 = (1 << 48) - 1;

/// Java's linear congruential generator.
struct Random {
    seed: Mutex<u64>,
}

impl Random {
    fn new(seed: u64) -> Self {
        Self {
            seed: Mutex::new((seed ^ MULTIPLIER) & MASK),
        }
    }

    /// The next bits, as a signed number.
    fn next(&self, bits: u32) -> i32 {
        let mut seed = self.seed.lock();
        *seed = (seed.wrapping_mul(MULTIPLIER).wrapping_add(11)) & MASK;
        let value = *seed >> (48 - bits);
        u32::try_from(value).unwrap_or_default().cast_signed()
    }

    fn below(&self, bound: i32) -> i32 {
        if bound & (bound - 1) == 0 {
            let wide = i64::from(bound) * i64::from(self.next(31));
            return i32::try_from(wide >> 31).unwrap_or_default();
        }
        loop {
            let bits = self.next(31);
            let value = bits % bound;
            if bits.wrapping_sub(value).wrapping_add(bound - 1) >= 0 {
                return value;
            }
        }
    }

    fn long(&self) -> i64 {
        (i64::from(self.next(32)) << 32).wrapping_add(i64::from(self.next(32)))
    }

    fn double(&self) -> f64 {
        let high = u64::try_from(self.next(26)).unwrap_or_default();
        let low = u64::try_from(self.next(27)).unwrap_or_default();
        fraction((high << 27) + low)
    }
}

impl Native for Random {
    fn class_name(&self) -> &'static str {
        "java.util.Random"
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

pub(super) const TYPES: &[Type] = &[
    Type::new("java.util.Random")
        .constructors(&[
            method("", &[], make),
            method("", &[Param::Long], |_, _, args| {
                Ok(Value::native(Random::new(args.long(0).cast_unsigned())))
            }),
        ])
        .methods(&[
            method("nextInt", &[], |_, this, _| {
                of(this, |r| Value::Int(r.next(32)))
            }),
            method("nextInt", &[Param::Int], below),
            method("nextInt", &[Param::Int, Param::Int], between),
            method("nextLong", &[], |_, this, _| {
                of(this, |r| Value::Long(r.long()))
            }),
            method("nextBoolean", &[], |_, this, _| {
                of(this, |r| Value::Bool(r.next(1) != 0))
            }),
            method("nextDouble", &[], |_, this, _| {
                of(this, |r| Value::Double(r.double()))
            }),
            method("nextFloat", &[], |_, this, _| {
                of(this, |r| Value::Double(r.double()))
            }),
            method("nextBytes", &[Param::Items], next_bytes),
        ]),
    Type::new("java.security.SecureRandom").constructors(&[method("", &[], make)]),
];

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn make(cx: &mut Cx, _: &Value, _: Args<'_>) -> Eval<Value> {
    Ok(Value::native(Random::new(cx.host().random())))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn of(this: &Value, work: fn(&Random) -> Value) -> Eval<Value> {
    Ok(this.downcast::<Random>().map_or(Value::Null, work))
}

fn below(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let bound = args.int(0);
    if bound <= 0 {
        return Err(cx.throw(
            "java.lang.IllegalArgumentException",
            "bound must be positive",
        ));
    }
    let random = this.downcast::<Random>();
    Ok(random.map_or(Value::Null, |random| Value::Int(random.below(bound))))
}

fn between(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let (from, to) = (args.int(0), args.int(1));
    match below(cx, this, Args(&[Value::Int(to.saturating_sub(from))]))? {
        Value::Int(value) => Ok(Value::Int(value + from)),
        other => Ok(other),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn next_bytes(_: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let fill = |list: &List, random: &Random| {
        for item in list.items.lock().iter_mut() {
            *item = Value::Int(i32::from(random.next(8).to_le_bytes()[0].cast_signed()));
        }
    };
    if let (Some(list), Some(random)) = (args.list(0), this.downcast::<Random>()) {
        fill(list, random);
    }
    Ok(Value::Null)
}
