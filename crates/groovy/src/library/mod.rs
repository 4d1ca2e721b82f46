//! The methods that Java and Groovy give to their own types: a file per type.
//!
//! Methods are found by the receiver's type and by name; each file has its table, from which the reference page is made too.

mod classes;

use crate::run::{Cx, Eval};
use crate::value::Value;

/// Calls a method of a value that is not a script's object. None: there is no such method.
pub(crate) fn call(
    _cx: &mut Cx,
    _receiver: &Value,
    _name: &str,
    _args: &[Value],
) -> Eval<Option<Value>> {
    Ok(None)
}

/// A property of such a value: `list.size`-like getters (`getX()` as `x`), `map.key`, `*.name` is the interpreter's. None: no such.
pub(crate) fn get(_cx: &mut Cx, _receiver: &Value, _name: &str) -> Eval<Option<Value>> {
    Ok(None)
}

/// `new Name(args)` of a class that is not a script's, by its full or simple name. None: no such class.
pub(crate) fn construct(_cx: &mut Cx, _class: &str, _args: &[Value]) -> Eval<Option<Value>> {
    Ok(None)
}

/// `Name.method(args)` of such a class: `Math.max`, `System.currentTimeMillis`, `Integer.parseInt`. None: no such.
pub(crate) fn call_static(
    _cx: &mut Cx,
    _class: &str,
    _name: &str,
    _args: &[Value],
) -> Eval<Option<Value>> {
    Ok(None)
}

/// `Name.FIELD` of such a class: `Integer.MAX_VALUE`. None: no such.
pub(crate) fn get_static(_cx: &mut Cx, _class: &str, _name: &str) -> Eval<Option<Value>> {
    Ok(None)
}

/// The full name of a class that scripts may name by a simple or a full name (`String`, `java.util.Date`, `Exception`, exceptions of Jenkins), with its
/// parents, nearest first. None: no such class.
pub(crate) fn class(name: &str) -> Option<&'static [&'static str]> {
    classes::find(name)
}

/// The names of the methods that a type has, for suggestions and for the reference page.
pub(crate) fn methods(_type: &str) -> Vec<&'static str> {
    Vec::new()
}
