//! Statements.

use super::{Annotation, Expr, Ident, Name, Param, TypeRef};
use crate::code::Span;

/// Statements between braces, or those of a file.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// In order.
    pub statements: Vec<Stmt>,
    /// With its braces, where it has them.
    pub span: Span,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// `name:` before it.
    pub label: Option<Name>,
    /// What it is.
    pub kind: StmtKind,
    /// Where.
    pub span: Span,
}

/// Kinds of statements.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// An expression.
    Expr(Expr),
    /// `def x = 1`, `String a, b = 2`, `final int c = 3`; `def (a, b) = [1, 2]` has several names for one value.
    Declare(Declare),
    /// `if`.
    If {
        /// The condition.
        condition: Expr,
        /// Then.
        then: Block,
        /// Else.
        otherwise: Option<Block>,
    },
    /// `while`.
    While {
        /// The condition.
        condition: Expr,
        /// The loop.
        body: Block,
    },
    /// `for (int i = 0; i < 3; i++)`.
    For {
        /// Before.
        init: Vec<Stmt>,
        /// The condition.
        condition: Option<Expr>,
        /// After each turn.
        update: Vec<Expr>,
        /// The loop.
        body: Block,
    },
    /// `for (x in xs)`, `for (String x : xs)`.
    ForIn {
        /// The variable.
        variable: Param,
        /// What is gone through.
        items: Expr,
        /// The loop.
        body: Block,
    },
    /// `switch`.
    Switch {
        /// What is compared.
        value: Expr,
        /// In order; `default` has no value.
        cases: Vec<Case>,
    },
    /// `try`.
    Try {
        /// Tried.
        body: Block,
        /// In order.
        catches: Vec<Catch>,
        /// At the end.
        finally: Option<Block>,
    },
    /// `throw`.
    Throw(Expr),
    /// `return`.
    Return(Option<Expr>),
    /// `break`.
    Break(Option<Name>),
    /// `continue`.
    Continue(Option<Name>),
    /// `{ ... }` that is no closure, and `synchronized (x) { ... }`.
    Block(Block),
    /// `assert condition : message`.
    Assert {
        /// What must be true.
        condition: Expr,
        /// What is said where not.
        message: Option<Expr>,
    },
    /// What could not be read; the parser has said why.
    Error,
}

/// A declaration of variables.
#[derive(Clone, Debug)]
pub struct Declare {
    /// `@Field` and others.
    pub annotations: Vec<Annotation>,
    /// None for `def`.
    pub ty: Option<TypeRef>,
    /// One of `final`, `static`: kept in case somebody asks.
    pub modifiers: Vec<Name>,
    /// What is declared.
    pub what: Declared,
}

/// What a declaration declares.
#[derive(Clone, Debug)]
pub enum Declared {
    /// `a = 1, b`.
    Each(Vec<(Ident, Option<Expr>)>),
    /// `(a, b) = value`.
    Tuple(Vec<Ident>, Expr),
}

/// `case value:`, `default:`.
#[derive(Clone, Debug)]
pub struct Case {
    /// None: `default`.
    pub value: Option<Expr>,
    /// Until the next case; without `break` it goes on there.
    pub body: Block,
}

/// `catch (A | B e) {...}`.
#[derive(Clone, Debug)]
pub struct Catch {
    /// Empty: `Exception`.
    pub types: Vec<TypeRef>,
    /// The variable.
    pub name: Ident,
    /// What is done.
    pub body: Block,
}
