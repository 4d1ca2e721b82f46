//! `input`.

use std::collections::BTreeMap;

use maillon_groovy::{Eval, Value};

use crate::build::{self, BuildResult, Cause, Parameter};
use crate::host::{Answer, Question};
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "input",
    summary: "Asks a person whether to go on, and for values.",
    params: &[
        Param::required("message", Kind::Text, "What is asked."),
        Param::optional(
            "id",
            Kind::Text,
            "By which it is answered: `--input ID=proceed`.",
        ),
        Param::optional("ok", Kind::Text, "What is said to go on: `Proceed`."),
        Param::optional("submitter", Kind::Text, "Who may answer."),
        Param::optional(
            "submitterParameter",
            Kind::Text,
            "The name under which the answer has who gave it.",
        ),
        Param::optional("parameters", Kind::List, "Values that are asked for."),
        Param::optional("cancel", Kind::Text, "What is said to stop: `Abort`."),
    ],
    sole: Some("message"),
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let parameters = parameters(call)?;
    let question = question(call, &parameters)?;
    let submitter = call.args.text("submitterParameter");
    call.say(&question.message);
    if parameters.is_empty() && submitter.is_none() {
        let stop = call.args.text("cancel").unwrap_or_else(|| "Abort".into());
        call.say(format!("{} or {stop}", question.ok));
    } else {
        call.say("Input requested");
    }
    match answer(call, question, &parameters)? {
        Answer::Abort { by } => Err(rejected(call, &by)),
        Answer::Proceed { by, values } => {
            call.say(format!("Approved by {by}"));
            let mut given = given(call, &parameters, &values)?;
            if let Some(name) = submitter {
                given.push((name.to_string(), Value::text(by)));
            }
            Ok(match given.len() {
                0 => Value::Null,
                1 => given.pop().map_or(Value::Null, |(_, value)| value),
                _ => Value::map(given),
            })
        }
    }
}

fn parameters(call: &mut StepCall<'_>) -> Eval<Vec<Parameter>> {
    let declared = call.args.list("parameters");
    let declared = declared.iter().map(|value| Parameter::read(call.cx, value));
    declared.collect()
}

fn question(call: &mut StepCall<'_>, parameters: &[Parameter]) -> Eval<Question> {
    let message = call.required("message")?;
    let id = call.args.text("id").filter(|id| !id.is_empty());
    let ok = call.args.text("ok").filter(|ok| !ok.is_empty());
    let submitter = call.args.text("submitter").filter(|who| !who.is_empty());
    Ok(Question {
        id: id.map_or_else(|| id_of(&message), |id| id.to_string()),
        message: message.to_string(),
        ok: ok.map_or_else(|| "Proceed".to_owned(), |ok| ok.to_string()),
        submitter: submitter.map(|who| who.to_string()),
        parameters: parameters.iter().map(Parameter::question).collect(),
    })
}

/// A name that can be typed: the words of the message with dashes between.
fn id_of(message: &str) -> String {
    let words = message.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-")
}

/// An answer that was given beforehand, else a person's.
fn answer(call: &mut StepCall<'_>, question: Question, parameters: &[Parameter]) -> Eval<Answer> {
    let build = call.local.build.clone();
    let by = build::user(&build);
    let word = build.answer(&question.id);
    match word.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("abort" | "no" | "false") => return Ok(Answer::Abort { by }),
        Some(_) => {
            let values = known_values(call, parameters);
            return Ok(Answer::Proceed { by, values });
        }
        None => {}
    }
    let values = known_values(call, parameters);
    if !parameters.is_empty() && values.len() == parameters.len() {
        return Ok(Answer::Proceed { by, values });
    }
    let asked =
        call.ask_long(|host, cancel| Box::pin(async move { host.ask(question, &cancel).await }))?;
    asked.map_err(|why| call.fail(why))
}

fn known_values(call: &StepCall<'_>, parameters: &[Parameter]) -> BTreeMap<String, String> {
    let build = &call.local.build;
    let names = parameters.iter().map(|parameter| parameter.name.clone());
    names
        .filter_map(|name| Some((name.clone(), build.answer(&name)?)))
        .collect()
}

fn given(
    call: &mut StepCall<'_>,
    parameters: &[Parameter],
    values: &BTreeMap<String, String>,
) -> Eval<Vec<(String, Value)>> {
    let mut given = Vec::new();
    for parameter in parameters {
        let value = match values.get(&parameter.name) {
            Some(text) => parameter.value(text),
            None => Ok(parameter.default.clone()),
        };
        let value = value.map_err(|why| call.wrong(why))?;
        given.push((parameter.name.clone(), value));
    }
    Ok(given)
}

fn rejected(call: &mut StepCall<'_>, by: &str) -> maillon_groovy::Unwind {
    let cause = Cause {
        result: BuildResult::Aborted,
        causes: vec![format!("Rejected by {by}")],
        actual: true,
    };
    build::interrupted(call.cx, cause)
}

#[cfg(test)]
mod tests {
    use super::id_of;

    #[test]
    fn ids_can_be_typed() {
        assert_eq!(id_of("Deploy to 'prod'?"), "Deploy-to-prod");
    }
}
