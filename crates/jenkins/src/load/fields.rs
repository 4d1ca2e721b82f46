//! The form of a build that is started by hand: `parameters`; and the labels that its agent has.

use maillon_groovy::Code;
use maillon_groovy::ast::{Expr, ExprKind};
use maillon_model::input::{Field, FieldKind, FieldTarget};
use maillon_source::Source;

use super::inputs::{argument, choices, text};
use crate::definition::{Agent, Declarative, Directive};
use crate::validate;

/// The fields that a declarative pipeline declares, as far as they are written as constants; what can't be read is
/// told when it is loaded.
pub fn fields(source: &dyn Source, file: &str) -> Vec<Field> {
    let Ok(content) = source.read(file) else {
        return Vec::new();
    };
    let code = Code::new(file, &*String::from_utf8_lossy(&content));
    let parsed = maillon_groovy::parse(&code);
    let checked = validate::check(&parsed.script, &[], &[]);
    let parameters = checked.definition.as_ref().map(|found| &found.parameters);
    parameters.into_iter().flatten().filter_map(field).collect()
}

fn field(parameter: &Directive) -> Option<Field> {
    let (kind, options) = match &*parameter.name.name {
        "string" => (FieldKind::Text, Vec::new()),
        "text" => (FieldKind::Paragraph, Vec::new()),
        "booleanParam" => (FieldKind::Boolean, Vec::new()),
        "password" => (FieldKind::Password, Vec::new()),
        "choice" => (FieldKind::Choice, options(parameter)),
        _ => return None,
    };
    let default = argument(parameter, "defaultValue").and_then(constant);
    Some(Field {
        name: text(parameter, "name")?.to_owned(),
        description: text(parameter, "description")
            .unwrap_or_default()
            .to_owned(),
        default: default.or_else(|| options.first().cloned()),
        required: false,
        kind,
        options,
        target: FieldTarget::Input,
    })
}

fn options(parameter: &Directive) -> Vec<String> {
    let choices = argument(parameter, "choices").and_then(choices);
    let choices = choices.unwrap_or_default().into_iter();
    choices.map(str::to_owned).collect()
}

fn constant(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Str(text) => Some(text.to_string()),
        ExprKind::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// The labels that an agent must have for the top-level `agent`: those of a conjunction. Any other expression counts as
/// one label.
pub(super) fn labels(definition: &Declarative) -> Vec<String> {
    let Agent::Kind { kind, args } = &definition.agent else {
        return Vec::new();
    };
    let named = |arg: &&maillon_groovy::ast::Arg| match arg.key.as_ref().map(|key| &key.kind) {
        None => &*kind.name == "label",
        Some(ExprKind::Str(key)) => &**key == "label",
        Some(_) => false,
    };
    let label = args.iter().find(named).and_then(|arg| constant(&arg.value));
    conjunction(&label.unwrap_or_default())
}

fn conjunction(expression: &str) -> Vec<String> {
    let is_label = |part: &&str| {
        part.chars()
            .all(|c| c.is_alphanumeric() || "-_.".contains(c))
    };
    let parts: Vec<&str> = expression.split("&&").map(str::trim).collect();
    if !parts.iter().all(is_label) {
        return vec![expression.trim().to_owned()];
    }
    let labels = parts.into_iter().filter(|part| !part.is_empty());
    labels.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use maillon_source::MemorySource;

    use super::*;

    const FILE: &str = "
pipeline {
  agent { label 'linux && gpu-2' }
  parameters {
    string(name: 'NAME', defaultValue: 'x', description: 'Who')
    booleanParam(name: 'DRY', defaultValue: true)
    choice(name: 'WHERE', choices: ['a', 'b'])
    text(name: 'NOTES')
  }
  stages { stage('a') { steps { echo 'a' } } }
}
";

    #[test]
    fn parameters_make_the_form() {
        let source = MemorySource::new([("Jenkinsfile", FILE)]);
        let shown = |field: &Field| {
            format!(
                "{} {:?} {:?} {:?} {:?}",
                field.name, field.kind, field.default, field.options, field.description
            )
        };
        let fields: Vec<String> = fields(&source, "Jenkinsfile").iter().map(shown).collect();
        insta::assert_snapshot!(fields.join("\n"), @r#"
        NAME Text Some("x") [] "Who"
        DRY Boolean Some("true") [] ""
        WHERE Choice Some("a") ["a", "b"] ""
        NOTES Paragraph None [] ""
        "#);
    }

    #[test]
    fn labels_of_a_conjunction_are_asked_for_one_by_one() {
        let check = |expression: &str, expected: &[&str]| {
            assert_eq!(conjunction(expression), expected);
        };
        check("", &[]);
        check("linux", &["linux"]);
        check("linux && gpu-2", &["linux", "gpu-2"]);
        check("linux || mac", &["linux || mac"]);
        check("!windows", &["!windows"]);
    }
}
