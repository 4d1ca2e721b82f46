//! A file whose classes and imports its code sees.

use std::sync::Arc;

use parking_lot::Mutex;
use rustc_hash::FxHashMap;

use crate::ast::{ClassDecl, Name, Script};
use crate::value::Class;

/// A loaded file.
pub(crate) struct Unit {
    pub(crate) script: Arc<Script>,
    /// The class of the script itself.
    pub(crate) script_class: Name,
    /// All classes written in it, also inner ones, by their simple names, with the full ones.
    pub(crate) decls: FxHashMap<Name, (Name, Arc<ClassDecl>)>,
    /// Classes that were looked for, by the name that was used.
    pub(crate) seen: Mutex<FxHashMap<Name, Sighting>>,
}

/// What became of a search for a class.
#[derive(Clone)]
pub(crate) enum Sighting {
    Class(Arc<Class>),
    /// There was none in that generation of the program's classes.
    Nothing(u64),
}

impl Unit {
    /// Of a parsed file.
    pub(crate) fn new(script: &Arc<Script>, script_class: Name) -> Arc<Self> {
        let mut decls = FxHashMap::default();
        let package = script.package.as_ref();
        let prefix = package.map_or(String::new(), |package| format!("{package}."));
        gather(&script.classes, &prefix, &mut decls);
        Arc::new(Self {
            script: Arc::clone(script),
            script_class,
            decls,
            seen: Mutex::default(),
        })
    }
}

fn gather(
    classes: &[Arc<ClassDecl>],
    prefix: &str,
    decls: &mut FxHashMap<Name, (Name, Arc<ClassDecl>)>,
) {
    for class in classes {
        let name: Name = format!("{prefix}{}", class.ident.name).into();
        gather(&class.classes, &format!("{name}$"), decls);
        decls.insert(Arc::clone(&class.ident.name), (name, Arc::clone(class)));
    }
}
