//! `spec:inputs:rules`: options and default that depend on other inputs.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::variable::{Layer, Variable};
use maillon_source::Span;
use maillon_source::yaml::{Key, Map, Node, Value};

use super::super::loader::Loader;
use crate::rules::{self as expressions, Owner, Verdict};
use crate::variables::Scope;

/// One rule of an input.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// None for the fallback.
    pub(super) condition: Option<Condition>,
    pub(super) options: Option<Vec<Node>>,
    /// Some also where it is null.
    pub(super) default: Option<Node>,
}

/// An `if` over inputs: `$[[ inputs.cloud ]] == 'aws'`.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    text: Arc<str>,
    span: Span,
}

impl Rule {
    /// Reads a rule; else what is wrong with it.
    pub(super) fn parse(node: &Node) -> Result<Self, String> {
        let map = node
            .as_map()
            .ok_or_else(|| format!("a rule is a mapping, but this is {}", node.kind()))?;
        if let Some((key, ..)) = map
            .iter()
            .find(|(key, ..)| !["if", "options", "default"].contains(&&***key))
        {
            return Err(format!("a rule has an unknown key `{key}`"));
        }
        let options = match map.get("options").filter(|node| !node.is_null()) {
            Some(node) => Some(
                node.as_seq()
                    .ok_or("`options` of a rule is a list")?
                    .to_vec(),
            ),
            None => None,
        };
        let condition = Condition::parse(map)?;
        let default = map.get("default").cloned();
        match (&condition, &options, &default) {
            (Some(_), None, None) => {
                Err("a rule with `if` must define `options` or `default`".to_owned())
            }
            (None, None, _) => Err("a rule without `if` must define `options`".to_owned()),
            _ => Ok(Self {
                condition,
                options,
                default,
            }),
        }
    }
}

impl Condition {
    fn parse(map: &Map) -> Result<Option<Self>, String> {
        let Some(node) = map.get("if").filter(|node| !node.is_null()) else {
            return Ok(None);
        };
        let text = node.as_str().ok_or("`if` of a rule is a text")?;
        Ok(Some(Self {
            text: text.into(),
            span: node.span,
        }))
    }

    /// Whether it holds. The language is that of `rules:if`, with inputs in the place of variables.
    fn holds(&self, inputs: &Inputs<'_>, breadcrumb: &str, loader: &mut Loader<'_>) -> bool {
        let mut names = Vec::new();
        let text = as_variables(&self.text, &mut names);
        let scope = inputs.scope(&names);
        let key = Key {
            text: "if".into(),
            span: self.span,
        };
        let rule = Map::from_iter([(key, Node::string(text, self.span))]);
        let list = Node::seq(vec![Node::map(rule, self.span)], self.span);
        let mut found = Vec::new();
        let files = &loader.report.files;
        let parsed = expressions::parse(Owner::Include, &list, files, breadcrumb, &mut found);
        let context = expressions::Context {
            scope: &scope,
            source: loader.request.source,
            files,
            breadcrumb,
            memo: &expressions::Memo::default(),
        };
        let verdict = expressions::evaluate(&parsed, &context, &mut found);
        loader.report.extend(found);
        matches!(verdict, Verdict::In(_))
    }
}

/// The first rule that holds.
pub(super) fn matching<'r>(
    rules: &'r [Rule],
    inputs: &Inputs<'_>,
    breadcrumb: &str,
    loader: &mut Loader<'_>,
) -> Option<&'r Rule> {
    rules.iter().enumerate().find_map(|(index, rule)| {
        let holds = match &rule.condition {
            None => true,
            Some(condition) => {
                condition.holds(inputs, &format!("{breadcrumb}.rules[{index}]"), loader)
            }
        };
        holds.then_some(rule)
    })
}

/// What conditions see: the values so far, and what is given for inputs that come later.
pub(super) struct Inputs<'a> {
    pub(super) resolved: &'a IndexMap<Arc<str>, Node>,
    pub(super) given: &'a BTreeMap<Arc<str>, Node>,
}

impl Inputs<'_> {
    fn scope(&self, names: &[String]) -> Scope {
        let variables = names.iter().enumerate().filter_map(|(index, name)| {
            let node = self
                .resolved
                .get(&**name)
                .or_else(|| self.given.get(&**name))?;
            let value = node.scalar()?;
            Some(Variable::new(Layer::Global, variable(index), value))
        });
        Scope::default().with(variables)
    }
}

fn variable(index: usize) -> String {
    format!("INPUT_{index}")
}

/// The same expression over variables `$INPUT_0`, `$INPUT_1`; the inputs' names go to `names`.
/// `true` and `false` become texts, as which scopes hold booleans.
fn as_variables(text: &str, names: &mut Vec<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("$[[") {
        let Some((inner, after)) = after.split_once("]]") else {
            break;
        };
        out.push_str(&quote_booleans(before));
        let name = inner.trim().strip_prefix("inputs.").unwrap_or(inner.trim());
        out.push('$');
        out.push_str(&variable(names.len()));
        names.push(name.to_owned());
        rest = after;
    }
    out.push_str(&quote_booleans(rest));
    out
}

fn quote_booleans(text: &str) -> String {
    let words = text.split(' ').map(|word| match word {
        "true" => "\"true\"",
        "false" => "\"false\"",
        other => other,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a value is null.
pub(super) fn is_null(node: &Node) -> bool {
    matches!(node.value, Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_become_variables() {
        let mut names = Vec::new();
        let text = as_variables(
            "$[[ inputs.cloud-x ]] == 'true' && $[[inputs.b]] == true",
            &mut names,
        );
        assert_eq!(text, "$INPUT_0 == 'true' && $INPUT_1 == \"true\"");
        assert_eq!(names, ["cloud-x", "b"]);
    }
}
