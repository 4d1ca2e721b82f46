//! Numbers.

use std::str::FromStr;
use std::sync::Arc;

use bigdecimal::BigDecimal;
use num_bigint::BigInt;
use num_traits::{Num, ToPrimitive};

use super::super::token::{Kind, Number};
use super::Lexer;

impl Lexer<'_> {
    pub(super) fn number(&mut self) {
        let start = self.at;
        let number = match self.radix() {
            Some(radix) => {
                self.at += 2;
                self.whole(radix)
            }
            None => self.decimal(),
        };
        if let Some(number) = number {
            self.push(Kind::Number(number), start);
        } else {
            self.error("Number has wrong format", start);
            self.push(Kind::Error, start);
        }
    }

    fn radix(&self) -> Option<u32> {
        match self.rest().as_bytes() {
            [b'0', b'x' | b'X', ..] => Some(16),
            [b'0', b'b' | b'B', ..] => Some(2),
            _ => None,
        }
    }

    fn digits(&mut self, radix: u32) -> String {
        let rest = self.rest();
        let length = rest
            .find(|c: char| !c.is_digit(radix) && c != '_')
            .unwrap_or(rest.len());
        self.at += length;
        rest.chars().take(length).filter(|c| *c != '_').collect()
    }

    fn suffix(&mut self) -> Option<char> {
        let suffix = self
            .peek()
            .map(|c| c.to_ascii_lowercase())
            .filter(|c| "iglfd".contains(*c))?;
        self.at += 1;
        Some(suffix)
    }

    /// A number with a prefix, or an octal one. One that is as wide as its type is read as that type's bits.
    fn whole(&mut self, radix: u32) -> Option<Number> {
        let digits = self.digits(radix);
        let value = BigInt::from_str_radix(&digits, radix).ok()?;
        match self.peek().map(|c| c.to_ascii_lowercase()) {
            Some(suffix @ ('i' | 'l' | 'g')) => {
                self.at += 1;
                suffixed(&value, suffix)
            }
            _ => Some(u32_bits(&value).map_or_else(|| narrowest(value), Number::Int)),
        }
    }

    fn decimal(&mut self) -> Option<Number> {
        let mut digits = self.digits(10);
        let mut fraction = false;
        if matches!(self.rest().as_bytes(), [b'.', b'0'..=b'9', ..]) {
            self.at += 1;
            fraction = true;
            digits.push('.');
            digits += &self.digits(10);
        }
        fraction |= self.exponent(&mut digits);
        let suffix = self.suffix();
        match suffix {
            Some('d') => digits.parse().ok().map(Number::Double),
            Some('f') => digits.parse().ok().map(Number::Float),
            Some('g') | None if fraction => BigDecimal::from_str(&digits)
                .ok()
                .map(Arc::new)
                .map(Number::Decimal),
            _ if fraction => None,
            Some(suffix) => suffixed(&integer(&digits)?, suffix),
            None => integer(&digits).map(narrowest),
        }
    }

    fn exponent(&mut self, digits: &mut String) -> bool {
        let rest = self.rest().strip_prefix(['e', 'E']);
        let unsigned = rest.map(|rest| rest.strip_prefix(['+', '-']).unwrap_or(rest));
        if !unsigned.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            return false;
        }
        digits.push('e');
        self.at += 1;
        if let Some(sign @ ('+' | '-')) = self.peek() {
            digits.push(sign);
            self.at += 1;
        }
        // Nothing that anybody means has an exponent of five digits, and a sum of such a number fills the memory.
        let exponent = self.digits(10);
        digits.push_str(if exponent.len() > 4 {
            "invalid"
        } else {
            &exponent
        });
        true
    }
}

/// Octal where it begins with a zero.
fn integer(digits: &str) -> Option<BigInt> {
    let octal = digits.len() > 1 && digits.starts_with('0');
    BigInt::from_str_radix(digits, if octal { 8 } else { 10 }).ok()
}

fn suffixed(value: &BigInt, suffix: char) -> Option<Number> {
    match suffix {
        'i' => value.to_i32().map(Number::Int),
        'l' => value.to_i64().map(Number::Long),
        'g' => Some(Number::Big(Arc::new(value.clone()))),
        'd' => value.to_f64().map(Number::Double),
        _ => value.to_f32().map(Number::Float),
    }
}

fn narrowest(value: BigInt) -> Number {
    match (value.to_i32(), value.to_i64()) {
        (Some(int), _) => Number::Int(int),
        (None, Some(long)) => Number::Long(long),
        (None, None) => Number::Big(Arc::new(value)),
    }
}

/// `0xFFFFFFFF` is -1.
fn u32_bits(value: &BigInt) -> Option<i32> {
    value.to_u32().map(u32::cast_signed)
}
