//! `default` and the older global keywords, and what of them a job takes over.

use std::rc::Rc;

use maillon_model::Diagnostic;
use maillon_source::yaml::{Map, Node, Value};

use super::cursor::{Cursor, Origin, Report};
use crate::keywords::{self, State};

/// The keywords that may also stand at the top level.
const GLOBALS: &[&str] = &[
    "image",
    "services",
    "cache",
    "before_script",
    "after_script",
];

/// The defaults of a definition.
#[derive(Default)]
pub(super) struct Defaults<'a> {
    values: Vec<(&'a str, &'a Node)>,
    /// The trees that the values stand in, by the names of their roots.
    pub(super) roots: Vec<(&'a str, &'a Node)>,
}

impl<'a> Defaults<'a> {
    /// Reads `default` and the global keywords.
    pub(super) fn read(root: &'a Map, report: &'a Report<'a>) -> Self {
        let mut defaults = Self::default();
        if let Some(node) = root.get("default").filter(|node| !node.is_null()) {
            defaults.take(node, report);
        }
        for key in GLOBALS {
            let global = root.get(key).filter(|node| !node.is_null());
            if let Some(node) = global {
                defaults.take_global(key, node, report);
            }
        }
        defaults
    }

    fn take(&mut self, node: &'a Node, report: &'a Report<'a>) {
        let origin = Origin::new(report, "default", node);
        if Cursor::new(node, &origin).map("default").is_none() {
            return;
        }
        self.roots.push(("default", node));
        let entries = node.as_map().into_iter().flat_map(Map::iter);
        let set = entries.filter(|(_, _, node)| !node.is_null());
        self.values.extend(set.map(|(key, _, node)| (&**key, node)));
    }

    fn take_global(&mut self, key: &'a str, node: &'a Node, report: &'a Report<'a>) {
        if self.get(key).is_some() {
            let origin = Origin::new(report, key, node);
            let message = format!("`{key}` stands at the top level and in `default`");
            let error = Diagnostic::error("gitlab/conflicting-keys", message);
            Cursor::new(node, &origin).report(error.hint("keep the one in `default`"));
            return;
        }
        self.roots.push((key, node));
        self.values.push((key, node));
    }

    /// The default of a keyword.
    pub(super) fn get(&self, key: &str) -> Option<&'a Node> {
        let mut values = self.values.iter();
        values.find(|(name, _)| *name == key).map(|(_, node)| *node)
    }
}

/// What a job takes over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Takes {
    /// Everything.
    #[default]
    All,
    /// Nothing.
    None,
    /// Only these.
    Only(Rc<Vec<String>>),
}

impl Takes {
    /// Whether it takes over a name.
    pub(super) fn has(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Only(names) => names.iter().any(|known| known == name),
        }
    }
}

/// `inherit` of a job.
#[derive(Clone, Debug, Default)]
pub(super) struct Inherit {
    pub(super) default: Takes,
    pub(super) variables: Takes,
}

/// Reads `inherit`.
pub(super) fn inherit(cursor: Cursor<'_>) -> Inherit {
    let Some(fields) = cursor.map("inherit") else {
        return Inherit::default();
    };
    let default = fields.get("default");
    if let Some(default) = default {
        check_keywords(default);
    }
    Inherit {
        default: default.map(takes).unwrap_or_default(),
        variables: fields.get("variables").map(takes).unwrap_or_default(),
    }
}

fn takes(cursor: Cursor<'_>) -> Takes {
    match &cursor.node.value {
        Value::Bool(true) => Takes::All,
        Value::Bool(false) => Takes::None,
        Value::Seq(_) => Takes::Only(Rc::new(cursor.texts().unwrap_or_default())),
        _ => {
            cursor.wrong("`true`, `false` or a list of names");
            Takes::All
        }
    }
}

fn check_keywords(cursor: Cursor<'_>) {
    let Value::Seq(_) = &cursor.node.value else {
        return;
    };
    for item in cursor.list().unwrap_or_default() {
        let Some(key) = item.node.as_str() else {
            continue;
        };
        if !matches!(
            keywords::state("default", key),
            Some(State::Implemented | State::Recorded(_))
        ) {
            let message = format!("`default` has no key `{key}`");
            let error = Diagnostic::error("gitlab/unknown-key", message);
            item.report(error.hint(keywords::hint("default", key)));
        }
    }
}
