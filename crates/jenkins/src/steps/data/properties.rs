//! `readProperties`.

use indexmap::IndexMap;
use maillon_groovy::{Eval, Value};

use crate::data::properties;
use crate::host::Where;
use crate::steps::files::{display, existing, read, resolve};
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall, named};

pub(super) static STEP: Step = Step {
    name: "readProperties",
    summary: "Reads a Java properties file, a text, or one after the other.",
    params: &[
        Param::optional(
            "file",
            Kind::Text,
            "Relative to the current folder; one that is missing is a warning.",
        ),
        Param::optional("text", Kind::Text, "What is read after the file."),
        Param::optional("defaults", Kind::Map, "Values of keys that are not there."),
        Param::optional(
            "interpolate",
            Kind::Bool,
            "Whether `${key}` in values is replaced.",
        ),
    ],
    sole: None,
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    if call.args.get("file").is_none() && call.args.get("text").is_none() {
        return Err(
            call.wrong("At least one of file or text needs to be provided to readProperties.")
        );
    }
    let mut all: IndexMap<String, String> = properties::read(&file(call)?);
    all.extend(properties::read(&call.args.text_or_empty("text")));
    if call.args.flag("interpolate") {
        call.say("Interpolation set to true, starting to parse the variable!");
        all = properties::interpolate(&all);
    }
    let mut values = match call.args.map("defaults") {
        Some(defaults) => named(call.cx, &defaults)?,
        None => IndexMap::new(),
    };
    values.extend(
        all.into_iter()
            .map(|(key, value)| (key, Value::text(value))),
    );
    Ok(Value::map(values))
}

fn file(call: &mut StepCall<'_>) -> Eval<String> {
    let Some(file) = call
        .args
        .text("file")
        .filter(|file| !file.trim().is_empty())
    else {
        return Ok(String::new());
    };
    let path = resolve(call, &file);
    let problem = match existing(call, &path)? {
        Where::File => {
            let content = read(call, &path)?.unwrap_or_default();
            return Ok(String::from_utf8_lossy(&content).into_owned());
        }
        Where::Folder => "is a directory",
        Where::Nothing => "does not exist",
    };
    let line = format!(
        "warning: {} {problem}, omitting from properties gathering",
        display(&path)
    );
    call.say(line);
    Ok(String::new())
}
