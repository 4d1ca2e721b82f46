//! `@Library` at the top of a file: on an import, a variable, a method or a class.

use maillon_groovy::ast::{Annotation, Declare, Expr, ExprKind, Name, Script, StmtKind};
use maillon_model::Diagnostic;

use crate::validate::place;

/// A library that a file asks for.
pub(super) struct Asked {
    /// `name@version`.
    pub(super) identifier: Name,
}

/// The libraries that a file asks for, and what is wrong with the way in which it does.
pub(super) fn of(script: &Script) -> (Vec<Asked>, Vec<Diagnostic>) {
    let mut reader = Reader {
        script,
        asked: Vec::new(),
        problems: Vec::new(),
    };
    for annotation in annotations(script).filter(|annotation| is_library(annotation)) {
        reader.annotation(annotation);
    }
    (reader.asked, reader.problems)
}

fn annotations(script: &Script) -> impl Iterator<Item = &Annotation> {
    let imports = script.imports.iter().flat_map(|import| &import.annotations);
    let methods = script.methods.iter().flat_map(|method| &method.annotations);
    let classes = script.classes.iter().flat_map(|class| &class.annotations);
    let declared = script
        .body
        .statements
        .iter()
        .flat_map(|statement| match &statement.kind {
            StmtKind::Declare(Declare { annotations, .. }) => annotations.as_slice(),
            _ => &[],
        });
    imports.chain(declared).chain(methods).chain(classes)
}

fn is_library(annotation: &Annotation) -> bool {
    ["Library", "org.jenkinsci.plugins.workflow.libs.Library"].contains(&&*annotation.name)
}

struct Reader<'a> {
    script: &'a Script,
    asked: Vec<Asked>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn annotation(&mut self, annotation: &Annotation) {
        match annotation.args.iter().find(|(name, _)| &**name == "value") {
            Some((_, value)) => self.value(value),
            None => self.problem(
                annotation.span,
                "@Library was missing a value",
                "@Library('name@version') _",
            ),
        }
    }

    fn value(&mut self, value: &Expr) {
        match &value.kind {
            ExprKind::Str(identifier) => self.asked.push(Asked {
                identifier: identifier.clone(),
            }),
            ExprKind::List(items) => items.iter().for_each(|item| self.value(item)),
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Long(_)
            | ExprKind::Decimal(_) => {
                let text = self.script.code.slice(value.span);
                self.problem(
                    value.span,
                    format!("@Library value ‘{text}’ was not a string"),
                    "write the name in quotes",
                );
            }
            _ => {
                let text = self.script.code.slice(value.span);
                let message = format!(
                    "@Library value ‘{text}’ was not a constant; did you mean to use the ‘library’ step instead?"
                );
                self.problem(
                    value.span,
                    message,
                    "libraries of annotations are loaded before anything runs",
                );
            }
        }
    }

    fn problem(&mut self, span: maillon_groovy::Span, message: impl Into<String>, hint: &str) {
        let place = place(&self.script.code, span);
        let problem = Diagnostic::error("jenkins/library-annotation", message.into());
        self.problems.push(problem.at(place).hint(hint));
    }
}
