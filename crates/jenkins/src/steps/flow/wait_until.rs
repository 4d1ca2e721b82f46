//! `waitUntil`.

use maillon_groovy::{Eval, Value};

use super::sleep;
use crate::build;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "waitUntil",
    summary: "Runs its block again and again, with growing pauses, until it gives true.",
    params: &[
        Param::optional(
            "initialRecurrencePeriod",
            Kind::Long,
            "The first pause in milliseconds: 250 where nothing is said.",
        ),
        Param::optional("quiet", Kind::Bool, "Says nothing of the pauses."),
    ],
    sole: None,
    body: Body::Required,
    needs: Needs::Nothing,
    run,
};

/// The longest pause in milliseconds.
const LONGEST: i64 = 15_000;

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let first = call.args.int("initialRecurrencePeriod").unwrap_or(250);
    let mut pause = first.clamp(1, LONGEST);
    loop {
        match call.block()? {
            Value::Bool(true) => return Ok(Value::Null),
            Value::Bool(false) => {}
            other => {
                let text = call.cx.to_text(&other)?;
                let message = format!("body return value {text} is not boolean");
                return Err(call.cx.throw("java.lang.ClassCastException", message));
            }
        }
        if !call.args.flag("quiet") {
            call.say(format!("Will try again after {}", build::span(pause)));
        }
        sleep::wait(call, pause)?;
        pause = (pause + pause / 5).min(LONGEST);
    }
}
