//! Classes of Jenkins that scripts may name.

use maillon_groovy::{Cx, Eval, Value};

use super::{interruption, result};
use crate::build;

/// Constructs a class. None: it is none of Jenkins'.
pub(crate) fn construct(cx: &mut Cx, class: &str, args: &[Value]) -> Option<Value> {
    (class == build::INTERRUPTED).then(|| interruption::construct(cx, args))
}

/// Calls a static method. None: the class is none of Jenkins'.
pub(crate) fn call_static(
    cx: &mut Cx,
    class: &str,
    name: &str,
    args: &[Value],
) -> Eval<Option<Value>> {
    match class {
        result::CLASS => result::call_static(cx, name, args),
        _ => Ok(None),
    }
}
