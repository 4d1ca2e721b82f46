//! One input as a header declares it.

use std::sync::Arc;

use maillon_source::Span;
use maillon_source::yaml::{Map, Node, Value};
use regex::Regex;

use super::super::report::{Report, Reported};
use super::rules::Rule;
use crate::expression::re2;
use maillon_model::suggest::nearest;

/// How many options GitLab allows.
const MAX_OPTIONS: usize = 50;

const KEYS: [&str; 6] = [
    "default",
    "description",
    "options",
    "regex",
    "rules",
    "type",
];

/// The type of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::compose) enum Type {
    String,
    Number,
    Boolean,
    Array,
}

impl Type {
    const NAMES: [&'static str; 4] = ["array", "boolean", "number", "string"];

    fn parse(name: &str) -> Option<Self> {
        match name {
            "string" => Some(Self::String),
            "number" => Some(Self::Number),
            "boolean" => Some(Self::Boolean),
            "array" => Some(Self::Array),
            _ => None,
        }
    }

    /// `a string`, `an array`
    pub(super) fn with_article(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Array => "an array",
        }
    }
}

/// A regular expression that a value must match.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// As written, without slashes.
    pub(super) text: Arc<str>,
    pub(super) regex: Arc<Regex>,
}

/// One input.
#[derive(Clone, Debug)]
pub(in crate::compose) struct Declaration {
    pub(super) name: Arc<str>,
    pub(super) kind: Type,
    /// Some also where it is null.
    pub(super) default: Option<Node>,
    pub(super) options: Option<Vec<Node>>,
    pub(super) regex: Option<Pattern>,
    pub(super) rules: Vec<Rule>,
    pub(super) span: Span,
}

impl Declaration {
    /// Reads what stands behind the input's name. None where it is wrong; that is reported.
    pub(super) fn parse(
        name: &Arc<str>,
        span: Span,
        node: &Node,
        report: &mut Report,
    ) -> Option<Self> {
        let mut reader = Reader { name, report };
        let empty = Map::default();
        let map = match &node.value {
            Value::Null => &empty,
            Value::Map(map) => map,
            _ => {
                let message = format!("is a mapping, but this is {}", node.kind());
                reader.refuse(node.span, message, "write `default: value` below it");
                return None;
            }
        };
        reader.check_keys(map)?;
        let kind = reader.kind(map)?;
        Some(Self {
            name: Arc::clone(name),
            kind,
            default: map.get("default").cloned(),
            options: reader.options(map, kind).ok()?,
            regex: reader.regex(map, kind).ok()?,
            rules: reader.rules(map)?,
            span,
        })
    }

    /// `spec.inputs.name`
    pub(super) fn breadcrumb(&self) -> String {
        format!("spec.inputs.{}", self.name)
    }
}

struct Reader<'a> {
    name: &'a str,
    report: &'a mut Report,
}

impl Reader<'_> {
    fn check_keys(&mut self, map: &Map) -> Option<()> {
        let unknown = map.iter().find(|(key, ..)| !KEYS.contains(&&***key));
        let Some((key, span, _)) = unknown else {
            return Some(());
        };
        let hint = match nearest(key, KEYS) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known keys: {}", KEYS.join(", ")),
        };
        self.refuse(span, format!("has an unknown key `{key}`"), &hint);
        None
    }

    fn kind(&mut self, map: &Map) -> Option<Type> {
        let Some(node) = map.get("type").filter(|node| !node.is_null()) else {
            return Some(Type::String);
        };
        let kind = node.as_str().and_then(Type::parse);
        if kind.is_none() {
            let written = node.scalar().unwrap_or_else(|| node.kind().into());
            let hint = format!("known types: {}", Type::NAMES.join(", "));
            self.refuse(node.span, format!("has an unknown type `{written}`"), &hint);
        }
        kind
    }

    fn options(&mut self, map: &Map, kind: Type) -> Result<Option<Vec<Node>>, Reported> {
        let Some(node) = map.get("options").filter(|node| !node.is_null()) else {
            return Ok(None);
        };
        let problem = match node.as_seq() {
            None => "`options` is a list",
            Some(options) if options.len() > MAX_OPTIONS => "cannot define more than 50 options",
            Some(_) if kind == Type::Boolean => {
                "`options` can only be used with string, number and array inputs"
            }
            Some(options) => return Ok(Some(options.to_vec())),
        };
        self.refuse(node.span, problem, "list the values that are allowed");
        Err(Reported)
    }

    fn regex(&mut self, map: &Map, kind: Type) -> Result<Option<Pattern>, Reported> {
        let Some(node) = map.get("regex").filter(|node| !node.is_null()) else {
            return Ok(None);
        };
        let Some(pattern) = node.as_str().filter(|_| kind == Type::String) else {
            let problem = "`regex` is a text, and can only be used with string inputs";
            self.refuse(node.span, problem, "use `options`, or a string input");
            return Err(Reported);
        };
        let pattern = pattern
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'))
            .unwrap_or(pattern);
        match re2(pattern) {
            Ok(regex) => Ok(Some(Pattern {
                text: pattern.into(),
                regex,
            })),
            Err(error) => {
                let why = error.lines().last().unwrap_or_default().trim().to_owned();
                self.refuse(
                    node.span,
                    format!("has an invalid regular expression: {why}"),
                    "GitLab's syntax is RE2",
                );
                Err(Reported)
            }
        }
    }

    fn rules(&mut self, map: &Map) -> Option<Vec<Rule>> {
        let Some(node) = map.get("rules").filter(|node| !node.is_null()) else {
            return Some(Vec::new());
        };
        let Some(items) = node.as_seq() else {
            self.refuse(
                node.span,
                "`rules` is a list",
                "begin each rule with `- if: ...`",
            );
            return None;
        };
        items
            .iter()
            .map(|item| match Rule::parse(item) {
                Ok(rule) => Some(rule),
                Err(problem) => {
                    let hint = "a rule has `if`, `options` and `default`";
                    self.refuse(item.span, problem, hint);
                    None
                }
            })
            .collect()
    }

    fn refuse(&mut self, span: Span, problem: impl AsRef<str>, hint: &str) {
        let message = format!("`{}` input: {}", self.name, problem.as_ref());
        let found = self
            .report
            .error_at(span, "gitlab/input-spec", message)
            .under(format!("spec.inputs.{}", self.name))
            .hint(hint);
        self.report.add(found);
    }
}
