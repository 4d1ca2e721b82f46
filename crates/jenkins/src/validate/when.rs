//! `when`.

use std::sync::Arc;

use maillon_groovy::Span;
use maillon_groovy::ast::{Arg, ClosureExpr, Stmt};

use super::Reader;
use super::arguments::{Callable, Given};
use super::literal::Literal;
use super::syntax::{Entry, text};
use crate::definition::{Condition, When};
use crate::keywords::{CONDITIONS, Children, KnownCondition};

impl<'s> Reader<'_> {
    pub(super) fn when(&mut self, entry: Entry<'s>) -> Option<When> {
        let block = self.block(entry)?;
        let mut when = When {
            conditions: Vec::new(),
            before_agent: None,
            before_input: None,
            before_options: None,
        };
        let mut written = 0;
        for stmt in &block.body.statements {
            let Some(content) = self.entry(stmt, |reader| reader.expected_when(stmt.span)) else {
                written += 1;
                continue;
            };
            match content.name() {
                "beforeAgent" => when.before_agent = self.boolean(content),
                "beforeInput" => when.before_input = self.boolean(content),
                "beforeOptions" => when.before_options = self.boolean(content),
                _ => {
                    written += 1;
                    when.conditions.extend(self.condition(content));
                }
            }
        }
        if written == 0 {
            let message = "Empty when closure, remove the property or add some content.";
            self.report.hinted(
                "jenkins/empty-when",
                entry.span,
                message,
                "a condition: `branch 'main'`",
            );
        }
        Some(when)
    }

    fn expected_when(&mut self, at: Span) {
        self.report.hinted(
            "jenkins/expected-condition",
            at,
            "Expected a when condition",
            "Groovy goes into `expression { }`",
        );
    }

    fn condition(&mut self, entry: Entry<'s>) -> Option<Condition> {
        if entry.name() == "expression" {
            return self.expression(entry);
        }
        let Some(known) = CONDITIONS
            .iter()
            .find(|known| known.described.name == entry.name())
        else {
            self.unknown_condition(entry);
            return None;
        };
        match known.children {
            Children::None => self.plain_condition(entry, known),
            Children::One | Children::Some => self.nesting_condition(entry, known),
        }
    }

    fn expression(&mut self, entry: Entry<'s>) -> Option<Condition> {
        let block = entry.block();
        if block.is_none() {
            let message = "When step without a block";
            self.report.hinted(
                "jenkins/expected-block",
                entry.span,
                message,
                "`expression { ... }`",
            );
        }
        block.map(|block| Condition::Expression(Arc::clone(block)))
    }

    fn unknown_condition(&mut self, entry: Entry<'s>) {
        let names = || CONDITIONS.iter().map(|known| known.described.name);
        let all = names().collect::<Vec<_>>().join(", ");
        let message = format!(
            "Unknown conditional {}. Valid conditionals are: {all}",
            entry.name()
        );
        self.report
            .unknown("jenkins/unknown-condition", entry.name, message, names());
    }

    fn plain_condition(&mut self, entry: Entry<'s>, known: &KnownCondition) -> Option<Condition> {
        if entry.block().is_some() {
            let message = format!(
                "No children when conditions are allowed for when condition \"{}\".",
                entry.name()
            );
            self.report
                .error("jenkins/nested-condition", entry.span, message);
            return None;
        }
        match entry.name() {
            "changelog" => self.changelog(entry, known),
            "changeset" if has_key(&entry.call.args, "glob") => {}
            _ => self.described(
                entry.span,
                &entry.call.args,
                Callable::described(&known.described),
            ),
        }
        Some(Condition::Kind {
            name: entry.name.clone(),
            args: entry.call.args.clone(),
        })
    }

    /// The pattern must be there and be one.
    fn changelog(&mut self, entry: Entry<'s>, known: &KnownCondition) {
        let pattern = match Given::of(&entry.call.args) {
            Given::One(value) => Some(value),
            Given::Several(values) => values.first().copied(),
            Given::Named(named) => {
                let pattern =
                    |(key, _): &&(&'s _, _)| text(key).is_some_and(|key| &**key == "pattern");
                named.iter().find(pattern).map(|(_, value)| *value)
            }
        };
        let Some(pattern) = pattern else {
            let message = "Changelog is missing required parameter \"pattern\".";
            self.report.hinted(
                "jenkins/missing-parameter",
                entry.span,
                message,
                "a regular expression: `changelog 'x.*'`",
            );
            return;
        };
        self.described(
            entry.span,
            &entry.call.args,
            Callable::described(&known.described),
        );
        if let Some(Literal::Text(text)) = Literal::of(pattern)
            && let Some(why) = bad_pattern(text)
        {
            let message = format!("\"{text}\" is not a valid regular expression. {why}");
            self.report
                .error("jenkins/bad-pattern", pattern.span, message);
        }
    }

    fn nesting_condition(&mut self, entry: Entry<'s>, known: &KnownCondition) -> Option<Condition> {
        let name = entry.name();
        let block = entry.block().filter(|_| entry.call.args.len() == 1);
        let Some(block) = block else {
            let message = format!(
                "No additional arguments are allowed for children when condition \"{name}\"."
            );
            self.report.hinted(
                "jenkins/nested-condition",
                entry.span,
                message,
                format!("conditions in a block: `{name} {{ }}`"),
            );
            return None;
        };
        let conditions = self.nested(block);
        let count = block.body.statements.len();
        match known.children {
            Children::One if count != 1 => {
                let message = format!(
                    "Nested when condition \"{name}\" requires exactly 1 child condition(s)."
                );
                self.report.hinted(
                    "jenkins/nested-condition",
                    entry.span,
                    message,
                    "several: `anyOf { }` or `allOf { }` in it",
                );
            }
            Children::Some if count == 0 => {
                let message = format!(
                    "Nested when condition \"{name}\" requires at least one child condition."
                );
                self.report
                    .error("jenkins/nested-condition", entry.span, message);
            }
            _ => {}
        }
        made(name, conditions)
    }

    fn nested(&mut self, block: &'s ClosureExpr) -> Vec<Condition> {
        let statements: &'s [Stmt] = &block.body.statements;
        let mut conditions = Vec::new();
        for stmt in statements {
            let entry = self.entry(stmt, |reader| reader.expected_when(stmt.span));
            conditions.extend(entry.and_then(|entry| self.condition(entry)));
        }
        conditions
    }
}

fn made(name: &str, mut conditions: Vec<Condition>) -> Option<Condition> {
    Some(match name {
        "allOf" => Condition::AllOf(conditions),
        "anyOf" => Condition::AnyOf(conditions),
        _ => Condition::Not(Box::new(conditions.pop()?)),
    })
}

fn has_key(args: &[Arg], name: &str) -> bool {
    let key = |arg: &Arg| {
        arg.key
            .as_ref()
            .and_then(text)
            .is_some_and(|key| &**key == name)
    };
    args.iter().any(key)
}

/// Why a text is no regular expression; what Java has and this check has not is let through.
fn bad_pattern(text: &str) -> Option<String> {
    let error = regex::Regex::new(text).err()?.to_string();
    let known = [
        "unclosed",
        "unopened",
        "repetition operator missing",
        "repetition quantifier expects",
    ];
    let line = error.lines().last().unwrap_or_default();
    let why = line.strip_prefix("error: ").unwrap_or(line);
    known
        .iter()
        .any(|known| error.contains(known))
        .then(|| why.to_owned())
}
