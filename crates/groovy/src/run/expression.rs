//! Expressions.

use std::sync::Arc;

use super::scope::Scope;
use super::types::Type;
use super::{Cx, Eval};
use crate::ast::{
    Access, BinaryOp, Entry, Expr, ExprKind, Gives, Member, Name, Piece, RangeEnd, Step, TypeRef,
    UnaryOp,
};
use crate::value::{
    Closure, ClosureCode, Entries, GString, Key, List, ListKind, Map, MapKind, Range, Strategy,
    Value,
};
use parking_lot::Mutex;

impl Cx {
    pub(super) fn expr(&mut self, expr: &Expr, scope: &Arc<Scope>) -> Eval<Value> {
        self.tick()?;
        // It is handed on as it is: taking it apart would cost more than evaluating most of them.
        let value = self.kind(expr, scope);
        if self.recorder.is_some()
            && let Ok(value) = &value
        {
            self.record(expr, value);
        }
        value
    }

    fn kind(&mut self, expr: &Expr, scope: &Arc<Scope>) -> Eval<Value> {
        Ok(match &expr.kind {
            ExprKind::Null => Value::Null,
            ExprKind::Bool(value) => Value::Bool(*value),
            ExprKind::Int(value) => Value::Int(*value),
            ExprKind::Long(value) => Value::Long(*value),
            ExprKind::Big(value) => Value::Big(Arc::clone(value)),
            ExprKind::Decimal(value) => Value::Decimal(Arc::clone(value)),
            ExprKind::Double(value) => Value::Double(*value),
            ExprKind::Float(value) => Value::Float(*value),
            ExprKind::Str(text) => Value::Str(Arc::clone(text)),
            ExprKind::Variable(name) => return self.variable(name, expr.span, scope),
            ExprKind::Binary(op, a, b) => return self.binary(*op, a, b, scope),
            ExprKind::Call(call) => return self.call_expr(call, expr.span, scope),
            ExprKind::Assign { target, op, value } => {
                return self.assign(target, *op, value, scope);
            }
            ExprKind::Property {
                object,
                access,
                name,
            } => return self.property(object, *access, name, expr.span, scope),
            ExprKind::Index { object, index } => return self.index_expr(object, index, scope),
            ExprKind::Step { target, by, gives } => return self.step(target, *by, *gives, scope),
            ExprKind::This | ExprKind::Super => scope.context.this.clone(),
            ExprKind::Ternary(condition, then, otherwise) => {
                let chosen = if self.condition(condition, scope)? {
                    then
                } else {
                    otherwise
                };
                return self.expr(chosen, scope);
            }
            ExprKind::Elvis(value, otherwise) => {
                let value = self.expr(value, scope)?;
                if self.truth(&value)? {
                    return Ok(value);
                }
                return self.expr(otherwise, scope);
            }
            ExprKind::Unary(op, value) => return self.unary(*op, value, scope),
            _ => return self.rarer(expr, scope),
        })
    }

    /// The kinds of expressions that make larger values. They are apart so that the frames of the others stay small.
    #[inline(never)]
    fn rarer(&mut self, expr: &Expr, scope: &Arc<Scope>) -> Eval<Value> {
        match &expr.kind {
            ExprKind::GString(pieces) => self.gstring(pieces, scope),
            ExprKind::List(items) => self.list(items, scope),
            ExprKind::Map(entries) => self.map(entries, scope),
            ExprKind::Range { from, to, end } => self.range(from, to, *end, scope),
            ExprKind::Closure(closure) => {
                let code = ClosureCode::Script(Arc::clone(closure), Arc::clone(scope));
                self.charge(100)?;
                Ok(Value::Closure(Arc::new(closure_in(scope, code))))
            }
            ExprKind::MethodPointer { object, name } => {
                let receiver = self.receiver(object, scope)?;
                let name = self.member(name, scope)?;
                let code = ClosureCode::Method(receiver, name);
                Ok(Value::Closure(Arc::new(closure_in(scope, code))))
            }
            ExprKind::New { class, args } => {
                self.at(expr.span);
                let args = self.arguments(args, scope)?;
                self.construct(&class.name, args, scope)
            }
            ExprKind::NewArray {
                element,
                sizes,
                items,
            } => self.array(element, sizes, items.as_deref(), scope),
            ExprKind::InstanceOf(value, ty) => {
                let value = self.expr(value, scope)?;
                Ok(Value::Bool(super::instance::is_instance_of(
                    &value, ty, scope,
                )))
            }
            ExprKind::As(value, ty) => {
                let value = self.expr(value, scope)?;
                self.as_type(value, ty, scope)
            }
            ExprKind::Cast(ty, value) => {
                let value = self.expr(value, scope)?;
                self.cast(value, ty, scope)
            }
            ExprKind::Spread(value) => self.expr(value, scope),
            _ => Err(self.fault("this could not be read")),
        }
    }

    fn unary(&mut self, op: UnaryOp, value: &Expr, scope: &Arc<Scope>) -> Eval<Value> {
        let value = self.expr(value, scope)?;
        match op {
            UnaryOp::Not => Ok(Value::Bool(!self.truth(&value)?)),
            UnaryOp::Minus => self.negate(&value),
            UnaryOp::Plus => match value {
                Value::Object(_) => self.call_method(&value, "positive", &[]),
                number => Ok(number),
            },
            UnaryOp::BitNot => self.bit_not(&value),
        }
    }

    fn gstring(&mut self, pieces: &[Piece], scope: &Arc<Scope>) -> Eval<Value> {
        let mut strings: Vec<Name> = Vec::with_capacity(pieces.len() + 1);
        let mut values = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let value = match piece {
                Piece::Text(text) if strings.len() == values.len() => {
                    strings.push(Arc::clone(text));
                    continue;
                }
                Piece::Text(text) => {
                    if let Some(last) = strings.last_mut() {
                        *last = format!("{last}{text}").into();
                    }
                    continue;
                }
                Piece::Value(expr) => self.expr(expr, scope)?,
                Piece::Lazy(closure) => {
                    let code = ClosureCode::Script(Arc::clone(closure), Arc::clone(scope));
                    Value::Closure(Arc::new(closure_in(scope, code)))
                }
            };
            if strings.len() == values.len() {
                strings.push("".into());
            }
            values.push(value);
        }
        if strings.len() == values.len() {
            strings.push("".into());
        }
        self.charge(strings.len() * 32)?;
        Ok(Value::GString(Arc::new(GString { strings, values })))
    }

    fn list(&mut self, items: &[Expr], scope: &Arc<Scope>) -> Eval<Value> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            self.add_item(item, scope, &mut values)?;
        }
        self.charge(64 + values.len() * 24)?;
        Ok(Value::list(values))
    }

    /// Adds what an item of a list or an argument gives: several values for `*xs`.
    pub(super) fn add_item(
        &mut self,
        item: &Expr,
        scope: &Arc<Scope>,
        values: &mut Vec<Value>,
    ) -> Eval<()> {
        if let ExprKind::Spread(spread) = &item.kind {
            let spread = self.expr(spread, scope)?;
            if let Value::Str(text) = &spread {
                let message = format!("cannot spread the type java.lang.String with value {text}");
                return Err(self.throw("java.lang.IllegalArgumentException", message));
            }
            values.extend(self.items(&spread)?);
        } else {
            values.push(self.expr(item, scope)?);
        }
        Ok(())
    }

    fn map(&mut self, entries: &[Entry], scope: &Arc<Scope>) -> Eval<Value> {
        let mut map = Entries::default();
        for entry in entries {
            match entry {
                Entry::Pair(key, value) => {
                    let key = self.expr(key, scope)?;
                    let value = self.expr(value, scope)?;
                    map.insert(Key(key), value);
                }
                Entry::Spread(others) => {
                    let others = self.expr(others, scope)?;
                    self.add_entries(&others, &mut map)?;
                }
            }
        }
        self.charge(64 + map.len() * 64)?;
        Ok(Value::Map(Arc::new(Map::new(MapKind::Linked, map))))
    }

    /// Adds the entries of a map to others: `*:map`.
    pub(super) fn add_entries(&mut self, others: &Value, into: &mut Entries) -> Eval<()> {
        match others {
            Value::Map(others) => {
                let others = others.entries.lock().clone();
                into.extend(others);
                Ok(())
            }
            Value::Null => Ok(()),
            other => Err(self.cast_error(other, "java.util.Map")),
        }
    }

    fn range(&mut self, from: &Expr, to: &Expr, end: RangeEnd, scope: &Arc<Scope>) -> Eval<Value> {
        let from = self.expr(from, scope)?;
        let to = self.expr(to, scope)?;
        let range = self.make_range(from, to, end)?;
        Ok(Value::Range(Arc::new(range)))
    }

    fn make_range(&mut self, from: Value, to: Value, end: RangeEnd) -> Eval<Range> {
        let bound = match (&from, &to) {
            (Value::Int(_), Value::Int(to)) if end == RangeEnd::Exclusive => Some(*to),
            _ => None,
        };
        let (mut to, mut empty) = (to, false);
        if end == RangeEnd::Exclusive {
            let order = self.compare(&from, &to)?;
            empty = order.is_eq();
            if order.is_lt() {
                to = self.stepped(&to, Step::Down)?;
            } else if order.is_gt() {
                to = self.stepped(&to, Step::Up)?;
            }
        }
        Ok(Range {
            from,
            to,
            empty,
            bound,
        })
    }

    fn array(
        &mut self,
        element: &TypeRef,
        sizes: &[Expr],
        items: Option<&[Expr]>,
        scope: &Arc<Scope>,
    ) -> Eval<Value> {
        let ty = Type::of(&TypeRef {
            dimensions: 0,
            ..element.clone()
        });
        if let Some(items) = items {
            let mut values = Vec::new();
            for item in items {
                let value = self.expr(item, scope)?;
                values.push(self.convert(value, &ty)?);
            }
            return Ok(array(values));
        }
        let mut lengths = Vec::new();
        for size in sizes {
            let size = self.expr(size, scope)?;
            lengths.push(self.int(&size)?);
        }
        let deeper = usize::from(element.dimensions) > lengths.len();
        let initial = if deeper { Value::Null } else { ty.initial() };
        self.new_array(&lengths, &initial)
    }

    fn new_array(&mut self, lengths: &[i32], initial: &Value) -> Eval<Value> {
        let Some((length, inner)) = lengths.split_first() else {
            return Ok(initial.clone());
        };
        let Ok(length) = usize::try_from(*length) else {
            let class = "java.lang.NegativeArraySizeException";
            return Err(self.throw(class, length.to_string()));
        };
        self.charge(64 + length * 24)?;
        let mut values = Vec::new();
        for _ in 0..length {
            values.push(self.new_array(inner, initial)?);
        }
        Ok(array(values))
    }

    /// The name of a member.
    pub(super) fn member(&mut self, member: &Member, scope: &Arc<Scope>) -> Eval<Name> {
        match member {
            Member::Name(ident) => Ok(Arc::clone(&ident.name)),
            Member::Dynamic(expr) => {
                let name = self.expr(expr, scope)?;
                self.to_text(&name)
            }
        }
    }

    fn property(
        &mut self,
        object: &Expr,
        access: Access,
        name: &Member,
        span: crate::code::Span,
        scope: &Arc<Scope>,
    ) -> Eval<Value> {
        if access == Access::Dot
            && let Some(class) = self.qualified_class(object, name, scope)?
        {
            return Ok(Value::Class(class));
        }
        let on_super = matches!(object.kind, ExprKind::Super);
        let receiver = self.receiver(object, scope)?;
        let name = self.member(name, scope)?;
        self.at(span);
        match access {
            Access::Safe if receiver.is_null() => Ok(Value::Null),
            Access::Spread => self.spread_property(&receiver, &name, scope),
            Access::Field => self.field(&receiver, &name),
            _ if on_super => self.super_property(&name, scope),
            _ => self.property_of(&receiver, &name, scope),
        }
    }

    fn spread_property(
        &mut self,
        receiver: &Value,
        name: &Name,
        scope: &Arc<Scope>,
    ) -> Eval<Value> {
        if receiver.is_null() {
            return Ok(Value::Null);
        }
        let mut values = Vec::new();
        for item in self.items(receiver)? {
            values.push(match item {
                Value::Null => Value::Null,
                item => self.property_of(&item, name, scope)?,
            });
        }
        Ok(Value::list(values))
    }

    fn step(&mut self, target: &Expr, by: Step, gives: Gives, scope: &Arc<Scope>) -> Eval<Value> {
        if let ExprKind::Variable(name) = &target.kind
            && let Some(old) = scope.int(name)
        {
            let new = match by {
                Step::Up => old.wrapping_add(1),
                Step::Down => old.wrapping_sub(1),
            };
            self.assign_variable(name, Value::Int(new), scope)?;
            return Ok(Value::Int(match gives {
                Gives::Old => old,
                Gives::New => new,
            }));
        }
        let place = self.target(target, scope)?;
        let old = self.read_target(&place, scope)?;
        let new = self.stepped(&old, by)?;
        self.write_target(&place, new.clone(), scope)?;
        Ok(match gives {
            Gives::Old => old,
            Gives::New => new,
        })
    }

    /// The value above or below.
    pub(super) fn stepped(&mut self, value: &Value, by: Step) -> Eval<Value> {
        let op = match by {
            Step::Up => BinaryOp::Add,
            Step::Down => BinaryOp::Sub,
        };
        match value {
            Value::Int(_)
            | Value::Long(_)
            | Value::Big(_)
            | Value::Decimal(_)
            | Value::Float(_)
            | Value::Double(_) => self.arithmetic(op, value, &Value::Int(1)),
            Value::Char(c) => Ok(Value::Char(super::items::beside(*c, by))),
            Value::Str(text) => Ok(super::items::text_beside(text, by)),
            other => {
                let method = match by {
                    Step::Up => "next",
                    Step::Down => "previous",
                };
                self.call_method(other, method, &[])
            }
        }
    }
}

/// A closure made in a scope.
pub(super) fn closure_in(scope: &Scope, code: ClosureCode) -> Closure {
    let context = &scope.context;
    let owner = match &context.closure {
        Some(closure) => Value::Closure(Arc::clone(closure)),
        None => context.this.clone(),
    };
    Closure {
        code,
        this: context.this.clone(),
        delegate: Mutex::new(owner.clone()),
        owner,
        strategy: Mutex::new(Strategy::default()),
    }
}

/// An array.
pub(super) fn array(values: Vec<Value>) -> Value {
    Value::List(Arc::new(List::new(ListKind::Array, values)))
}
