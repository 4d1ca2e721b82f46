//! Which rule lets a job (or an include, or a pipeline) in, and why.

use maillon_model::{Diagnostic, JobName};
use maillon_source::yaml::Node;
use maillon_source::{Files, Source};

use crate::variables::Scope;

/// One entry of `rules`.
#[derive(Clone, Debug)]
pub(crate) struct Rule {}

/// What the rules say.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    /// This rule matched.
    Matched(usize),
    /// None matched.
    NoMatch,
}

/// Which rule matched, which did not and why, with the values that it saw.
#[derive(Clone, Debug, Default)]
pub struct RulesTrace {}

/// Why a job is in the pipeline or is not.
#[derive(Clone, Debug)]
pub struct JobTrace {
    /// The job as the definition calls it.
    pub job: JobName,
    /// Its rules.
    pub rules: RulesTrace,
}

/// Reads a list of rules; what is wrong goes to `diagnostics`.
pub(crate) fn parse(
    _node: &Node,
    _files: &Files,
    _breadcrumb: &str,
    _diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Rule> {
    Vec::new()
}

/// Finds the first rule that matches.
pub(crate) fn evaluate(
    _rules: &[Rule],
    _scope: &Scope,
    _source: &dyn Source,
) -> (Verdict, RulesTrace) {
    (Verdict::NoMatch, RulesTrace::default())
}
