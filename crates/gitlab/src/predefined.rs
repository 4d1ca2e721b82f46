//! The variables that GitLab gives: `CI_COMMIT_SHA` and its kin.

use std::sync::Arc;

use maillon_model::{Trigger, Variable};

/// The variables that all jobs of a pipeline share, and that `rules` and `include` may see.
pub(crate) fn pipeline(_trigger: &Trigger) -> Arc<Vec<Variable>> {
    Arc::default()
}

/// What the variables of one job are made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JobFacts<'a> {
    /// `test: [a, b]`
    pub(crate) name: &'a str,
    /// `test`
    pub(crate) stage: &'a str,
    /// Its place among its copies, from 1, and their number; None where it is alone.
    pub(crate) node: Option<(usize, usize)>,
    /// Whether it waits for somebody to play it.
    pub(crate) manual: bool,
}

/// The variables of one job, as far as they are known when the pipeline is made.
pub(crate) fn job(_facts: &JobFacts<'_>) -> Vec<Variable> {
    Vec::new()
}
