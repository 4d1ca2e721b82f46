//! The form of a pipeline that is started by hand: `spec:inputs`, and variables with a description.

use maillon_model::input::{Field, FieldKind, FieldTarget};
use maillon_source::yaml::{self, Map, Node};
use maillon_source::{Files, Source};

/// The fields that a definition's own file declares; what can't be read is told when it is loaded.
pub fn fields(source: &dyn Source, file: &str) -> Vec<Field> {
    let documents = documents(source, file).unwrap_or_default();
    let roots: Vec<&Map> = documents.iter().filter_map(Node::as_map).collect();
    let inputs = roots
        .iter()
        .filter_map(|root| root.get("spec")?.as_map()?.get("inputs")?.as_map());
    let variables = roots
        .iter()
        .filter_map(|root| root.get("variables")?.as_map());
    let inputs = inputs.flat_map(|inputs| inputs.iter().map(|(name, _, node)| input(name, node)));
    let variables = variables.flat_map(|all| {
        all.iter()
            .filter_map(|(name, _, node)| variable(name, node))
    });
    inputs.chain(variables).collect()
}

fn documents(source: &dyn Source, file: &str) -> Option<Vec<Node>> {
    let content = source.read(file).ok()?;
    let mut files = Files::default();
    let id = files.decode(file, &content).ok()?;
    Some(yaml::parse(&mut files, id).documents)
}

fn input(name: &str, node: &Node) -> Field {
    let empty = Map::default();
    let map = node.as_map().unwrap_or(&empty);
    let options = options(map);
    let kind = match text(map, "type").as_deref() {
        _ if !options.is_empty() => FieldKind::Choice,
        Some("boolean") => FieldKind::Boolean,
        Some("number") => FieldKind::Number,
        Some("array") => FieldKind::Paragraph,
        _ => FieldKind::Text,
    };
    Field {
        name: name.to_owned(),
        description: text(map, "description").unwrap_or_default(),
        kind,
        default: map.get("default").map(shown),
        required: !map.contains("default") && !map.contains("rules"),
        options,
        target: FieldTarget::Input,
    }
}

/// Only variables that are described are shown, as GitLab does it.
fn variable(name: &str, node: &Node) -> Option<Field> {
    let map = node.as_map()?;
    let options = options(map);
    Some(Field {
        name: name.to_owned(),
        description: text(map, "description")?,
        kind: if options.is_empty() {
            FieldKind::Text
        } else {
            FieldKind::Choice
        },
        default: text(map, "value"),
        required: false,
        options,
        target: FieldTarget::Variable,
    })
}

fn text(map: &Map, key: &str) -> Option<String> {
    map.get(key)?.scalar().map(|text| text.to_string())
}

fn options(map: &Map) -> Vec<String> {
    let options = map.get("options").and_then(Node::as_seq);
    let texts = options.into_iter().flatten().filter_map(Node::scalar);
    texts.map(|text| text.to_string()).collect()
}

/// A list as it is given by hand: `[a, b]`.
fn shown(node: &Node) -> String {
    match node.as_seq() {
        Some(items) => {
            let items: Vec<String> = items.iter().map(shown).collect();
            format!("[{}]", items.join(", "))
        }
        None => node.scalar().unwrap_or_default().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use maillon_source::MemorySource;

    use super::*;

    #[test]
    fn inputs_and_described_variables_make_the_form() {
        let text = "
spec:
  inputs:
    size: {description: How large, options: [small, large], default: small}
    count: {type: number}
    names: {type: array, default: [a, b]}
---
variables:
  PLAIN: x
  TARGET: {value: staging, description: Where to, options: [staging, production]}
";
        let source = MemorySource::new([(".gitlab-ci.yml", text)]);
        let shown = |field: &Field| {
            format!(
                "{} {:?} {:?} {:?} {:?} {}",
                field.name, field.kind, field.default, field.options, field.target, field.required
            )
        };
        let fields: Vec<String> = fields(&source, ".gitlab-ci.yml")
            .iter()
            .map(shown)
            .collect();
        insta::assert_snapshot!(fields.join("\n"), @r#"
        size Choice Some("small") ["small", "large"] Input false
        count Number None [] Input true
        names Paragraph Some("[a, b]") [] Input false
        TARGET Choice Some("staging") ["staging", "production"] Variable false
        "#);
    }

    #[test]
    fn what_can_not_be_read_has_no_form() {
        let source = MemorySource::new([(".gitlab-ci.yml", "a: [")]);
        assert_eq!(fields(&source, ".gitlab-ci.yml"), []);
        assert_eq!(fields(&source, "other.yml"), []);
    }
}
