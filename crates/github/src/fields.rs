//! The form of workflows that are started by hand: the inputs of `workflow_dispatch`.

use indexmap::IndexMap;
use maillon_model::input::{Field, FieldKind, FieldTarget};
use maillon_source::Source;
use serde_json::Value as Json;

use crate::usual_event::read;
use crate::workflow::{Input, InputKind};

/// The fields of all workflows that listen to `workflow_dispatch`; the first that declares a name counts.
pub fn fields(source: &dyn Source, files: &[String]) -> Vec<Field> {
    let workflows = files.iter().filter_map(|file| read(source, file));
    let mut fields: IndexMap<String, Field> = IndexMap::new();
    for workflow in workflows {
        for (name, input) in &workflow.on.dispatch_inputs {
            fields
                .entry(name.clone())
                .or_insert_with(|| field(name, input));
        }
    }
    fields.into_values().collect()
}

fn field(name: &str, input: &Input) -> Field {
    let (kind, options) = match &input.kind {
        InputKind::String | InputKind::Environment => (FieldKind::Text, Vec::new()),
        InputKind::Boolean => (FieldKind::Boolean, Vec::new()),
        InputKind::Number => (FieldKind::Number, Vec::new()),
        InputKind::Choice(options) => (FieldKind::Choice, options.clone()),
    };
    Field {
        name: name.to_owned(),
        description: input.description.clone().unwrap_or_default(),
        kind,
        default: input.default.as_ref().map(|default| shown(&default.json)),
        required: input.required && input.default.is_none(),
        options,
        target: FieldTarget::Input,
    }
}

fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use maillon_source::MemorySource;

    use super::*;

    #[test]
    fn inputs_of_all_workflows_make_one_form() {
        let text = "
on:
  workflow_dispatch:
    inputs:
      level: {type: choice, options: [info, debug], default: info, description: How much}
      dry: {type: boolean, default: true}
      name: {required: true}
jobs: {a: {runs-on: x, steps: [{run: x}]}}
";
        let other = "
on: {workflow_dispatch: {inputs: {name: {type: number}, more: {type: string}}}}
jobs: {a: {runs-on: x, steps: [{run: x}]}}
";
        let source = MemorySource::new([("a.yml", text), ("b.yml", other)]);
        let files = ["a.yml".to_owned(), "b.yml".to_owned()];
        let shown = |field: &Field| {
            format!(
                "{} {:?} {:?} {:?} {}",
                field.name, field.kind, field.default, field.options, field.required
            )
        };
        let fields: Vec<String> = fields(&source, &files).iter().map(shown).collect();
        insta::assert_snapshot!(fields.join("\n"), @r#"
        level Choice Some("info") ["info", "debug"] false
        dry Boolean Some("true") [] false
        name Text None [] true
        more Text None [] false
        "#);
    }
}
