//! Constant values of arguments, and Java's names of their types.

use std::fmt::Write as _;

use maillon_groovy::ast::{Expr, ExprKind, UnaryOp};

use crate::steps::Kind;

/// A constant value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal<'s> {
    Text(&'s str),
    Bool(bool),
    Int(i32),
    Long(i64),
    Decimal(String),
    /// Larger than a long.
    TooLarge,
}

impl<'s> Literal<'s> {
    /// The constant that an expression is. (`any` and `none` are texts for Jenkins; `null` fits everywhere.)
    pub(super) fn of(expr: &'s Expr) -> Option<Self> {
        Some(match &expr.kind {
            ExprKind::Str(text) => Self::Text(text),
            ExprKind::Variable(name) if matches!(&**name, "any" | "none") => Self::Text(name),
            ExprKind::Bool(value) => Self::Bool(*value),
            ExprKind::Int(value) => Self::Int(*value),
            ExprKind::Long(value) => Self::Long(*value),
            ExprKind::Big(value) => i64::try_from(&**value).map_or(Self::TooLarge, Self::Long),
            ExprKind::Decimal(value) => Self::Decimal(value.to_string()),
            ExprKind::Double(value) => Self::Decimal(value.to_string()),
            ExprKind::Float(value) => Self::Decimal(value.to_string()),
            ExprKind::Unary(UnaryOp::Minus, inner) => Self::of(inner)?.negated()?,
            _ => return None,
        })
    }

    fn negated(self) -> Option<Self> {
        Some(match self {
            Self::Int(value) => Self::Int(value.checked_neg()?),
            Self::Long(value) => Self::Long(value.checked_neg()?),
            Self::Decimal(text) => Self::Decimal(format!("-{text}")),
            _ => return None,
        })
    }

    /// Whether Jenkins takes it for a parameter.
    pub(super) fn fits(&self, kind: Kind) -> bool {
        match kind {
            Kind::Any | Kind::Bool => true,
            Kind::Text => !matches!(self, Self::Int(_) | Self::Bool(_)),
            Kind::Int | Kind::Long | Kind::Number => !matches!(self, Self::Text(_) | Self::Bool(_)),
            Kind::List | Kind::Map => false,
            Kind::OneOf(words) => match self {
                Self::Text(text) => words.iter().any(|word| word.eq_ignore_ascii_case(text)),
                _ => false,
            },
        }
    }

    /// As messages show it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Text(text) => (*text).to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Long(value) => value.to_string(),
            Self::Decimal(text) => text.clone(),
            Self::TooLarge => "-1".to_owned(),
        }
    }

    /// Java's class of it.
    pub(super) fn class(&self) -> &'static str {
        match self {
            Self::Text(_) => "class java.lang.String",
            Self::Bool(_) => "class java.lang.Boolean",
            Self::Int(_) | Self::TooLarge => "class java.lang.Integer",
            Self::Long(_) => "class java.lang.Long",
            Self::Decimal(_) => "class java.lang.Double",
        }
    }
}

/// Java's type of a parameter.
pub(super) fn java_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "boolean",
        Kind::Int => "int",
        Kind::Long => "long",
        Kind::Number => "double",
        Kind::List => "interface java.util.List",
        Kind::Map => "interface java.util.Map",
        Kind::OneOf(words) if words.contains(&"SECONDS") => "class java.util.concurrent.TimeUnit",
        Kind::Text | Kind::OneOf(_) => "class java.lang.String",
        Kind::Any => "class java.lang.Object",
    }
}

/// Words in Java's form of a list: `[a, b]`.
pub(super) fn listed<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let mut text = String::from("[");
    for (at, word) in words.into_iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        let _ = write!(text, "{comma}{word}");
    }
    text.push(']');
    text
}

/// The word that is least unlike, as Jenkins suggests it; `null` where there is none.
pub(super) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> &'w str {
    let distance = |known: &&str| maillon_model::suggest::distance(word, known);
    known.into_iter().min_by_key(distance).unwrap_or("null")
}
