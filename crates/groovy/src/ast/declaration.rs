//! Classes, methods and their parts.

use std::sync::Arc;

use super::{Annotation, Arg, Block, Expr, Ident, Name, TypeRef};
use crate::code::Span;

/// A class, interface, trait or enum.
#[derive(Clone, Debug)]
pub struct ClassDecl {
    /// What it is.
    pub kind: DeclKind,
    /// Before it.
    pub annotations: Vec<Annotation>,
    /// Before it.
    pub modifiers: Vec<Name>,
    /// Its simple name.
    pub ident: Ident,
    /// `extends`.
    pub parent: Option<TypeRef>,
    /// `implements` (an interface's `extends`).
    pub interfaces: Vec<TypeRef>,
    /// Fields and properties, in order.
    pub fields: Vec<Field>,
    /// With constructors (those that have the class's name and no `returns` and no `def`).
    pub methods: Vec<Arc<Method>>,
    /// `Name() {}`.
    pub constructors: Vec<Arc<Method>>,
    /// `static {}`.
    pub statics: Vec<Arc<Block>>,
    /// `{}` that run at construction.
    pub initializers: Vec<Arc<Block>>,
    /// An enum's constants.
    pub constants: Vec<Constant>,
    /// Classes in it.
    pub classes: Vec<Arc<ClassDecl>>,
    /// All of it.
    pub span: Span,
}

/// What a class declaration declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeclKind {
    /// `class`.
    Class,
    /// `interface`.
    Interface,
    /// `trait`.
    Trait,
    /// `enum`.
    Enum,
    /// `@interface`.
    Annotation,
}

/// A field or property of a class.
#[derive(Clone, Debug)]
pub struct Field {
    /// Before it.
    pub annotations: Vec<Annotation>,
    /// `static`, `final`, `private`, ...
    pub modifiers: Vec<Name>,
    /// None for `def`.
    pub ty: Option<TypeRef>,
    /// The name.
    pub ident: Ident,
    /// `= value`.
    pub value: Option<Expr>,
}

/// `RED('r')` of an enum.
#[derive(Clone, Debug)]
pub struct Constant {
    /// The name.
    pub ident: Ident,
    /// What its constructor gets.
    pub args: Vec<Arg>,
}

/// A method or constructor.
#[derive(Clone, Debug)]
pub struct Method {
    /// `@NonCPS`, `@Override`.
    pub annotations: Vec<Annotation>,
    /// `static`, `private`.
    pub modifiers: Vec<Name>,
    /// None for `def` and constructors.
    pub returns: Option<TypeRef>,
    /// The class's name for constructors.
    pub ident: Ident,
    /// In order.
    pub params: Vec<Param>,
    /// None where abstract.
    pub body: Option<Arc<Block>>,
    /// All of it.
    pub span: Span,
}

/// A parameter of a method or closure, or the variable of a `for`.
#[derive(Clone, Debug)]
pub struct Param {
    /// Where one is written.
    pub ty: Option<TypeRef>,
    /// The name.
    pub ident: Ident,
    /// `= value`.
    pub default: Option<Expr>,
    /// `String... xs`.
    pub rest: Rest,
}

/// Whether a parameter takes all that is left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rest {
    /// One value.
    #[default]
    No,
    /// `...`.
    Yes,
}
