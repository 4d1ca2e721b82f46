//! Names that stand alone: variables, fields, the binding, what the host has, classes.

use std::sync::Arc;

use super::scope::{Context, Scope};
use super::{Cx, Eval};
use crate::ast::{Access, Expr, ExprKind, Member, Name};
use crate::code::Span;
use crate::value::{Class, Closure, Strategy, Value};

impl Cx {
    pub(super) fn variable(&mut self, name: &Name, span: Span, scope: &Arc<Scope>) -> Eval<Value> {
        if let Some(value) = scope.get(name) {
            return Ok(value);
        }
        if span != Span::default() {
            self.at(span);
        }
        match self.name(name, scope)? {
            Some(value) => Ok(value),
            None => Err(self.missing_name(name, scope)),
        }
    }

    /// What a name means that is no variable.
    pub(super) fn name(&mut self, name: &Name, scope: &Arc<Scope>) -> Eval<Option<Value>> {
        let context = &scope.context;
        if is_type_like(name)
            && let Some(class) = self.class_seen(name, &context.unit)?
        {
            return Ok(Some(Value::Class(class)));
        }
        let found = match &context.closure {
            Some(closure) => {
                let closure = Arc::clone(closure);
                self.closure_name(&closure, name)?
            }
            None => self.implicit_property(context, name)?,
        };
        let primitive = || super::resolve::primitive(name).map(|_| Class::builtin(&**name, None));
        Ok(found.or_else(|| primitive().map(Value::Class)))
    }

    /// `name` in a method or at the top of a script.
    fn implicit_property(&mut self, context: &Arc<Context>, name: &Name) -> Eval<Option<Value>> {
        let own = self.own_member(&context.this, name)?;
        if own.is_some() {
            return Ok(own);
        }
        if let Some(value) = self.property_opt(&context.this, name)? {
            return Ok(Some(value));
        }
        self.static_import_field(name, context)
    }

    /// `name` in a closure: its own members, then owner and delegate by its strategy.
    pub(super) fn closure_name(
        &mut self,
        closure: &Arc<Closure>,
        name: &Name,
    ) -> Eval<Option<Value>> {
        if let Some(value) = own_property(closure, name) {
            return Ok(Some(value));
        }
        for place in places(closure) {
            self.check_stack()?;
            let found = match &place {
                Value::Closure(outer) => self.closure_name(outer, name)?,
                other => self.implicit_or_property(closure, other, name)?,
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn implicit_or_property(
        &mut self,
        closure: &Arc<Closure>,
        place: &Value,
        name: &Name,
    ) -> Eval<Option<Value>> {
        if same(place, &closure.this) {
            let own = self.own_member(place, name)?;
            if own.is_some() {
                return Ok(own);
            }
        }
        match place {
            Value::Null => Ok(None),
            place => self.property_opt(place, name),
        }
    }

    /// What code of a class sees of its own: fields, without their getters.
    fn own_member(&mut self, this: &Value, name: &Name) -> Eval<Option<Value>> {
        match this {
            Value::Object(object) => {
                let field = object.fields.lock().get(name).cloned();
                match field {
                    None => self.static_property(&object.class, name),
                    field => Ok(field),
                }
            }
            Value::Class(class) => self.static_property(class, name),
            _ => Ok(None),
        }
    }

    pub(super) fn assign_variable(
        &mut self,
        name: &Name,
        value: Value,
        scope: &Arc<Scope>,
    ) -> Eval<()> {
        let Some(value) = self.store(name, value, scope)? else {
            return Ok(());
        };
        let context = &scope.context;
        if let Value::Object(object) = &context.this
            && context.closure.is_none()
            && super::property::own_field(object, name, scope).is_some()
        {
            let this = context.this.clone();
            return self.set_field(&this, name, value);
        }
        let done = match &context.closure {
            Some(closure) => {
                let closure = Arc::clone(closure);
                self.assign_in_closure(&closure, name, &value)?
            }
            None => self.assign_implicit(&context.this, name, &value)?,
        };
        if done {
            return Ok(());
        }
        Err(self.missing_name(name, scope))
    }

    pub(super) fn assign_in_closure(
        &mut self,
        closure: &Arc<Closure>,
        name: &Name,
        value: &Value,
    ) -> Eval<bool> {
        for place in places(closure) {
            self.check_stack()?;
            let done = match &place {
                Value::Closure(outer) => self.assign_in_closure(outer, name, value)?,
                Value::Null => false,
                other => self.assign_implicit(other, name, value)?,
            };
            if done {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn assign_implicit(&mut self, this: &Value, name: &Name, value: &Value) -> Eval<bool> {
        self.set_property_opt(this, name, value)
    }

    /// What stands before a `.`: a value, also a class by its full name.
    pub(super) fn receiver(&mut self, object: &Expr, scope: &Arc<Scope>) -> Eval<Value> {
        if let ExprKind::Property {
            object: inner,
            access: Access::Dot,
            name,
        } = &object.kind
            && let Some(class) = self.qualified_class(inner, name, scope)?
        {
            return Ok(Value::Class(class));
        }
        self.expr(object, scope)
    }

    /// The class that `a.b.C` names.
    pub(super) fn qualified_class(
        &mut self,
        object: &Expr,
        name: &Member,
        scope: &Arc<Scope>,
    ) -> Eval<Option<Arc<Class>>> {
        let Member::Name(ident) = name else {
            return Ok(None);
        };
        if !is_type_like(&ident.name) {
            return Ok(None);
        }
        let Some(mut path) = package(object, scope) else {
            return Ok(None);
        };
        path.push('.');
        path.push_str(&ident.name);
        self.class_seen(&path.into(), &scope.context.unit)
    }
}

/// `a.b` where it may be a package.
fn package(expr: &Expr, scope: &Scope) -> Option<String> {
    match &expr.kind {
        ExprKind::Variable(name) if !is_type_like(name) && scope.get(name).is_none() => {
            Some(name.to_string())
        }
        ExprKind::Property {
            object,
            access: Access::Dot,
            name: Member::Name(ident),
        } if !is_type_like(&ident.name) => {
            let mut path = package(object, scope)?;
            path.push('.');
            path.push_str(&ident.name);
            Some(path)
        }
        _ => None,
    }
}

pub(super) fn is_type_like(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase)
}

/// Where a closure looks for names, in order.
pub(super) fn places(closure: &Closure) -> Vec<Value> {
    let owner = closure.owner.clone();
    let delegate = closure.delegate.lock().clone();
    let strategy = *closure.strategy.lock();
    let one = same(&owner, &delegate);
    match strategy {
        Strategy::OwnerFirst if one => vec![owner],
        Strategy::OwnerFirst => vec![owner, delegate],
        Strategy::DelegateFirst if one => vec![delegate],
        Strategy::DelegateFirst => vec![delegate, owner],
        Strategy::OwnerOnly => vec![owner],
        Strategy::DelegateOnly => vec![delegate],
        Strategy::ToSelf => Vec::new(),
    }
}

/// Whether two values are one object.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Object(a), Value::Object(b)) => Arc::ptr_eq(a, b),
        (Value::Closure(a), Value::Closure(b)) => Arc::ptr_eq(a, b),
        (Value::Map(a), Value::Map(b)) => Arc::ptr_eq(a, b),
        (Value::List(a), Value::List(b)) => Arc::ptr_eq(a, b),
        (Value::Native(a), Value::Native(b)) => Arc::ptr_eq(a, b),
        (Value::Class(a), Value::Class(b)) => a.name == b.name,
        _ => false,
    }
}

/// What a closure has itself.
pub(super) fn own_property(closure: &Arc<Closure>, name: &str) -> Option<Value> {
    Some(match name {
        "owner" => closure.owner.clone(),
        "delegate" => closure.delegate.lock().clone(),
        "thisObject" => closure.this.clone(),
        "resolveStrategy" => Value::Int(*closure.strategy.lock() as i32),
        "maximumNumberOfParameters" => {
            Value::Int(i32::try_from(closure.arity()).unwrap_or(i32::MAX))
        }
        _ => return None,
    })
}
