//! Execution: a walk over the tree with limits.

mod arguments;
pub(crate) mod arithmetic;
mod assertion;
mod assign;
mod binary;
mod call;
mod classes;
mod closures;
mod coerce;
mod construct;
mod cx;
mod decimals;
mod equality;
mod errors;
mod expression;
mod generated;
mod index;
mod instance;
mod invoke;
mod items;
mod names;
mod program;
mod property;
mod resolve;
mod scope;
mod statement;
mod switch;
mod text;
mod types;
mod unit;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use crate::ast::{Name, Script};
use crate::code::Position;
use crate::value::{Object, Value};

pub use cx::{Cx, Fork, Loaded, STACK};
pub use program::Program;
pub(crate) use property::getter;
pub use scope::Scope;
pub(crate) use scope::take_scope;

/// What evaluation gives.
pub type Eval<T> = Result<T, Unwind>;

/// Why evaluation left its way.
pub enum Unwind {
    /// Something was thrown; `catch` sees it.
    Throw(Throw),
    /// It can't go on; nothing catches this, but `finally` blocks are left too.
    Fault(Box<Fault>),
}

/// A throwable under way.
#[derive(Clone)]
pub struct Throw(pub Arc<Object>);

/// Why a script can't go on: a limit, or an error of this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// For a person.
    pub message: String,
    /// Where.
    pub at: Option<Frame>,
}

/// A place in a running script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// `class.method` whose code it is.
    pub method: Name,
    /// The file.
    pub file: Name,
    /// Where in it.
    pub position: Position,
}

/// What bounds a script.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Evaluated nodes, over all threads.
    pub steps: u64,
    /// Calls within calls.
    pub depth: u32,
    /// Bytes of values, roughly, over all threads: those that were made, or, where the host can tell, those that live.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: 2_000_000_000,
            depth: 1000,
            memory: 2 << 30,
        }
    }
}

/// What a script finds around it.
///
/// Names are looked for in this order: local variables; methods and fields of the script (its class); the binding; then
/// here. In closures the delegate comes in by the closure's strategy.
pub trait Host: Send + Sync {
    /// Calls what no script defines: a step or a global variable's `call`. None: there is no such thing. Closures are the last arguments,
    /// named arguments are one map at the front (as Groovy has it).
    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>>;

    /// A global variable: `env`, `params`, `currentBuild`. None: there is no such thing.
    fn get(&self, cx: &mut Cx, name: &str) -> Eval<Option<Value>>;

    /// Assigns to a name that is no variable of the script; false: it goes into the binding.
    fn set(&self, _cx: &mut Cx, _name: &str, _value: &Value) -> Eval<bool> {
        Ok(false)
    }

    /// A class that no script of the program has yet: the file of a library, parsed. `name` is full, or simple with the imports' star packages tried.
    fn class(&self, _cx: &mut Cx, _name: &str) -> Eval<Option<Arc<Script>>> {
        Ok(None)
    }

    /// Constructs a class of the host.
    fn construct(&self, _cx: &mut Cx, _class: &str, _args: &[Value]) -> Eval<Option<Value>> {
        Ok(None)
    }

    /// Calls a static method of a class of the host.
    fn call_static(
        &self,
        _cx: &mut Cx,
        _class: &str,
        _name: &str,
        _args: &[Value],
    ) -> Eval<Option<Value>> {
        Ok(None)
    }

    /// `println`, `print`, `printf`; the text has its line end, if any.
    fn print(&self, cx: &mut Cx, text: &str);

    /// Milliseconds since 1970.
    fn now(&self) -> i64;

    /// The time zone's name for dates: `UTC`.
    fn time_zone(&self) -> String {
        "UTC".to_owned()
    }

    /// Sleeping and random numbers are the host's.
    fn random(&self) -> u64;

    /// Called now and then (every some thousand steps, and at each call of the host): an interruption comes in here as an `Err`.
    fn check(&self, _cx: &mut Cx) -> Eval<()> {
        Ok(())
    }

    /// How many bytes the process uses. It is asked when values of [`Limits::memory`] were made: most of them may be gone. None: the host
    /// can't tell, and all that were made count.
    fn memory_in_use(&self) -> Option<u64> {
        None
    }

    /// What is thrown where a script calls what is nowhere; None: Groovy's own `MissingMethodException`.
    fn missing(&self, _cx: &mut Cx, _name: &str, _args: &[Value]) -> Option<Unwind> {
        None
    }

    /// Names that a script can call or read, for suggestions.
    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

impl fmt::Debug for Unwind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Throw(Throw(object)) => {
                write!(f, "{}: {:?}", object.class.name, object.message())
            }
            Self::Fault(fault) => fault.fmt(f),
        }
    }
}
