//! Expressions.

use std::sync::Arc;

use bigdecimal::BigDecimal;
use num_bigint::BigInt;

use super::{BinaryOp, Block, Gives, Ident, Name, Param, Step, TypeRef, UnaryOp};
use crate::code::Span;

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// Kinds of expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `null`.
    Null,
    /// `true`.
    Bool(bool),
    /// `1`.
    Int(i32),
    /// `1L`.
    Long(i64),
    /// `1G`.
    Big(Arc<BigInt>),
    /// `1.5`, `1.5G`.
    Decimal(Arc<BigDecimal>),
    /// `1.5d`.
    Double(f64),
    /// `1.5f`.
    Float(f32),
    /// A string without interpolation, escapes resolved, whichever quotes it has.
    Str(Name),
    /// A string with interpolation.
    GString(Vec<Piece>),
    /// A variable, or the beginning of a class's name.
    Variable(Name),
    /// `this`.
    This,
    /// `super`.
    Super,
    /// `[1, *xs]`.
    List(Vec<Expr>),
    /// `[a: 1, (b): 2, *:others]`.
    Map(Vec<Entry>),
    /// `1..3`, `1..<3`.
    Range {
        /// From.
        from: Box<Expr>,
        /// To.
        to: Box<Expr>,
        /// `..` or `..<`.
        end: RangeEnd,
    },
    /// `{ a, b -> ... }`.
    Closure(Arc<ClosureExpr>),
    /// `a.b`, `a?.b`, `a*.b`, `a.@b`.
    Property {
        /// Of what.
        object: Box<Expr>,
        /// How.
        access: Access,
        /// Which.
        name: Member,
    },
    /// `a.&b`.
    MethodPointer {
        /// Of what.
        object: Box<Expr>,
        /// Which.
        name: Member,
    },
    /// `a[b]`, `a[b, c]`.
    Index {
        /// Of what.
        object: Box<Expr>,
        /// Which.
        index: Vec<Expr>,
    },
    /// `f(x)`, `a.f(x)`, `f x`, `f { }`.
    Call(Box<Call>),
    /// `new C(x)`.
    New {
        /// Which class.
        class: TypeRef,
        /// What the constructor gets.
        args: Vec<Arg>,
    },
    /// `new int[3]`.
    NewArray {
        /// Of what.
        element: TypeRef,
        /// The sizes that are given.
        sizes: Vec<Expr>,
        /// `{1, 2}`.
        items: Option<Vec<Expr>>,
    },
    /// `!a`, `-a`, `+a`, `~a`.
    Unary(UnaryOp, Box<Expr>),
    /// `++a`, `a--`.
    Step {
        /// What is changed.
        target: Box<Expr>,
        /// Up or down.
        by: Step,
        /// Which value it has.
        gives: Gives,
    },
    /// `a + b`.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a = b`, `a += b`; a list as the target: `(a, b) = [1, 2]`.
    Assign {
        /// A variable, property or index, or a list of them.
        target: Box<Expr>,
        /// None: `=`.
        op: Option<BinaryOp>,
        /// The value.
        value: Box<Expr>,
    },
    /// `a ? b : c`.
    Ternary(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `a ?: b`.
    Elvis(Box<Expr>, Box<Expr>),
    /// `a instanceof B`.
    InstanceOf(Box<Expr>, TypeRef),
    /// `a as B`.
    As(Box<Expr>, TypeRef),
    /// `(B) a`.
    Cast(TypeRef, Box<Expr>),
    /// `*a` in a list or in arguments.
    Spread(Box<Expr>),
    /// What could not be read; the parser has said why.
    Error,
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// None: `f(x)`.
    pub object: Option<Expr>,
    /// How it is reached.
    pub access: Access,
    /// Which method. `f` of `f(x)`; for `x.call(y)` and `(expr)(y)` it is `call`; `this` and `super` without an object are
    /// constructors.
    pub name: Member,
    /// Named arguments, plain ones and trailing closures, in the order in which they were written.
    pub args: Vec<Arg>,
    /// Whether it has parentheses.
    pub style: CallStyle,
}

/// How a call was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallStyle {
    /// `f(x)`, `f(x) { }`, `f { }`.
    Plain,
    /// `f x, y`.
    Command,
}

/// An argument.
#[derive(Clone, Debug)]
pub struct Arg {
    /// `key:` before it.
    pub key: Option<Expr>,
    /// The value. Of `*:map` it is the map, and `key` is an [`ExprKind::Spread`].
    pub value: Expr,
}

/// An entry of a map. Of `*:map` the key is an [`ExprKind::Spread`] of nothing but the map again.
#[derive(Clone, Debug)]
pub enum Entry {
    /// `key: value`. A bare name as a key is an [`ExprKind::Str`].
    Pair(Expr, Expr),
    /// `*:map`.
    Spread(Expr),
}

/// The name of a member.
#[derive(Clone, Debug)]
pub enum Member {
    /// `a.b`, `a.'b'`.
    Name(Ident),
    /// `a."${b}"`, `a.(b)`.
    Dynamic(Box<Expr>),
}

/// How a member is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// `.`.
    Dot,
    /// `?.`.
    Safe,
    /// `*.`.
    Spread,
    /// `.@`.
    Field,
}

/// A closure as written.
#[derive(Clone, Debug)]
pub struct ClosureExpr {
    /// None: no arrow, so that `it` is there.
    pub params: Option<Vec<Param>>,
    /// What it does.
    pub body: Block,
    /// With its braces.
    pub span: Span,
}

/// A part of a string.
#[derive(Clone, Debug)]
pub enum Piece {
    /// As it is.
    Text(Name),
    /// `$a.b`, `${a}`.
    Value(Expr),
    /// `${-> a}`: called each time.
    Lazy(Arc<ClosureExpr>),
}

/// Whether a range holds its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeEnd {
    /// `..`.
    Inclusive,
    /// `..<`.
    Exclusive,
}
