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
    let possible = is_possible(&condition, with.contexts);
    Ok(
        if possible.map_err(|error| with.failed("if", text, &error))? {
            Early::Possible
        } else {
            Early::Never(why_not(&condition, with.contexts))
        },
    )
}

fn is_possible(condition: &Condition, contexts: &Contexts) -> Result<bool, ExpressionError> {
    for answers in FUTURES {
        if condition.holds(&contexts.clone().answering(answers))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A false condition for people: `if: github.ref == 'refs/heads/main' (github.ref = 'refs/heads/x')`.
pub(crate) fn why_not(condition: &Condition, contexts: &Contexts) -> String {
    let told = condition.explain(contexts);
    let (text, values) = told
        .split_first()
        .map_or(("", &[][..]), |(text, values)| (text.as_str(), values));
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    if values.is_empty() {
        format!("`if` is false: {text}")
    } else {
        format!("`if` is false: {text} ({})", values.join(", "))
    }
}
