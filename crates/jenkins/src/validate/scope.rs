//! Variables that are declared twice: Groovy's compiler refuses them.

use maillon_groovy::Span;
use maillon_groovy::ast::{Ident, Script};
use maillon_model::Diagnostic;

use super::report::Report;
use super::walk::{self, Begin, Met};

/// What is known in a block.
struct Scope<'s> {
    begin: Begin,
    names: Vec<(&'s str, Span)>,
}

/// Tells of variables that are declared where they are known already.
pub(super) fn redeclared(script: &Script) -> Vec<Diagnostic> {
    let mut report = Report::new(&script.code);
    let mut scopes: Vec<Scope<'_>> = Vec::new();
    walk::script(script, &mut |met| match met {
        Met::Begin(begin) => scopes.push(Scope {
            begin,
            names: Vec::new(),
        }),
        Met::End => {
            scopes.pop();
        }
        Met::It => declare(&mut scopes, "it", Span::default()),
        Met::Declared(name) => check(&mut scopes, name, &mut report),
        Met::Param(param) => check(&mut scopes, &param.ident, &mut report),
        Met::Expr(_) | Met::Stmt(_) => {}
    });
    report.finish()
}

fn declare<'s>(scopes: &mut [Scope<'s>], name: &'s str, at: Span) {
    if let Some(scope) = scopes.last_mut() {
        scope.names.push((name, at));
    }
}

fn check<'s>(scopes: &mut [Scope<'s>], name: &'s Ident, report: &mut Report<'_>) {
    let message = || {
        format!(
            "The current scope already contains a variable of the name {}",
            name.name
        )
    };
    match known(scopes, &name.name) {
        // `it` of a closure around has no place.
        Some(first) if first == Span::default() => {
            report.hinted(
                "jenkins/redeclared",
                name.span,
                message(),
                "the closure around has an `it` already: give it another name",
            );
        }
        Some(first) => report.again("jenkins/redeclared", name.span, message(), first),
        None => declare(scopes, &name.name, name.span),
    }
}

/// Where a name was declared, in the block or in those around it up to the function.
fn known(scopes: &[Scope<'_>], name: &str) -> Option<Span> {
    let function = scopes
        .iter()
        .rposition(|scope| scope.begin == Begin::Function);
    let visible = scopes.iter().skip(function.unwrap_or_default());
    let mut names = visible.flat_map(|scope| &scope.names);
    names.find(|(known, _)| *known == name).map(|(_, at)| *at)
}
