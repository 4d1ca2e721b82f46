//! Reads `rules`.

use std::sync::Arc;
use std::time::Duration;

use maillon_model::Diagnostic;
use maillon_model::job::When;
use maillon_model::variable::{Expansion, Layer, Variable};
use maillon_source::Files;
use maillon_source::yaml::{Map, Node, Value};

use super::clause::{Changes, Clause, Exists};
use super::reader::{Reader, present};
use super::{Effects, Owner, Rule};
use crate::lower::duration;

/// GitLab's limit for lists in lists (`!reference` makes them).
const MAX_NESTING: usize = 10;

/// GitLab's limit for the paths of one `changes` or `exists`.
const MAX_PATHS: usize = 50;

/// GitLab's limit for `start_in`.
const MAX_DELAY: Duration = Duration::from_hours(7 * 24);

/// Reads a list of rules; what is wrong goes to `diagnostics`. `breadcrumb` is the way to the list:
/// `build.rules`.
pub(crate) fn parse(
    owner: Owner,
    node: &Node,
    files: &Files,
    breadcrumb: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Rule> {
    let mut reader = Reader {
        files,
        diagnostics,
        base: breadcrumb,
        index: None,
    };
    let Some(items) = node.as_seq() else {
        let message = format!("`rules` should be a list of rules, not {}", node.kind());
        reader.error(node.span, "", "gitlab/wrong-type", message);
        return Vec::new();
    };
    if items.is_empty() {
        let message = "`rules` is empty, so that nothing matches".to_owned();
        let hint = "leave `rules` out, or write `rules: [{when: never}]`";
        let diagnostic = Diagnostic::warning("gitlab/empty", message).hint(hint);
        reader.report(node.span, "", diagnostic);
    }
    let mut flat = Vec::with_capacity(items.len());
    flatten(items, 1, &mut flat, &mut reader);
    let mut rules = Vec::with_capacity(flat.len());
    for (index, item) in flat.into_iter().enumerate() {
        reader.index = Some(index);
        rules.extend(rule(owner, item, &mut reader));
    }
    rules
}

fn flatten<'n>(items: &'n [Node], depth: usize, flat: &mut Vec<&'n Node>, reader: &mut Reader<'_>) {
    for item in items {
        match item.as_seq() {
            Some(_) if depth >= MAX_NESTING => {
                let message = format!("lists are nested more than {MAX_NESTING} deep");
                reader.error(item.span, "", "gitlab/too-deep", message);
            }
            Some(inner) => flatten(inner, depth + 1, flat, reader),
            None => flat.push(item),
        }
    }
}

fn rule(owner: Owner, node: &Node, reader: &mut Reader<'_>) -> Option<Rule> {
    let Some(map) = node.as_map() else {
        reader.wrong(
            node,
            "",
            "a mapping with `if`, `changes`, `exists` or `when`",
        );
        return None;
    };
    if map.is_empty() {
        reader.error(
            node.span,
            "",
            "gitlab/empty",
            "the rule is empty".to_owned(),
        );
        return None;
    }
    reader.check_keys(map, "", owner.keys());
    Some(Rule {
        clauses: clauses(map, reader),
        effects: effects(owner, node, map, reader),
        span: node.span,
    })
}

impl Owner {
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Job => &[
                "if",
                "changes",
                "exists",
                "when",
                "start_in",
                "allow_failure",
                "variables",
                "needs",
                "interruptible",
            ],
            Self::Workflow => &[
                "if",
                "changes",
                "exists",
                "when",
                "variables",
                "auto_cancel",
            ],
            Self::Include => &["if", "changes", "exists", "when"],
        }
    }

    fn whens(self) -> &'static [&'static str] {
        match self {
            Self::Job => &[
                "on_success",
                "on_failure",
                "always",
                "never",
                "manual",
                "delayed",
            ],
            Self::Workflow | Self::Include => &["always", "never"],
        }
    }
}

fn clauses(map: &Map, reader: &mut Reader<'_>) -> Vec<Clause> {
    let mut clauses = Vec::new();
    if let Some(node) = present(map, "if") {
        clauses.extend(reader.condition(node, "if").map(Clause::If));
    }
    if let Some(node) = present(map, "changes") {
        clauses.extend(changes(node, reader).map(Clause::Changes));
    }
    if let Some(node) = present(map, "exists") {
        clauses.extend(exists(node, reader).map(Clause::Exists));
    }
    clauses
}

fn changes(node: &Node, reader: &mut Reader<'_>) -> Option<Changes> {
    let Some(map) = node.as_map() else {
        let paths = reader.texts(node, "changes", MAX_PATHS);
        return node.as_seq().map(|_| Changes {
            paths,
            compare_to: None,
            span: node.span,
        });
    };
    reader.check_keys(map, "changes", &["paths", "compare_to"]);
    Some(Changes {
        paths: paths(node, map, "changes", "changes.paths", reader)?,
        compare_to: optional_text(map, "compare_to", "changes.compare_to", reader),
        span: node.span,
    })
}

fn exists(node: &Node, reader: &mut Reader<'_>) -> Option<Exists> {
    let simple = |paths| Exists {
        paths,
        project: None,
        git_ref: None,
        span: node.span,
    };
    match &node.value {
        Value::String(path) => Some(simple(vec![Arc::clone(path)])),
        Value::Seq(_) => Some(simple(reader.texts(node, "exists", MAX_PATHS))),
        Value::Map(map) => project_exists(node, map, reader),
        _ => {
            reader.wrong(
                node,
                "exists",
                "a path, a list of paths, or a mapping with `paths`",
            );
            None
        }
    }
}

fn project_exists(node: &Node, map: &Map, reader: &mut Reader<'_>) -> Option<Exists> {
    reader.check_keys(map, "exists", &["paths", "project", "ref"]);
    let project = optional_text(map, "project", "exists.project", reader);
    let git_ref = optional_text(map, "ref", "exists.ref", reader);
    if git_ref.is_some() && project.is_none() {
        let message = "`exists:ref` needs `exists:project` beside it".to_owned();
        reader.error(node.span, "exists", "gitlab/missing-key", message);
    }
    Some(Exists {
        paths: paths(node, map, "exists", "exists.paths", reader)?,
        project,
        git_ref,
        span: node.span,
    })
}

fn paths(
    node: &Node,
    map: &Map,
    owner: &str,
    key: &str,
    reader: &mut Reader<'_>,
) -> Option<Vec<Arc<str>>> {
    let Some(paths) = present(map, "paths") else {
        let message = format!("`{owner}` lacks `paths`");
        reader.error(node.span, owner, "gitlab/missing-key", message);
        return None;
    };
    Some(reader.texts(paths, key, MAX_PATHS))
}

fn optional_text(map: &Map, key: &str, way: &str, reader: &mut Reader<'_>) -> Option<Arc<str>> {
    let node = present(map, key)?;
    reader.text(node, way)
}

fn effects(owner: Owner, node: &Node, map: &Map, reader: &mut Reader<'_>) -> Effects {
    let mut boolean = |key: &str| {
        let node = present(map, key)?;
        reader.boolean(node, key)
    };
    let allow_failure = boolean("allow_failure");
    let interruptible = boolean("interruptible");
    Effects {
        when: when(owner, node, map, reader),
        allow_failure,
        interruptible,
        variables: Arc::new(variables(map, reader)),
        needs: present(map, "needs").cloned(),
        auto_cancel: present(map, "auto_cancel").cloned(),
    }
}

fn when(owner: Owner, rule: &Node, map: &Map, reader: &mut Reader<'_>) -> Option<When> {
    let start_in = present(map, "start_in");
    let node = present(map, "when");
    let word = node.and_then(|node| reader.text(node, "when"));
    if let Some(start_in) = start_in.filter(|_| word.as_deref() != Some("delayed")) {
        let message = "`start_in` needs `when: delayed` beside it".to_owned();
        reader.error(
            start_in.span,
            "start_in",
            "gitlab/conflicting-keys",
            message,
        );
    }
    Some(match &*word? {
        "delayed" if owner == Owner::Job => When::Delayed(delay(rule, start_in, reader)?),
        "on_success" if owner == Owner::Job => When::OnSuccess,
        "on_failure" if owner == Owner::Job => When::OnFailure,
        "manual" if owner == Owner::Job => When::Manual,
        "always" => When::Always,
        "never" => When::Never,
        other => {
            let known = owner.whens().join(", ");
            let message = format!("`when` has no value `{other}` here; it has {known}");
            let span = node.map_or(rule.span, |node| node.span);
            reader.error(span, "when", "gitlab/unknown-value", message);
            return None;
        }
    })
}

fn delay(rule: &Node, start_in: Option<&Node>, reader: &mut Reader<'_>) -> Option<Duration> {
    let Some(node) = start_in else {
        let message = "`when: delayed` needs `start_in` beside it".to_owned();
        reader.error(rule.span, "when", "gitlab/missing-key", message);
        return None;
    };
    let text = node.scalar().unwrap_or_default();
    match duration::parse(&text) {
        Some(delay) if delay <= MAX_DELAY => Some(delay),
        Some(_) => {
            let message = format!("`start_in` is longer than a week: `{text}`");
            reader.error(node.span, "start_in", "gitlab/out-of-range", message);
            None
        }
        None => {
            let message = format!("`start_in` is not a duration: `{text}`");
            let hint = "write it as `30 minutes`, `1h 30m` or `2 days`";
            let diagnostic = Diagnostic::error("gitlab/bad-duration", message).hint(hint);
            reader.report(node.span, "start_in", diagnostic);
            None
        }
    }
}

fn variables(map: &Map, reader: &mut Reader<'_>) -> Vec<Variable> {
    let Some(node) = present(map, "variables") else {
        return Vec::new();
    };
    let Some(entries) = node.as_map() else {
        reader.wrong(node, "variables", "a mapping");
        return Vec::new();
    };
    let variable = |(name, _, value): (&Arc<str>, _, &Node)| variable(name, value, reader);
    entries.iter().filter_map(variable).collect()
}

fn variable(name: &Arc<str>, node: &Node, reader: &mut Reader<'_>) -> Option<Variable> {
    let key = format!("variables.{name}");
    let new = |value: Arc<str>| Variable::new(Layer::Rule, Arc::clone(name), value);
    match &node.value {
        Value::Null => Some(new("".into())),
        Value::Map(map) => {
            reader.check_keys(map, &key, &["value", "expand"]);
            let value = map.get("value").and_then(Node::scalar).unwrap_or_default();
            let expand = map.get("expand").map(|node| reader.boolean(node, &key));
            let mut variable = new(value);
            if expand == Some(Some(false)) {
                variable.expansion = Expansion::Raw;
            }
            Some(variable)
        }
        _ => {
            let value = node.scalar();
            if value.is_none() {
                let expected = "a text, a number, a boolean, or a mapping with `value`";
                reader.wrong(node, &key, expected);
            }
            value.map(new)
        }
    }
}
