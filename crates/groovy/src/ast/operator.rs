//! Operators.

/// Operators before a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `!`.
    Not,
    /// `-`.
    Minus,
    /// `+`.
    Plus,
    /// `~`.
    BitNot,
}

/// Operators between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `+`.
    Add,
    /// `-`.
    Sub,
    /// `*`.
    Mul,
    /// `/`.
    Div,
    /// `%`.
    Rem,
    /// `**`.
    Power,
    /// `<<`.
    ShiftLeft,
    /// `>>`.
    ShiftRight,
    /// `>>>`.
    ShiftRightUnsigned,
    /// `&`.
    BitAnd,
    /// `|`.
    BitOr,
    /// `^`.
    BitXor,
    /// `&&`.
    And,
    /// `||`.
    Or,
    /// `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `===`-like `a.is(b)` has no operator in 2.4; `<=>`.
    Compare,
    /// `<`.
    Less,
    /// `<=`.
    LessEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterEqual,
    /// `in`.
    In,
    /// `=~`.
    Find,
    /// `==~`.
    Match,
    /// `?:` of `a ?= b`.
    Elvis,
}

/// Which way `++` and `--` go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// `++`.
    Up,
    /// `--`.
    Down,
}

/// Which value `++` and `--` have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// `a++`.
    Old,
    /// `++a`.
    New,
}
