//! `changeset` and `changelog`: what changed since the build before.

use maillon_groovy::{Cx, Eval, Value};

use super::Test;
use super::comparator::{self, Case};
use crate::build::{self, Local};
use crate::declarative::script;

/// Whether a changed file matches a pattern.
pub(super) fn changeset(cx: &mut Cx, test: &Test<'_>) -> Eval<bool> {
    let pattern = pattern(cx, test, "glob")?.replace('\\', "/");
    let case = if test.args.len() > 1 && test.flag(cx, "caseSensitive")? {
        Case::Sensitive
    } else {
        Case::Ignored
    };
    let comparator = match test.args.len() {
        0 | 1 => None,
        _ => test.text(cx, "comparator")?,
    };
    let Some(files) = changed(cx)? else {
        return Ok(false);
    };
    match comparator.as_deref() {
        Some("REGEXP") => any(files, |file| comparator::regexp(cx, &pattern, file)),
        Some("EQUALS") => Ok(files.contains(&pattern)),
        _ => Ok(files
            .iter()
            .any(|file| comparator::glob(&pattern, file, case))),
    }
}

/// Whether the message of the commit matches a regular expression, its first line or all of it.
pub(super) fn changelog(cx: &mut Cx, test: &Test<'_>) -> Eval<bool> {
    let pattern = pattern(cx, test, "pattern")?;
    if changed(cx)?.is_none() {
        return Ok(false);
    }
    let local = Local::here(cx)?;
    let commit = &local.build.job.trigger.commit;
    let lines = format!("(?ms){pattern}");
    Ok(comparator::regexp(cx, &pattern, commit.title())?
        || comparator::regexp(cx, &lines, &commit.message)?)
}

fn any(files: Vec<String>, mut fits: impl FnMut(&str) -> Eval<bool>) -> Eval<bool> {
    for file in files {
        if fits(&file)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn pattern(cx: &mut Cx, test: &Test<'_>, name: &str) -> Eval<String> {
    let positional = test.args.iter().find(|arg| arg.key.is_none());
    let value = match positional {
        Some(arg) => Some(cx.eval(&arg.value, test.scope)?),
        None => match test.text(cx, "pattern")? {
            Some(pattern) => Some(Value::Str(pattern)),
            None => test.text(cx, name)?.map(Value::Str),
        },
    };
    match value {
        Some(value) => Ok(cx.to_text(&value)?.to_string()),
        None => Ok(String::new()),
    }
}

/// The changed files; None, and a warning, where there is nothing to compare with.
fn changed(cx: &mut Cx) -> Eval<Option<Vec<String>>> {
    let changes = build::ask(cx, |host| Box::pin(async move { host.changes().await }))?;
    match changes {
        Err(why) => Err(script::abort(cx, why)),
        Ok(Some(files)) if !files.is_empty() => Ok(Some(files)),
        Ok(_) => {
            warn(cx)?;
            Ok(None)
        }
    }
}

fn warn(cx: &mut Cx) -> Eval<()> {
    let first = Local::here(cx)?.build.job.previous.is_none();
    let warning = if first {
        "Warning, empty changelog. Probably because this is the first build."
    } else {
        "Warning, empty changelog. Have you run checkout?"
    };
    script::step(cx, "echo", &[Value::text(warning)]).map(drop)
}
