//! Numbers: `Integer`, `Long`, `BigInteger`, `BigDecimal`, `Float`, `Double`, and `Math`.

mod big;
mod boxes;
mod character;
pub(super) mod convert;
pub(super) mod decimal;
mod math;
mod methods;
pub(super) mod parse;

use super::table::Type;

/// The tables of this folder.
pub(super) const TYPES: &[Type] = &[
    big::TYPE,
    boxes::BOOLEAN,
    boxes::DOUBLE,
    boxes::FLOAT,
    boxes::INTEGER,
    boxes::LONG,
    boxes::MATH_CONTEXT,
    boxes::SHORT,
    character::TYPE,
    decimal::TYPE,
    Type::new("java.lang.Number").methods(convert::METHODS),
    methods::TYPE,
    math::MATH,
    math::STRICT,
];
