//! `sleep`.

use std::time::Duration;

use maillon_groovy::{Eval, Value};

use super::unit;
use crate::build;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "sleep",
    summary: "Waits for some time.",
    params: &[
        Param::required("time", Kind::Int, "How long."),
        unit::param("Of the time: `SECONDS` where nothing is said."),
    ],
    sole: Some("time"),
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let time = unit::milliseconds(call, "SECONDS").map_err(|why| call.wrong(why))?;
    if time <= 0 {
        call.say("No need to sleep any longer");
        return Ok(Value::Null);
    }
    call.say(format!("Sleeping for {}", build::span(time)));
    wait(call, time)?;
    Ok(Value::Null)
}

/// Waits for some milliseconds, or until an interruption, which is thrown.
pub(super) fn wait(call: &mut StepCall<'_>, milliseconds: i64) -> Eval<()> {
    let time = Duration::from_millis(u64::try_from(milliseconds).unwrap_or_default());
    call.ask_long(move |_, cancel| {
        Box::pin(async move {
            tokio::select! {
                () = tokio::time::sleep(time) => {}
                () = cancel.cancelled() => {}
            }
        })
    })
}
