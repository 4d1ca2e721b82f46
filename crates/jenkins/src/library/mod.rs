//! Shared libraries.
//!
//! A library is a folder that the host names (`vars`, `src`, `resources` in it); its files are read when they are asked for. What
//! `vars` holds are global variables, one instance each for the whole build; `src` holds classes.

mod asked;
mod compile;
mod loaded_classes;
mod loading;
mod place;
mod variable;

use std::sync::Arc;

use maillon_groovy::ast::{Name, Script};
use maillon_groovy::{Cx, Eval, Value};
use maillon_model::Diagnostic;
use parking_lot::Mutex;

use crate::build::Local;
pub(crate) use loaded_classes::LoadedClasses;
pub(crate) use loading::{Wanted, load};
pub(crate) use place::Library;

/// The libraries of a build.
#[derive(Default)]
pub(crate) struct Libraries {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// In the order in which they were loaded: what a former one has wins.
    loaded: Vec<Arc<Library>>,
    /// Global variables that were used.
    variables: Vec<(Name, Value)>,
}

impl Libraries {
    /// Those that are loaded.
    pub(crate) fn loaded(&self) -> Vec<Arc<Library>> {
        self.state.lock().loaded.clone()
    }

    /// The names of the global variables, for suggestions.
    pub(crate) fn names(&self) -> Vec<Name> {
        let loaded = self.loaded();
        loaded
            .iter()
            .flat_map(|library| library.variables().cloned())
            .collect()
    }

    fn named(&self, name: &str) -> Option<Arc<Library>> {
        self.loaded()
            .into_iter()
            .find(|library| *library.name == *name)
    }

    /// Adds a library, unless another branch has brought it meanwhile; gives the one that counts.
    fn add(&self, library: Arc<Library>) -> Arc<Library> {
        let mut state = self.state.lock();
        let known = state.loaded.iter().find(|known| known.name == library.name);
        if let Some(known) = known {
            return Arc::clone(known);
        }
        state.loaded.push(Arc::clone(&library));
        library
    }
}

/// Calls a library's global variable: `vars/name.groovy` with a `call` method. None: there is no such variable.
pub(crate) fn call(cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
    match variable::get(cx, name)? {
        Some(variable) => cx.call_method(&variable, "call", args).map(Some),
        None => Ok(None),
    }
}

/// A library's global variable. None: there is no such variable.
pub(crate) fn get(cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
    variable::get(cx, name)
}

/// A library's class: the parsed file. None: there is no such class.
pub(crate) fn class(cx: &mut Cx, name: &str) -> Eval<Option<Arc<Script>>> {
    for library in Local::here(cx)?.build.libraries.loaded() {
        if let Some(script) = library.class(cx, name)? {
            return Ok(Some(script));
        }
    }
    Ok(None)
}

/// Loads what a script asks for before it runs: the implicit libraries, and those of `@Library`.
pub(crate) fn prepare(cx: &mut Cx, script: &Script) -> Eval<()> {
    let (asked, problems) = asked::of(script);
    if let Some(problem) = problems.first() {
        return Err(compile::refused(cx, &script.code.name, problem));
    }
    let build = Arc::clone(&Local::here(cx)?.build);
    let mut wanted: Vec<Wanted> = asked
        .iter()
        .map(|asked| Wanted::parse(&asked.identifier))
        .collect();
    for name in &build.job.implicit_libraries {
        let implicit = Wanted::parse(name);
        if !wanted.iter().any(|known| known.name == implicit.name) {
            wanted.push(implicit);
        }
    }
    for wanted in wanted {
        load(cx, wanted)?;
    }
    Ok(())
}

/// What is wrong with the `@Library` of a file.
pub(crate) fn problems(script: &Script) -> Vec<Diagnostic> {
    asked::of(script).1
}
