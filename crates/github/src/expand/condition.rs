//! A job's `if`, once everything that it needs has ended.

use maillon_model::Diagnostic;

use super::{ExpandRequest, Gate, needs_context, read};
use crate::expression::Condition;
use crate::lower::condition::why_not;
use crate::lower::contexts;
use crate::lower::evaluate::Evaluator;
use crate::needs;
use crate::plan::{Shared, SharedWorkflow};
use crate::scope::Contexts;
use crate::workflow::Text;

/// Why a job does not run; None where it does.
pub(super) fn obstacle(
    request: &ExpandRequest<'_>,
    gate: &Gate,
) -> Result<Option<String>, Vec<Diagnostic>> {
    if let Some(why) = &request.job.skipped {
        return Ok(Some(why.clone()));
    }
    let ancestors = needs::ancestors(request.job, request.pipeline, request.settled);
    let answers = needs::answers(&ancestors);
    let failed = || format!("{}, which it needs", needs::obstacles(&ancestors));
    let Some(text) = &gate.condition else {
        return Ok((!answers.success).then(failed));
    };
    let known = known(request, gate)?;
    let why = evaluate(request, text, &known.clone().answering(answers))?;
    if why.is_some() && evaluate(request, text, &known)?.is_none() {
        return Ok(Some(failed()));
    }
    Ok(why)
}

/// What the condition sees, as if all had succeeded.
fn known(request: &ExpandRequest<'_>, gate: &Gate) -> Result<Contexts, Vec<Diagnostic>> {
    let mut shared: Shared = read(request, &request.pipeline.shared)?;
    let workflow: SharedWorkflow = shared
        .workflows
        .swap_remove(&gate.workflow)
        .unwrap_or_default();
    let needs = needs_context(request, gate.needs_context.as_ref());
    let known = contexts(&workflow, &request.job.variables);
    Ok(known.with("needs", &needs))
}

/// Why the condition does not hold; None where it does.
fn evaluate(
    request: &ExpandRequest<'_>,
    text: &Text,
    contexts: &Contexts,
) -> Result<Option<String>, Vec<Diagnostic>> {
    let path = format!("jobs.{}", request.job.template);
    let with = Evaluator {
        contexts,
        path: &path,
        place: request.job.place.as_ref(),
    };
    let holds = || {
        let condition = Condition::parse(&text.raw)?;
        let holds = condition.holds(contexts)?;
        Ok((!holds).then(|| why_not(&text.raw, &condition, contexts)))
    };
    holds().map_err(|error| vec![*with.failed("if", text, &error)])
}
