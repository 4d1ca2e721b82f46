//! What is known early of a job's `if`.

use maillon_model::Diagnostic;

use super::evaluate::Evaluator;
use crate::expression::{Condition, ExpressionError};
use crate::scope::{Answers, Contexts};
use crate::workflow::Text;

/// What can become of the jobs that a job needs, as the status functions tell it.
const FUTURES: [Answers; 4] = [
    answers(true, false, false),
    answers(false, true, false),
    answers(false, false, true),
    answers(false, false, false),
];

const fn answers(success: bool, failure: bool, cancelled: bool) -> Answers {
    Answers {
        success,
        failure,
        cancelled,
    }
}

/// What is known early of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Early {
    /// Nothing is written.
    Unconditional,
    /// It depends on what comes before; or it will hold once that has succeeded.
    Possible,
    /// It is false whatever happens: why.
    Never(String),
}

/// Looks at an `if` with what is known when the pipeline is made.
pub(super) fn early(
    written: Option<&Text>,
    with: &Evaluator<'_>,
) -> Result<Early, Box<Diagnostic>> {
    let Some(text) = written else {
        return Ok(Early::Unconditional);
    };
    let parsed = Condition::parse(&text.raw);
    let condition = parsed.map_err(|error| with.failed("if", text, &error))?;
    if condition.uses().context("needs") {
        return Ok(Early::Possible);
    }
    // What can't be evaluated fails the job when its turn comes, as on GitHub, and no other one.
    Ok(match is_possible(&condition, with.contexts) {
        Ok(true) | Err(_) => Early::Possible,
        Ok(false) => Early::Never(why_not(&text.raw, &condition, with.contexts)),
    })
}

fn is_possible(condition: &Condition, contexts: &Contexts) -> Result<bool, ExpressionError> {
    for answers in FUTURES {
        if condition.holds(&contexts.clone().answering(answers))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A false condition for people: `if` is false: `github.ref == 'refs/heads/main'`, for github.ref is
/// 'refs/heads/x'.
pub(crate) fn why_not(text: &str, condition: &Condition, contexts: &Contexts) -> String {
    let text = text.trim();
    let values = seen(text, condition, contexts);
    let values: Vec<String> = values
        .into_iter()
        .map(|(name, value)| format!("{name} is {value}"))
        .collect();
    if values.is_empty() {
        return format!("`if` is false: {text}");
    }
    format!("`if` is false: {text} ({})", values.join(", "))
}

/// What a condition saw, without the `success()` that stands in front of most.
pub(crate) fn seen(
    text: &str,
    condition: &Condition,
    contexts: &Contexts,
) -> Vec<(String, String)> {
    let told = condition.explain(contexts);
    let values = told.iter().skip(1).filter_map(|line| {
        let (name, value) = line.split_once(" = ")?;
        Some((name.to_owned(), value.to_owned()))
    });
    values
        .filter(|(name, _)| name != "success()" || text.contains("success"))
        .collect()
}
