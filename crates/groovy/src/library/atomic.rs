//! Numbers and flags that branches of a build share.

use std::any::Any;

use parking_lot::Mutex;

use super::table::{Args, Method, Param, Type, method};
use crate::ast::BinaryOp;
use crate::run::{Cx, Eval};
use crate::value::{Native, Value};

pub(super) const TYPES: &[Type] = &[
    Type::new("java.util.concurrent.atomic.AtomicInteger")
        .constructors(&[
            method("new", &[], |_, _, _| Ok(made(INTEGER, Value::Int(0)))),
            method("new", &[Param::Int], |_, _, args| {
                Ok(made(INTEGER, args.get(0).clone()))
            }),
        ])
        .methods(NUMBERS),
    Type::new("java.util.concurrent.atomic.AtomicLong")
        .constructors(&[
            method("new", &[], |_, _, _| Ok(made(LONG, Value::Long(0)))),
            method("new", &[Param::Long], |_, _, args| {
                Ok(made(LONG, Value::Long(args.long(0))))
            }),
        ])
        .methods(NUMBERS),
    Type::new("java.util.concurrent.atomic.AtomicBoolean")
        .constructors(&[
            method("new", &[], |_, _, _| Ok(made(BOOLEAN, Value::Bool(false)))),
            method("new", &[Param::Bool], |_, _, args| {
                Ok(made(BOOLEAN, args.get(0).clone()))
            }),
        ])
        .methods(CELL),
];

const INTEGER: &str = "java.util.concurrent.atomic.AtomicInteger";
const LONG: &str = "java.util.concurrent.atomic.AtomicLong";
const BOOLEAN: &str = "java.util.concurrent.atomic.AtomicBoolean";

const CELL: &[Method] = &[
    method("get", &[], |_, this, _| Ok(now(this))),
    method("set", &[Param::Any], |_, this, args| {
        replace(this, args.get(0).clone());
        Ok(Value::Null)
    }),
    method("getAndSet", &[Param::Any], |_, this, args| {
        Ok(replace(this, args.get(0).clone()))
    }),
    method("compareAndSet", &[Param::Any, Param::Any], compare_and_set),
];

const NUMBERS: &[Method] = &[
    method("get", &[], |_, this, _| Ok(now(this))),
    method("intValue", &[], |_, this, _| Ok(now(this))),
    method("longValue", &[], |_, this, _| Ok(now(this))),
    method("set", &[Param::Any], |_, this, args| {
        replace(this, args.get(0).clone());
        Ok(Value::Null)
    }),
    method("getAndSet", &[Param::Any], |_, this, args| {
        Ok(replace(this, args.get(0).clone()))
    }),
    method("incrementAndGet", &[], |cx, this, _| {
        add(cx, this, &Value::Int(1))
    }),
    method("decrementAndGet", &[], |cx, this, _| {
        add(cx, this, &Value::Int(-1))
    }),
    method("addAndGet", &[Param::Long], |cx, this, args| {
        add(cx, this, args.get(0))
    }),
    method("getAndIncrement", &[], |cx, this, _| {
        before(cx, this, &Value::Int(1))
    }),
    method("getAndDecrement", &[], |cx, this, _| {
        before(cx, this, &Value::Int(-1))
    }),
    method("getAndAdd", &[Param::Long], |cx, this, args| {
        before(cx, this, args.get(0))
    }),
    method("next", &[], |cx, this, _| add(cx, this, &Value::Int(1))),
    method("compareAndSet", &[Param::Any, Param::Any], compare_and_set),
];

/// A value in a place of its own.
struct Atomic {
    class: &'static str,
    value: Mutex<Value>,
}

fn made(class: &'static str, value: Value) -> Value {
    Value::native(Atomic {
        class,
        value: Mutex::new(value),
    })
}

fn now(this: &Value) -> Value {
    let atomic = this.downcast::<Atomic>();
    atomic.map_or(Value::Null, |atomic| atomic.value.lock().clone())
}

fn replace(this: &Value, value: Value) -> Value {
    let atomic = this.downcast::<Atomic>();
    atomic.map_or(Value::Null, |atomic| {
        std::mem::replace(&mut *atomic.value.lock(), value)
    })
}

fn add(cx: &mut Cx, this: &Value, more: &Value) -> Eval<Value> {
    let sum = cx.operate(BinaryOp::Add, &now(this), more)?;
    replace(this, sum.clone());
    Ok(sum)
}

fn before(cx: &mut Cx, this: &Value, more: &Value) -> Eval<Value> {
    let old = now(this);
    add(cx, this, more)?;
    Ok(old)
}

fn compare_and_set(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let expected = cx.equals(&now(this), args.get(0))?;
    if expected {
        replace(this, args.get(1).clone());
    }
    Ok(Value::Bool(expected))
}

impl Native for Atomic {
    fn class_name(&self) -> &'static str {
        self.class
    }

    fn show(&self) -> String {
        match &*self.value.lock() {
            Value::Int(value) => value.to_string(),
            Value::Long(value) => value.to_string(),
            Value::Bool(value) => value.to_string(),
            _ => String::new(),
        }
    }

    fn any(&self) -> &dyn Any {
        self
    }
}
