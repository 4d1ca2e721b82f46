//! The tree that [`crate::parse`] makes: close to what was written, so that others can read meaning of their own from it.

use std::sync::Arc;

use bigdecimal::BigDecimal;
use num_bigint::BigInt;

use crate::code::{Code, Span};

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

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// The name.
    pub name: Name,
    /// Where.
    pub span: Span,
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
