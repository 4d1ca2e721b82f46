//! `when`: a file for those conditions that are more than a line.

mod changes;
mod comparator;
mod triggered;

use std::sync::Arc;

use maillon_groovy::ast::{Arg, Name};
use maillon_groovy::{Cx, Eval, Scope};

use super::script::{self, bool_argument, text_argument};
use crate::build::Local;
use crate::definition::Condition;
use comparator::Comparator;

/// Whether all of the conditions hold. The later ones are not looked at once one does not.
pub(super) fn hold(cx: &mut Cx, conditions: &[Condition], scope: &Arc<Scope>) -> Eval<bool> {
    for condition in conditions {
        if !holds(cx, condition, scope)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn holds(cx: &mut Cx, condition: &Condition, scope: &Arc<Scope>) -> Eval<bool> {
    match condition {
        Condition::Not(inner) => Ok(!holds(cx, inner, scope)?),
        Condition::AllOf(all) => hold(cx, all, scope),
        Condition::AnyOf(any) => {
            for condition in any {
                if holds(cx, condition, scope)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Condition::Expression(block) => {
            let value = cx.run_block(&block.body, scope)?;
            cx.truth(&value)
        }
        Condition::Kind { name, args } => Test { args, scope }.holds(cx, &name.name),
    }
}

/// A condition with arguments.
struct Test<'a> {
    args: &'a [Arg],
    scope: &'a Arc<Scope>,
}

impl Test<'_> {
    fn holds(&self, cx: &mut Cx, kind: &str) -> Eval<bool> {
        match kind {
            "branch" => self.branch(cx),
            "buildingTag" => Ok(!self.env(cx, "TAG_NAME")?.is_empty()),
            "tag" => self.tag(cx),
            "environment" => self.environment(cx),
            "equals" => self.equals(cx),
            "changeRequest" => self.change_request(cx),
            "changeset" => changes::changeset(cx, self),
            "changelog" => changes::changelog(cx, self),
            "triggeredBy" => triggered::triggered_by(cx, self),
            "isRestartedRun" => Ok(Local::here(cx)?.build.job.restart.is_some()),
            other => {
                let message = format!("Unknown conditional {other}.");
                Err(cx.throw("java.lang.IllegalArgumentException", message))
            }
        }
    }

    fn text(&self, cx: &mut Cx, name: &str) -> Eval<Option<Name>> {
        text_argument(cx, self.args, name, self.scope)
    }

    fn flag(&self, cx: &mut Cx, name: &str) -> Eval<bool> {
        bool_argument(cx, self.args, name, self.scope)
    }

    /// An environment variable; what is not set is empty.
    fn env(&self, cx: &mut Cx, name: &str) -> Eval<Name> {
        let value = script::env(cx, name, self.scope)?;
        Ok(value.unwrap_or_else(|| "".into()))
    }

    fn comparator(&self, cx: &mut Cx, default: Comparator) -> Eval<Comparator> {
        let name = if self.args.len() > 1 {
            self.text(cx, "comparator")?
        } else {
            None
        };
        Ok(name
            .and_then(|name| Comparator::of(&name))
            .unwrap_or(default))
    }

    fn branch(&self, cx: &mut Cx) -> Eval<bool> {
        let pattern = self.text(cx, "pattern")?.unwrap_or_else(|| "".into());
        let branch = self.env(cx, "BRANCH_NAME")?;
        if pattern.is_empty() || branch.is_empty() {
            return Ok(pattern.is_empty() && branch.is_empty());
        }
        let comparator = self.comparator(cx, Comparator::Glob)?;
        comparator.matches(cx, &pattern, &branch)
    }

    fn tag(&self, cx: &mut Cx) -> Eval<bool> {
        let tag = self.env(cx, "TAG_NAME")?;
        let pattern = self.text(cx, "pattern")?.unwrap_or_else(|| "".into());
        if tag.is_empty() || pattern.is_empty() {
            return Ok(!tag.is_empty());
        }
        let comparator = self.comparator(cx, Comparator::Glob)?;
        comparator.matches(cx, &pattern, &tag)
    }

    fn environment(&self, cx: &mut Cx) -> Eval<bool> {
        let name = self.text(cx, "name")?.unwrap_or_else(|| "".into());
        let wanted = self.text(cx, "value")?.unwrap_or_else(|| "".into());
        let value = self.env(cx, &name)?;
        if self.flag(cx, "ignoreCase")? {
            return Ok(value.to_lowercase() == wanted.to_lowercase());
        }
        Ok(value == wanted)
    }

    fn equals(&self, cx: &mut Cx) -> Eval<bool> {
        let mut value = |name| script::argument(cx, self.args, name, self.scope);
        let (expected, actual) = (value("expected")?, value("actual")?);
        cx.equals(&expected.unwrap_or_default(), &actual.unwrap_or_default())
    }

    fn change_request(&self, cx: &mut Cx) -> Eval<bool> {
        if self.env(cx, "CHANGE_ID")?.is_empty() {
            return Ok(false);
        }
        let comparator = match self.named(cx, "comparator")? {
            Some(name) => Comparator::of(&name).unwrap_or(Comparator::Equals),
            None => Comparator::Equals,
        };
        for (argument, variable) in CHANGE {
            let wanted = self
                .named(cx, argument)?
                .filter(|wanted| !wanted.is_empty());
            if let Some(wanted) = wanted {
                let value = self.env(cx, variable)?;
                if !comparator.matches(cx, &wanted, &value)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// An argument that is never meant by an unnamed one.
    fn named(&self, cx: &mut Cx, name: &str) -> Eval<Option<Name>> {
        if self.args.iter().all(|arg| arg.key.is_none()) {
            return Ok(None);
        }
        self.text(cx, name)
    }
}

/// What `changeRequest` compares, with the variables that have it.
const CHANGE: &[(&str, &str)] = &[
    ("id", "CHANGE_ID"),
    ("target", "CHANGE_TARGET"),
    ("branch", "CHANGE_BRANCH"),
    ("fork", "CHANGE_FORK"),
    ("url", "CHANGE_URL"),
    ("title", "CHANGE_TITLE"),
    ("author", "CHANGE_AUTHOR"),
    ("authorDisplayName", "CHANGE_AUTHOR_DISPLAY_NAME"),
    ("authorEmail", "CHANGE_AUTHOR_EMAIL"),
];
