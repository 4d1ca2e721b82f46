//! `milestone`.

use maillon_groovy::{Eval, Value};

use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "milestone",
    summary: "A place that builds pass in their order; here there is one build at a time.",
    params: &[
        Param::optional("ordinal", Kind::Int, "Its number: they must grow."),
        Param::optional("label", Kind::Text, "Its name in the log."),
        Param::optional("unsafe", Kind::Bool, "Allows it inside `parallel`."),
    ],
    sole: Some("ordinal"),
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

/// Where the last number is kept.
const NOTE: &str = "milestone";

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let build = call.local.build.clone();
    let before = build.state.lock().notes.get(NOTE).cloned();
    let before: Option<i64> = before.and_then(|text| text.parse().ok());
    let ordinal = match (call.args.int("ordinal"), before) {
        (Some(ordinal), _) => ordinal,
        (None, before) => before.map_or(0, |before| before + 1),
    };
    if let Some(before) = before
        && ordinal <= before
    {
        let message = format!("Invalid ordinal {ordinal}, as the previous one was {before}");
        return Err(call.fail(message));
    }
    let mut state = build.state.lock();
    state.notes.insert(NOTE.to_owned(), ordinal.to_string());
    drop(state);
    let label = call.args.text("label").filter(|label| !label.is_empty());
    let name = label.unwrap_or_else(|| ordinal.to_string().into());
    call.say(format!("Trying to pass milestone {name}"));
    Ok(Value::Null)
}
