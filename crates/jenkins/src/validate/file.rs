//! A whole Jenkinsfile: where its `pipeline` block is, and what it may call.

use std::collections::BTreeSet;
use std::sync::Arc;

use maillon_groovy::ast::{
    Annotation, ClosureExpr, Declared, Expr, ExprKind, Ident, Import, ImportOf, Name, Script, Star,
    Stmt, StmtKind,
};
use maillon_model::{Diagnostic, suggest};

use super::report::{Report, in_order, place};
use super::steps::{called_name, unknown_hint};
use super::syntax::{Entry, entry_of};
use super::walk::{self, Met};
use super::{Names, Surroundings, declarative, scope};
use crate::definition::Declarative;
use crate::load::Tool;
use crate::steps;

/// A file that was checked.
pub(crate) struct Checked {
    /// Its `pipeline` block; None where it is a script, or wrong.
    pub(crate) definition: Option<Declarative>,
    /// Whether it has one at all.
    pub(crate) kind: FileKind,
    /// Whether it may ask for something while it runs, or have parameters that only the run knows.
    pub(crate) asks: Asks,
    /// What it may call besides steps.
    pub(crate) names: Names,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// What a Jenkinsfile is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Declarative,
    Scripted,
}

/// Whether inputs may be for something that is known only when the pipeline runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asks {
    Never,
    Perhaps,
}

/// Checks a file that is right by its syntax. `implicit` says whether there are libraries that nobody asks for.
pub(crate) fn check(script: &Script, tools: &[Tool], implicit: &[String]) -> Checked {
    let redeclared = scope::redeclared(script);
    let names = names(script, implicit);
    let asks = asks(script, &names);
    let mut blocks = script.body.statements.iter().filter_map(pipeline_block);
    let Some(block) = blocks.next() else {
        return Checked {
            definition: None,
            kind: FileKind::Scripted,
            asks,
            diagnostics: [redeclared, scripted(script, &names)].concat(),
            names,
        };
    };
    let around = Surroundings {
        code: &script.code,
        tools,
        names,
    };
    let (definition, mut diagnostics) = declarative(block, &around);
    diagnostics.extend(redeclared);
    diagnostics.extend(blocks.map(|block| another(script, block)));
    in_order(&mut diagnostics);
    let wrong = diagnostics.iter().any(Diagnostic::is_error);
    Checked {
        definition: definition.filter(|_| !wrong),
        kind: FileKind::Declarative,
        asks,
        names: around.names,
        diagnostics,
    }
}

/// The block of a statement `pipeline { ... }`.
fn pipeline_block(stmt: &Stmt) -> Option<&Arc<ClosureExpr>> {
    let entry =
        entry_of(stmt).filter(|entry| entry.name() == "pipeline" && entry.call.args.len() == 1)?;
    entry.block()
}

fn another(script: &Script, block: &ClosureExpr) -> Diagnostic {
    let message = "Only one pipeline { ... } block can be executed in a single run.";
    Diagnostic::error("jenkins/several-pipelines", message)
        .at(place(&script.code, block.span))
        .hint("put the stages into one `pipeline` block, or each block into a file of its own")
}

/// What may be called besides steps: functions and whatever has a name in the file.
fn names(script: &Script, implicit: &[String]) -> Names {
    let any_static = |import: &Import| import.of == ImportOf::Static && import.star == Star::All;
    if !implicit.is_empty() || has_libraries(script) || script.imports.iter().any(any_static) {
        return Names::Open;
    }
    let mut names: BTreeSet<Name> = script
        .methods
        .iter()
        .map(|method| method.ident.name.clone())
        .collect();
    walk::script(script, &mut |met| add_names(met, &mut names));
    names.extend(script.imports.iter().filter_map(imported));
    Names::These(names)
}

/// The method that `import static` brings.
fn imported(import: &Import) -> Option<Name> {
    let last = import.path.rsplit('.').next().map(Name::from);
    let name = import.alias.clone().or(last);
    name.filter(|_| import.of == ImportOf::Static)
}

fn add_names(met: Met<'_>, names: &mut BTreeSet<Name>) {
    match met {
        Met::Param(param) => {
            names.insert(param.ident.name.clone());
        }
        Met::Stmt(Stmt {
            kind: StmtKind::Declare(declare),
            ..
        }) => match &declare.what {
            Declared::Each(each) => names.extend(each.iter().map(|(ident, _)| ident.name.clone())),
            Declared::Tuple(idents, _) => {
                names.extend(idents.iter().map(|ident| ident.name.clone()));
            }
        },
        Met::Expr(Expr {
            kind: ExprKind::Assign { target, .. },
            ..
        }) => {
            if let ExprKind::Variable(name) = &target.kind {
                names.insert(name.clone());
            }
        }
        _ => {}
    }
}

/// Whether a file asks for libraries in any of the ways.
fn has_libraries(script: &Script) -> bool {
    let library = |annotations: &[Annotation]| annotations.iter().any(is_library);
    let mut found = script
        .imports
        .iter()
        .any(|import| library(&import.annotations));
    walk::script(script, &mut |met| match met {
        Met::Stmt(Stmt {
            kind: StmtKind::Declare(declare),
            ..
        }) => found |= library(&declare.annotations),
        Met::Expr(expr) => found |= calls(expr, &["library", "libraries"]),
        _ => {}
    });
    found
}

/// Whether an expression calls one of these.
fn calls(expr: &Expr, names: &[&str]) -> bool {
    called_name(expr).is_some_and(|name| names.contains(&&*name.name))
}

fn is_library(annotation: &Annotation) -> bool {
    let last = annotation.name.rsplit('.').next();
    last == Some("Library")
}

fn asks(script: &Script, names: &Names) -> Asks {
    let mut perhaps = matches!(names, Names::Open);
    walk::script(script, &mut |met| {
        if let Met::Expr(expr) = met {
            perhaps |= calls(expr, &["input", "properties", "load"]);
        }
    });
    if perhaps { Asks::Perhaps } else { Asks::Never }
}

/// A script is checked lightly: what is not known is found when it is reached.
fn scripted(script: &Script, names: &Names) -> Vec<Diagnostic> {
    let mut report = Report::new(&script.code);
    for stmt in &script.body.statements {
        nested_pipelines(stmt, &mut report);
    }
    if let Names::These(known) = names {
        let mut calls: Vec<&Ident> = Vec::new();
        walk::block(&script.body, &mut |met| {
            if let Met::Expr(expr) = met {
                calls.extend(called_name(expr));
            }
        });
        for name in calls
            .into_iter()
            .filter(|name| !is_known(&name.name, known))
        {
            unknown_call(name, known, &mut report);
        }
    }
    report.finish()
}

/// A `pipeline` that is not at the top, or has no block.
fn misplaced(entry: Entry<'_>, report: &mut Report<'_>) {
    if entry.block().is_some() {
        let message = "pipeline block must be at the top-level, not within another block.";
        report.error("jenkins/nested-pipeline", entry.span, message);
        return;
    }
    let message = "Expected a block with the \"pipeline\" step";
    report.hinted(
        "jenkins/expected-block",
        entry.span,
        message,
        "`pipeline { agent any ... }`",
    );
}

fn nested_pipelines(stmt: &Stmt, report: &mut Report<'_>) {
    let Some(entry) = entry_of(stmt) else {
        return;
    };
    let block = entry.block();
    if entry.name() == "pipeline" {
        misplaced(entry, report);
    }
    for stmt in block.iter().flat_map(|block| &block.body.statements) {
        nested_pipelines(stmt, report);
    }
}

/// What every script may call.
const OF_SCRIPTS: &[&str] = &[
    "$",
    "asBoolean",
    "call",
    "credentials",
    "evaluate",
    "getBinding",
    "getProperty",
    "identity",
    "invokeMethod",
    "is",
    "print",
    "printf",
    "println",
    "run",
    "setBinding",
    "setProperty",
    "sprintf",
    "string",
    "tap",
    "use",
    "with",
];

fn is_known(name: &str, known: &BTreeSet<Name>) -> bool {
    let symbol = steps::SYMBOLS.iter().any(|symbol| symbol.name == name);
    symbol || known.contains(name) || steps::find(name).is_some() || OF_SCRIPTS.contains(&name)
}

/// Symbols of plugins (`string(...)`, `logRotator(...)`) are calls too: only what looks like a slip, or is known to be of a
/// plugin that is not here, is worth a word.
fn unknown_call(name: &Ident, known: &BTreeSet<Name>, report: &mut Report<'_>) {
    let all = steps::all()
        .map(|step| step.name)
        .chain(known.iter().map(|name| &**name));
    let slip = suggest::nearest(&name.name, all).is_some();
    if slip || steps::elsewhere_step(&name.name).is_some() {
        let message = format!("No such DSL method '{}' found among steps", name.name);
        report.warning(
            "jenkins/unknown-step",
            name.span,
            message,
            unknown_hint(&name.name, known),
        );
    }
}
