//! The tree that [`parse()`](crate::parse()) makes: close to what was written, so that others can read meaning of their own from it.

mod declaration;
mod expression;
mod operator;
mod statement;

use std::sync::Arc;

use crate::code::{Code, Span};
pub use declaration::{ClassDecl, Constant, DeclKind, Field, Method, Param, Rest};
pub use expression::{
    Access, Arg, Call, CallStyle, ClosureExpr, Entry, Expr, ExprKind, Member, Piece, RangeEnd,
};
pub use operator::{BinaryOp, Gives, Step, UnaryOp};
pub use statement::{Block, Case, Catch, Declare, Declared, Stmt, StmtKind};

/// A name: an identifier, a method, a key.
pub type Name = Arc<str>;

/// A file.
#[derive(Clone, Debug)]
pub struct Script {
    /// Where it comes from.
    pub code: Arc<Code>,
    /// `package a.b`.
    pub package: Option<Name>,
    /// In order.
    pub imports: Vec<Import>,
    /// What runs when the script runs.
    pub body: Arc<Block>,
    /// `def name(...) {...}` at the top.
    pub methods: Vec<Arc<Method>>,
    /// At the top.
    pub classes: Vec<Arc<ClassDecl>>,
}

/// `import a.b.C`, `import static a.b.C.x`, `import a.b.*`, `import a.b.C as D`.
#[derive(Clone, Debug)]
pub struct Import {
    /// Its annotations: `@Library('x') import ...`.
    pub annotations: Vec<Annotation>,
    /// `a.b.C`, without the star.
    pub path: Name,
    /// `import static`.
    pub of: ImportOf,
    /// Whether everything below `path` is meant.
    pub star: Star,
    /// `as D`.
    pub alias: Option<Name>,
    /// Where.
    pub span: Span,
}

/// What an import brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportOf {
    /// A class.
    Class,
    /// A static member.
    Static,
}

/// Whether an import ends in `.*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Star {
    /// One name.
    One,
    /// All names.
    All,
}

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// The name.
    pub name: Name,
    /// Where.
    pub span: Span,
}

/// `@Name(args)`.
#[derive(Clone, Debug)]
pub struct Annotation {
    /// Without `@`.
    pub name: Name,
    /// `value` where it is not named.
    pub args: Vec<(Name, Arc<Expr>)>,
    /// Where.
    pub span: Span,
}

/// A type as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeRef {
    /// `List`, `java.util.Map`, without type arguments.
    pub name: Name,
    /// How many `[]` follow.
    pub dimensions: u8,
    /// Where.
    pub span: Span,
}
