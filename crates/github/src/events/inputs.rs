//! Inputs of `workflow_dispatch`: given as texts, used with their types.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use maillon_model::Diagnostic;
use maillon_model::suggest::nearest;
use serde_json::{Map, Value as Json};

use super::Event;
use crate::workflow::{Input, InputKind};

impl Event {
    /// The `inputs` context of a workflow that is started by hand: typed, with defaults. What was
    /// given by hand goes before what the event's JSON says.
    pub(crate) fn dispatch_inputs(
        &self,
        declared: &IndexMap<String, Input>,
        given: &BTreeMap<String, String>,
    ) -> Result<Json, Vec<Diagnostic>> {
        let mut problems: Vec<Diagnostic> = unknown(&self.name, declared, given).collect();
        let mut inputs = Map::new();
        for (name, input) in declared {
            let told = given.get(name).cloned().or_else(|| self.told(name));
            match value(name, input, told) {
                Ok(value) => drop(inputs.insert(name.clone(), value)),
                Err(problem) => problems.push(*problem),
            }
        }
        if problems.is_empty() {
            Ok(Json::Object(inputs))
        } else {
            Err(problems)
        }
    }

    /// The same event with `github.event.inputs` (texts) from the `inputs` context.
    #[must_use]
    pub(crate) fn with_inputs(mut self, inputs: &Json) -> Self {
        let told = self.payload.get("inputs").and_then(Json::as_object);
        let all = told.into_iter().chain(inputs.as_object()).flatten();
        let texts: Map<String, Json> = all
            .map(|(name, value)| (name.clone(), Json::String(as_text(value))))
            .collect();
        let inputs = if texts.is_empty() {
            Json::Null
        } else {
            Json::Object(texts)
        };
        self.set("inputs", inputs);
        self
    }

    /// What the event's JSON says.
    fn told(&self, name: &str) -> Option<String> {
        let value = self.payload.get("inputs")?.get(name)?;
        Some(as_text(value))
    }
}

/// Whether what was given by hand is declared, and what is required is given.
pub(crate) fn check_given(
    event: &str,
    declared: &IndexMap<String, Input>,
    given: &BTreeMap<String, String>,
) -> Result<(), Vec<Diagnostic>> {
    let needed = declared.iter().filter(|(name, input)| {
        input.required && input.default.is_none() && !given.contains_key(*name)
    });
    let missing = needed.map(|(name, input)| *missing(event, name, input));
    let problems: Vec<Diagnostic> = unknown(event, declared, given).chain(missing).collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn unknown<'a>(
    event: &'a str,
    declared: &'a IndexMap<String, Input>,
    given: &'a BTreeMap<String, String>,
) -> impl Iterator<Item = Diagnostic> + 'a {
    let names = given.keys().filter(|name| !declared.contains_key(*name));
    names.map(move |name| {
        let problem = Diagnostic::error(
            "github/unknown-input",
            format!("`{event}` has no input `{name}`"),
        );
        let known: Vec<&str> = declared.keys().map(String::as_str).collect();
        problem.hint(match nearest(name, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if known.is_empty() => "it has none at all".to_owned(),
            None => format!(
                "it has {}; `--file` names one of several workflows",
                known.join(", ")
            ),
        })
    })
}

fn value(name: &str, input: &Input, told: Option<String>) -> Result<Json, Box<Diagnostic>> {
    let default = || input.default.as_ref().map(|tree| as_text(&tree.json));
    let text = told.filter(|text| !text.is_empty()).or_else(default);
    let text = text.unwrap_or_default();
    if text.is_empty() {
        return match (input.required, &input.kind) {
            (_, InputKind::Boolean) => Ok(Json::Bool(false)),
            (true, _) => Err(missing("workflow_dispatch", name, input)),
            (false, _) => Ok(Json::String(String::new())),
        };
    }
    match &input.kind {
        InputKind::String | InputKind::Environment => Ok(Json::String(text)),
        InputKind::Boolean => match text.as_str() {
            "true" => Ok(Json::Bool(true)),
            "false" => Ok(Json::Bool(false)),
            _ => Err(wrong(name, input, &text, "`true` or `false`")),
        },
        InputKind::Number => number(&text).ok_or_else(|| wrong(name, input, &text, "a number")),
        InputKind::Choice(options) if options.contains(&text) => Ok(Json::String(text)),
        InputKind::Choice(options) => {
            let options = format!("one of {}", options.join(", "));
            Err(wrong(name, input, &text, &options))
        }
    }
}

fn number(text: &str) -> Option<Json> {
    let whole = text.parse::<i64>().ok().map(Json::from);
    whole.or_else(|| {
        let number = text.parse::<f64>().ok();
        number.filter(|number| number.is_finite()).map(Json::from)
    })
}

fn missing(event: &str, name: &str, input: &Input) -> Box<Diagnostic> {
    let problem = Diagnostic::error(
        "github/missing-input",
        format!("the input `{name}` is required and not given"),
    );
    let problem = problem.hint(format!("give it: --input {name}=..."));
    Box::new(placed(problem, event, name, input))
}

fn wrong(name: &str, input: &Input, text: &str, expected: &str) -> Box<Diagnostic> {
    let problem = Diagnostic::error(
        "github/wrong-input",
        format!("the input `{name}` must be {expected}, not `{text}`"),
    );
    Box::new(placed(problem, "workflow_dispatch", name, input))
}

fn placed(problem: Diagnostic, event: &str, name: &str, input: &Input) -> Diagnostic {
    let problem = problem.under(format!("on.{event}.inputs.{name}"));
    match &input.place {
        Some(place) => problem.at(place.clone()),
        None => problem,
    }
}

fn as_text(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
