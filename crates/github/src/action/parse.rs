//! Reads `action.yml`. As on GitHub, keys that are not about running are free: published actions have
//! all sorts of them.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::Diagnostic;
use maillon_source::Files;
use maillon_source::yaml::Value;

use super::{Action, ActionInput, Phase, Runs};
use crate::expression::Key;
use crate::reader::{Cursor, Fields, Names, Report, document};
use crate::workflow::{Home, Text, steps};

/// Reads an `action.yml`; without an action the diagnostics say why.
pub(crate) fn parse(file: &str, bytes: &[u8]) -> (Option<Arc<Action>>, Vec<Diagnostic>) {
    let mut files = Files::default();
    let root = match files.decode(file, bytes) {
        Ok(id) => document(&mut files, id),
        Err(error) => Err(vec![*error]),
    };
    let root = match root {
        Ok(root) => root,
        Err(found) => return (None, found),
    };
    let report = Report::new(&files);
    let action = action(&Cursor::new(&root, &report)).filter(|_| !report.has_errors());
    (action.map(Arc::new), report.into_diagnostics())
}

fn action(root: &Cursor<'_>) -> Option<Action> {
    let fields = Fields::unchecked(root)?;
    let name = fields.get("name").and_then(|at| at.literal());
    let inputs = inputs(&fields);
    enter(root.report, &inputs);
    let runs = runs(&fields.require("runs")?, &fields)?;
    Some(Action {
        name: name.map(|name| name.raw.to_string()).unwrap_or_default(),
        inputs,
        runs,
    })
}

/// From here on expressions may speak of the inputs, and of no step yet.
fn enter(report: &Report<'_>, inputs: &IndexMap<String, ActionInput>) {
    let mut known = report.known();
    known.set("inputs", Some(inputs.keys().cloned().collect()));
    known.set("steps", Some(Names::new()));
}

fn inputs(fields: &Fields<'_>) -> IndexMap<String, ActionInput> {
    let at = fields.get("inputs").filter(|at| !at.node.is_null());
    let entries = at.and_then(|at| at.entries()).unwrap_or_default();
    let inputs = entries.into_iter();
    inputs
        .map(|(name, _, at)| (name.to_lowercase(), input(&at).unwrap_or_default()))
        .collect()
}

fn input(at: &Cursor<'_>) -> Option<ActionInput> {
    if at.node.is_null() {
        return None;
    }
    let fields = Fields::unchecked(at)?;
    let deprecation = fields.get("deprecationMessage");
    let default = fields.get("default").filter(|at| !at.node.is_null());
    Some(ActionInput {
        required: fields.get("required").is_some_and(|at| is_true(&at)),
        default: default.and_then(|at| at.text(Key::ActionRuns)),
        deprecation: deprecation
            .and_then(|at| at.literal())
            .map(|text| text.raw.to_string()),
    })
}

/// Published actions have it in quotes, too.
fn is_true(at: &Cursor<'_>) -> bool {
    match &at.node.value {
        Value::Bool(value) => *value,
        Value::String(text) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

fn outputs(fields: &Fields<'_>) -> IndexMap<String, Text> {
    let at = fields.get("outputs").filter(|at| !at.node.is_null());
    let entries = at.and_then(|at| at.entries()).unwrap_or_default();
    let values = entries.into_iter().filter_map(|(name, _, at)| {
        let value = Fields::unchecked(&at)?.get("value")?;
        Some((name.to_string(), value.text(Key::ActionOutput)?))
    });
    values.collect()
}

fn runs(at: &Cursor<'_>, action: &Fields<'_>) -> Option<Runs> {
    let fields = Fields::unchecked(at)?;
    let kind = fields.require("using")?;
    let using = kind.name()?.raw.to_lowercase();
    match using.as_str() {
        "composite" => composite(&fields, action),
        "docker" => docker(&fields),
        node if is_node(node) => java_script(&fields, using),
        _ => {
            let message = format!("there are no actions that run with `{using}`");
            let error = Diagnostic::error("github/unknown-using", message);
            kind.report(error.hint("use `node20`, `node24`, `docker` or `composite`"));
            None
        }
    }
}

fn is_node(using: &str) -> bool {
    let version = using.strip_prefix("node");
    version.is_some_and(|version| matches!(version, "12" | "16" | "20" | "24"))
}

fn composite(fields: &Fields<'_>, action: &Fields<'_>) -> Option<Runs> {
    fields.check_keys("action.runs (composite)");
    let steps = steps(&fields.require("steps")?, Home::Action)?;
    let outputs = outputs(action);
    Some(Runs::Composite { steps, outputs })
}

fn java_script(fields: &Fields<'_>, using: String) -> Option<Runs> {
    fields.check_keys("action.runs (JavaScript)");
    let pre = phase(fields, "pre", "pre-if");
    let post = phase(fields, "post", "post-if");
    let main = fields.require("main")?.name()?;
    Some(Runs::JavaScript {
        using,
        main: main.raw.to_string(),
        pre,
        post,
    })
}

fn docker(fields: &Fields<'_>) -> Option<Runs> {
    fields.check_keys("action.runs (Docker)");
    let pre = phase(fields, "pre-entrypoint", "pre-if");
    let post = phase(fields, "post-entrypoint", "post-if");
    let entrypoint = fields.get("entrypoint").and_then(|at| at.name());
    let args = fields.get("args").filter(|at| !at.node.is_null());
    let env = fields.get("env").filter(|at| !at.node.is_null());
    let image = fields.require("image")?.name()?;
    Some(Runs::Docker {
        image: image.raw.to_string(),
        entrypoint: entrypoint.map(|text| text.raw.to_string()),
        args: args.and_then(|at| self::args(&at)),
        env: env
            .and_then(|at| at.mapping(Key::ActionRuns))
            .unwrap_or_default(),
        pre,
        post,
    })
}

fn args(at: &Cursor<'_>) -> Option<Vec<Text>> {
    let items = at.items()?;
    Some(
        items
            .iter()
            .filter_map(|item| item.text(Key::ActionRuns))
            .collect(),
    )
}

fn phase(fields: &Fields<'_>, run: &str, condition: &str) -> Option<Phase> {
    let condition = fields.get(condition);
    let condition = condition.and_then(|at| at.condition(Key::ActionIf));
    Some(Phase {
        run: fields.get(run)?.name()?.raw.to_string(),
        condition,
    })
}
