//! Whole definitions: files in, merged tree and findings out.

mod extends;
mod golden;
mod include;
mod inputs;
mod reference;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use maillon_model::variable::{Layer, Variable};
use maillon_source::memory::MemorySource;
use maillon_source::yaml::{Map, Node, Value};

use super::*;

/// A repository, and what a pipeline knows beside it.
#[derive(Default)]
struct Case {
    source: MemorySource,
    scope: Scope,
    inputs: BTreeMap<String, String>,
}

impl Case {
    /// A repository with these files.
    fn new(files: &[(&str, &str)]) -> Self {
        Self {
            source: MemorySource::new(files.iter().copied()),
            ..Self::default()
        }
    }

    fn map(mut self, change: impl FnOnce(MemorySource) -> MemorySource) -> Self {
        self.source = change(self.source);
        self
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.scope = self
            .scope
            .with([Variable::new(Layer::Project, name, value)]);
        self
    }

    fn input(mut self, name: &str, value: &str) -> Self {
        self.inputs.insert(name.to_owned(), value.to_owned());
        self
    }

    fn compose(&self) -> Composed {
        compose(&Request {
            source: &self.source,
            entry: Entry::File(".gitlab-ci.yml"),
            scope: &self.scope,
            inputs: &self.inputs,
            artifacts: None,
        })
    }

    /// Compares the tree, or, where there are errors, these.
    #[track_caller]
    fn check(&self, expected: &str) {
        let composed = self.compose();
        let mut actual = findings(&composed);
        if !composed.has_errors() {
            dump(&composed.root, 0, &mut actual);
        }
        assert_eq!(actual.trim_end(), dedent(expected), "\n--- got:\n{actual}");
    }
}

/// Checks a definition that stands in one file.
#[track_caller]
fn check(definition: &str, expected: &str) {
    let definition = dedent(definition);
    Case::new(&[(".gitlab-ci.yml", &definition)]).check(expected);
}

/// `file:line:column: code: message` for each finding, and its hint.
fn findings(composed: &Composed) -> String {
    let mut out = String::new();
    for found in &composed.diagnostics {
        if let Some(place) = &found.place {
            let _ = write!(out, "{place}: ");
        }
        let _ = writeln!(out, "{}: {}", found.code, found.message);
        if let Some(hint) = &found.hint {
            let _ = writeln!(out, "  hint: {hint}");
        }
    }
    out
}

fn dump(map: &Map, depth: usize, out: &mut String) {
    for (key, _, node) in map.iter() {
        let _ = write!(out, "{}{key}:", "  ".repeat(depth));
        match node.as_map() {
            Some(inner) if !inner.is_empty() => {
                out.push('\n');
                dump(inner, depth + 1, out);
            }
            _ => {
                let _ = writeln!(out, " {}", flow(node));
            }
        }
    }
}

fn flow(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::String(text) => format!("{text:?}"),
        Value::Seq(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(map) => {
            let entries = map
                .iter()
                .map(|(key, _, node)| format!("{key}: {}", flow(node)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Tagged { tag, node } => format!("{tag} {}", flow(node)),
        _ => node.scalar().unwrap_or_default().to_string(),
    }
}

/// Takes away the indentation that tests give their texts.
fn dedent(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let indent = lines.map(|line| line.len() - line.trim_start().len()).min();
    let cut = |line: &'_ str| line.get(indent.unwrap_or(0)..).unwrap_or("").to_owned();
    let lines: Vec<String> = text.lines().map(cut).collect();
    lines.join("\n").trim_matches('\n').trim_end().to_owned()
}
