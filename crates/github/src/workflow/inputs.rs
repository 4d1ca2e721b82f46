//! Inputs of `workflow_dispatch`, and what `workflow_call` takes and gives.

use indexmap::IndexMap;
use maillon_model::Diagnostic;
use maillon_source::yaml::Value;

use super::names::check_id;
use super::triggers::ByName;
use super::{CallSecret, Callable, Input, InputKind, Text, Tree};
use crate::expression::Key;
use crate::reader::{Cursor, Fields};

/// Which kind of inputs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inputs {
    Dispatch,
    Call,
}

impl Inputs {
    fn context(self) -> &'static str {
        match self {
            Self::Dispatch => "on.workflow_dispatch.inputs.ID",
            Self::Call => "on.workflow_call.inputs.ID",
        }
    }
}

/// Reads `workflow_dispatch`.
pub(super) fn dispatch_inputs(at: &Cursor<'_>) -> ByName<Input> {
    let fields = at.fields("on.workflow_dispatch");
    let inputs = fields.and_then(|fields| fields.get("inputs"));
    inputs
        .map(|at| inputs_of(&at, Inputs::Dispatch))
        .unwrap_or_default()
}

/// Reads `workflow_call`.
pub(super) fn callable(at: &Cursor<'_>) -> Option<Callable> {
    let fields = at.fields("on.workflow_call")?;
    let inputs = fields.get("inputs");
    Some(Callable {
        inputs: inputs
            .map(|at| inputs_of(&at, Inputs::Call))
            .unwrap_or_default(),
        secrets: named(&fields, "secrets", secret),
        outputs: named(&fields, "outputs", output),
    })
}

fn named<T>(
    fields: &Fields<'_>,
    key: &str,
    read: fn(&Cursor<'_>) -> Option<T>,
) -> IndexMap<String, T> {
    let Some(at) = fields.get(key).filter(|at| !at.node.is_null()) else {
        return IndexMap::new();
    };
    let entries = at.entries().unwrap_or_default().into_iter();
    let read = entries.filter_map(|(name, span, at)| {
        check_id("workflow's parameter", &name, span, &at);
        Some((name.to_string(), read(&at)?))
    });
    read.collect()
}

fn secret(at: &Cursor<'_>) -> Option<CallSecret> {
    let mut secret = CallSecret {
        required: false,
        place: Some(at.place()),
    };
    if !at.node.is_null() {
        let fields = at.fields("on.workflow_call.secrets.ID")?;
        secret.required = required(&fields);
    }
    Some(secret)
}

fn output(at: &Cursor<'_>) -> Option<Text> {
    let fields = at.fields("on.workflow_call.outputs.ID")?;
    fields.require("value")?.text(Key::CallOutputsValue)
}

fn required(fields: &Fields<'_>) -> bool {
    let required = fields.get("required").and_then(|at| at.boolean());
    required.unwrap_or_default()
}

fn inputs_of(at: &Cursor<'_>, kind: Inputs) -> ByName<Input> {
    if at.node.is_null() {
        return ByName::new();
    }
    let entries = at.entries().unwrap_or_default().into_iter();
    let read = entries.filter_map(|(name, span, at)| {
        check_id("workflow's input", &name, span, &at);
        Some((name.to_string(), input(&at, kind)?))
    });
    read.collect()
}

fn input(at: &Cursor<'_>, inputs: Inputs) -> Option<Input> {
    if at.node.is_null() && inputs == Inputs::Dispatch {
        return Some(untyped(at));
    }
    let fields = at.fields(inputs.context())?;
    let kind = kind(&fields, inputs)?;
    let default = fields.get("default").filter(|at| !at.node.is_null());
    Some(Input {
        required: required(&fields),
        default: default.and_then(|at| default_value(&at, &kind, inputs)),
        description: note(&fields, "description"),
        deprecation: note(&fields, "deprecationMessage"),
        place: Some(at.place()),
        kind,
    })
}

fn untyped(at: &Cursor<'_>) -> Input {
    Input {
        kind: InputKind::String,
        required: false,
        default: None,
        description: None,
        deprecation: None,
        place: Some(at.place()),
    }
}

fn note(fields: &Fields<'_>, key: &str) -> Option<String> {
    let text = fields.get(key)?.literal()?;
    Some(text.raw.to_string())
}

#[derive(Clone, Copy)]
enum Word {
    String,
    Boolean,
    Number,
    Choice,
    Environment,
}

const WORDS: [(&str, Word); 5] = [
    ("string", Word::String),
    ("boolean", Word::Boolean),
    ("number", Word::Number),
    ("choice", Word::Choice),
    ("environment", Word::Environment),
];

fn kind(fields: &Fields<'_>, inputs: Inputs) -> Option<InputKind> {
    let (words, at) = match inputs {
        Inputs::Dispatch => (&WORDS[..], fields.get("type")),
        Inputs::Call => (&WORDS[..3], Some(fields.require("type")?)),
    };
    let word = at.map_or(Some(Word::String), |at| at.choice(words))?;
    if let (Some(_), false) = (fields.get("options"), matches!(word, Word::Choice)) {
        let message = "`options` belong to the type `choice`";
        let error = Diagnostic::error("github/bad-input", message);
        let span = fields.key_span("options");
        fields
            .cursor
            .report_at(span, error.hint("add `type: choice`"));
    }
    Some(match word {
        Word::String => InputKind::String,
        Word::Boolean => InputKind::Boolean,
        Word::Number => InputKind::Number,
        Word::Environment => InputKind::Environment,
        Word::Choice => InputKind::Choice(options(fields)?),
    })
}

fn options(fields: &Fields<'_>) -> Option<Vec<String>> {
    let at = fields.require("options")?;
    let items = at.items()?;
    if items.is_empty() {
        return at.empty();
    }
    let texts = items.iter().filter_map(Cursor::literal);
    Some(texts.map(|text| text.raw.to_string()).collect())
}

/// The default. Those of called workflows may hold expressions, whose type is only known later.
fn default_value(at: &Cursor<'_>, kind: &InputKind, inputs: Inputs) -> Option<Tree> {
    match inputs {
        Inputs::Call => at.text(Key::CallInputsDefault),
        Inputs::Dispatch => at.literal(),
    }?;
    let fits = match kind {
        _ if at.is_expression() => true,
        InputKind::Boolean => is_boolean(at, inputs),
        InputKind::Number => is_number(at, inputs),
        InputKind::Choice(options) => is_option(at, options),
        InputKind::String | InputKind::Environment => true,
    };
    if !fits {
        let message = format!("the default does not fit the type: {}", expected(kind));
        at.error("github/bad-input", message);
    }
    Some(at.bare_tree())
}

fn expected(kind: &InputKind) -> String {
    match kind {
        InputKind::Boolean => "it should be `true` or `false`".to_owned(),
        InputKind::Number => "it should be a number".to_owned(),
        InputKind::Choice(options) => format!("it should be one of {}", options.join(", ")),
        InputKind::String | InputKind::Environment => "it should be a text".to_owned(),
    }
}

/// In forms a default may stand in quotes.
fn is_boolean(at: &Cursor<'_>, inputs: Inputs) -> bool {
    match &at.node.value {
        Value::Bool(_) => true,
        Value::String(text) => {
            inputs == Inputs::Dispatch && matches!(&**text, "true" | "false" | "")
        }
        _ => false,
    }
}

fn is_number(at: &Cursor<'_>, inputs: Inputs) -> bool {
    match &at.node.value {
        Value::Int(_) | Value::Float { .. } => true,
        Value::String(text) => inputs == Inputs::Dispatch && text.trim().parse::<f64>().is_ok(),
        _ => false,
    }
}

fn is_option(at: &Cursor<'_>, options: &[String]) -> bool {
    let text = at.literal();
    text.is_none_or(|text| {
        text.raw.is_empty() || options.iter().any(|option| **option == *text.raw)
    })
}
