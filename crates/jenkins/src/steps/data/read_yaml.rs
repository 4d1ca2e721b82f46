//! `readYaml`.

use maillon_groovy::{Eval, Value};

use super::file_text;
use crate::data::yaml;
use crate::steps::{Body, Kind, Needs, Param, Step, StepCall};

pub(super) static STEP: Step = Step {
    name: "readYaml",
    summary: "Reads YAML from a file, a text, or one after the other; several documents are a list.",
    params: &[
        Param::optional("file", Kind::Text, "Relative to the current folder."),
        Param::optional("text", Kind::Text, "What is read after the file."),
        Param::optional(
            "maxAliasesForCollections",
            Kind::Int,
            "Recorded: the memory of the script is the limit.",
        ),
        Param::optional("codePointLimit", Kind::Int, "Recorded."),
    ],
    sole: None,
    body: Body::None,
    needs: Needs::Nothing,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let file = file_text(call)?;
    let text = call
        .args
        .text("text")
        .filter(|text| !text.trim().is_empty());
    let both = match (file, text) {
        (None, None) => {
            return Err(
                call.wrong("At least one of file or text needs to be provided to readYaml.")
            );
        }
        (Some(file), Some(text)) => format!("{file}\n{text}"),
        (file, text) => file.unwrap_or_else(|| text.unwrap_or_default().to_string()),
    };
    let mut documents = yaml::read(call.cx, &both)?;
    if documents.len() == 1 {
        return Ok(documents.swap_remove(0));
    }
    Ok(Value::list(documents))
}
