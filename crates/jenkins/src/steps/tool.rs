//! `tool`.

use maillon_groovy::{Eval, Value};

use super::{Body, Kind, Needs, Param, Step, StepCall};

/// The steps of this module.
pub(super) static STEPS: &[&Step] = &[&STEP];

static STEP: Step = Step {
    name: "tool",
    summary: "Gives the folder of an installed tool.",
    params: &[
        Param::required("name", Kind::Text, "As the configuration names it."),
        Param::optional(
            "type",
            Kind::Text,
            "`maven`, `jdk`, `gradle`, ..., where several have that name.",
        ),
    ],
    sole: Some("name"),
    body: Body::None,
    needs: Needs::Node,
    run,
};

fn run(call: &mut StepCall<'_>) -> Eval<Value> {
    let (name, kind) = (call.required("name")?, call.args.text("type"));
    let kind = kind.filter(|kind| !kind.is_empty());
    let tools = &call.local.build.job.tools;
    let found = tools.iter().find(|tool| {
        *tool.name == *name && kind.as_ref().is_none_or(|kind| is_kind(&tool.kind, kind))
    });
    if let Some(tool) = found {
        return Ok(Value::text(tool.home.as_str()));
    }
    let kind = kind.as_deref().unwrap_or("tool");
    let message = format!("No {kind} named {name} found");
    Err(call.fail(message))
}

/// A kind, or Jenkins' class for it: `hudson.tasks.Maven$MavenInstallation`, `hudson.model.JDK`.
fn is_kind(own: &str, asked: &str) -> bool {
    let simple = asked.rsplit(['.', '$']).next().unwrap_or(asked);
    let simple = simple.strip_suffix("Installation").unwrap_or(simple);
    simple.eq_ignore_ascii_case(own)
}
