//! Operators and how tightly they bind.

use crate::ast::{BinaryOp, RangeEnd};

use super::token::Kind;

/// How tightly operators bind, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Or,
    And,
    BitOr,
    BitXor,
    BitAnd,
    Regex,
    Equality,
    Relation,
    Shift,
    Sum,
    Product,
    Power,
    Unary,
}

impl Level {
    /// The next tighter one.
    pub(super) fn tighter(self) -> Self {
        match self {
            Self::Or => Self::And,
            Self::And => Self::BitOr,
            Self::BitOr => Self::BitXor,
            Self::BitXor => Self::BitAnd,
            Self::BitAnd => Self::Regex,
            Self::Regex => Self::Equality,
            Self::Equality => Self::Relation,
            Self::Relation => Self::Shift,
            Self::Shift => Self::Sum,
            Self::Sum => Self::Product,
            Self::Product => Self::Power,
            Self::Power | Self::Unary => Self::Unary,
        }
    }
}

/// What an operator makes.
#[derive(Clone, Copy)]
pub(super) enum Infix {
    Binary(BinaryOp),
    Range(RangeEnd),
    InstanceOf,
    As,
}

pub(super) fn infix(kind: &Kind) -> Option<(Level, Infix)> {
    let (Kind::Sign(sign) | Kind::Word(sign)) = kind else {
        return None;
    };
    let (level, op) = match *sign {
        ".." => return Some((Level::Shift, Infix::Range(RangeEnd::Inclusive))),
        "..<" => return Some((Level::Shift, Infix::Range(RangeEnd::Exclusive))),
        "instanceof" => return Some((Level::Relation, Infix::InstanceOf)),
        "as" => return Some((Level::Relation, Infix::As)),
        "||" => (Level::Or, BinaryOp::Or),
        "&&" => (Level::And, BinaryOp::And),
        "|" => (Level::BitOr, BinaryOp::BitOr),
        "^" => (Level::BitXor, BinaryOp::BitXor),
        "&" => (Level::BitAnd, BinaryOp::BitAnd),
        "=~" => (Level::Regex, BinaryOp::Find),
        "==~" => (Level::Regex, BinaryOp::Match),
        "==" => (Level::Equality, BinaryOp::Equal),
        "!=" => (Level::Equality, BinaryOp::NotEqual),
        "<=>" => (Level::Equality, BinaryOp::Compare),
        "<" => (Level::Relation, BinaryOp::Less),
        "<=" => (Level::Relation, BinaryOp::LessEqual),
        ">" => (Level::Relation, BinaryOp::Greater),
        ">=" => (Level::Relation, BinaryOp::GreaterEqual),
        "in" => (Level::Relation, BinaryOp::In),
        "<<" => (Level::Shift, BinaryOp::ShiftLeft),
        ">>" => (Level::Shift, BinaryOp::ShiftRight),
        ">>>" => (Level::Shift, BinaryOp::ShiftRightUnsigned),
        "+" => (Level::Sum, BinaryOp::Add),
        "-" => (Level::Sum, BinaryOp::Sub),
        "*" => (Level::Product, BinaryOp::Mul),
        "/" => (Level::Product, BinaryOp::Div),
        "%" => (Level::Product, BinaryOp::Rem),
        "**" => (Level::Power, BinaryOp::Power),
        _ => return None,
    };
    Some((level, Infix::Binary(op)))
}

/// What an assignment does.
#[derive(Clone, Copy)]
pub(super) enum Assignment {
    /// `=`.
    Plain,
    /// `+=`.
    With(BinaryOp),
}

impl Assignment {
    pub(super) fn op(self) -> Option<BinaryOp> {
        match self {
            Self::Plain => None,
            Self::With(op) => Some(op),
        }
    }
}

pub(super) fn assignment(kind: &Kind) -> Option<Assignment> {
    let Kind::Sign(sign) = kind else { return None };
    Some(Assignment::With(match *sign {
        "=" => return Some(Assignment::Plain),
        "+=" => BinaryOp::Add,
        "-=" => BinaryOp::Sub,
        "*=" => BinaryOp::Mul,
        "/=" => BinaryOp::Div,
        "%=" => BinaryOp::Rem,
        "**=" => BinaryOp::Power,
        "<<=" => BinaryOp::ShiftLeft,
        ">>=" => BinaryOp::ShiftRight,
        ">>>=" => BinaryOp::ShiftRightUnsigned,
        "&=" => BinaryOp::BitAnd,
        "|=" => BinaryOp::BitOr,
        "^=" => BinaryOp::BitXor,
        _ => return None,
    }))
}
