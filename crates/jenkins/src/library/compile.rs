//! From a file's text to its tree, with errors as Groovy's compiler throws them.

use std::sync::Arc;

use maillon_groovy::ast::Script;
use maillon_groovy::{Code, Cx, Eval, Unwind, parse};
use maillon_model::Diagnostic;

use crate::build;

/// Reads a file of a library.
pub(super) fn compiled(cx: &mut Cx, code: &Arc<Code>) -> Eval<Arc<Script>> {
    let parsed = parse(code);
    match build::syntax_error(cx, code, &parsed.errors) {
        Some(error) => Err(error),
        None => Ok(Arc::new(parsed.script)),
    }
}

/// Why a file can't be used although its syntax is right.
pub(super) fn refused(cx: &mut Cx, file: &str, problem: &Diagnostic) -> Unwind {
    let message = format!("startup failed:\n{file}: {}\n\n1 error\n", problem.message);
    cx.throw(
        "org.codehaus.groovy.control.MultipleCompilationErrorsException",
        message,
    )
}
