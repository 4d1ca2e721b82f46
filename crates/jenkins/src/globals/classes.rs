//! Classes of Jenkins that scripts may name.

use maillon_groovy::{Cx, Eval, Value};

/// Constructs a class. None: it is none of Jenkins'.
pub(crate) fn construct(_cx: &mut Cx, _class: &str, _args: &[Value]) -> Eval<Option<Value>> {
    Ok(None)
}

/// Calls a static method. None: the class is none of Jenkins'.
pub(crate) fn call_static(
    _cx: &mut Cx,
    _class: &str,
    _name: &str,
    _args: &[Value],
) -> Eval<Option<Value>> {
    Ok(None)
}
