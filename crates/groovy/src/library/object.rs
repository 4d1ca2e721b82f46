//! What every object can do.

use super::table::{Args, Param, Type, method};
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPES: &[Type] = &[Type::new("java.lang.Object").methods(&[
    method("toString", &[], to_string),
    method("equals", &[Param::Any], equals),
])];

fn to_string(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    Ok(Value::Str(cx.to_text(this)?))
}

fn equals(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    Ok(Value::Bool(cx.equals(this, args.get(0))?))
}
