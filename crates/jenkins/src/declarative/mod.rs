//! Runs declarative pipelines. (under construction)

use maillon_groovy::{Cx, Eval, Value};

/// `pipeline { ... }`, wherever it stands.
pub(crate) fn pipeline(cx: &mut Cx, _args: &[Value]) -> Eval<Value> {
    Err(cx.fault("declarative pipelines are not built yet"))
}
