//! Classes, their instances, throwables.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use indexmap::IndexMap;
use parking_lot::Mutex;
use rustc_hash::FxBuildHasher;

use super::{Map, Value};
use crate::ast::{ClassDecl, Name};
use crate::code::Code;
use crate::run::{Frame, Scope};

/// A class.
pub struct Class {
    /// With its package: `java.lang.String`, `com.acme.Build`.
    pub name: Name,
    /// What it extends; None: nothing that matters.
    pub parent: Option<Arc<Class>>,
    /// Whose it is.
    pub kind: ClassKind,
}

/// Whose a class is.
pub enum ClassKind {
    /// Java's, Groovy's or the host's: only its name matters, and for exceptions its parent.
    Builtin,
    /// A script's.
    Script {
        /// As written.
        decl: Arc<ClassDecl>,
        /// Where.
        code: Arc<Code>,
        /// Names that it sees: imports, other classes.
        scope: Arc<Scope>,
        /// What it implements, and the traits that it has.
        interfaces: Vec<Arc<Class>>,
        /// The classes of scripts that it extends and implements, nearest first.
        above: Vec<Arc<Class>>,
        /// Its static fields and an enum's constants.
        statics: Mutex<IndexMap<Name, Value, FxBuildHasher>>,
        /// Whether its static fields have their values already: they get them when the class is first used.
        ready: AtomicBool,
    },
}

impl Class {
    /// A class of which only the name matters.
    pub fn builtin(name: impl Into<Name>, parent: Option<Arc<Self>>) -> Arc<Self> {
        Arc::new(Self {
            name: name.into(),
            parent,
            kind: ClassKind::Builtin,
        })
    }

    /// The name without its package.
    pub fn simple_name(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or(&self.name)
    }

    /// Whether it is the named class (simple or full name) or extends it.
    pub fn is(&self, name: &str) -> bool {
        let own = *self.name == *name || self.simple_name() == name;
        own || self.parent.as_ref().is_some_and(|parent| parent.is(name))
            || self.interfaces().iter().any(|class| class.is(name))
    }

    /// What it implements itself.
    pub fn interfaces(&self) -> &[Arc<Self>] {
        match &self.kind {
            ClassKind::Builtin => &[],
            ClassKind::Script { interfaces, .. } => interfaces,
        }
    }

    /// As written, where it is a script's.
    pub fn decl(&self) -> Option<&Arc<ClassDecl>> {
        match &self.kind {
            ClassKind::Builtin => None,
            ClassKind::Script { decl, .. } => Some(decl),
        }
    }

    /// It and the classes of scripts above it, nearest first: all that have code.
    pub(crate) fn coded(self: &Arc<Self>) -> impl Iterator<Item = &Arc<Self>> {
        let (own, above) = match &self.kind {
            ClassKind::Builtin => (None, [].as_slice()),
            ClassKind::Script { above, .. } => (Some(self), above.as_slice()),
        };
        own.into_iter().chain(above)
    }

    /// It, its parents and what they implement, nearest first.
    pub(crate) fn line(self: &Arc<Self>) -> Vec<Arc<Self>> {
        let mut line = vec![Arc::clone(self)];
        let mut at = 0;
        while let Some(class) = line.get(at).cloned() {
            let above = class.parent.iter().chain(class.interfaces());
            let new: Vec<_> = above
                .filter(|above| !line.iter().any(|known| Arc::ptr_eq(known, above)))
                .cloned()
                .collect();
            line.extend(new);
            at += 1;
        }
        line
    }
}

/// An instance of a script's class, or a throwable of any class.
pub struct Object {
    /// Its class.
    pub class: Arc<Class>,
    /// Its fields.
    pub fields: Mutex<IndexMap<Name, Value, FxBuildHasher>>,
    /// What it has as a throwable.
    pub thrown: Option<Mutex<Thrown>>,
    /// The global variables of a script's object.
    pub binding: Option<Arc<Map>>,
}

/// What a throwable has.
#[derive(Default)]
pub struct Thrown {
    /// `getMessage()`.
    pub message: Option<Name>,
    /// `getCause()`.
    pub cause: Option<Value>,
    /// Where it was thrown, innermost first.
    pub trace: Vec<Frame>,
    /// What the host keeps with it: the result that an interruption asks for.
    pub payload: Option<Arc<dyn Any + Send + Sync>>,
}

impl Object {
    /// A throwable.
    pub fn throwable(class: Arc<Class>, message: Option<Name>) -> Arc<Self> {
        Arc::new(Self {
            class,
            fields: Mutex::default(),
            thrown: Some(Mutex::new(Thrown {
                message,
                ..Thrown::default()
            })),
            binding: None,
        })
    }

    /// `getMessage()` of a throwable.
    pub fn message(&self) -> Option<Name> {
        self.thrown.as_ref()?.lock().message.clone()
    }
}
