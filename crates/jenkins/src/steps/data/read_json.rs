//! `readJSON`.

use maillon_groovy::{Eval, Value};

use super::file_text;
use crate::data::json;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "readJSON",
    summary: "Reads JSON from a file or a text.",
    params: &[
        Param::optional("file", Kind::Text, "Relative to the current folder."),
        Param::optional("text", Kind::Text, "Instead of a file."),
        Param::optional(
            "returnPojo",
            Kind::Bool,
            "Recorded: maps and lists are given either way.",
        ),
    ],
    sole: None,
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let given = call
        .args
        .text("text")
        .filter(|text| !text.trim().is_empty());
    let file = call
        .args
        .text("file")
        .filter(|file| !file.trim().is_empty());
    let text = match (given, file) {
        (Some(_), Some(_)) => {
            return Err(call.wrong("At most one of file or text must be provided to readJSON."));
        }
        (Some(text), None) => text.to_string(),
        (None, Some(_)) => file_text(call)?.unwrap_or_default(),
        (None, None) => {
            return Err(
                call.wrong("At least one of file or text needs to be provided to readJSON.")
            );
        }
    };
    call.cx.charge(text.len())?;
    json::read(&text).map_err(|why| call.cx.throw("net.sf.json.JSONException", why))
}
