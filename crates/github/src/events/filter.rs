//! The filters of `on`, and why an event does not pass them.

use maillon_source::{Changes, Source};
use serde_json::Value as Json;

use super::activity::{are_free, usual};
use super::pattern::{Pattern, included};
use super::{Event, text};
use crate::workflow::{EventFilter, Patterns, Text, Triggers};

/// In words, why the event does not start the workflow.
type Passed = Result<(), String>;

/// More names than this are not listed in a reason.
const LISTED: usize = 8;

pub(super) fn matches(event: &Event, on: &Triggers, source: &dyn Source) -> Passed {
    let name = event.name.as_str();
    let Some(filter) = on.events.get(name) else {
        let named = list(on.events.keys().map(String::as_str));
        return Err(format!("`on` names {named}, not `{name}`"));
    };
    types(event, filter)?;
    match name {
        "push" => pushed_ref(event, filter)?,
        "pull_request" | "pull_request_target" => {
            branch(name, "base branch", &event.refs.base, filter)?;
        }
        "merge_group" => branch(name, "base branch", &merge_group_base(event), filter)?,
        "workflow_run" => workflow_run(event, filter)?,
        _ => {}
    }
    paths(event, filter, source)
}

fn types(event: &Event, filter: &EventFilter) -> Passed {
    let name = &event.name;
    let stands_for = event.actions();
    let wanted: Vec<&str> = match &filter.types {
        Some(types) => types.iter().map(|text| &*text.raw).collect(),
        None => usual(name).to_vec(),
    };
    let free = stands_for.is_empty() || (filter.types.is_none() && wanted.is_empty());
    if free || stands_for.iter().any(|action| wanted.contains(action)) {
        return Ok(());
    }
    let actions = stands_for.join(" or ");
    Err(format!(
        "`{name}` starts it for {}, and the event's action is {actions} (`action` in the event's JSON says another)",
        list(wanted)
    ))
}

/// A push is of a branch or of a tag; filters of the other kind alone keep it out.
fn pushed_ref(event: &Event, filter: &EventFilter) -> Passed {
    let name = &event.refs.name;
    let (mine, other, what, others) = if event.refs.is_tag() {
        (&filter.tags, &filter.branches, "tag", "branches")
    } else {
        (&filter.branches, &filter.tags, "branch", "tags")
    };
    match (mine, other) {
        (Some(patterns), _) => named(&format!("push.{}", plural(what)), what, name, patterns),
        (None, Some(_)) => Err(format!(
            "`on.push` only filters {others}, and this is a push of the {what} `{name}`"
        )),
        (None, None) => Ok(()),
    }
}

fn plural(what: &str) -> &str {
    if what == "tag" { "tags" } else { "branches" }
}

fn branch(event: &str, what: &str, name: &str, filter: &EventFilter) -> Passed {
    match &filter.branches {
        Some(patterns) => named(&format!("{event}.branches"), what, name, patterns),
        None => Ok(()),
    }
}

/// Whether a branch or tag passes.
fn named(key: &str, what: &str, name: &str, patterns: &Patterns) -> Passed {
    match patterns {
        Patterns::Only(texts) if !included(&parse(texts)?, name) => Err(format!(
            "the {what} `{name}` is not among `on.{key}` ({})",
            shown(texts)
        )),
        Patterns::Ignore(texts) if included(&parse(texts)?, name) => Err(format!(
            "the {what} `{name}` is among `on.{key}-ignore` ({})",
            shown(texts)
        )),
        _ => Ok(()),
    }
}

fn merge_group_base(event: &Event) -> String {
    let base = text(&event.payload, &["merge_group", "base_ref"]);
    base.strip_prefix("refs/heads/").unwrap_or(base).to_owned()
}

/// Where the event's JSON does not tell about the other run, it is any.
fn workflow_run(event: &Event, filter: &EventFilter) -> Passed {
    let workflow = text(&event.payload, &["workflow_run", "name"]);
    let listed = filter.workflows.iter().any(|name| &*name.raw == workflow);
    if !workflow.is_empty() && !filter.workflows.is_empty() && !listed {
        return Err(format!(
            "the workflow `{workflow}` is not among `on.workflow_run.workflows` ({})",
            shown(&filter.workflows)
        ));
    }
    let head = text(&event.payload, &["workflow_run", "head_branch"]);
    branch("workflow_run", "branch", head, filter)
}

/// Paths filter pushes of branches and pull requests. Where there is nothing to compare with, every
/// file counts as changed, as on GitHub.
fn paths(event: &Event, filter: &EventFilter, source: &dyn Source) -> Passed {
    let Some(patterns) = filter.paths.as_ref().filter(|_| !event.refs.is_tag()) else {
        return Ok(());
    };
    let Ok(Changes::Files(files)) = source.changes(None) else {
        return Ok(());
    };
    let (key, texts) = match patterns {
        Patterns::Only(texts) => ("paths", texts),
        Patterns::Ignore(texts) => ("paths-ignore", texts),
    };
    let parsed = parse(texts)?;
    let mut inside = files.iter().map(|file| included(&parsed, file));
    let told = |how: &str, verb: &str| {
        let (changed, name, shown) = (changed(&files), &event.name, shown(texts));
        Err(format!(
            "{how} of {changed} {verb} `on.{name}.{key}` ({shown})"
        ))
    };
    match patterns {
        Patterns::Only(_) if !inside.any(|inside| inside) => told("none", "matches"),
        Patterns::Ignore(_) if inside.all(|inside| inside) => told("all", "match"),
        _ => Ok(()),
    }
}

fn parse(texts: &[Text]) -> Result<Vec<Pattern>, String> {
    texts.iter().map(|text| Pattern::parse(&text.raw)).collect()
}

fn changed(files: &[String]) -> String {
    match files {
        [] => "the changed files (there are none)".to_owned(),
        files => format!(
            "the changed files ({})",
            list(files.iter().map(String::as_str))
        ),
    }
}

fn shown(texts: &[Text]) -> String {
    list(texts.iter().map(|text| &*text.raw))
}

fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let texts: Vec<&str> = texts.into_iter().collect();
    let head = texts.get(..LISTED).unwrap_or(&texts).join(", ");
    match texts.len() {
        0 => "nothing".to_owned(),
        count if count > LISTED => format!("{head} and {} more", count - LISTED),
        _ => head,
    }
}

impl Event {
    /// The activity types that it stands for: the one that its JSON names, else each that starts a
    /// workflow usually. Empty: whatever a workflow waits for.
    fn actions(&self) -> Vec<&str> {
        if let (Known::Given, Some(action)) = (self.action, self.payload.get("action")) {
            return action.as_str().into_iter().collect();
        }
        usual(&self.name).to_vec()
    }

    /// The same event as a workflow sees it: where nobody named an activity type, it is one that the
    /// workflow waits for; a schedule is the workflow's own.
    #[must_use]
    pub(crate) fn seen_by(&self, on: &Triggers) -> Self {
        let Some(filter) = on.events.get(&self.name) else {
            return self.clone();
        };
        let types = filter.types.iter().flatten().map(|text| &*text.raw);
        let stands_for = self.actions();
        let free = are_free(&self.name);
        let action = types
            .into_iter()
            .find(|action| free || stands_for.contains(action));
        let cron = filter.crons.first().map(|cron| &*cron.raw);
        let mut seen = self.clone();
        if let Some(action) = action.filter(|_| self.action == Known::Simulated) {
            seen.set("action", action.into());
        }
        if let Some(cron) = cron.filter(|_| text(&self.payload, &["schedule"]).is_empty()) {
            seen.set("schedule", cron.into());
        }
        seen
    }

    pub(super) fn set(&mut self, key: &str, value: Json) {
        let payload = std::sync::Arc::make_mut(&mut self.payload);
        if let Json::Object(fields) = payload {
            fields.insert(key.to_owned(), value);
        }
    }
}

/// Where an event's activity type comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// The event's JSON.
    Given,
    /// Nobody said it.
    Simulated,
}
