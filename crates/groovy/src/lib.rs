//! The part of Groovy that pipelines use.
//!
//! [`parse()`] makes an [`ast::Script`] of a text and says everything that is wrong with it. A [`Program`] holds the
//! classes of several scripts; a [`Cx`] is one thread of its execution. What a script finds around it
//! (steps, `env`, global variables) is a [`Host`].
//!
//! What this crate must never do: read or write anything, start a process, look at the clock or the environment (the
//! [`Host`] tells the time), or know what a pipeline is. Every loop and every growth counts against [`Limits`], so that no
//! script runs or grows without end.
//!
//! Source of the semantics: Groovy 2.4, which Jenkins runs: <https://docs.groovy-lang.org/docs/groovy-2.4.21/html/documentation/>.

pub mod ast;
mod code;
mod library;
mod parse;
mod run;
#[cfg(test)]
pub(crate) mod testing;
mod value;

pub use code::{Code, Position, Span};
pub use library::reference;
pub use parse::{Parsed, SyntaxError, parse};
pub use run::{
    Cx, Eval, Fault, Fork, Frame, Host, Limits, Loaded, Program, STACK, Scope, Throw, Unwind,
};
pub use value::{
    Class, ClassKind, Closure, ClosureCode, Entries, GString, Key, List, ListKind, Map, MapKind,
    Native, NativeClosure, Object, Range, Strategy, Thrown, Value,
};
