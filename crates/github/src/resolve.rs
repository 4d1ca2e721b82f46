//! A job at its start: image, services, variables, limits, all evaluated.

use std::path::Path;

use maillon_model::{Diagnostic, JobSpec, ResolvedJob, Timestamp};

/// What is known only where the job runs.
#[derive(Clone, Copy, Debug)]
pub struct ResolveContext<'a> {
    /// The workspace as the job sees it.
    pub workspace: &'a Path,
    /// The private folder as the job sees it.
    pub private: &'a Path,
    /// `shell`, `docker`.
    pub executor: &'a str,
    /// Where tools are kept from run to run (`RUNNER_TOOL_CACHE`), as the job sees it.
    pub tool_cache: &'a Path,
    /// When the try started.
    pub started_at: Timestamp,
}

/// Evaluates everything of a job but its steps.
pub fn resolve(spec: &JobSpec, context: &ResolveContext<'_>) -> Result<ResolvedJob, Diagnostic> {
    let _ = (spec, context);
    Err(Diagnostic::error("github/not-yet", "not there yet"))
}
