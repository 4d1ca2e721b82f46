//! `java.math.BigDecimal`'s arithmetic: digits and a scale that operations keep as Java does.

use std::cmp::Ordering;

use bigdecimal::BigDecimal;
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};

/// What Groovy's division adds where the quotient has no end.
const EXTRA_PRECISION: u64 = 10;
const MIN_SCALE: i64 = 10;

/// Digits and scale.
fn parts(value: &BigDecimal) -> (BigInt, i64) {
    value.as_bigint_and_exponent()
}

fn ten(power: u64) -> BigInt {
    BigInt::from(10).pow(u32::try_from(power).unwrap_or(u32::MAX))
}

/// Both with the larger scale.
fn aligned(a: &BigDecimal, b: &BigDecimal) -> (BigInt, BigInt, i64) {
    let ((a, a_scale), (b, b_scale)) = (parts(a), parts(b));
    let scale = a_scale.max(b_scale);
    let up = |digits: BigInt, own: i64| digits * ten(own.abs_diff(scale));
    (up(a, a_scale), up(b, b_scale), scale)
}

pub(super) fn add(a: &BigDecimal, b: &BigDecimal) -> BigDecimal {
    let (a, b, scale) = aligned(a, b);
    BigDecimal::new(a + b, scale)
}

pub(super) fn sub(a: &BigDecimal, b: &BigDecimal) -> BigDecimal {
    let (a, b, scale) = aligned(a, b);
    BigDecimal::new(a - b, scale)
}

pub(super) fn mul(a: &BigDecimal, b: &BigDecimal) -> BigDecimal {
    let ((a, a_scale), (b, b_scale)) = (parts(a), parts(b));
    BigDecimal::new(a * b, a_scale + b_scale)
}

pub(super) fn pow(a: &BigDecimal, exponent: u32) -> BigDecimal {
    let (digits, scale) = parts(a);
    BigDecimal::new(digits.pow(exponent), scale * i64::from(exponent))
}

/// How far apart exponents may be, so that no operation makes billions of digits.
pub(super) fn is_far(a: &BigDecimal, b: &BigDecimal) -> bool {
    parts(a).1.abs_diff(parts(b).1) > 100_000
}

/// The order, without making the digits of very large or small numbers.
pub(super) fn order(a: &BigDecimal, b: &BigDecimal) -> Ordering {
    if !is_far(a, b) {
        let (a, b, _) = aligned(a, b);
        return a.cmp(&b);
    }
    let size = |value: &BigDecimal| {
        let (digits, scale) = parts(value);
        let magnitude = i64::try_from(precision(&digits)).unwrap_or(i64::MAX) - scale;
        let sign = digits.signum().to_i64().unwrap_or_default();
        (sign, sign * magnitude)
    };
    size(a).cmp(&size(b))
}

/// How many digits it has.
fn precision(digits: &BigInt) -> u64 {
    if digits.is_zero() {
        return 1;
    }
    digits.abs().to_string().len() as u64
}

/// Groovy's `/`: exact where the quotient ends, else rounded. The divisor is not zero.
pub(super) fn div(a: &BigDecimal, b: &BigDecimal) -> BigDecimal {
    exact(a, b).unwrap_or_else(|| rounded(a, b))
}

/// The quotient if it has an end, with the smallest scale not below the preferred one.
fn exact(a: &BigDecimal, b: &BigDecimal) -> Option<BigDecimal> {
    let ((a, a_scale), (b, b_scale)) = (parts(a), parts(b));
    let preferred = a_scale - b_scale;
    if a.is_zero() {
        return Some(BigDecimal::new(a, preferred));
    }
    let places = decimal_places(&a, &b)?;
    Some(BigDecimal::new(
        a * ten(places) / b,
        preferred + i64::try_from(places).ok()?,
    ))
}

/// How many more digits the quotient of two whole numbers has behind the point; None: it has no end.
fn decimal_places(a: &BigInt, b: &BigInt) -> Option<u64> {
    let mut rest = (b / gcd(a, b)).abs();
    let mut count = |factor: u32| {
        let mut times = 0;
        while (&rest % factor).is_zero() {
            rest /= factor;
            times += 1;
        }
        times
    };
    let places = count(2).max(count(5));
    (rest == BigInt::from(1)).then_some(places)
}

fn gcd(a: &BigInt, b: &BigInt) -> BigInt {
    let (mut a, mut b) = (a.abs(), b.abs());
    while !b.is_zero() {
        (a, b) = (b.clone(), a % b);
    }
    a
}

fn rounded(a: &BigDecimal, b: &BigDecimal) -> BigDecimal {
    let ((a, a_scale), (b, b_scale)) = (parts(a), parts(b));
    let wanted = precision(&a).max(precision(&b)) + EXTRA_PRECISION;
    // Enough digits that the quotient has the wanted precision, and one or more behind to round by.
    let shift = wanted + precision(&b) + 2;
    let quotient = &a * ten(shift) / &b;
    let scale = a_scale - b_scale + i64::try_from(shift).unwrap_or(i64::MAX);
    let surplus = precision(&quotient).saturating_sub(wanted);
    let (digits, scale) = cut(&quotient, scale, surplus);
    let most = a_scale.max(b_scale).max(MIN_SCALE);
    let (digits, scale) = cut(&digits, scale, u64::try_from(scale - most).unwrap_or(0));
    BigDecimal::new(digits, scale)
}

/// Without the last digits, rounded half up.
fn cut(digits: &BigInt, scale: i64, count: u64) -> (BigInt, i64) {
    if count == 0 {
        return (digits.clone(), scale);
    }
    let half: BigInt = ten(count) / 2;
    let half = if digits.is_negative() { -half } else { half };
    let cut = (digits + half) / ten(count);
    (cut, scale - i64::try_from(count).unwrap_or(i64::MAX))
}
