//! The `inputs` context of a workflow that an event starts.

use maillon_model::Diagnostic;
use serde_json::{Value as Json, json};

use super::{Loading, Read};
use crate::calls::inputs::values;
use crate::events::{Event, check_given, github_context};
use crate::expression::Value;
use crate::lower::evaluate::Evaluator;
use crate::scope::Contexts;
use crate::workflow::Callable;

impl Loading<'_> {
    /// The event as a workflow sees it, and its inputs; None where they are wrong.
    pub(super) fn inputs(&mut self, read: &Read) -> Option<(Event, Json)> {
        let on = &read.workflow.on;
        let given = &self.request.trigger.inputs;
        let inputs = match (self.event.name.as_str(), &on.call) {
            ("workflow_dispatch", _) => self.event.dispatch_inputs(&on.dispatch_inputs, given),
            ("workflow_call", Some(call)) => self.call_inputs(read, call),
            _ => return Some((self.event.seen_by(on), json!({}))),
        };
        match inputs {
            Ok(inputs) => Some((self.event.clone().with_inputs(&inputs), inputs)),
            Err(found) => {
                self.problems.extend(found);
                None
            }
        }
    }

    /// A workflow that others call runs alone: `--input` stands for their `with`.
    fn call_inputs(&self, read: &Read, call: &Callable) -> Result<Json, Vec<Diagnostic>> {
        let trigger = self.request.trigger;
        check_given("workflow_call", &call.inputs, &trigger.inputs)?;
        let given = trigger.inputs.iter();
        let given = given.map(|(name, value)| (name.clone(), Json::from(value.as_str())));
        let github = github_context(trigger, &self.event, read.name(), &read.file);
        let contexts = Contexts::default().with("github", Value::from(&github));
        let with = Evaluator {
            contexts: &contexts,
            path: "on.workflow_call",
            place: read.workflow.on.place.as_ref(),
        };
        values(call, &given.collect(), &with)
    }
}
