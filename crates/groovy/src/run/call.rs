//! Calls as they are written.

use std::sync::Arc;

use super::invoke::Reach;
use super::scope::Scope;
use super::{Cx, Eval};
use crate::ast::{Access, Arg, Call, Expr, ExprKind, Member, Name};
use crate::code::Span;
use crate::value::{Entries, Key, Map, MapKind, Value};

impl Cx {
    pub(super) fn call_expr(&mut self, call: &Call, span: Span, scope: &Arc<Scope>) -> Eval<Value> {
        match &call.object {
            None => self.call_name(call, span, scope),
            Some(object) => self.call_on(object, call, span, scope),
        }
    }

    /// `f(x)`.
    fn call_name(&mut self, call: &Call, span: Span, scope: &Arc<Scope>) -> Eval<Value> {
        let name = self.member(&call.name, scope)?;
        let args = self.arguments(&call.args, scope)?;
        self.at(span);
        if let Some(callee) = scope.get(&name) {
            return self.call(&callee, &args);
        }
        if let Some(value) = self.call_implicit(&name, &args, scope)? {
            return Ok(value);
        }
        match self.name(&name, scope) {
            Ok(Some(Value::Class(_)) | None) | Err(_) => {
                Err(self.missing_call(&name, &args, scope))
            }
            Ok(Some(callee)) => self.call(&callee, &args),
        }
    }

    fn call_implicit(
        &mut self,
        name: &Name,
        args: &[Value],
        scope: &Arc<Scope>,
    ) -> Eval<Option<Value>> {
        let context = &scope.context;
        let found = match &context.closure {
            Some(closure) => {
                let closure = Arc::clone(closure);
                match &**name {
                    "call" | "doCall" => {
                        return self.call_closure(&closure, args.to_vec()).map(Some);
                    }
                    _ => self.invoke_places(&closure, name, args, Reach::All)?,
                }
            }
            None => self.invoke(&context.this.clone(), name, args)?,
        };
        if found.is_some() {
            return Ok(found);
        }
        self.call_around(name, args, scope)
    }

    /// `a.f(x)`.
    fn call_on(
        &mut self,
        object: &Expr,
        call: &Call,
        span: Span,
        scope: &Arc<Scope>,
    ) -> Eval<Value> {
        if matches!(object.kind, ExprKind::Super) {
            return self.call_super(call, span, scope);
        }
        let receiver = self.receiver(object, scope)?;
        if receiver.is_null() && matches!(call.access, Access::Safe | Access::Spread) {
            return Ok(Value::Null);
        }
        let name = self.member(&call.name, scope)?;
        let args = self.arguments(&call.args, scope)?;
        self.at(name_span(call, span));
        if call.access == Access::Spread {
            return self.call_each(&receiver, &name, &args);
        }
        let value = self.call_method(&receiver, &name, &args)?;
        Ok(value)
    }

    fn call_each(&mut self, receiver: &Value, name: &Name, args: &[Value]) -> Eval<Value> {
        let mut values = Vec::new();
        for item in self.items(receiver)? {
            values.push(match item {
                Value::Null => Value::Null,
                item => self.call_method(&item, name, args)?,
            });
        }
        Ok(Value::list(values))
    }

    fn call_super(&mut self, call: &Call, span: Span, scope: &Arc<Scope>) -> Eval<Value> {
        let name = self.member(&call.name, scope)?;
        let args = self.arguments(&call.args, scope)?;
        self.at(span);
        let context = &scope.context;
        let this = context.this.clone();
        let above = context.class.iter().flat_map(|class| class.coded().skip(1));
        for class in above {
            if let Some(value) = self.own_method(&this, class, &name, &args)? {
                return Ok(value);
            }
        }
        if let Some(value) = self.object_method(&this, &name, &args)? {
            return Ok(value);
        }
        match crate::library::call(self, &this, &name, &args)? {
            Some(value) => Ok(value),
            None => Err(self.missing_method(&this, &name, &args)),
        }
    }

    /// Arguments: named ones are one map at the front.
    pub(super) fn arguments(&mut self, args: &[Arg], scope: &Arc<Scope>) -> Eval<Vec<Value>> {
        let mut values = Vec::with_capacity(args.len());
        let mut named: Option<Entries> = None;
        for arg in args {
            match &arg.key {
                None => self.add_item(&arg.value, scope, &mut values)?,
                Some(key) if matches!(key.kind, ExprKind::Spread(_)) => {
                    let others = self.expr(&arg.value, scope)?;
                    self.add_entries(&others, named.get_or_insert_default())?;
                }
                Some(key) => {
                    let key = self.expr(key, scope)?;
                    let value = self.expr(&arg.value, scope)?;
                    named.get_or_insert_default().insert(Key(key), value);
                }
            }
        }
        if let Some(named) = named {
            self.charge(64 + named.len() * 64)?;
            let map = Map::new(MapKind::Linked, named);
            values.insert(0, Value::Map(Arc::new(map)));
        }
        Ok(values)
    }
}

/// Where a called method's name is.
pub(super) fn name_span(call: &Call, span: Span) -> Span {
    match &call.name {
        Member::Name(ident) => ident.span,
        Member::Dynamic(_) => span,
    }
}
