//! `triggeredBy`: why the build runs.

use maillon_groovy::{Cx, Eval};

use super::{Test, comparator};
use crate::build::{self, Local};

/// Whether one of the build's causes has the name; of a person also the login may be asked for.
pub(super) fn triggered_by(cx: &mut Cx, test: &Test<'_>) -> Eval<bool> {
    let Some(wanted) = cause(cx, test)? else {
        return Ok(false);
    };
    let detail = test.named(cx, "detail")?;
    let local = Local::here(cx)?;
    let job = &local.build.job;
    if job.restart.is_some() && is_named(cx, &wanted, "RestartDeclarativePipelineCause")? {
        return Ok(true);
    }
    let (class, _) = build::cause(&local.build);
    let cause = class.rsplit(['.', '$']).next().unwrap_or(class);
    if cause == "UserIdCause" && &*wanted == "UserIdCause" {
        return Ok(detail.is_none_or(|login| *login == *job.trigger.user.login));
    }
    is_named(cx, &wanted, cause)
}

fn cause(cx: &mut Cx, test: &Test<'_>) -> Eval<Option<maillon_groovy::ast::Name>> {
    match test.args.iter().find(|arg| arg.key.is_none()) {
        None => test.named(cx, "cause"),
        Some(arg) => {
            let value = cx.eval(&arg.value, test.scope)?;
            cx.to_text(&value).map(Some)
        }
    }
}

fn is_named(cx: &mut Cx, wanted: &str, cause: &str) -> Eval<bool> {
    comparator::regexp(cx, &format!("(?i).*{wanted}.*"), cause)
}
