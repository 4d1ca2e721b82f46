//! Events: their payloads, the filters of `on`, and the `github` context that follows.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::trigger::GitRef;
use maillon_model::{Diagnostic, Trigger};
use maillon_source::Source;
use serde_json::{Value as Json, json};

use crate::workflow::{Input, Triggers};

/// What happened, in GitHub's words.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// `push`, `pull_request`, `workflow_dispatch`, ...
    pub(crate) name: String,
    /// `github.event`
    pub(crate) payload: Arc<Json>,
    git_ref: GitRef,
}

impl Event {
    /// The event of a trigger: a payload that was given lies over what the repository tells.
    pub(crate) fn of(trigger: &Trigger) -> Self {
        let name = match &trigger.forge {
            Some(forge) => forge.name.clone(),
            None => "push".to_owned(),
        };
        let given = trigger
            .forge
            .as_ref()
            .and_then(|forge| forge.payload.clone());
        Self {
            name,
            payload: given.unwrap_or_else(|| Arc::new(json!({}))),
            git_ref: trigger.git_ref.clone(),
        }
    }

    /// Whether the event starts a workflow; else, in words, why not.
    pub(crate) fn matches(&self, on: &Triggers, source: &dyn Source) -> Result<(), String> {
        let _ = (source, &self.git_ref);
        match on.events.contains_key(&self.name) {
            true => Ok(()),
            false => Err(format!("`on` does not name `{}`", self.name)),
        }
    }

    /// The `inputs` context of a workflow that is started by hand: typed, with defaults.
    #[expect(clippy::unused_self, reason = "a stub for a moment")]
    pub(crate) fn dispatch_inputs(
        &self,
        declared: &IndexMap<String, Input>,
        given: &BTreeMap<String, String>,
    ) -> Result<Json, Vec<Diagnostic>> {
        let _ = declared;
        Ok(json!(given))
    }

    /// The same event with `github.event.inputs` (texts) from the `inputs` context.
    #[must_use]
    pub(crate) fn with_inputs(self, inputs: &Json) -> Self {
        let _ = inputs;
        self
    }
}

/// The `github` context without what belongs to a job or step, and without the token.
pub(crate) fn github_context(trigger: &Trigger, event: &Event, workflow: &str, file: &str) -> Json {
    let _ = (trigger, file);
    json!({ "event_name": event.name, "event": &*event.payload, "workflow": workflow })
}
