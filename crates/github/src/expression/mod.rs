//! GitHub's expression language: `${{ }}` and the conditions of `if`.
//!
//! Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/expressions>; where that
//! is silent, the source of GitHub's runner. A text goes through [`lexer`] and [`parser`] and becomes
//! a tree with places; [`evaluate`] makes a [`Value`] of it, asking a [`Scope`] for contexts.

mod availability;
mod compare;
mod condition;
mod evaluate;
mod functions;
mod lexer;
mod node;
mod number;
mod parser;
mod template;
#[cfg(test)]
mod tests;
mod tree;
mod uses;
mod value;

pub(crate) use availability::{Key, unavailable};
pub(crate) use condition::Condition;
pub(crate) use template::Template;
pub(crate) use tree::evaluate_tree;
pub(crate) use uses::Uses;
pub(crate) use value::{Object, Value};

/// What an expression asks of its surroundings.
pub(crate) trait Scope {
    /// A context: `github`, `env`, ... None: it is not available here, which is null.
    fn context(&self, name: &str) -> Option<Value>;

    /// The answer of a status function.
    fn status(&self, function: Status) -> bool;

    /// The hash over the files that match; only steps have files.
    fn hash_files(&self, patterns: &[String]) -> Result<String, String>;
}

/// The status functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Success,
    Failure,
    Cancelled,
    Always,
}

/// What is wrong with an expression, and where in its text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct ExpressionError {
    /// One sentence without a final full stop.
    pub(crate) message: String,
    /// In bytes, from the beginning of the text that was given.
    pub(crate) offset: usize,
    /// In bytes; at least 1.
    pub(crate) length: usize,
    /// What to do next.
    pub(crate) hint: Option<String>,
}

/// Parses, explains and evaluates a text without contexts: an error lies within the text.
pub(crate) fn fuzz(text: &str) {
    let scope = crate::scope::Contexts::default();
    let within = |error: &ExpressionError| error.length > 0 && error.offset <= text.len();
    match Template::parse(text) {
        Ok(template) => {
            let value = template.value(&scope);
            assert!(value.as_ref().err().is_none_or(within), "{value:?}");
            let known = unavailable(Key::StepRun, &template.uses());
            assert!(known.iter().all(within), "{known:?}");
        }
        Err(error) => assert!(within(&error), "{error:?}"),
    }
    match Condition::parse(text) {
        Ok(condition) => {
            let _ = condition.explain(&scope);
            assert!(condition.holds(&scope).as_ref().err().is_none_or(within));
        }
        Err(error) => assert!(within(&error), "{error:?}"),
    }
}
