//! How a section is written: `name args { block }`.

use std::sync::Arc;

use maillon_groovy::Span;
use maillon_groovy::ast::{Call, ClosureExpr, Expr, ExprKind, Ident, Member, Stmt, StmtKind};

use super::Reader;

/// A statement that calls something by its name.
#[derive(Clone, Copy)]
pub(super) struct Entry<'s> {
    pub(super) name: &'s Ident,
    pub(super) call: &'s Call,
    /// All of it.
    pub(super) span: Span,
}

/// What a call calls.
pub(super) enum Callee<'s> {
    /// `f()`, `this.f()`.
    Name(&'s Ident),
    /// `x.f()`.
    OfVariable,
    /// `"$f"()`, `a.b.f()`.
    Other,
}

/// The call that a statement is.
pub(super) fn call_of(stmt: &Stmt) -> Option<&Call> {
    match &stmt.kind {
        StmtKind::Expr(Expr {
            kind: ExprKind::Call(call),
            ..
        }) => Some(call),
        _ => None,
    }
}

pub(super) fn callee(call: &Call) -> Callee<'_> {
    let object = call.object.as_ref().map(|object| &object.kind);
    match (object, &call.name) {
        (None | Some(ExprKind::This), Member::Name(name)) => Callee::Name(name),
        (Some(ExprKind::Variable(_)), _) => Callee::OfVariable,
        _ => Callee::Other,
    }
}

/// The second section of `a { } b { }` on one line, which is the call `a({ }).b({ })` in Groovy.
pub(super) fn chained(stmt: &Stmt) -> Option<&Ident> {
    let call = call_of(stmt)?;
    let (Some(object), Member::Name(name)) = (&call.object, &call.name) else {
        return None;
    };
    let ExprKind::Call(before) = &object.kind else {
        return None;
    };
    let last = before.args.last()?;
    closure(&last.value).map(|_| name)
}

/// What to do about a call that is no entry.
pub(super) fn chain_hint(stmt: &Stmt, else_hint: &str) -> String {
    match chained(stmt) {
        Some(name) => format!(
            "`{}` needs a line of its own, or a `;` before it: on one line it is a method of what stands before",
            name.name
        ),
        None => else_hint.to_owned(),
    }
}

/// The entry that a statement is, where it is one by its form.
pub(super) fn entry_of(stmt: &Stmt) -> Option<Entry<'_>> {
    let call = call_of(stmt)?;
    match callee(call) {
        Callee::Name(name) => Some(Entry {
            name,
            call,
            span: stmt.span,
        }),
        _ => None,
    }
}

/// The closure that an expression is.
pub(super) fn closure(expr: &Expr) -> Option<&Arc<ClosureExpr>> {
    match &expr.kind {
        ExprKind::Closure(closure) => Some(closure),
        _ => None,
    }
}

/// The text that an expression is: constant, or a bare name, which Jenkins takes for one.
pub(super) fn text(expr: &Expr) -> Option<&Arc<str>> {
    match &expr.kind {
        ExprKind::Str(text) | ExprKind::Variable(text) => Some(text),
        _ => None,
    }
}

impl<'s> Entry<'s> {
    /// Its name.
    pub(super) fn name(&self) -> &'s str {
        &self.name.name
    }

    /// Its block: a closure as the last argument.
    pub(super) fn block(&self) -> Option<&'s Arc<ClosureExpr>> {
        let last = self.call.args.last()?;
        closure(&last.value).filter(|_| last.key.is_none())
    }

    /// The arguments without names, with its block.
    pub(super) fn plain(&self) -> impl Iterator<Item = &'s Expr> {
        let plain = self.call.args.iter().filter(|arg| arg.key.is_none());
        plain.map(|arg| &arg.value)
    }

    /// How many arguments Groovy passes: all named ones are one map.
    pub(super) fn count(&self) -> usize {
        let named = self.call.args.iter().any(|arg| arg.key.is_some());
        self.plain().count() + usize::from(named)
    }
}

impl<'s> Reader<'_> {
    /// The entry that a statement must be; None where it is a call of another form, which is told, or no call.
    pub(super) fn entry(
        &mut self,
        stmt: &'s Stmt,
        no_call: impl FnOnce(&mut Self),
    ) -> Option<Entry<'s>> {
        let Some(call) = call_of(stmt) else {
            no_call(self);
            return None;
        };
        match callee(call) {
            Callee::Name(name) => Some(Entry {
                name,
                call,
                span: stmt.span,
            }),
            Callee::OfVariable => {
                let message = "Method calls on objects not allowed outside \"script\" blocks.";
                self.report.hinted(
                    "jenkins/object-call",
                    stmt.span,
                    message,
                    "put it into `script { }`",
                );
                None
            }
            Callee::Other => {
                let hint =
                    "only `name(arguments)` may stand here; other code goes into `script { }`";
                self.report.hinted(
                    "jenkins/expected-symbol",
                    stmt.span,
                    "Expected a symbol",
                    chain_hint(stmt, hint),
                );
                None
            }
        }
    }

    /// The block that an entry must have.
    pub(super) fn block(&mut self, entry: Entry<'s>) -> Option<&'s Arc<ClosureExpr>> {
        let block = entry.block();
        if block.is_none() {
            let message = format!("Expected a block for {}", entry.name());
            self.report
                .error("jenkins/expected-block", entry.span, message);
        }
        block
    }

    /// The one argument of a field: `message 'x'`.
    pub(super) fn only_argument(&mut self, entry: Entry<'s>, what: &str) -> Option<&'s Expr> {
        let name = entry.name();
        match entry.count() {
            0 => {
                let message = format!("No argument for {what} \"{name}\"");
                self.report
                    .error("jenkins/no-argument", entry.name.span, message);
                None
            }
            1 => entry.call.args.first().map(|arg| &arg.value),
            _ => {
                let message = format!("Too many arguments for {what} \"{name}\"");
                self.report
                    .error("jenkins/too-many-arguments", entry.name.span, message);
                None
            }
        }
    }

    /// The constant text that something must be.
    pub(super) fn literal_text(&mut self, expr: &'s Expr) -> Option<&'s Arc<str>> {
        let text = text(expr);
        if text.is_none() {
            self.report.hinted(
                "jenkins/expected-string-literal",
                expr.span,
                "Expected string literal",
                "it must be known before the pipeline runs: a text in quotes, without `$`",
            );
        }
        text
    }

    /// `failFast true`, `beforeAgent true`.
    pub(super) fn boolean(&mut self, entry: Entry<'s>) -> Option<Expr> {
        let value = entry.plain().next();
        let value = value.filter(|value| matches!(value.kind, ExprKind::Bool(_)));
        if value.is_none() {
            let message = format!("Expected a boolean with {}", entry.name());
            self.report.hinted(
                "jenkins/expected-boolean",
                entry.name.span,
                message,
                "`true` or `false`",
            );
        }
        value.cloned()
    }

    /// Tells of a section that stood there before; `seen` are the ones so far.
    pub(super) fn once(&mut self, seen: &mut Vec<&'s Ident>, name: &'s Ident) {
        match seen.iter().find(|before| before.name == name.name) {
            Some(first) => {
                let message = format!("Multiple occurrences of the {} section", name.name);
                self.report
                    .again("jenkins/duplicate-section", name.span, message, first.span);
            }
            None => seen.push(name),
        }
    }

    /// Tells of what is no section at all.
    pub(super) fn no_section(&mut self, of: &str, span: Span) {
        let source = self.report.source(span);
        let message = format!(
            "Not a valid {of} definition: \"{source}\". Some extra configuration is required."
        );
        self.report.error("jenkins/invalid-section", span, message);
    }
}
