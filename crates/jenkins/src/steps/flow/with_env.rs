//! `withEnv`.

use maillon_groovy::{Cx, Eval, Value};

use crate::build;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "withEnv",
    summary: "Runs its block with more environment variables.",
    params: &[Param::required(
        "overrides",
        Kind::List,
        "`NAME=value`, or `PATH+ANYTHING=folder` to put a folder before a path.",
    )],
    sole: Some("overrides"),
    body: Body::Required,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let mut entries = Vec::new();
    for entry in call.args.texts("overrides") {
        match entry.split_once('=') {
            Some((name, value)) => entries.push((name.to_owned(), value.to_owned())),
            None => return Err(call.wrong(format!("{entry} is not of the form NAME=value"))),
        }
    }
    let mut added = Vec::new();
    while !entries.is_empty() {
        let (name, value) = entries.remove(next(&entries));
        let value = expand(call.cx, &added, &value)?;
        added.push((name, value));
    }
    let added = build::add_variables(call.cx, &added)?;
    call.with_local(|local| local.add_env(added))
}

/// Which entry comes next: as Jenkins orders them the first one that refers to none of the others.
fn next(entries: &[(String, String)]) -> usize {
    let is_there = |other: &str| entries.iter().any(|(name, _)| name == other);
    let waits = |(name, value): &(String, String)| {
        let mut others = value.split('$').skip(1).map(|text| reference(text).0);
        others.any(|other| other != name && is_there(other))
    };
    let ready = entries.iter().position(|entry| !waits(entry));
    ready.unwrap_or_default()
}

/// Replaces `$NAME` and `${NAME}` by values, and `$$` by `$`; what has no value stays as it is.
fn expand(cx: &mut Cx, added: &[(String, String)], text: &str) -> Eval<String> {
    let mut expanded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        expanded.push_str(before);
        let (name, whole) = reference(after);
        rest = after.get(whole..).unwrap_or_default();
        let known = added.iter().rev().find(|(key, _)| key == name);
        let value = match (name, known) {
            ("$", _) => Some("$".to_owned()),
            ("", _) => None,
            (_, Some((_, value))) => Some(value.clone()),
            (name, None) => build::variable(cx, name)?,
        };
        let as_written = || format!("${}", after.get(..whole).unwrap_or_default());
        expanded.push_str(&value.unwrap_or_else(as_written));
    }
    expanded.push_str(rest);
    Ok(expanded)
}

/// The name that stands behind a `$`, and how much of the text it takes.
fn reference(text: &str) -> (&str, usize) {
    if text.starts_with('$') {
        return ("$", 1);
    }
    let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if let Some(inner) = text.strip_prefix('{') {
        let end = inner.find(|c| !name(c) && c != '.').unwrap_or(inner.len());
        let closed = inner.get(end..).is_some_and(|rest| rest.starts_with('}'));
        return match inner.get(..end) {
            Some(name) if closed => (name, end + 2),
            _ => ("", 0),
        };
    }
    let end = text.find(|c| !name(c)).unwrap_or(text.len());
    (text.get(..end).unwrap_or_default(), end)
}

#[cfg(test)]
mod tests {
    use super::{next, reference};

    #[test]
    fn entries_come_after_those_that_they_refer_to() {
        let entries = |all: &[(&str, &str)]| -> Vec<(String, String)> {
            let all = all.iter();
            all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect()
        };
        assert_eq!(next(&entries(&[("A", "$B"), ("B", "x")])), 1);
        assert_eq!(next(&entries(&[("A", "$A:${C}"), ("B", "x")])), 0);
        assert_eq!(next(&entries(&[("A", "$B"), ("B", "$A")])), 0);
    }

    #[test]
    fn references_are_found() {
        assert_eq!(reference("A/b"), ("A", 1));
        assert_eq!(reference("{A}b"), ("A", 3));
        assert_eq!(reference("{A"), ("", 0));
        assert_eq!(reference("$x"), ("$", 1));
        assert_eq!(reference("-"), ("", 0));
    }
}
