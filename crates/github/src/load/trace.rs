//! Why a workflow or a job runs, or does not, for `plan --explain`.

use maillon_model::trace::{ClauseTrace, JobTrace, Match, RuleTrace, RulesTrace};

use super::Read;
use crate::expression::Condition;
use crate::lower::condition::seen;
use crate::scope::Contexts;
use crate::workflow::{self, EventFilter, Patterns, Text};

/// The traces of what has a name: a workflow, or jobs. Contexts are there where the workflow starts.
pub(super) fn traces(
    name: &str,
    read: &Read,
    event: &str,
    contexts: Option<&Contexts>,
) -> Vec<JobTrace> {
    let mut traces = Vec::new();
    if name == read.name() || name == read.file {
        traces.push(trace(read.name(), vec![on(read, event)]));
    }
    let prefix = format!("{} / ", read.name());
    let plain = name.strip_prefix(&prefix).unwrap_or(name);
    let jobs = read.workflow.jobs.iter().filter(|(id, job)| {
        let shown = job.name.as_ref().map_or(id.as_str(), |text| &text.raw);
        id.eq_ignore_ascii_case(plain) || shown == plain
    });
    traces.extend(jobs.map(|(id, job)| {
        let mut rules = vec![on(read, event)];
        rules.extend(
            job.condition
                .as_ref()
                .map(|text| condition(job, text, contexts)),
        );
        trace(id, rules)
    }));
    traces
}

/// An event that does not start the workflow keeps a job out; an `if` that is false lets it stand
/// there as skipped.
fn trace(name: &str, rules: Vec<RuleTrace>) -> JobTrace {
    let matched = |index: usize| rules.get(index).map(|rule| rule.matched);
    let summary = match (matched(0), matched(1)) {
        (Some(Match::No), _) => "its workflow does not start",
        (_, Some(Match::No)) => "its `if` is false, so that it is skipped",
        (_, Some(Match::NotReached)) => "its `if` is decided when what it needs has ended",
        _ => "nothing keeps it out",
    };
    JobTrace {
        job: name.into(),
        included: matched(0) != Some(Match::No),
        rules: RulesTrace {
            summary: summary.to_owned(),
            rules,
        },
    }
}

fn on(read: &Read, event: &str) -> RuleTrace {
    let on = &read.workflow.on;
    let filter = on.events.get(event);
    let names: Vec<&str> = on.events.keys().map(String::as_str).collect();
    let why = read.started.as_ref().err().cloned().unwrap_or_default();
    let mut clauses = vec![ClauseTrace {
        keyword: "on",
        text: names.join(", "),
        matched: filter.is_some().into(),
        why: if filter.is_none() {
            why.clone()
        } else {
            String::new()
        },
        values: vec![("github.event_name".to_owned(), Some(event.to_owned()))],
    }];
    let matched = Match::from(read.started.is_ok());
    let filters = filter.into_iter().flat_map(filters);
    clauses.extend(filters.map(|(keyword, text)| ClauseTrace {
        keyword,
        text,
        matched,
        why: why.clone(),
        values: Vec::new(),
    }));
    RuleTrace {
        name: format!("on.{event}"),
        place: filter
            .and_then(|filter| filter.place.clone())
            .or(on.place.clone()),
        matched,
        clauses,
        effect: format!("`{}` starts", read.name()),
    }
}

fn filters(filter: &EventFilter) -> impl Iterator<Item = (&'static str, String)> {
    let patterns = |only, ignore, patterns: &Option<Patterns>| {
        patterns.as_ref().map(|patterns| match patterns {
            Patterns::Only(list) => (only, joined(list)),
            Patterns::Ignore(list) => (ignore, joined(list)),
        })
    };
    let types = filter.types.as_ref().map(|types| ("types", joined(types)));
    let all = [
        types,
        patterns("branches", "branches-ignore", &filter.branches),
        patterns("tags", "tags-ignore", &filter.tags),
        patterns("paths", "paths-ignore", &filter.paths),
    ];
    all.into_iter().flatten()
}

fn joined(texts: &[Text]) -> String {
    let texts: Vec<&str> = texts.iter().map(|text| &*text.raw).collect();
    texts.join(", ")
}

fn condition(job: &workflow::Job, text: &Text, contexts: Option<&Contexts>) -> RuleTrace {
    let parsed = Condition::parse(&text.raw).ok();
    let known = parsed.zip(contexts);
    let matched = match &known {
        Some((condition, _)) if condition.uses().context("needs") => Match::NotReached,
        Some((condition, contexts)) => condition.holds(*contexts).unwrap_or(false).into(),
        None => Match::NotReached,
    };
    let seen = known.map_or_else(Vec::new, |(condition, contexts)| {
        seen(&text.raw, &condition, contexts)
    });
    let values = seen.into_iter().map(|(name, value)| {
        let text = value.trim_matches('\'').to_owned();
        (name, (value != "null").then_some(text))
    });
    RuleTrace {
        name: "if".to_owned(),
        place: text.place.clone().or_else(|| Some(job.place.clone())),
        matched,
        clauses: vec![ClauseTrace {
            keyword: "if",
            text: text.raw.trim().to_owned(),
            matched,
            why: match matched {
                Match::NotReached => "decided when what it needs has ended".to_owned(),
                Match::Yes | Match::No => String::new(),
            },
            values: values.collect(),
        }],
        effect: String::new(),
    }
}
