//! `parameters`: the values of the build's parameters, as given or by default.

use std::sync::Arc;

use maillon_groovy::ast::Name;
use maillon_groovy::{Cx, Eval, Scope, Value};

use super::script;
use crate::build::{self, Local};
use crate::definition::Directive;
use crate::steps::{Arguments, Described, plain_text, settled};

/// Declares the parameters of a pipeline.
pub(super) fn declare(cx: &mut Cx, given: &[Directive], scope: &Arc<Scope>) -> Eval<()> {
    for parameter in given {
        let mut args = Arguments::default();
        for (name, value) in script::named(cx, &parameter.args, scope)? {
            let value = settled(cx, &value)?;
            args.0.insert(name.to_string(), value);
        }
        let described = Described {
            symbol: parameter.name.name.to_string(),
            args,
        };
        define(cx, &described)?;
    }
    Ok(())
}

/// Declares one parameter: it has the value that was given for the build, else its default.
pub(crate) fn define(cx: &mut Cx, parameter: &Described) -> Eval<()> {
    let Some(name) = parameter.args.text("name") else {
        return Err(script::abort(cx, "a parameter needs a name"));
    };
    let local = Local::here(cx)?;
    let given = local.build.job.trigger.inputs.get(&*name).cloned();
    let value = match parameter.symbol.as_str() {
        "booleanParam" => boolean(parameter, given.as_deref()),
        "choice" | "choiceParam" => choice(cx, &name, parameter, given)?,
        _ => text(parameter, given),
    };
    if parameter.symbol.to_lowercase().contains("password") {
        hide(cx, &value)?;
    }
    let mut state = local.build.state.lock();
    state.params.insert(name.to_string(), value);
    Ok(())
}

fn boolean(parameter: &Described, given: Option<&str>) -> Value {
    Value::Bool(match given {
        Some(given) => given.trim().eq_ignore_ascii_case("true"),
        None => parameter.args.flag("defaultValue"),
    })
}

fn text(parameter: &Described, given: Option<String>) -> Value {
    let value = match given {
        Some(given) => given,
        None => parameter.args.text_or_empty("defaultValue").to_string(),
    };
    if parameter.args.flag("trim") {
        return Value::text(value.trim());
    }
    Value::text(value)
}

/// Without a value the first choice counts.
fn choice(cx: &mut Cx, name: &str, parameter: &Described, given: Option<String>) -> Eval<Value> {
    let choices = choices(parameter.args.get("choices"));
    match given {
        None => Ok(Value::Str(choices.into_iter().next().unwrap_or_default())),
        Some(given) if choices.iter().any(|choice| **choice == given) => Ok(Value::text(given)),
        Some(given) => {
            let message = format!("Illegal choice for parameter {name}: {given}");
            Err(cx.throw("java.lang.IllegalArgumentException", message))
        }
    }
}

/// A list, or lines of a text.
fn choices(given: Option<&Value>) -> Vec<Name> {
    match given {
        None => Vec::new(),
        Some(Value::List(list)) => list.items.lock().iter().map(plain_text).collect(),
        Some(other) => plain_text(other).lines().map(Name::from).collect(),
    }
}

fn hide(cx: &mut Cx, value: &Value) -> Eval<()> {
    let text = plain_text(value);
    if text.is_empty() {
        return Ok(());
    }
    build::ask(cx, move |host| Box::pin(async move { host.mask(&text) }))
}
