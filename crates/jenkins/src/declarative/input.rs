//! `input` of a stage: asks, and puts what was answered into the environment.

use std::sync::Arc;

use maillon_groovy::ast::Name;
use maillon_groovy::{Cx, Eval, Scope, Value};

use super::script::{self, Work};
use crate::definition::StageInput;

/// Does work once somebody said that it may go on.
pub(super) fn asked(
    cx: &mut Cx,
    input: &StageInput,
    stage: &Name,
    scope: &Arc<Scope>,
    work: &Work,
) -> Eval<()> {
    let mut args: Vec<(Name, Value)> = Vec::new();
    for (field, value) in &input.fields {
        let value = cx.eval(value, scope)?;
        args.push((field.name.clone(), value));
    }
    if !args.iter().any(|(name, _)| **name == *"id") {
        args.push(("id".into(), Value::Str(stage.clone())));
    }
    let names = parameters(cx, input, scope, &mut args)?;
    let submitter = args
        .iter()
        .find(|(name, _)| **name == *"submitterParameter");
    let submitter = submitter.map(|(_, value)| value.clone());
    let answer = script::step(cx, "input", &[Value::map(args)])?;
    let submitter = match submitter {
        Some(name) => Some(cx.to_text(&name)?),
        None => None,
    };
    let variables = variables(cx, &answer, &names, submitter)?;
    script::with_env(cx, variables, work)
}

/// Adds the parameters to the step's arguments; gives their names.
fn parameters(
    cx: &mut Cx,
    input: &StageInput,
    scope: &Arc<Scope>,
    args: &mut Vec<(Name, Value)>,
) -> Eval<Vec<Name>> {
    let (mut parameters, mut names) = (Vec::new(), Vec::new());
    for parameter in &input.parameters {
        let call = script::call(&parameter.name, &parameter.args);
        parameters.push(cx.eval(&call, scope)?);
        names.extend(script::text_argument(cx, &parameter.args, "name", scope)?);
    }
    if !parameters.is_empty() {
        args.push(("parameters".into(), Value::list(parameters)));
    }
    Ok(names)
}

/// A single value comes alone, several as a map.
fn variables(
    cx: &mut Cx,
    answer: &Value,
    names: &[Name],
    submitter: Option<Name>,
) -> Eval<Vec<String>> {
    if names.is_empty() && submitter.is_none() {
        return Ok(Vec::new());
    }
    if let Value::Map(map) = answer {
        let entries = map.entries.lock().clone();
        let entries = entries.into_iter();
        return entries
            .map(|(name, value)| Ok(format!("{}={}", cx.to_text(&name.0)?, cx.to_text(&value)?)))
            .collect();
    }
    let name = submitter.or_else(|| names.first().cloned());
    let value = cx.to_text(answer)?;
    Ok(name
        .map(|name| format!("{name}={value}"))
        .into_iter()
        .collect())
}
