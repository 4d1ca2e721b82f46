//! Global variables: the files of `vars`.

use std::sync::Arc;

use maillon_groovy::ast::{Name, Script};
use maillon_groovy::{Cx, Eval, Value};

use super::place::is_class;
use crate::build::Local;

/// A global variable: made when it is first used, and the same for the whole build.
pub(super) fn get(cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
    let build = Arc::clone(&Local::here(cx)?.build);
    let known = {
        let state = build.libraries.state.lock();
        let mut variables = state.variables.iter();
        variables
            .find(|(known, _)| **known == *name)
            .map(|(_, value)| value.clone())
    };
    if known.is_some() {
        return Ok(known);
    }
    for library in build.libraries.loaded() {
        if let Some(script) = library.variable(cx, name)? {
            let value = instance(cx, &script, name)?;
            build
                .libraries
                .state
                .lock()
                .variables
                .push((Name::from(name), value.clone()));
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// The script's object, or one of the class that the file is.
fn instance(cx: &mut Cx, script: &Arc<Script>, name: &str) -> Eval<Value> {
    let loaded = cx.load(script, None)?;
    match cx.class(name).filter(|_| is_class(script, name)) {
        Some(class) => cx.call_method(&Value::Class(class), "newInstance", &[]),
        None => Ok(loaded.object),
    }
}
