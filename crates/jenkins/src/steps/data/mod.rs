//! Steps that read and write data: JSON, YAML, properties.

mod properties;
mod read_json;
mod read_maven_pom;
mod read_yaml;
mod write_json;
mod write_yaml;

use std::path::PathBuf;

use maillon_groovy::Eval;

use super::files::{display, existing, read, resolve};
use super::shell::Encoding;
use super::{Step, StepCall};
use crate::host::Where;

/// The steps of this module.
pub(super) static STEPS: &[&Step] = &[
    &read_json::STEP,
    &write_json::STEP,
    &read_maven_pom::STEP,
    &read_yaml::STEP,
    &write_yaml::STEP,
    &properties::STEP,
];

/// The text of the parameter `file`; None: it is not given.
fn file_text(call: &mut StepCall<'_>) -> Eval<Option<String>> {
    let Some(file) = call
        .args
        .text("file")
        .filter(|file| !file.trim().is_empty())
    else {
        return Ok(None);
    };
    let path = resolve(call, &file);
    let what = existing(call, &path)?;
    let Some(content) = read(call, &path)?.filter(|_| what == Where::File) else {
        let problem = match what {
            Where::Folder => "is a directory.",
            _ => "does not exist.",
        };
        let message = format!("{} {problem}", display(&path));
        return Err(call.cx.throw("java.io.FileNotFoundException", message));
    };
    call.cx.charge(content.len())?;
    Ok(Some(String::from_utf8_lossy(&content).into_owned()))
}

/// Writes the parameter `file`.
fn write_file(call: &mut StepCall<'_>, path: PathBuf, text: &str) -> Eval<()> {
    let (node, content) = (call.node()?, Encoding::Utf8.encode(text));
    call.try_ask(move |host| {
        Box::pin(async move { host.write(&*node, &path, &content, 0o644).await })
    })
}
