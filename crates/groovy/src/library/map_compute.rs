//! What Java 8 gave to maps: values that are computed where they are needed.

use super::entry::pair;
use super::map::{found, put, remove};
use super::support::items;
use super::table::{Param, Type, method};
use crate::run::{Cx, Eval};
use crate::value::Value;

pub(super) const TYPES: &[Type] = &[Type::new("java.util.Map").methods(&[
    method(
        "putIfAbsent",
        &[Param::Any, Param::Any],
        |cx, this, args| match found(this, args.get(0)) {
            Some(value) if !value.is_null() => Ok(value),
            _ => put(cx, this, args.get(0), args.get(1)),
        },
    ),
    method(
        "computeIfAbsent",
        &[Param::Any, Param::Closure],
        |cx, this, args| match found(this, args.get(0)) {
            Some(value) if !value.is_null() => Ok(value),
            _ => {
                let value = cx.call(args.get(1), std::slice::from_ref(args.get(0)))?;
                put_or_remove(cx, this, args.get(0), value)
            }
        },
    ),
    method(
        "computeIfPresent",
        &[Param::Any, Param::Closure],
        |cx, this, args| match found(this, args.get(0)) {
            Some(value) if !value.is_null() => {
                let value = cx.call(args.get(1), &[args.get(0).clone(), value])?;
                put_or_remove(cx, this, args.get(0), value)
            }
            _ => Ok(Value::Null),
        },
    ),
    method(
        "compute",
        &[Param::Any, Param::Closure],
        |cx, this, args| {
            let old = found(this, args.get(0)).unwrap_or_default();
            let value = cx.call(args.get(1), &[args.get(0).clone(), old])?;
            put_or_remove(cx, this, args.get(0), value)
        },
    ),
    method(
        "merge",
        &[Param::Any, Param::Any, Param::Closure],
        |cx, this, args| {
            let value = match found(this, args.get(0)) {
                Some(old) if !old.is_null() => cx.call(args.get(2), &[old, args.get(1).clone()])?,
                _ => args.get(1).clone(),
            };
            put_or_remove(cx, this, args.get(0), value)
        },
    ),
    method(
        "replace",
        &[Param::Any, Param::Any],
        |cx, this, args| match found(this, args.get(0)) {
            Some(_) => put(cx, this, args.get(0), args.get(1)),
            None => Ok(Value::Null),
        },
    ),
    method("replaceAll", &[Param::Closure], |cx, this, args| {
        for entry in items(cx, this)? {
            let (key, value) = pair(&entry);
            let value = cx.call(args.get(0), &[key.clone(), value])?;
            put(cx, this, &key, &value)?;
        }
        Ok(Value::Null)
    }),
    method("forEach", &[Param::Closure], |cx, this, args| {
        for entry in items(cx, this)? {
            let (key, value) = pair(&entry);
            cx.call(args.get(0), &[key, value])?;
        }
        Ok(Value::Null)
    }),
])];

/// A value of `null` takes the key out.
fn put_or_remove(cx: &mut Cx, this: &Value, key: &Value, value: Value) -> Eval<Value> {
    match value {
        Value::Null => remove(cx, this, key)?,
        ref value => put(cx, this, key, value)?,
    };
    Ok(value)
}
