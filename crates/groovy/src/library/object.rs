//! What every object can do.

use std::sync::Arc;

use super::hash::hash_code;
use super::support::parameters;
use super::table::{Args, Param, Type, method};
use crate::ast::Name;
use crate::run::{Cx, Eval};
use crate::value::{Key, Strategy, Value};

pub(super) const TYPES: &[Type] = &[Type::new("java.lang.Object").methods(&[
    method("toString", &[], |cx, this, _| {
        Ok(Value::Str(cx.to_text(this)?))
    }),
    method("equals", &[Param::Any], equals),
    method("hashCode", &[], |_, this, _| {
        Ok(Value::Int(identity_or_hash(this)))
    }),
    method("is", &[Param::Any], |_, this, args| {
        Ok(Value::Bool(is(this, args.get(0))))
    }),
    method("inspect", &[], |cx, this, _| {
        Ok(Value::Str(cx.inspect(this)?))
    }),
    method("dump", &[], dump),
    method("asBoolean", &[], |cx, this, _| {
        Ok(Value::Bool(cx.truth(this)?))
    }),
    method("isCase", &[Param::Any], |cx, this, args| {
        Ok(Value::Bool(match this {
            Value::Object(_) | Value::Native(_) => cx.equals(this, args.get(0))?,
            _ => cx.is_case(this, args.get(0))?,
        }))
    }),
    method("with", &[Param::Closure], with),
    method("identity", &[Param::Closure], with),
    method("getProperty", &[Param::Text], get_property),
    method("getAt", &[Param::Text], get_property),
    method("setProperty", &[Param::Text, Param::Any], set_property),
    method("putAt", &[Param::Text, Param::Any], set_property),
    method(
        "invokeMethod",
        &[Param::Text, Param::Any],
        |cx, this, args| {
            let name = args.text(cx, 0)?;
            let given = match args.get(1) {
                Value::List(list) => list.items.lock().clone(),
                Value::Null => Vec::new(),
                one => vec![one.clone()],
            };
            cx.call_method(this, &name, &given)
        },
    ),
    method("hasProperty", &[Param::Text], |cx, this, args| {
        let name = args.text(cx, 0)?;
        let known = fields(this).iter().any(|(field, _)| *field == name);
        Ok(if known { Value::Str(name) } else { Value::Null })
    }),
    method("getProperties", &[], |cx, this, _| {
        let class = Value::Class(cx.class_of(this));
        let fields = fields(this).into_iter();
        Ok(Value::map(fields.chain([("class".into(), class)])))
    }),
    method("respondsTo", &[Param::Text, Param::Rest], responds_to),
])];

/// `equals()`, which for collections is Groovy's.
fn equals(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let other = args.get(0);
    let equal = match this {
        Value::List(_) | Value::Map(_) | Value::Range(_) => cx.equals(this, other)?,
        Value::Object(_) => is(this, other),
        _ => Key(this.clone()) == Key(other.clone()),
    };
    Ok(Value::Bool(equal))
}

/// Whether two values are one object.
fn is(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::List(a), Value::List(b)) => Arc::ptr_eq(a, b),
        (Value::Map(a), Value::Map(b)) => Arc::ptr_eq(a, b),
        (Value::Object(a), Value::Object(b)) => Arc::ptr_eq(a, b),
        (Value::Native(a), Value::Native(b)) => Arc::ptr_eq(a, b),
        (Value::Range(a), Value::Range(b)) => Arc::ptr_eq(a, b),
        _ => Key(a.clone()) == Key(b.clone()),
    }
}

/// The hash of a value; that of an object is its place in memory.
fn identity_or_hash(this: &Value) -> i32 {
    let address = match this {
        Value::Object(object) => Arc::as_ptr(object).addr(),
        Value::Closure(closure) => Arc::as_ptr(closure).addr(),
        other => return hash_code(other),
    };
    i32::try_from((address >> 4) & 0x7fff_ffff).unwrap_or_default()
}

fn dump(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let mut shown = format!("<{}@{:x}", super::class_name(this), identity_or_hash(this));
    if let Value::Object(object) = this {
        let fields = object.fields.lock().clone();
        for (name, value) in fields {
            let value = cx.to_text(&value)?;
            shown.extend([" ", &name, "=", &value]);
        }
    }
    shown.push('>');
    Ok(Value::text(shown))
}

/// Calls a closure with the object as its delegate, asked before its owner.
fn with(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let closure = super::closure::copy(args.get(0), |closure| {
        *closure.delegate.get_mut() = this.clone();
        *closure.strategy.get_mut() = Strategy::DelegateFirst;
    });
    match parameters(&closure) {
        0 => cx.call(&closure, &[]),
        _ => cx.call(&closure, std::slice::from_ref(this)),
    }
}

fn get_property(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let name = args.text(cx, 0)?;
    cx.get_property(this, &name)
}

fn set_property(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let name = args.text(cx, 0)?;
    cx.set_property(this, &name, args.get(1))?;
    Ok(Value::Null)
}

/// The fields of a script's object.
fn fields(this: &Value) -> Vec<(Name, Value)> {
    let Value::Object(object) = this else {
        return Vec::new();
    };
    let fields = object.fields.lock();
    let fields = fields.iter();
    fields
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// A list that is empty where there is no such method.
fn responds_to(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let name = args.text(cx, 0)?;
    let known =
        cx.has_method(this, &name) || super::methods(super::class_name(this)).contains(&&*name);
    Ok(Value::list(known.then(|| Value::Str(name))))
}

/// What `switch` and `grep` ask: whether a value is a case of another one.
pub(super) fn is_case(cx: &mut Cx, case: &Value, value: &Value) -> Eval<bool> {
    cx.is_case(case, value)
}
