//! A `pipeline` block is read into a [`Declarative`], and everything that is wrong with it is found, in Jenkins' words.

use std::collections::BTreeSet;
use std::sync::Arc;

use maillon_groovy::Code;
use maillon_groovy::ast::{ClosureExpr, Name};
use maillon_model::Diagnostic;

use crate::definition::Declarative;
use crate::load::Tool;

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
    let _ = (block, around.code, around.tools, &around.names);
    (None, Vec::new())
}
