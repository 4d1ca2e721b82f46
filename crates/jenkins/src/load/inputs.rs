//! Values from outside: parameters of the pipeline, and answers to what it asks.

use std::collections::BTreeMap;

use maillon_groovy::ast::{Arg, Expr, ExprKind};
use maillon_model::{Diagnostic, suggest};

use super::LoadRequest;
use crate::definition::{Declarative, Directive};
use crate::validate::{Asks, Checked, FileKind};

/// What is no parameter is an answer; where nothing can ask, it is a slip.
pub(super) fn answers(
    request: &LoadRequest<'_>,
    checked: &Checked,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let mut inputs = request.trigger.inputs.clone();
    let Some(definition) = &checked.definition else {
        return inputs;
    };
    problems.extend(
        inputs
            .iter()
            .filter_map(|(name, value)| wrong_choice(definition, name, value)),
    );
    inputs.retain(|name, _| parameter(definition, name).is_none());
    if checked.kind == FileKind::Declarative && checked.asks == Asks::Never {
        problems.extend(inputs.keys().map(|name| unknown(definition, name)));
    }
    inputs
}

fn parameter<'d>(definition: &'d Declarative, name: &str) -> Option<&'d Directive> {
    let mut parameters = definition.parameters.iter();
    parameters.find(|parameter| text(parameter, "name") == Some(name))
}

pub(super) fn argument<'d>(parameter: &'d Directive, key: &str) -> Option<&'d Expr> {
    let is = |arg: &&Arg| matches!(&arg.key, Some(Expr { kind: ExprKind::Str(name), .. }) if &**name == key);
    parameter.args.iter().find(is).map(|arg| &arg.value)
}

pub(super) fn text<'d>(parameter: &'d Directive, key: &str) -> Option<&'d str> {
    constant(argument(parameter, key)?)
}

fn constant(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Str(text) => Some(text),
        _ => None,
    }
}

/// A value that is not among the choices, as far as they are known before the run.
fn wrong_choice(definition: &Declarative, name: &str, value: &str) -> Option<Diagnostic> {
    let parameter =
        parameter(definition, name).filter(|parameter| &*parameter.name.name == "choice")?;
    let choices = choices(argument(parameter, "choices")?)?;
    if choices.contains(&value) {
        return None;
    }
    let message = format!("Illegal choice for parameter {name}: {value}");
    let hint = format!("its choices are {}", choices.join(", "));
    Some(Diagnostic::error("jenkins/wrong-choice", message).hint(hint))
}

pub(super) fn choices(written: &Expr) -> Option<Vec<&str>> {
    match &written.kind {
        ExprKind::Str(lines) => Some(lines.lines().collect()),
        ExprKind::List(items) => items.iter().map(constant).collect(),
        _ => None,
    }
}

fn unknown(definition: &Declarative, name: &str) -> Diagnostic {
    let names: Vec<&str> = definition
        .parameters
        .iter()
        .filter_map(|parameter| text(parameter, "name"))
        .collect();
    let message =
        format!("the pipeline has no parameter \"{name}\", and asks for nothing while it runs");
    let hint = match (
        suggest::nearest(name, names.iter().copied()),
        names.is_empty(),
    ) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, true) => "it has no `parameters`".to_owned(),
        (None, false) => format!("its parameters are {}", names.join(", ")),
    };
    Diagnostic::error("jenkins/unknown-input", message).hint(hint)
}
