//! The run of a declarative pipeline, as `ModelInterpreter` of Jenkins' plugin does it.
//!
//! The sections are walked here; what they do is done by calling steps as a script would: `stage`, `node`, `withEnv`, `parallel`,
//! every option that is a step. So the log, the results and the errors are those of the steps, and a declarative pipeline in a
//! library's function runs like one in the Jenkinsfile: its expressions see what the block sees.

mod condition;
mod environment;
mod input;
mod matrix;
mod names;
mod options;
mod parameters;
mod post;
pub(crate) mod script;
mod stages;
mod tools;
mod visit;
mod walk;

use std::sync::Arc;

use maillon_groovy::ast::ClosureExpr;
use maillon_groovy::{ClosureCode, Cx, Eval, Scope, Unwind, Value};
use maillon_model::Diagnostic;

use crate::build::Local;
use crate::definition::Declarative;
use crate::validate::{self, Names, Surroundings};
pub(crate) use matrix::{cell_name, combinations};
use script::abort;
use walk::Walk;

/// `pipeline { ... }`, wherever it stands.
pub(crate) fn pipeline(cx: &mut Cx, args: &[Value]) -> Eval<Value> {
    let (expr, scope) = written(cx, args)?;
    let root = read(cx, &expr)?;
    claim(cx)?;
    let walk = Walk::new(cx, root, scope)?;
    match walk.run(cx)? {
        Some(thrown) => Err(Unwind::Throw(thrown)),
        None => Ok(Value::Null),
    }
}

fn written(cx: &mut Cx, args: &[Value]) -> Eval<(Arc<ClosureExpr>, Arc<Scope>)> {
    if let [Value::Closure(closure)] = args
        && let ClosureCode::Script(expr, _) = &closure.code
        && let Some(scope) = cx.scope_of(closure)
    {
        return Ok((Arc::clone(expr), scope));
    }
    Err(abort(
        cx,
        "pipeline needs a block that is written behind it",
    ))
}

/// Reads the block again: that of a library was not seen before the run.
fn read(cx: &mut Cx, expr: &ClosureExpr) -> Eval<Declarative> {
    let build = Arc::clone(&Local::here(cx)?.build);
    let Some(code) = cx.code() else {
        return Err(cx.fault("a pipeline without a file"));
    };
    let around = Surroundings {
        code: &code,
        tools: &build.job.tools,
        names: Names::Open,
    };
    let (read, problems) = validate::declarative(expr, &around);
    read.ok_or_else(|| refused(cx, &problems))
}

/// What Jenkins says of a file that it can't compile.
fn refused(cx: &mut Cx, problems: &[Diagnostic]) -> Unwind {
    let errors: Vec<String> = problems
        .iter()
        .filter(|problem| problem.is_error())
        .map(compile_error)
        .collect();
    let plural = if errors.len() == 1 { "" } else { "s" };
    let message = format!(
        "startup failed:\n{}\n{} error{plural}\n",
        errors.concat(),
        errors.len()
    );
    cx.throw(
        "org.codehaus.groovy.control.MultipleCompilationErrorsException",
        message,
    )
}

fn compile_error(problem: &Diagnostic) -> String {
    let Some(place) = &problem.place else {
        return format!("{}\n\n", problem.message);
    };
    let (line, column) = (place.line, place.column);
    let indent = " ".repeat(column.saturating_sub(1) as usize);
    format!(
        "WorkflowScript: {line}: {} @ line {line}, column {column}.\n   {}\n   {indent}^\n\n",
        problem.message, place.source
    )
}

/// A build has one declarative pipeline.
fn claim(cx: &mut Cx) -> Eval<()> {
    let build = Arc::clone(&Local::here(cx)?.build);
    let before = (build.state.lock().notes).insert("declarative".to_owned(), String::new());
    if before.is_some() {
        let message = "Only one pipeline { ... } block can be executed in a single run.";
        return Err(cx.throw("java.lang.IllegalStateException", message));
    }
    Ok(())
}
