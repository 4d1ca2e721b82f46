//! Parameters: of the build, and of `input`.

use maillon_groovy::{Cx, Eval, Value};

use super::{Build, Local, ask};
use crate::host::QuestionParameter;
use crate::steps::{Described, described, plain_text};

/// A declared parameter.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) kind: ParameterKind,
    pub(crate) description: String,
    /// What it is if nothing is said.
    pub(crate) default: Value,
}

/// What a parameter may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ParameterKind {
    Text,
    Bool,
    Choice(Vec<String>),
    Password,
}

impl Parameter {
    /// Of `string(name: 'X', defaultValue: 'y')` and the like.
    pub(crate) fn read(cx: &mut Cx, value: &Value) -> Eval<Self> {
        let Some(described) = described(cx, value)? else {
            let text = cx.to_text(value)?;
            let message = format!("{text} is not a parameter");
            return Err(cx.throw("java.lang.IllegalArgumentException", message));
        };
        Ok(Self::of(&described))
    }

    /// Of a description.
    pub(crate) fn of(described: &Described) -> Self {
        let args = &described.args;
        let kind = match &*described.symbol {
            "booleanParam" => ParameterKind::Bool,
            "choice" | "choiceParam" => ParameterKind::Choice(choices(described)),
            "password" | "nonStoredPassword" => ParameterKind::Password,
            _ => ParameterKind::Text,
        };
        let default = match &kind {
            ParameterKind::Bool => Value::Bool(args.flag("defaultValue")),
            ParameterKind::Choice(choices) => {
                Value::text(choices.first().map(String::as_str).unwrap_or_default())
            }
            ParameterKind::Text | ParameterKind::Password => {
                Value::Str(trimmed(described, &args.text_or_empty("defaultValue")))
            }
        };
        Self {
            name: args.text_or_empty("name").to_string(),
            kind,
            description: args.text_or_empty("description").to_string(),
            default,
        }
    }

    /// The value that a text means. Err: it may not be this.
    pub(crate) fn value(&self, text: &str) -> Result<Value, String> {
        match &self.kind {
            ParameterKind::Bool => Ok(Value::Bool(text.eq_ignore_ascii_case("true"))),
            ParameterKind::Choice(choices) if !choices.iter().any(|choice| choice == text) => Err(
                format!("Illegal choice for parameter {}: {text}", self.name),
            ),
            _ => Ok(Value::text(text)),
        }
    }

    /// As a person is asked for it.
    pub(crate) fn question(&self) -> QuestionParameter {
        QuestionParameter {
            name: self.name.clone(),
            description: self.description.clone(),
            default: plain_text(&self.default).to_string(),
            choices: match &self.kind {
                ParameterKind::Choice(choices) => choices.clone(),
                ParameterKind::Bool => vec!["true".to_owned(), "false".to_owned()],
                ParameterKind::Text | ParameterKind::Password => Vec::new(),
            },
            secret: self.kind == ParameterKind::Password,
        }
    }
}

fn choices(described: &Described) -> Vec<String> {
    let given = described.args.texts("choices");
    given
        .iter()
        .flat_map(|choice| choice.lines())
        .map(str::to_owned)
        .collect()
}

fn trimmed(described: &Described, text: &str) -> std::sync::Arc<str> {
    if described.args.flag("trim") {
        text.trim().into()
    } else {
        text.into()
    }
}

/// Declares a parameter of the build: it has the value that was given, else its default.
pub(crate) fn declare_parameter(cx: &mut Cx, value: &Value) -> Eval<()> {
    let parameter = Parameter::read(cx, value)?;
    let build = Local::here(cx)?.build.clone();
    let value = match build.job.trigger.inputs.get(&parameter.name) {
        None => parameter.default.clone(),
        Some(text) => parameter
            .value(text)
            .map_err(|why| cx.throw("java.lang.IllegalArgumentException", why))?,
    };
    if parameter.kind == ParameterKind::Password {
        let secret = plain_text(&value);
        ask(cx, move |host| {
            Box::pin(async move {
                if !secret.is_empty() {
                    host.mask(&secret);
                }
            })
        })?;
    }
    let mut state = build.state.lock();
    state.params.insert(parameter.name, value);
    Ok(())
}

impl Build {
    /// What was said beforehand to a question, or for a value that it asks for.
    pub(crate) fn answer(&self, id: &str) -> Option<String> {
        let given = self.job.answers.get(id);
        given.or_else(|| self.job.trigger.inputs.get(id)).cloned()
    }
}
