//! Why a job is in a pipeline or is not, for `plan --explain`.

use crate::diagnostic::Place;
use crate::ids::JobName;

/// Why a job is in the pipeline, or is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobTrace {
    /// The job as the definition calls it.
    pub job: JobName,
    /// Whether it is in the pipeline.
    pub included: bool,
    /// What its conditions came to.
    pub rules: RulesTrace,
}

/// What a list of rules (or `only` and `except`) came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RulesTrace {
    /// Every rule in order, also those behind the one that decided.
    pub rules: Vec<RuleTrace>,
    /// The outcome in one sentence: `rules[1] matched`, `no rule matched`.
    pub summary: String,
}

/// What one rule came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleTrace {
    /// `rules[1]`, `only`, `on.push`.
    pub name: String,
    /// Where it stands.
    pub place: Option<Place>,
    /// Whether it matched.
    pub matched: Match,
    /// Its clauses in the order in which they are looked at.
    pub clauses: Vec<ClauseTrace>,
    /// What follows when it matches: `when: manual, allow_failure: true`.
    pub effect: String,
}

/// What one clause came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseTrace {
    /// `if`, `changes`, `refs`, `branches`, `paths`, ...
    pub keyword: &'static str,
    /// As written.
    pub text: String,
    /// Whether it held.
    pub matched: Match,
    /// Why: `no changed file matches`, `docs/a.md matches docs/**/*`.
    pub why: String,
    /// What it saw, by the definition's own words (`$CI_COMMIT_TAG`, `github.ref`); None is null.
    /// Secrets are masked.
    pub values: Vec<(String, Option<String>)>,
}

/// Whether something matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// It did.
    Yes,
    /// It did not.
    No,
    /// Something before it decided.
    NotReached,
}

impl From<bool> for Match {
    fn from(matched: bool) -> Self {
        if matched { Self::Yes } else { Self::No }
    }
}
