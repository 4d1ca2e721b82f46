//! `writeJSON`.

use maillon_groovy::{Eval, Value};

use super::write_file;
use crate::data::{json, plain};
use crate::host::Where;
use crate::steps::files::{display, existing, resolve};
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "writeJSON",
    summary: "Writes data as JSON into a file, or gives it as text.",
    params: &[
        Param::required("json", Kind::Any, "Maps, lists, texts, numbers."),
        Param::optional("file", Kind::Text, "Relative to the current folder."),
        Param::optional(
            "pretty",
            Kind::Int,
            "How far nested lines are indented; 0 is one line.",
        ),
        Param::optional(
            "returnText",
            Kind::Bool,
            "Whether it is given as text instead.",
        ),
    ],
    sole: None,
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let Some(data) = call.args.get("json").cloned() else {
        return Err(call.wrong("You have to provide a JSON object to save for writeJSON."));
    };
    let file = call
        .args
        .text("file")
        .filter(|file| !file.trim().is_empty());
    let pretty = call.args.int("pretty").unwrap_or_default();
    let data = plain(call.cx, &data)?;
    let text = json::write(&data, usize::try_from(pretty).unwrap_or_default().min(100));
    match (file, call.args.flag("returnText")) {
        (None, true) => Ok(Value::text(text)),
        (Some(_), true) => {
            Err(call.wrong("You cannot provide both returnText and file to writeJSON."))
        }
        (None, false) => {
            Err(call.wrong("You have to provide either file or returnText to writeJSON."))
        }
        (Some(file), false) => {
            let path = resolve(call, &file);
            if existing(call, &path)? == Where::Folder {
                let message = format!("{} is a directory.", display(&path));
                return Err(call.cx.throw("java.io.FileNotFoundException", message));
            }
            write_file(call, path, &text)?;
            Ok(Value::Null)
        }
    }
}
