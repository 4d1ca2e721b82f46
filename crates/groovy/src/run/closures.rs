//! Closures.

use std::sync::Arc;

use parking_lot::Mutex;

use super::invoke::Reach;
use super::scope::{Context, Scope, Slot};
use super::types::Type;
use super::{Cx, Eval};
use crate::ast::{ClosureExpr, Name};
use crate::value::{Closure, ClosureCode, NativeClosure, Strategy, Value};

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
                let args = left
                    .iter()
                    .cloned()
                    .chain(args)
                    .chain(right.iter().cloned());
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
            let args = spread_for(params.len(), args);
            match self.suits(params, &args, &scope.context.unit) {
                Some(_) => self.bind(params, args, scope)?,
                None => return Err(self.closure_mismatch(closure, &args)),
            }
        }
        self.body(&expr.body, scope)
    }
}

/// One list for several parameters is their values.
fn spread_for(params: usize, args: Vec<Value>) -> Vec<Value> {
    match (params, args.as_slice()) {
        (2.., [Value::List(list)]) => list.items.lock().clone(),
        _ => args,
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
        method: around.context.method.clone(),
        closure: Some(Arc::clone(closure)),
    };
    Scope::with(Some(Arc::clone(around)), Arc::new(context), slots)
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
