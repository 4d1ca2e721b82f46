//! `publishHTML`.

use maillon_groovy::{Eval, Value};

use super::archive_artifacts::archive;
use crate::host::Where;
use crate::steps::files::{display, existing, resolve, selection};
use crate::steps::{Arguments, Body, Kind, Needs, Param, Step, StepCall, described, named};

pub(super) static STEP: Step = Step {
    name: "publishHTML",
    summary: "Keeps a folder of pages for people.",
    params: &[
        Param::optional(
            "target",
            Kind::Any,
            "`reportDir`, `reportFiles`, `reportName`, `includes`, `allowMissing`, and others.",
        ),
        Param::optional("reportDir", Kind::Text, "The folder."),
        Param::optional(
            "reportFiles",
            Kind::Text,
            "The pages to begin with; `index.html`.",
        ),
        Param::optional("reportName", Kind::Text, "What people see; `HTML Report`."),
        Param::optional("reportTitles", Kind::Text, "Recorded: titles of the pages."),
        Param::optional("includes", Kind::Text, "Ant's patterns; `**/*`."),
        Param::optional(
            "allowMissing",
            Kind::Bool,
            "Whether the folder may be missing.",
        ),
        Param::optional("keepAll", Kind::Bool, "Recorded: every run keeps its own."),
        Param::optional(
            "alwaysLinkToLastBuild",
            Kind::Bool,
            "Recorded: there is no page to link from.",
        ),
        Param::optional("escapeUnderscores", Kind::Bool, "Recorded."),
        Param::optional("numberOfWorkers", Kind::Int, "Recorded."),
    ],
    sole: Some("target"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let target = target(call)?;
    let (folder, name) = (target.text_or_empty("reportDir"), target.text("reportName"));
    let name = name.unwrap_or_else(|| "HTML Report".into());
    call.say("[htmlpublisher] Archiving HTML reports...");
    let path = resolve(call, &folder);
    let shown = display(&path);
    call.say(format!(
        "[htmlpublisher] Archiving at BUILD level {shown} to {name}"
    ));
    if existing(call, &path)? != Where::Folder {
        let message = format!("Specified HTML directory '{shown}' does not exist.");
        if !target.flag("allowMissing") {
            return Err(call.fail(message));
        }
        call.say(message);
        return Ok(Value::Null);
    }
    let includes = target.text("includes").unwrap_or_else(|| "**/*".into());
    let within = |pattern: &str| format!("{}/{}", folder.trim_end_matches('/'), pattern.trim());
    let patterns: Vec<String> = if folder.trim_matches(['.', '/']).is_empty() {
        vec![includes.to_string()]
    } else {
        includes.split(',').map(within).collect()
    };
    archive(call, selection(&patterns.join(","), ""))?;
    Ok(Value::Null)
}

/// Its fields stand in `target`, or directly among the arguments.
fn target(call: &mut StepCall<'_>) -> Eval<Arguments> {
    let Some(target) = call.args.get("target").cloned() else {
        return Ok(call.args.clone());
    };
    if let Some(described) = described(call.cx, &target)? {
        return Ok(described.args);
    }
    match &target {
        Value::Map(map) => Ok(Arguments(named(call.cx, map)?)),
        _ => Err(call.wrong("`target` of publishHTML is no map")),
    }
}
