//! A job at its start: every text is expanded.

use maillon_model::{Diagnostic, JobSpec, ResolvedJob};

/// What is known only when a job starts.
#[derive(Clone, Debug, Default)]
pub struct ResolveContext {}

/// Expands everything that was left to be known.
pub fn resolve(_spec: &JobSpec, _context: &ResolveContext) -> Result<ResolvedJob, Diagnostic> {
    Err(Diagnostic::error("gitlab/internal", "not written yet"))
}
