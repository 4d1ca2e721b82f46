//! A `pipeline` block is read into a [`Declarative`], and everything that is wrong with it is found, in Jenkins' words.
//!
//! A file per section. Each reads as far as it can and tells all that it finds; a block with an error has no definition.

mod agent;
mod arguments;
mod contents;
mod directives;
mod environment;
mod file;
mod input;
mod literal;
mod matrix;
mod outline;
mod pipeline;
mod post;
mod report;
mod scope;
mod stage;
mod steps;
mod syntax;
mod tools;
mod walk;
mod when;

use std::collections::BTreeSet;
use std::sync::Arc;

use maillon_groovy::Code;
use maillon_groovy::ast::{ClosureExpr, Name};
use maillon_model::Diagnostic;

use crate::definition::Declarative;
use crate::load::Tool;
pub(crate) use file::{Asks, Checked, FileKind, check};
pub(crate) use outline::outline;
use report::Report;
pub(crate) use report::place;

/// What a `pipeline` block stands in.
pub(crate) struct Surroundings<'a> {
    /// The file.
    pub(crate) code: &'a Arc<Code>,
    /// Installed tools.
    pub(crate) tools: &'a [Tool],
    /// What steps may call besides steps.
    pub(crate) names: Names,
}

/// What can be called besides steps.
#[derive(Clone, Debug)]
pub(crate) enum Names {
    /// These and no others: an unknown step is an error before the run.
    These(BTreeSet<Name>),
    /// There are libraries, or a script around: an unknown step is found when it is reached.
    Open,
}

/// Reads and checks the block of `pipeline { ... }`. None where it can't run; then one of the diagnostics is an error.
pub(crate) fn declarative(
    block: &ClosureExpr,
    around: &Surroundings<'_>,
) -> (Option<Declarative>, Vec<Diagnostic>) {
    let mut reader = Reader {
        around,
        report: Report::new(around.code),
    };
    let definition = reader.pipeline(block);
    let found = reader.report.finish();
    let wrong = found.iter().any(Diagnostic::is_error);
    (definition.filter(|_| !wrong), found)
}

/// Reads a block.
struct Reader<'a> {
    around: &'a Surroundings<'a>,
    report: Report<'a>,
}

#[cfg(test)]
mod tests;
