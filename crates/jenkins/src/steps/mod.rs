//! Steps: a file each. A step's parameters are declared once; checks before the run, arguments at the run and the reference page come from there.

mod arguments;
mod call;
mod data;
mod described;
mod docker;
mod files;
mod flow;
mod general;
mod interpolation;
mod keep;
mod libraries;
mod notify;
mod plugins;
mod reports;
mod scm;
mod secrets;
mod shell;
mod table;
mod tool;

use std::sync::Arc;

use maillon_groovy::{Cx, Eval, Value};

use crate::build::Local;
pub(crate) use arguments::{ANY_NAME, Arguments, named, plain_text, settled};
pub(crate) use call::{as_block, braces, call, run};
pub(crate) use described::{Described, SYMBOLS, described};
pub(crate) use docker::docker;
pub(crate) use plugins::{elsewhere_step, elsewhere_steps};
pub(crate) use shell::node as node_around;
pub(crate) use table::{all, find};

/// A step.
#[derive(Debug)]
pub(crate) struct Step {
    /// As scripts call it.
    pub(crate) name: &'static str,
    /// One sentence for the reference page.
    pub(crate) summary: &'static str,
    /// Its parameters.
    pub(crate) params: &'static [Param],
    /// The parameter that an unnamed argument is; None: there is none.
    pub(crate) sole: Option<&'static str>,
    /// Whether it takes a block.
    pub(crate) body: Body,
    /// Whether it must stand in a node.
    pub(crate) needs: Needs,
    /// What it does.
    pub(crate) run: fn(&mut StepCall<'_>) -> Eval<Value>,
}

/// A parameter of a step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) presence: Presence,
    /// One sentence.
    pub(crate) summary: &'static str,
}

/// What a parameter may be. The validator says `Expecting "int" for parameter ...` by this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Bool,
    Int,
    Long,
    /// A decimal number.
    Number,
    List,
    Map,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A nested describable, as `scm`, `hudson.plugins.git...`, or anything.
    Any,
}

/// Whether a parameter must be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Required,
    Optional,
}

/// Whether a step takes a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    None,
    Required,
    Optional,
}

/// Where a step must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    Nothing,
    /// A node: a workspace and a sandbox.
    Node,
}

/// A step that is called.
pub(crate) struct StepCall<'a> {
    pub(crate) cx: &'a mut Cx,
    pub(crate) local: Arc<Local>,
    pub(crate) step: &'static Step,
    pub(crate) args: Arguments,
    /// The block.
    pub(crate) body: Option<Value>,
}

impl Param {
    /// A parameter that must be given.
    pub(crate) const fn required(name: &'static str, kind: Kind, summary: &'static str) -> Self {
        Self {
            name,
            kind,
            presence: Presence::Required,
            summary,
        }
    }

    /// A parameter that may be left out.
    pub(crate) const fn optional(name: &'static str, kind: Kind, summary: &'static str) -> Self {
        Self {
            name,
            kind,
            presence: Presence::Optional,
            summary,
        }
    }
}
