//! YAML, as `readYaml` reads and `writeYaml` writes it: SnakeYAML's block style.

mod emit;

use maillon_groovy::{Cx, Eval, Value};
use maillon_model::Severity;
use maillon_source::Files;
use maillon_source::yaml::{self, Node, Schema};

use super::integer;
pub(crate) use emit::write;

/// All documents of a text, in order.
pub(crate) fn read(cx: &mut Cx, text: &str) -> Eval<Vec<Value>> {
    let mut files = Files::default();
    let file = files.add("yaml", text);
    let parsed = yaml::parse_as(&mut files, file, Schema::Psych);
    let wrong = parsed.diagnostics.iter();
    let wrong = wrong.filter(|diagnostic| diagnostic.severity == Severity::Error);
    if let Some(error) = wrong.into_iter().next() {
        let place = error.place.as_ref();
        let place = place.map_or(String::new(), |place| {
            format!(" in 'reader', line {}, column {}", place.line, place.column)
        });
        let message = format!("{}{place}", error.message);
        return Err(cx.throw("org.yaml.snakeyaml.error.MarkedYAMLException", message));
    }
    parsed
        .documents
        .iter()
        .map(|node| value(cx, node))
        .collect()
}

/// Every node is charged, also where an anchor shares it: a small text can mean a huge tree.
fn value(cx: &mut Cx, node: &Node) -> Eval<Value> {
    cx.charge(size_of::<Value>() * 2)?;
    Ok(match &node.value {
        yaml::Value::Null => Value::Null,
        yaml::Value::Bool(value) => Value::Bool(*value),
        yaml::Value::Int(value) => integer(*value),
        yaml::Value::Float { value, .. } => Value::Double(*value),
        yaml::Value::String(text) => Value::text(text.clone()),
        yaml::Value::Seq(items) => {
            let items = items.iter().map(|item| value(cx, item));
            Value::list(items.collect::<Eval<Vec<_>>>()?)
        }
        yaml::Value::Map(entries) => {
            let entries = entries.iter();
            let entries = entries.map(|(key, _, item)| Ok((key.clone(), value(cx, item)?)));
            Value::map(entries.collect::<Eval<Vec<_>>>()?)
        }
        yaml::Value::Tagged { tag, .. } => {
            let message = format!("could not determine a constructor for the tag {tag}");
            return Err(cx.throw(
                "org.yaml.snakeyaml.constructor.ConstructorException",
                message,
            ));
        }
    })
}
