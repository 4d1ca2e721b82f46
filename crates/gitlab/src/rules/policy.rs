//! `only` and `except`.

use maillon_model::{Diagnostic, Trigger};
use maillon_source::Files;
use maillon_source::yaml::Map;

use super::{Admission, Context, RulesTrace, Verdict};

/// What `only` and `except` of a job say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policy {}

impl Policy {
    pub(super) fn parse(
        _job: &Map,
        _files: &Files,
        _breadcrumb: &str,
        _diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        Self {}
    }

    pub(super) fn evaluate(
        &self,
        _context: &Context<'_>,
        _trigger: &Trigger,
        _diagnostics: &mut Vec<Diagnostic>,
    ) -> Verdict {
        Verdict::In(Admission::default())
    }

    pub(super) fn trace(&self, _context: &Context<'_>, _trigger: &Trigger) -> RulesTrace {
        RulesTrace::default()
    }
}

/// A job has `rules`, or `only` and `except`, not both.
pub(super) fn refuse_beside_rules(
    _job: &Map,
    _files: &Files,
    _breadcrumb: &str,
    _diagnostics: &mut Vec<Diagnostic>,
) {
}
