//! `environment`.

use maillon_groovy::Span;
use maillon_groovy::ast::{
    BinaryOp, Call, Declare, Declared, Expr, ExprKind, Ident, Stmt, StmtKind,
};

use super::Reader;
use super::literal::Literal;
use super::syntax::{Callee, Entry, callee, text};
use crate::definition::{EnvEntry, EnvValue};

impl<'s> Reader<'_> {
    pub(super) fn environment(&mut self, entry: Entry<'s>) -> Vec<EnvEntry> {
        let Some(block) = self.block(entry) else {
            return Vec::new();
        };
        if block.body.statements.is_empty() {
            let message = "No variables specified for environment";
            self.report.hinted(
                "jenkins/empty-section",
                entry.span,
                message,
                "`NAME = 'value'`, or leave it out",
            );
        }
        let mut entries: Vec<EnvEntry> = Vec::new();
        for stmt in &block.body.statements {
            if let Some(variable) = self.variable(stmt, &entries) {
                entries.push(variable);
            }
        }
        entries
    }

    fn variable(&mut self, stmt: &'s Stmt, before: &[EnvEntry]) -> Option<EnvEntry> {
        let Some((name, value)) = pair(stmt) else {
            self.no_pair(stmt.span);
            return None;
        };
        let name = self.variable_name(name)?;
        if let Some(first) = before.iter().find(|entry| entry.name.name == name.name) {
            let message = format!("Duplicate environment variable name: \"{}\"", name.name);
            self.report.again(
                "jenkins/duplicate-variable",
                name.span,
                message,
                first.name.span,
            );
        }
        let value = self.variable_value(value)?;
        Some(EnvEntry { name, value })
    }

    /// What is no `NAME = value`.
    fn no_pair(&mut self, at: Span) {
        let source = self.report.source(at);
        if let Some((key, _)) = source.split_once('=') {
            self.bad_identifier(at, key.trim());
            return;
        }
        let message = format!(
            "\"{source}\" is not a valid environment expression. Use \"key = value\" pairs with valid Java/shell keys."
        );
        self.report.error("jenkins/invalid-variable", at, message);
    }

    fn variable_name(&mut self, target: Target<'s>) -> Option<Ident> {
        let source = self.report.source(target.span());
        let written = target.text().map_or(source, |name| name);
        if is_identifier(written) {
            return Some(Ident {
                name: written.into(),
                span: target.span(),
            });
        }
        self.bad_identifier(target.span(), written);
        None
    }

    /// Tells of a name that no variable may have.
    pub(super) fn bad_identifier(&mut self, at: Span, name: &str) {
        let message = format!(
            "\"{name}\" is not a valid identifier and cannot be used for an environment variable. Identifiers must start with \
             a letter or underscore and can contain only letters, numbers or underscores."
        );
        self.report.error("jenkins/invalid-identifier", at, message);
    }

    fn variable_value(&mut self, value: &'s Expr) -> Option<EnvValue> {
        self.value(value);
        match &value.kind {
            ExprKind::Call(call) => return self.call_value(value, call),
            ExprKind::Binary(BinaryOp::Add, left, right) => {
                self.joined(left);
                self.join_part(right);
            }
            ExprKind::Binary(..) | ExprKind::Index { .. } => self.bad_operation(value.span),
            _ if is_constant(value) => {}
            _ => {
                let message = "Environment variable values must either be single quoted, double quoted, or function calls.";
                self.invalid_value(value.span, message);
            }
        }
        Some(EnvValue::Expr(value.clone()))
    }

    /// The left side of a `+`.
    fn joined(&mut self, part: &'s Expr) {
        match &part.kind {
            ExprKind::Binary(BinaryOp::Add, left, right) => {
                self.joined(left);
                self.join_part(right);
            }
            ExprKind::Binary(..) | ExprKind::Index { .. } => self.bad_operation(part.span),
            _ => self.join_part(part),
        }
    }

    fn join_part(&mut self, part: &'s Expr) {
        if !is_constant(part) {
            let message = "Environment variable values to be concatenated together must be single or double quoted.";
            self.invalid_value(part.span, message);
        }
    }

    /// What is written may stand in a text.
    fn invalid_value(&mut self, at: Span, message: &str) {
        let hint = format!("in double quotes: `\"${{{}}}\"`", self.report.source(at));
        self.report
            .hinted("jenkins/invalid-value", at, message, hint);
    }

    fn bad_operation(&mut self, at: Span) {
        let message = "Environment variable values can only be joined together with ‘+’s.";
        self.invalid_value(at, message);
    }

    fn call_value(&mut self, value: &'s Expr, call: &'s Call) -> Option<EnvValue> {
        let credentials =
            matches!(callee(call), Callee::Name(name) if &*name.name == "credentials");
        if !credentials {
            return Some(EnvValue::Expr(value.clone()));
        }
        for arg in call.args.iter().filter(|arg| !is_constant(&arg.value)) {
            let message = "Internal function call parameters must be strings.";
            self.report.hinted(
                "jenkins/invalid-value",
                arg.value.span,
                message,
                "the credential's id: `credentials('id')`",
            );
        }
        let id = call.args.first();
        if id.is_none() {
            let message = "No arguments specified for credentials";
            self.report.hinted(
                "jenkins/no-argument",
                value.span,
                message,
                "the credential's id: `credentials('id')`",
            );
        }
        id.map(|id| EnvValue::Credentials(id.value.clone()))
    }
}

/// The left side of `NAME = value`.
#[derive(Clone, Copy)]
enum Target<'s> {
    Expr(&'s Expr),
    /// `def NAME = value` is one too.
    Declared(&'s Ident),
}

impl<'s> Target<'s> {
    fn span(self) -> Span {
        match self {
            Self::Expr(expr) => expr.span,
            Self::Declared(ident) => ident.span,
        }
    }

    fn text(self) -> Option<&'s str> {
        match self {
            Self::Expr(expr) => text(expr).map(|name| &**name),
            Self::Declared(ident) => Some(&ident.name),
        }
    }
}

fn pair(stmt: &Stmt) -> Option<(Target<'_>, &Expr)> {
    match &stmt.kind {
        StmtKind::Expr(Expr {
            kind:
                ExprKind::Assign {
                    target,
                    op: None,
                    value,
                },
            ..
        }) => Some((Target::Expr(target), value)),
        StmtKind::Declare(Declare {
            what: Declared::Each(each),
            ..
        }) => match each.as_slice() {
            [(name, Some(value))] => Some((Target::Declared(name), value)),
            _ => None,
        },
        _ => None,
    }
}

fn is_constant(value: &Expr) -> bool {
    let text = matches!(value.kind, ExprKind::GString(_) | ExprKind::Null);
    text || (Literal::of(value).is_some() && !matches!(value.kind, ExprKind::Variable(_)))
}

/// Whether a variable may have this name: Java's words are none.
pub(super) fn is_identifier(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    let starts = name.starts_with(letter);
    starts && name.chars().all(|c| letter(c) || c.is_ascii_digit())
}
