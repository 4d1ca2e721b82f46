//! `writeYaml`.

use maillon_groovy::{Eval, Value};

use super::write_file;
use crate::data::{plain, yaml};
use crate::host::Where;
use crate::steps::files::{display, existing, resolve};
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "writeYaml",
    summary: "Writes data as YAML into a file, or gives it as text.",
    params: &[
        Param::optional("data", Kind::Any, "Maps, lists, texts, numbers."),
        Param::optional("datas", Kind::List, "Several documents."),
        Param::optional("file", Kind::Text, "Relative to the current folder."),
        Param::optional(
            "overwrite",
            Kind::Bool,
            "Whether a file that is there is replaced.",
        ),
        Param::optional(
            "returnText",
            Kind::Bool,
            "Whether it is given as text instead.",
        ),
        Param::optional("charset", Kind::Text, "Recorded: it is UTF-8."),
    ],
    sole: None,
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let text = yaml::write(&documents(call)?);
    let file = call
        .args
        .text("file")
        .filter(|file| !file.trim().is_empty());
    match (file, call.args.flag("returnText")) {
        (None, true) => return Ok(Value::text(text)),
        (Some(_), true) => {
            return Err(call.wrong("cannot provide both returnText and file to writeYaml"));
        }
        (None, false) => {
            return Err(call.wrong("either file or returnText must be provided to writeYaml"));
        }
        (Some(file), false) => {
            let path = resolve(call, &file);
            free(call, &path)?;
            write_file(call, path, &text)?;
        }
    }
    Ok(Value::Null)
}

fn documents(call: &mut StepCall<'_>) -> Eval<Vec<crate::data::Plain>> {
    let data = match (
        call.args.get("data").cloned(),
        call.args.get("datas").is_some(),
    ) {
        (Some(data), false) => vec![data],
        (None, true) => call.args.list("datas"),
        (Some(_), true) => {
            return Err(call.wrong("only one of data or datas must be provided to writeYaml"));
        }
        (None, false) => {
            return Err(call.wrong("data or datas parameter must be provided to writeYaml"));
        }
    };
    data.iter().map(|data| plain(call.cx, data)).collect()
}

fn free(call: &mut StepCall<'_>, path: &std::path::Path) -> Eval<()> {
    let (class, problem) = match existing(call, path)? {
        Where::Folder => ("java.io.FileNotFoundException", "is a directory."),
        Where::File if !call.args.flag("overwrite") => {
            ("java.nio.file.FileAlreadyExistsException", "already exist.")
        }
        _ => return Ok(()),
    };
    Err(call.cx.throw(class, format!("{} {problem}", display(path))))
}
