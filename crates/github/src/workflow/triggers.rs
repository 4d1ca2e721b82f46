//! `on`: which events start the workflow.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::{Diagnostic, suggest};
use maillon_source::Span;

use super::inputs::{callable, dispatch_inputs};
use super::{EventFilter, Patterns, Text, Triggers};
use crate::events::Pattern;
use crate::keywords::{self, EVENTS, KnownEvent};
use crate::reader::{Cursor, Fields};

/// Reads `on`: a name, names, or a mapping by name.
pub(super) fn triggers(at: &Cursor<'_>) -> Triggers {
    let mut triggers = Triggers {
        place: Some(at.place()),
        ..Triggers::default()
    };
    if at.node.as_map().is_some() {
        by_name(at, &mut triggers);
    } else {
        names(at, &mut triggers);
    }
    if triggers.events.is_empty() && !at.report.has_errors() {
        at.empty::<()>();
    }
    triggers
}

fn names(at: &Cursor<'_>, triggers: &mut Triggers) {
    for item in at.one_or_many() {
        let Some(name) = item.name() else { continue };
        let Some(event) = known(&item, &name.raw, item.node.span) else {
            continue;
        };
        if event.name == "schedule" {
            no_times(&item);
        }
        let filter = EventFilter {
            place: name.place,
            ..EventFilter::default()
        };
        add(triggers, event, filter);
    }
}

fn no_times(at: &Cursor<'_>) {
    let error = Diagnostic::error("github/no-schedule", "`schedule` needs times");
    at.report(error.hint("write `schedule: [{cron: '0 4 * * *'}]`"));
}

fn by_name(at: &Cursor<'_>, triggers: &mut Triggers) {
    for (name, span, value) in at.entries().unwrap_or_default() {
        let Some(event) = known(&value, &name, span) else {
            continue;
        };
        let mut filter = filter(event, &value, triggers);
        filter.place = Some(at.report.place(span));
        add(triggers, event, filter);
    }
}

fn known(at: &Cursor<'_>, name: &Arc<str>, span: Span) -> Option<&'static KnownEvent> {
    let found = keywords::event(name);
    if found.is_none() {
        let message = format!("there is no event `{name}`");
        let error = Diagnostic::error("github/unknown-event", message);
        let names = EVENTS.iter().map(|event| event.name);
        let hint = match suggest::nearest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "the events of GitHub are listed in docs/github.md".to_owned(),
        };
        at.report_at(span, error.hint(hint));
    }
    found
}

fn add(triggers: &mut Triggers, event: &KnownEvent, filter: EventFilter) {
    if event.name == "workflow_call" {
        triggers.call.get_or_insert_default();
    }
    triggers.events.insert(event.name.to_owned(), filter);
}

fn filter(event: &KnownEvent, at: &Cursor<'_>, triggers: &mut Triggers) -> EventFilter {
    match event.name {
        "schedule" => EventFilter {
            crons: crons(at),
            ..EventFilter::default()
        },
        _ if at.node.is_null() => EventFilter::default(),
        "workflow_dispatch" => {
            triggers.dispatch_inputs = dispatch_inputs(at);
            EventFilter::default()
        }
        "workflow_call" => {
            triggers.call = callable(at);
            EventFilter::default()
        }
        _ => filters(event, at).unwrap_or_default(),
    }
}

// Filters.

fn filters(event: &KnownEvent, at: &Cursor<'_>) -> Option<EventFilter> {
    let fields = at.fields("on.EVENT")?;
    check_filters(event, &fields);
    let workflows = fields.get("workflows");
    Some(EventFilter {
        place: None,
        types: fields.get("types").map(|at| types(event, &at)),
        branches: patterns(&fields, "branches", "branches-ignore"),
        tags: patterns(&fields, "tags", "tags-ignore"),
        paths: patterns(&fields, "paths", "paths-ignore"),
        workflows: workflows.map(|at| at.names()).unwrap_or_default(),
        crons: Vec::new(),
    })
}

/// Keys that events have, but not this one.
fn check_filters(event: &KnownEvent, fields: &Fields<'_>) {
    let typed = !event.types.is_empty() || event.has_free_types();
    for (key, span, node) in fields.map.iter() {
        let fits = match &**key {
            "types" => typed,
            key => event.filters.contains(&key) || keywords::state("on.EVENT", key).is_none(),
        };
        if !fits {
            let message = format!("`{}` has no `{key}`", event.name);
            let error = Diagnostic::error("github/wrong-filter", message);
            let has = typed.then_some("types").into_iter();
            let has: Vec<&str> = has.chain(event.filters.iter().copied()).collect();
            let hint = match has.as_slice() {
                [] => "this event has no filters".to_owned(),
                has => format!("it has {}", has.join(", ")),
            };
            fields
                .cursor
                .child(key, node)
                .report_at(span, error.hint(hint));
        }
    }
}

fn types(event: &KnownEvent, at: &Cursor<'_>) -> Vec<Text> {
    let items = at.one_or_many();
    if items.is_empty() {
        at.empty::<()>();
    }
    let types = items.iter().filter_map(|item| {
        let word = item.name()?;
        // An event without types was refused as a whole.
        let known =
            event.has_free_types() || event.types.is_empty() || event.types.contains(&&*word.raw);
        if !known {
            item.unknown_word(&word.raw, event.types.iter().copied());
        }
        Some(word)
    });
    types.collect()
}

fn patterns(fields: &Fields<'_>, only: &str, ignore: &str) -> Option<Patterns> {
    match (fields.get(only), fields.get(ignore)) {
        (Some(at), None) => {
            let patterns = list(&at);
            check_positive(&at, &patterns, ignore);
            Some(Patterns::Only(patterns))
        }
        (None, Some(at)) => Some(Patterns::Ignore(list(&at))),
        (Some(_), Some(at)) => {
            let message = format!("`{only}` and `{ignore}` can't both filter one event");
            let error = Diagnostic::error("github/both-filters", message);
            let hint = format!("use `{only}` alone: a pattern with `!` in front excludes");
            at.report_at(fields.key_span(ignore), error.hint(hint));
            None
        }
        (None, None) => None,
    }
}

fn list(at: &Cursor<'_>) -> Vec<Text> {
    let items = at.one_or_many();
    if items.is_empty() {
        at.empty::<()>();
    }
    let texts = items.iter().filter_map(|item| {
        let text = item.name()?;
        if let Err(why) = Pattern::parse(&text.raw) {
            let error = Diagnostic::error("github/wrong-pattern", why);
            item.report(error.hint("a special character itself has a `\\` in front"));
        }
        Some(text)
    });
    texts.collect()
}

/// Patterns that only exclude match nothing.
fn check_positive(at: &Cursor<'_>, patterns: &[Text], ignore: &str) {
    let excludes = |pattern: &Text| pattern.raw.starts_with('!');
    if !patterns.is_empty() && patterns.iter().all(excludes) {
        let message = format!("`{}` only excludes, so nothing matches", at.label());
        let warning = Diagnostic::warning("github/only-excludes", message);
        at.report(warning.hint(format!("add `'**'` in front, or use `{ignore}`")));
    }
}

// Times.

fn crons(at: &Cursor<'_>) -> Vec<Text> {
    let items = at.items().unwrap_or_default();
    if items.is_empty() && at.node.as_seq().is_some() {
        at.empty::<()>();
    }
    items.iter().filter_map(cron).collect()
}

fn cron(at: &Cursor<'_>) -> Option<Text> {
    let fields = at.fields("on.schedule")?;
    if let Some(timezone) = fields.get("timezone") {
        timezone.name();
    }
    let at = fields.require("cron")?;
    let cron = at.name()?;
    if let Some(problem) = cron_problem(&cron.raw) {
        let message = format!("`{}` is no time: {problem}", cron.raw);
        let error = Diagnostic::error("github/bad-cron", message);
        at.report(error.hint("write minute, hour, day, month, weekday: `30 4 * * 1-5`"));
    }
    Some(cron)
}

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// Each field with its lowest and highest number, and the words for its numbers.
const FIELDS: [(&str, u32, u32, &[&str]); 5] = [
    ("minute", 0, 59, &[]),
    ("hour", 0, 23, &[]),
    ("day", 1, 31, &[]),
    ("month", 1, 12, &MONTHS),
    ("weekday", 0, 7, &DAYS),
];

fn cron_problem(cron: &str) -> Option<String> {
    let fields: Vec<&str> = cron.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Some(format!("it has {} fields, not 5", fields.len()));
    }
    let mut pairs = fields.iter().zip(FIELDS);
    pairs.find_map(|(field, (name, low, high, words))| {
        let number = |text: &str| {
            let word = words.iter().any(|word| word.eq_ignore_ascii_case(text));
            word || text
                .parse()
                .is_ok_and(|number: u32| (low..=high).contains(&number))
        };
        let fits = field.split(',').all(|part| is_part(part, number));
        (!fits).then(|| format!("`{field}` is no {name}"))
    })
}

/// `*`, `5`, `1-5`, each perhaps with a step: `*/10`.
fn is_part(part: &str, number: impl Fn(&str) -> bool) -> bool {
    let (range, step) = match part.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (part, None),
    };
    let step = step.is_none_or(|step| step.parse().is_ok_and(|step: u32| step > 0));
    let range = match range.split_once('-') {
        Some((from, to)) => number(from) && number(to),
        None => range == "*" || number(range),
    };
    range && step
}

/// Inputs and outputs by name are in the order of the file.
pub(super) type ByName<T> = IndexMap<String, T>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for cron in [
            "0 4 * * *",
            "*/5 0-6,22 1 JAN-mar sun",
            "30 5,17 * * 1-5",
            "0 0 * * 7",
        ] {
            assert_eq!(cron_problem(cron), None, "{cron}");
        }
        for cron in [
            "",
            "@daily",
            "* * * *",
            "60 * * * *",
            "* 24 * * *",
            "*/0 * * * *",
            "* * 0 * *",
            "a * * * *",
        ] {
            assert!(cron_problem(cron).is_some(), "{cron}");
        }
    }
}
