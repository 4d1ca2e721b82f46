//! Events: their payloads, the filters of `on`, and the `github` context that follows.
//!
//! An event is simulated: [`payload`] makes what GitHub's webhook would send from what the repository
//! knows, and what somebody gave as JSON lies over it. [`filter`] says whether it starts a workflow.

mod activity;
mod context;
mod filter;
mod inputs;
mod pattern;
mod payload;
mod refs;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use maillon_model::Trigger;
use maillon_model::trigger::TriggerEvent;
use maillon_source::Source;
use serde_json::Value as Json;

use crate::workflow::Triggers;
pub(crate) use context::github_context;
use filter::Known;
pub(crate) use inputs::check_given;
pub(crate) use pattern::Pattern;
use refs::Refs;

/// What happened, in GitHub's words.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// `push`, `pull_request`, `workflow_dispatch`, ...
    pub(crate) name: String,
    /// `github.event`
    pub(crate) payload: Arc<Json>,
    refs: Refs,
    action: Known,
}

impl Event {
    /// The event of a trigger: a payload that was given lies over what the repository tells.
    pub(crate) fn of(trigger: &Trigger) -> Self {
        let forge = trigger.forge.as_ref();
        let name = forge.map_or_else(|| name(&trigger.event), |forge| &forge.name);
        let refs = Refs::of(name, trigger);
        let mut payload = payload::of(name, &refs, trigger);
        let given = forge.and_then(|forge| forge.payload.as_deref());
        if let Some(given) = given {
            payload::merge(&mut payload, given);
        }
        let action = match given.and_then(|given| given.get("action")) {
            Some(_) => Known::Given,
            None => Known::Simulated,
        };
        Self {
            name: name.to_owned(),
            payload: Arc::new(payload),
            refs,
            action,
        }
    }

    /// Whether the event starts a workflow; else, in words, why not.
    pub(crate) fn matches(&self, on: &Triggers, source: &dyn Source) -> Result<(), String> {
        filter::matches(self, on, source)
    }
}

/// What GitHub calls an event that nobody named in its words.
fn name(event: &TriggerEvent) -> &'static str {
    match event {
        TriggerEvent::Push | TriggerEvent::Forge => "push",
        TriggerEvent::MergeRequest(_) => "pull_request",
        TriggerEvent::Schedule => "schedule",
        TriggerEvent::Manual => "workflow_dispatch",
        TriggerEvent::Api
        | TriggerEvent::TriggerToken
        | TriggerEvent::Pipeline
        | TriggerEvent::ParentPipeline(_) => "repository_dispatch",
    }
}

/// The text at the end of a path; empty where there is none.
fn text<'j>(json: &'j Json, path: &[&str]) -> &'j str {
    let end = path.iter().try_fold(json, |json, key| json.get(key));
    end.and_then(Json::as_str).unwrap_or_default()
}
