//! The conditions of a rule.

use std::cell::RefCell;
use std::sync::Arc;

use maillon_model::Diagnostic;
use maillon_source::{Changes as Changed, Files, SourceError, Span};
use rustc_hash::FxHashMap;

use super::Context;
use super::glob::{self, Glob};
use crate::expression::Expression;
use crate::variables::Scope;

/// How many paths are compared with globs until GitLab takes a match for granted.
///
/// Source: <https://docs.gitlab.com/ci/yaml/#ruleschanges>, <https://docs.gitlab.com/ci/yaml/#rulesexists>.
const MAX_COMPARISONS: usize = 50_000;

/// One condition of a rule.
#[derive(Clone, Debug)]
pub(super) enum Clause {
    If(Condition),
    Changes(Changes),
    Exists(Exists),
}

/// An expression as written and as understood.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) expression: Arc<Expression>,
    pub(super) text: Arc<str>,
}

/// `changes`
#[derive(Clone, Debug)]
pub(super) struct Changes {
    pub(super) paths: Vec<Arc<str>>,
    pub(super) compare_to: Option<Arc<str>>,
    pub(super) span: Span,
}

/// `exists`
#[derive(Clone, Debug)]
pub(super) struct Exists {
    pub(super) paths: Vec<Arc<str>>,
    pub(super) project: Option<Arc<str>>,
    pub(super) git_ref: Option<Arc<str>>,
    pub(super) span: Span,
}

/// What a comparison of paths with globs came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// This path matches this glob.
    Matched { path: String, glob: String },
    /// None of so many paths matches.
    Unmatched { paths: usize },
    /// There is nothing to compare with, so that everything counts as changed.
    NothingToCompare,
    /// More comparisons than GitLab makes: it takes a match for granted.
    TooMany,
}

impl Finding {
    pub(super) fn holds(&self) -> bool {
        !matches!(self, Self::Unmatched { .. })
    }
}

/// Findings of one load: thousands of jobs share the same few lists of globs.
#[derive(Debug, Default)]
pub(crate) struct Memo(RefCell<FxHashMap<MemoKey, bool>>);

type MemoKey = (&'static str, Vec<String>, Option<String>);

impl Memo {
    fn get_or(
        &self,
        key: MemoKey,
        find: impl FnOnce(&MemoKey) -> Result<Finding, Problem>,
    ) -> Result<bool, Problem> {
        if let Some(known) = self.0.borrow().get(&key) {
            return Ok(*known);
        }
        let holds = find(&key)?.holds();
        self.0.borrow_mut().insert(key, holds);
        Ok(holds)
    }
}

/// Why a clause can't be evaluated.
#[derive(Debug)]
pub(super) struct Problem {
    code: &'static str,
    message: String,
    hint: Option<String>,
    span: Span,
    key: &'static str,
}

impl Problem {
    fn new(key: &'static str, span: Span, code: &'static str, message: String) -> Self {
        Self {
            code,
            message,
            hint: None,
            span,
            key,
        }
    }

    pub(super) fn message(&self) -> &str {
        &self.message
    }

    pub(super) fn diagnostic(self, files: &Files, breadcrumb: &str) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(self.code, self.message)
            .at(files.place(self.span))
            .under(format!("{breadcrumb}.{}", self.key));
        diagnostic.hint = self.hint;
        diagnostic
    }
}

impl Clause {
    pub(super) fn holds(&self, context: &Context<'_>) -> Result<bool, Problem> {
        match self {
            Self::If(condition) => Ok(condition.expression.holds(context.scope)),
            Self::Changes(changes) => changes.holds(context),
            Self::Exists(exists) => exists.holds(context),
        }
    }

    /// What it says, in a few words.
    pub(super) fn summary(&self) -> String {
        match self {
            Self::If(condition) => condition.text.trim().to_owned(),
            Self::Changes(changes) => format!("changes {}", changes.paths.join(", ")),
            Self::Exists(exists) => format!("exists {}", exists.paths.join(", ")),
        }
    }
}

fn expand_all(scope: &Scope, texts: &[Arc<str>]) -> Vec<String> {
    texts.iter().map(|text| scope.expand(text)).collect()
}

impl Changes {
    fn holds(&self, context: &Context<'_>) -> Result<bool, Problem> {
        let globs = expand_all(context.scope, &self.paths);
        let compare_to = self.compare_to(context.scope);
        let find = |key: &MemoKey| self.compare(context, &key.1, key.2.as_deref());
        context.memo.get_or(("changes", globs, compare_to), find)
    }

    /// What was compared, and how it came out.
    pub(super) fn find(&self, context: &Context<'_>) -> Result<Finding, Problem> {
        let globs = expand_all(context.scope, &self.paths);
        self.compare(context, &globs, self.compare_to(context.scope).as_deref())
    }

    fn compare_to(&self, scope: &Scope) -> Option<String> {
        self.compare_to.as_ref().map(|text| scope.expand(text))
    }

    fn compare(
        &self,
        context: &Context<'_>,
        globs: &[String],
        compare_to: Option<&str>,
    ) -> Result<Finding, Problem> {
        let changed = context.source.changes(compare_to);
        match changed.map_err(|error| self.problem(&error, compare_to))? {
            Changed::NothingToCompare => Ok(Finding::NothingToCompare),
            Changed::Files(paths) if paths.len() * globs.len() > MAX_COMPARISONS => {
                Ok(Finding::TooMany)
            }
            Changed::Files(paths) => Ok(compare(globs, &paths)),
        }
    }

    fn problem(&self, error: &SourceError, compare_to: Option<&str>) -> Problem {
        let Some(git_ref) = compare_to.filter(|_| matches!(error, SourceError::Missing { .. }))
        else {
            let message = format!("what changed can't be found: {error}");
            return Problem::new("changes", self.span, "gitlab/no-changes", message);
        };
        let message =
            format!("`compare_to` names `{git_ref}`, which is no branch, tag or commit here");
        let key = "changes.compare_to";
        let mut problem = Problem::new(key, self.span, "gitlab/unknown-ref", message);
        problem.hint = Some(format!(
            "fetch it (`git fetch origin {git_ref}`) or compare with another one"
        ));
        problem
    }
}

impl Exists {
    fn holds(&self, context: &Context<'_>) -> Result<bool, Problem> {
        let globs = expand_all(context.scope, &self.paths);
        let find = |key: &MemoKey| self.compare(context, &key.1);
        context
            .memo
            .get_or(("exists", globs, self.elsewhere(context.scope)), find)
    }

    /// What was compared, and how it came out.
    pub(super) fn find(&self, context: &Context<'_>) -> Result<Finding, Problem> {
        self.compare(context, &expand_all(context.scope, &self.paths))
    }

    /// What names the project that is looked at, where it is not this one.
    fn elsewhere(&self, scope: &Scope) -> Option<String> {
        let project = scope.expand(self.project.as_ref()?);
        let git_ref = self.git_ref.as_ref().map(|text| scope.expand(text));
        Some(format!("{project}@{}", git_ref.unwrap_or_default()))
    }

    fn compare(&self, context: &Context<'_>, globs: &[String]) -> Result<Finding, Problem> {
        if globs.is_empty() {
            return Ok(Finding::Unmatched { paths: 0 });
        }
        let files = self.files(context).map_err(|error| self.problem(&error))?;
        let plain = globs.iter().filter(|glob| !glob::is_glob(glob));
        for path in plain {
            if files.binary_search(path).is_ok() {
                return Ok(matched(path, path));
            }
        }
        let globs: Vec<String> = globs
            .iter()
            .filter(|glob| glob::is_glob(glob))
            .cloned()
            .collect();
        let within = MAX_COMPARISONS
            .checked_div(globs.len())
            .unwrap_or(usize::MAX);
        let looked_at = files.get(..within.min(files.len())).unwrap_or(&files);
        match compare(&globs, looked_at) {
            Finding::Unmatched { .. } if looked_at.len() < files.len() => Ok(Finding::TooMany),
            Finding::Unmatched { .. } => Ok(Finding::Unmatched { paths: files.len() }),
            finding => Ok(finding),
        }
    }

    fn files(&self, context: &Context<'_>) -> Result<Arc<Vec<String>>, SourceError> {
        let Some(project) = &self.project else {
            return context.source.files();
        };
        let path = context.scope.expand(project);
        let git_ref = self.git_ref.as_ref().map(|text| context.scope.expand(text));
        let project = context.source.project(None, &path, git_ref.as_deref())?;
        project.files()
    }

    fn problem(&self, error: &SourceError) -> Problem {
        let key = if self.project.is_some() {
            "exists.project"
        } else {
            "exists"
        };
        let message = format!("the files to look at can't be listed: {error}");
        let mut problem = Problem::new(key, self.span, "gitlab/no-files", message);
        if let SourceError::Unreachable { hint, .. } = error {
            problem.hint = Some(hint.clone());
        }
        problem
    }
}

fn matched(path: &str, glob: &str) -> Finding {
    Finding::Matched {
        path: path.to_owned(),
        glob: glob.to_owned(),
    }
}

fn compare(globs: &[String], paths: &[String]) -> Finding {
    for text in globs {
        let glob = Glob::new(text);
        if let Some(path) = paths.iter().find(|path| glob.matches(path)) {
            return matched(path, text);
        }
    }
    Finding::Unmatched { paths: paths.len() }
}
