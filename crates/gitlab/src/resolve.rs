//! A job at its start: every text is expanded.

use std::fmt;
use std::path::Path;

use maillon_model::{Diagnostic, JobSpec, ResolvedJob, Timestamp};
use maillon_source::Source;

/// What is known only when a job starts.
#[derive(Clone, Copy)]
pub struct ResolveContext<'a> {
    /// The workspace as the job sees it: `CI_PROJECT_DIR`.
    pub workspace: &'a Path,
    /// The private folder as the job sees it: file variables lie there, under their names.
    pub private: &'a Path,
    /// The executor's name: `shell`, `docker`.
    pub executor: &'a str,
    /// Which of the parallel slots runs the job, from 0.
    pub slot: u32,
    /// When the try begins.
    pub started_at: Timestamp,
    /// The files that cache keys are made of.
    pub source: &'a dyn Source,
}

impl fmt::Debug for ResolveContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResolveContext")
            .field("workspace", &self.workspace)
            .field("executor", &self.executor)
            .finish_non_exhaustive()
    }
}

/// Expands everything that was left to be known.
pub fn resolve(
    _spec: &JobSpec,
    _context: &ResolveContext<'_>,
) -> Result<ResolvedJob, Box<Diagnostic>> {
    Err(Box::new(Diagnostic::error(
        "gitlab/internal",
        "not written yet",
    )))
}
