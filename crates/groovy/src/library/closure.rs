//! Closures as objects: `curry`, `memoize`, `delegate` and the rest.

use std::sync::Arc;

use parking_lot::Mutex;
use rustc_hash::FxHashMap;

use super::support::{int, parameters};
use super::table::{Param, Run, Type, method};
use crate::run::{Cx, Eval};
use crate::value::{Closure, ClosureCode, Key, NativeClosure, Strategy, Value};

pub(super) const TYPES: &[Type] = &[Type::new("groovy.lang.Closure")
    .methods(&[
        method("call", &[Param::Rest], |cx, this, args| {
            cx.call(this, args.from(0))
        }),
        method("doCall", &[Param::Rest], |cx, this, args| {
            cx.call(this, args.from(0))
        }),
        method("run", &[], |cx, this, _| cx.call(this, &[])),
        method("curry", &[Param::Rest], |_, this, args| {
            Ok(curried(this, args.from(0).to_vec(), Vec::new()))
        }),
        method("rcurry", &[Param::Rest], |_, this, args| {
            Ok(curried(this, Vec::new(), args.from(0).to_vec()))
        }),
        method("ncurry", &[Param::Int, Param::Rest], |_, this, args| {
            let at = usize::try_from(args.int(0)).unwrap_or(0);
            Ok(native(Arc::new(Inserted {
                closure: this.clone(),
                at,
                values: args.from(1).to_vec(),
            })))
        }),
        method("rightShift", &[Param::Closure], |_, this, args| {
            Ok(composed(this, args.get(0)))
        }),
        method("leftShift", &[Param::Closure], |_, this, args| {
            Ok(composed(args.get(0), this))
        }),
        method("leftShift", &[Param::Any], |cx, this, args| {
            cx.call(this, args.from(0))
        }),
        method("memoize", &[], MEMOIZE),
        method("memoizeAtMost", &[Param::Int], MEMOIZE),
        method("memoizeAtLeast", &[Param::Int], MEMOIZE),
        method("memoizeBetween", &[Param::Int, Param::Int], MEMOIZE),
        method("getDelegate", &[], |_, this, _| {
            Ok(part(this, |closure| closure.delegate.lock().clone()))
        }),
        method("setDelegate", &[Param::Any], |_, this, args| {
            Ok(part(this, |closure| {
                *closure.delegate.lock() = args.get(0).clone();
                Value::Null
            }))
        }),
        method("getOwner", &[], |_, this, _| {
            Ok(part(this, |closure| closure.owner.clone()))
        }),
        method("getThisObject", &[], |_, this, _| {
            Ok(part(this, |closure| closure.this.clone()))
        }),
        method("getResolveStrategy", &[], |_, this, _| {
            Ok(part(this, |closure| number(*closure.strategy.lock())))
        }),
        method("setResolveStrategy", &[Param::Int], |_, this, args| {
            Ok(part(this, |closure| {
                *closure.strategy.lock() = strategy(args.int(0));
                Value::Null
            }))
        }),
        method("getMaximumNumberOfParameters", &[], |_, this, _| {
            Ok(int(parameters(this)))
        }),
        method("getParameterTypes", &[], |cx, this, _| {
            let object = cx
                .class("java.lang.Object")
                .map_or(Value::Null, Value::Class);
            Ok(Value::list(vec![object; parameters(this)]))
        }),
        method("clone", &[], |_, this, _| Ok(copy(this, |_| ()))),
        method("dehydrate", &[], |_, this, _| Ok(this.clone())),
        method(
            "rehydrate",
            &[Param::Any, Param::Any, Param::Any],
            |_, this, args| {
                Ok(copy(this, |closure| {
                    *closure.delegate.get_mut() = args.get(0).clone();
                    closure.owner = args.get(1).clone();
                    closure.this = args.get(2).clone();
                }))
            },
        ),
        method("asWritable", &[], |_, this, _| Ok(this.clone())),
    ])
    .fields(&[
        ("OWNER_FIRST", || Value::Int(0)),
        ("DELEGATE_FIRST", || Value::Int(1)),
        ("OWNER_ONLY", || Value::Int(2)),
        ("DELEGATE_ONLY", || Value::Int(3)),
        ("TO_SELF", || Value::Int(4)),
        ("IDENTITY", || native(Arc::new(Identity))),
    ])];

fn part(this: &Value, read: impl FnOnce(&Closure) -> Value) -> Value {
    match this {
        Value::Closure(closure) => read(closure),
        _ => Value::Null,
    }
}

fn number(strategy: Strategy) -> Value {
    Value::Int(match strategy {
        Strategy::OwnerFirst => 0,
        Strategy::DelegateFirst => 1,
        Strategy::OwnerOnly => 2,
        Strategy::DelegateOnly => 3,
        Strategy::ToSelf => 4,
    })
}

fn strategy(number: i32) -> Strategy {
    match number {
        1 => Strategy::DelegateFirst,
        2 => Strategy::OwnerOnly,
        3 => Strategy::DelegateOnly,
        4 => Strategy::ToSelf,
        _ => Strategy::OwnerFirst,
    }
}

/// A closure with the same code, owner and delegate, changed.
pub(super) fn copy(this: &Value, change: impl FnOnce(&mut Closure)) -> Value {
    let Value::Closure(closure) = this else {
        return this.clone();
    };
    let mut copy = Closure {
        code: closure.code.clone(),
        owner: closure.owner.clone(),
        this: closure.this.clone(),
        delegate: Mutex::new(closure.delegate.lock().clone()),
        strategy: Mutex::new(*closure.strategy.lock()),
    };
    change(&mut copy);
    Value::Closure(Arc::new(copy))
}

/// A closure with code that is not a script's.
pub(super) fn native(code: Arc<dyn NativeClosure>) -> Value {
    Value::Closure(Arc::new(Closure {
        code: ClosureCode::Native(code),
        owner: Value::Null,
        this: Value::Null,
        delegate: Mutex::default(),
        strategy: Mutex::default(),
    }))
}

fn curried(this: &Value, left: Vec<Value>, right: Vec<Value>) -> Value {
    copy(this, |closure| {
        if let Value::Closure(inner) = this {
            closure.code = ClosureCode::Curried(Arc::clone(inner), left, right);
        }
    })
}

fn composed(first: &Value, then: &Value) -> Value {
    copy(first, |closure| {
        if let (Value::Closure(first), Value::Closure(then)) = (first, then) {
            closure.code = ClosureCode::Composed(Arc::clone(first), Arc::clone(then));
        }
    })
}

/// `ncurry`: values come in at a place among the arguments.
struct Inserted {
    closure: Value,
    at: usize,
    values: Vec<Value>,
}

impl NativeClosure for Inserted {
    fn call(&self, cx: &mut Cx, args: Vec<Value>) -> Eval<Value> {
        let mut all = args;
        let at = self.at.min(all.len());
        all.splice(at..at, self.values.iter().cloned());
        cx.call(&self.closure, &all)
    }

    fn parameters(&self) -> usize {
        parameters(&self.closure).saturating_sub(self.values.len())
    }
}

struct Identity;

impl NativeClosure for Identity {
    fn call(&self, _: &mut Cx, args: Vec<Value>) -> Eval<Value> {
        Ok(args.into_iter().next().unwrap_or_default())
    }
}

/// A closure that remembers what it gave for which arguments.
struct Memoized {
    closure: Value,
    known: Mutex<FxHashMap<Key, Value>>,
}

impl NativeClosure for Memoized {
    fn call(&self, cx: &mut Cx, args: Vec<Value>) -> Eval<Value> {
        let key = Key(Value::list(args.iter().cloned()));
        let known = self.known.lock().get(&key).cloned();
        if let Some(value) = known {
            return Ok(value);
        }
        let value = cx.call(&self.closure, &args)?;
        super::support::charge(cx, 4)?;
        self.known.lock().insert(key, value.clone());
        Ok(value)
    }

    fn parameters(&self) -> usize {
        parameters(&self.closure)
    }
}

const MEMOIZE: Run = |_, this, _| {
    Ok(native(Arc::new(Memoized {
        closure: this.clone(),
        known: Mutex::default(),
    })))
};
