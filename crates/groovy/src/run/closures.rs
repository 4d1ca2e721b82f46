//! Closures.

use std::sync::Arc;

use parking_lot::Mutex;

use super::invoke::Reach;
use super::scope::{Context, Scope, Slot};
use super::types::Type;
use super::{Cx, Eval};
use crate::ast::{ClosureExpr, Name};
use crate::value::{Closure, ClosureCode, Entries, Key, NativeClosure, Strategy, Value};

impl Cx {
    /// Calls a closure.
    pub(crate) fn call_closure(&mut self, closure: &Arc<Closure>, args: Vec<Value>) -> Eval<Value> {
        match &closure.code {
            ClosureCode::Script(expr, around) => self.call_script(closure, expr, around, args),
            ClosureCode::Method(receiver, name) => {
                self.check_stack()?;
                self.call_method(receiver, name, &args)
            }
            ClosureCode::Composed(first, second) => {
                self.check_stack()?;
                let between = self.call_closure(first, args)?;
                self.call_closure(second, vec![between])
            }
            ClosureCode::Curried(inner, left, right) => {
                self.check_stack()?;
                let args = left.iter().cloned().chain(args).chain(right.iter().cloned());
                self.call_closure(inner, args.collect())
            }
            ClosureCode::Native(native) => native.call(self, args),
        }
    }

    fn call_script(
        &mut self,
        closure: &Arc<Closure>,
        expr: &Arc<ClosureExpr>,
        around: &Arc<Scope>,
        args: Vec<Value>,
    ) -> Eval<Value> {
        let slots = match &expr.params {
            None if args.len() > 1 => return Err(self.closure_mismatch(closure, &args)),
            None => vec![Slot {
                name: self.it(),
                value: args.first().cloned().unwrap_or_default(),
                ty: Type::Any,
            }],
            Some(_) => Vec::new(),
        };
        let scope = scope_in(closure, around, slots);
        self.within(&scope, |cx| cx.enter_closure(closure, expr, args, &scope))
    }

    /// The scope of a closure that is not called.
    pub(super) fn closure_scope(closure: &Arc<Closure>, around: &Arc<Scope>) -> Arc<Scope> {
        scope_in(closure, around, Vec::new())
    }

    /// What a closure has as methods.
    pub(super) fn closure_method(
        &mut self,
        closure: &Arc<Closure>,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        Ok(Some(match (name, args) {
            ("call" | "doCall", _) => self.call_closure(closure, args.to_vec())?,
            ("curry", _) => curried(closure, args.to_vec(), Vec::new()),
            ("rcurry", _) => curried(closure, Vec::new(), args.to_vec()),
            ("ncurry", [at, rest @ ..]) => {
                let at = self.int(at)?;
                native(closure, Inserted {
                    closure: Arc::clone(closure),
                    at: usize::try_from(at).unwrap_or_default(),
                    values: rest.to_vec(),
                })
            }
            ("rightShift", [Value::Closure(next)]) => composed(closure, next),
            ("leftShift", [Value::Closure(first)]) => composed(first, closure),
            ("leftShift", [_]) => self.call_closure(closure, args.to_vec())?,
            ("memoize" | "memoizeAtMost" | "memoizeAtLeast", _) => {
                native(closure, Memory {
                    closure: Arc::clone(closure),
                    known: Mutex::default(),
                })
            }
            ("trampoline", []) => Value::Closure(Arc::clone(closure)),
            ("clone" | "dehydrate", []) => Value::Closure(Arc::new(copy(closure))),
            ("rehydrate", [delegate, owner, this]) => {
                let mut copy = copy(closure);
                copy.delegate = Mutex::new(delegate.clone());
                copy.owner = owner.clone();
                copy.this = this.clone();
                Value::Closure(Arc::new(copy))
            }
            ("getOwner" | "getDelegate" | "getThisObject" | "getResolveStrategy"
            | "getMaximumNumberOfParameters", []) => {
                let name = uncapitalized(name.trim_start_matches("get"));
                return Ok(super::names::own_property(closure, &name));
            }
            ("setDelegate" | "setResolveStrategy", [value]) => {
                let name = uncapitalized(name.trim_start_matches("set"));
                self.set_closure_property(closure, &name.into(), value)?;
                Value::Null
            }
            ("run", []) => self.call_closure(closure, Vec::new())?,
            _ => return Ok(None),
        }))
    }

    pub(super) fn set_closure_property(
        &mut self,
        closure: &Arc<Closure>,
        name: &Name,
        value: &Value,
    ) -> Eval<bool> {
        match &**name {
            "delegate" => *closure.delegate.lock() = value.clone(),
            "resolveStrategy" => {
                *closure.strategy.lock() = match self.int(value)? {
                    1 => Strategy::DelegateFirst,
                    2 => Strategy::OwnerOnly,
                    3 => Strategy::DelegateOnly,
                    4 => Strategy::ToSelf,
                    _ => Strategy::OwnerFirst,
                }
            }
            "directive" => {}
            _ => return self.assign_in_closure(closure, name, value),
        }
        Ok(true)
    }

    /// Binds the arguments and runs the body.
    fn enter_closure(
        &mut self,
        closure: &Arc<Closure>,
        expr: &ClosureExpr,
        args: Vec<Value>,
        scope: &Arc<Scope>,
    ) -> Eval<Value> {
        self.at(expr.span);
        if let Some(params) = &expr.params {
            let args = self.spread_for(params.len(), args);
            match self.suits(params, &args, &scope.context.unit) {
                Some(_) => self.bind(params, args, scope)?,
                None => return Err(self.closure_mismatch(closure, &args)),
            }
        }
        self.body(&expr.body, scope)
    }

    /// One list for several parameters is their values.
    fn spread_for(&mut self, params: usize, args: Vec<Value>) -> Vec<Value> {
        match (params, args.as_slice()) {
            (2.., [Value::List(list)]) => list.items.lock().clone(),
            _ => args,
        }
    }
}

impl Closure {
    /// How many arguments it takes at most: one where it says nothing, so that `it` is there.
    pub fn arity(&self) -> usize {
        match &self.code {
            ClosureCode::Script(expr, _) => expr.params.as_ref().map_or(1, Vec::len),
            ClosureCode::Composed(first, _) => first.arity(),
            ClosureCode::Curried(inner, left, right) => {
                inner.arity().saturating_sub(left.len() + right.len())
            }
            ClosureCode::Method(..) | ClosureCode::Native(_) => 1,
        }
    }

    /// A closure of the host.
    pub fn native(code: impl NativeClosure + 'static) -> Self {
        Self {
            code: ClosureCode::Native(Arc::new(code)),
            owner: Value::Null,
            this: Value::Null,
            delegate: Mutex::default(),
            strategy: Mutex::default(),
        }
    }
}

fn scope_in(closure: &Arc<Closure>, around: &Arc<Scope>, slots: Vec<Slot>) -> Arc<Scope> {
    let context = Context {
        unit: Arc::clone(&around.context.unit),
        this: closure.this.clone(),
        class: around.context.class.clone(),
        closure: Some(Arc::clone(closure)),
    };
    Scope::with(Some(Arc::clone(around)), Arc::new(context), slots)
}

fn copy(closure: &Closure) -> Closure {
    with_code(closure, closure.code.clone())
}

fn with_code(closure: &Closure, code: ClosureCode) -> Closure {
    Closure {
        code,
        owner: closure.owner.clone(),
        this: closure.this.clone(),
        delegate: Mutex::new(closure.delegate.lock().clone()),
        strategy: Mutex::new(*closure.strategy.lock()),
    }
}

fn curried(closure: &Arc<Closure>, left: Vec<Value>, right: Vec<Value>) -> Value {
    let code = ClosureCode::Curried(Arc::clone(closure), left, right);
    Value::Closure(Arc::new(with_code(closure, code)))
}

fn composed(first: &Arc<Closure>, second: &Arc<Closure>) -> Value {
    let code = ClosureCode::Composed(Arc::clone(first), Arc::clone(second));
    Value::Closure(Arc::new(with_code(first, code)))
}

fn native(closure: &Closure, code: impl NativeClosure + 'static) -> Value {
    let code = ClosureCode::Native(Arc::new(code));
    Value::Closure(Arc::new(with_code(closure, code)))
}

/// `ncurry`.
struct Inserted {
    closure: Arc<Closure>,
    at: usize,
    values: Vec<Value>,
}

impl NativeClosure for Inserted {
    fn call(&self, cx: &mut Cx, mut args: Vec<Value>) -> Eval<Value> {
        let at = self.at.min(args.len());
        args.splice(at..at, self.values.iter().cloned());
        cx.call_closure(&self.closure, args)
    }
}

/// `memoize`.
struct Memory {
    closure: Arc<Closure>,
    known: Mutex<Entries>,
}

impl NativeClosure for Memory {
    fn call(&self, cx: &mut Cx, args: Vec<Value>) -> Eval<Value> {
        let key = Key(Value::list(args.clone()));
        if let Some(value) = self.known.lock().get(&key) {
            return Ok(value.clone());
        }
        let value = cx.call_closure(&self.closure, args)?;
        cx.charge(100)?;
        self.known.lock().insert(key, value.clone());
        Ok(value)
    }
}

fn uncapitalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

impl Cx {
    /// Calls a method in a closure as its code would: by owner and delegate.
    pub fn call_in_closure(
        &mut self,
        closure: &Arc<Closure>,
        name: &str,
        args: &[Value],
    ) -> Eval<Option<Value>> {
        self.invoke_places(closure, name, args, Reach::All)
    }
}
