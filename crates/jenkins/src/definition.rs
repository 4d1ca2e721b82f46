//! A declarative pipeline, as read and checked. Values are expressions that are evaluated when their turn comes.

use maillon_groovy::ast::{Arg, ClosureExpr, Expr, Ident, Name};
use std::sync::Arc;

/// `pipeline { ... }`.
#[derive(Debug)]
pub(crate) struct Declarative {
    pub(crate) agent: Agent,
    pub(crate) libraries: Vec<Expr>,
    pub(crate) environment: Vec<EnvEntry>,
    pub(crate) options: Vec<Directive>,
    pub(crate) parameters: Vec<Directive>,
    pub(crate) tools: Vec<ToolEntry>,
    pub(crate) stages: Vec<Stage>,
    pub(crate) post: Vec<PostCondition>,
}

/// `agent ...`.
#[derive(Clone, Debug)]
pub(crate) enum Agent {
    /// `agent any`.
    Any,
    /// `agent none`.
    None,
    /// `agent { label 'x' }`, `agent { docker { image 'x' } }`: kind and arguments (a single unnamed one has its key None).
    Kind { kind: Ident, args: Vec<Arg> },
}

/// `NAME = value` in `environment`.
#[derive(Clone, Debug)]
pub(crate) struct EnvEntry {
    pub(crate) name: Ident,
    pub(crate) value: EnvValue,
}

/// What an entry of `environment` is.
#[derive(Clone, Debug)]
pub(crate) enum EnvValue {
    Expr(Expr),
    /// `credentials('id')`.
    Credentials(Expr),
}

/// `name args` in `options`, `parameters`, `triggers`. A nested call is an argument.
#[derive(Clone, Debug)]
pub(crate) struct Directive {
    pub(crate) name: Ident,
    pub(crate) args: Vec<Arg>,
}

/// `maven 'M3'` in `tools`.
#[derive(Clone, Debug)]
pub(crate) struct ToolEntry {
    pub(crate) kind: Ident,
    pub(crate) version: Expr,
}

/// `stage('name') { ... }`.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    /// Always a constant text: the validator refuses others.
    pub(crate) name: Name,
    pub(crate) agent: Option<Agent>,
    pub(crate) environment: Vec<EnvEntry>,
    pub(crate) options: Vec<Directive>,
    pub(crate) tools: Vec<ToolEntry>,
    pub(crate) input: Option<StageInput>,
    pub(crate) when: Option<When>,
    pub(crate) post: Vec<PostCondition>,
    pub(crate) content: Content,
    /// `failFast true`.
    pub(crate) fail_fast: Option<Expr>,
}

/// What a stage consists of.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// `steps { }`.
    Steps(Arc<ClosureExpr>),
    /// `stages { }`.
    Stages(Vec<Stage>),
    /// `parallel { }`.
    Parallel(Vec<Stage>),
    /// `matrix { }`.
    Matrix(Box<Matrix>),
}

/// `matrix { }`. Its other sections are those of every cell.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    pub(crate) axes: Vec<Axis>,
    pub(crate) excludes: Vec<Vec<ExcludeAxis>>,
    pub(crate) agent: Option<Agent>,
    pub(crate) environment: Vec<EnvEntry>,
    pub(crate) options: Vec<Directive>,
    pub(crate) tools: Vec<ToolEntry>,
    pub(crate) input: Option<StageInput>,
    pub(crate) when: Option<When>,
    pub(crate) post: Vec<PostCondition>,
    pub(crate) stages: Vec<Stage>,
}

/// `axis { name 'A'; values 'x', 'y' }`.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    pub(crate) name: Name,
    pub(crate) values: Vec<Name>,
}

/// `axis { name 'A'; notValues 'x' }` of an `exclude`.
#[derive(Clone, Debug)]
pub(crate) struct ExcludeAxis {
    pub(crate) name: Name,
    pub(crate) which: Which,
    pub(crate) values: Vec<Name>,
}

/// Which values an `exclude` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// `values`.
    These,
    /// `notValues`.
    AllBut,
}

/// `when { }`.
#[derive(Clone, Debug)]
pub(crate) struct When {
    pub(crate) conditions: Vec<Condition>,
    pub(crate) before_agent: Option<Expr>,
    pub(crate) before_input: Option<Expr>,
    pub(crate) before_options: Option<Expr>,
}

/// A condition of `when`.
#[derive(Clone, Debug)]
pub(crate) enum Condition {
    Not(Box<Condition>),
    AllOf(Vec<Condition>),
    AnyOf(Vec<Condition>),
    /// `expression { }`.
    Expression(Arc<ClosureExpr>),
    /// `branch 'x'`, `environment name: 'A', value: 'b'`.
    Kind {
        name: Ident,
        args: Vec<Arg>,
    },
}

/// `input { message 'x'; ok 'y' }`.
#[derive(Clone, Debug)]
pub(crate) struct StageInput {
    /// `message`, `id`, `ok`, `submitter`, `submitterParameter`.
    pub(crate) fields: Vec<(Ident, Expr)>,
    pub(crate) parameters: Vec<Directive>,
}

/// `always { }` of `post`.
#[derive(Clone, Debug)]
pub(crate) struct PostCondition {
    pub(crate) name: Ident,
    pub(crate) body: Arc<ClosureExpr>,
}
