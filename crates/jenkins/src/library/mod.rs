//! Shared libraries. (under construction)

use std::sync::Arc;

use maillon_groovy::ast::Script;
use maillon_groovy::{Cx, Eval, Value};

/// Calls a library's global variable: `vars/name.groovy` with a `call` method. None: there is no such variable.
pub(crate) fn call(_cx: &mut Cx, _name: &str, _args: &[Value]) -> Eval<Option<Value>> {
    Ok(None)
}

/// A library's global variable. None: there is no such variable.
pub(crate) fn get(_cx: &mut Cx, _name: &str) -> Eval<Option<Value>> {
    Ok(None)
}

/// A library's class: the parsed file. None: there is no such class.
pub(crate) fn class(_cx: &mut Cx, _name: &str) -> Eval<Option<Arc<Script>>> {
    Ok(None)
}

/// Loads what a script asks for before it runs: `@Library`, and the implicit libraries.
pub(crate) fn prepare(_cx: &mut Cx, _script: &Script) -> Eval<()> {
    Ok(())
}
