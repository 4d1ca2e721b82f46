//! Steps: what stands in `steps { }` and in the blocks of `post`.

use std::collections::BTreeSet;
use std::sync::Arc;

use maillon_groovy::Span;
use maillon_groovy::ast::{Arg, Block, ClosureExpr, Expr, ExprKind, Name, Stmt};
use maillon_model::suggest;

use super::arguments::Callable;
use super::syntax::{Entry, closure, entry_of, text};
use super::{Names, Reader};
use crate::keywords;
use crate::steps::{self, Body, Step};

/// What the block of `steps` consists of.
pub(super) enum StepsKind {
    Plain,
    /// Nothing but the `parallel` step, with so many branches.
    Parallel(usize),
}

impl<'s> Reader<'_> {
    /// `steps { ... }`.
    pub(super) fn steps(&mut self, entry: Entry<'s>) -> Option<(Arc<ClosureExpr>, StepsKind)> {
        let block = self.block(entry)?;
        let alone = match block.body.statements.as_slice() {
            [stmt] => entry_of(stmt).filter(|only| only.name() == "parallel"),
            _ => None,
        };
        if let Some(parallel) = alone {
            let branches = self.parallel_step(parallel);
            return Some((Arc::clone(block), StepsKind::Parallel(branches)));
        }
        self.branch(entry.span, &block.body);
        Some((Arc::clone(block), StepsKind::Plain))
    }

    /// `parallel a: { ... }, b: { ... }, failFast: true`; how many branches it has.
    fn parallel_step(&mut self, entry: Entry<'s>) -> usize {
        let mut branches = 0;
        for arg in entry.call.args.iter().filter(|arg| arg.key.is_some()) {
            branches += usize::from(self.parallel_branch(entry.span, arg));
        }
        branches
    }

    fn parallel_branch(&mut self, at: Span, arg: &'s Arg) -> bool {
        let key = arg.key.as_ref();
        if key.and_then(text).is_some_and(|key| &**key == "failFast") {
            if !matches!(arg.value.kind, ExprKind::Bool(_)) {
                let message = "Expected a boolean with failFast";
                self.report.hinted(
                    "jenkins/expected-boolean",
                    arg.value.span,
                    message,
                    "`true` or `false`",
                );
            }
            return false;
        }
        if let Some(key) = key {
            self.literal_text(key);
        }
        match closure(&arg.value) {
            Some(block) => self.branch(at, &block.body),
            None => self.report.error(
                "jenkins/expected-block",
                arg.value.span,
                "Expected closure or failFast",
            ),
        }
        true
    }

    /// The steps of a block; there must be some.
    pub(super) fn branch(&mut self, at: Span, block: &'s Block) {
        if block.statements.is_empty() {
            self.report.hinted(
                "jenkins/no-steps",
                at,
                "No steps specified for branch",
                "a step: `echo 'x'`",
            );
        }
        for stmt in &block.statements {
            self.step(stmt);
        }
    }

    fn step(&mut self, stmt: &'s Stmt) {
        let hint = "other Groovy than calls of steps goes into `script { }`";
        let expected = |reader: &mut Self| {
            reader
                .report
                .hinted("jenkins/expected-step", stmt.span, "Expected a step", hint);
        };
        let Some(entry) = self.entry(stmt, expected) else {
            return;
        };
        match entry.name() {
            "script" => self.script(entry),
            name => match keywords::blocked_in_steps(name) {
                Some(why) => self.blocked_step(entry, why),
                None => self.a_step(entry),
            },
        }
    }

    fn script(&mut self, entry: Entry<'s>) {
        if entry.block().is_none() {
            let message = "Script step without a block";
            self.report.hinted(
                "jenkins/expected-block",
                entry.span,
                message,
                "`script { ... }`",
            );
        }
    }

    fn blocked_step(&mut self, entry: Entry<'s>, why: &str) {
        let name = entry.name();
        let message = format!("Invalid step \"{name}\" used - not allowed in this context - {why}");
        self.report.hinted(
            "jenkins/blocked-step",
            entry.span,
            message,
            "in `script { }` it may stand",
        );
        if let Some(block) = entry.block() {
            self.children(block);
        }
    }

    fn a_step(&mut self, entry: Entry<'s>) {
        match steps::find(entry.name()) {
            Some(step) => self.step_arguments(entry, step),
            None => self.other_call(entry),
        }
        if let Some(block) = entry.block() {
            self.children(block);
        }
    }

    fn children(&mut self, block: &'s ClosureExpr) {
        for stmt in &block.body.statements {
            self.step(stmt);
        }
    }

    fn step_arguments(&mut self, entry: Entry<'s>, step: &Step) {
        let args = &entry.call.args;
        let without_block = args
            .split_last()
            .map(|(_, rest)| rest)
            .filter(|_| entry.block().is_some());
        self.described(
            entry.span,
            without_block.unwrap_or(args),
            Callable::step(step),
        );
        if step.body == Body::Required && entry.block().is_none() {
            let message = format!("{} step must be called with a body", step.name);
            self.report.hinted(
                "jenkins/expected-block",
                entry.span,
                message,
                format!("`{} {{ ... }}`", step.name),
            );
        }
    }

    /// A function of the file, or of a library; else nothing that anybody knows.
    fn other_call(&mut self, entry: Entry<'s>) {
        for arg in &entry.call.args {
            self.value(&arg.value);
        }
        let Names::These(known) = &self.around.names else {
            return;
        };
        if known.contains(&entry.name.name) || entry.name() == "$" {
            return;
        }
        let hint = unknown_hint(entry.name(), known);
        let message = format!("No such DSL method '{}' found among steps", entry.name());
        self.report
            .hinted("jenkins/unknown-step", entry.name.span, message, hint);
    }
}

/// What to write instead of a step that there is not.
pub(super) fn unknown_hint(name: &str, known: &BTreeSet<Name>) -> String {
    if let Some(elsewhere) = steps::elsewhere_step(name) {
        return format!(
            "it is a step of the plugin {}: {}",
            elsewhere.plugin, elsewhere.instead
        );
    }
    let functions = known.iter().map(|name| &**name);
    match suggest::nearest(name, steps::all().map(|step| step.name).chain(functions)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "a step of a shared library needs `@Library` or `libraries { lib('name') }`".to_owned()
        }
    }
}

/// Whether an expression is a call of a step; for looking at scripts.
pub(super) fn called_name(expr: &Expr) -> Option<&maillon_groovy::ast::Ident> {
    match &expr.kind {
        ExprKind::Call(call) => match super::syntax::callee(call) {
            super::syntax::Callee::Name(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}
