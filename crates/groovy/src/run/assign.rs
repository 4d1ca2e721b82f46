//! Assignments.

use std::sync::Arc;

use super::scope::Scope;
use super::{Cx, Eval};
use crate::ast::{Access, BinaryOp, Expr, ExprKind, Name};
use crate::value::Value;

/// What can be assigned to, its parts evaluated.
pub(super) enum Target {
    Variable(Name),
    Property(Value, Name),
    SafeProperty(Value, Name),
    Field(Value, Name),
    Index(Value, Value),
}

impl Cx {
    pub(super) fn assign(
        &mut self,
        target: &Expr,
        op: Option<BinaryOp>,
        value: &Expr,
        scope: &Arc<Scope>,
    ) -> Eval<Value> {
        match (&target.kind, op) {
            (ExprKind::List(targets), None) => self.assign_all(targets, value, scope),
            (ExprKind::Variable(name), None) => {
                let value = self.expr(value, scope)?;
                self.at(target.span);
                self.assign_variable(name, value.clone(), scope)?;
                Ok(value)
            }
            (_, None) => {
                let place = self.target(target, scope)?;
                let value = self.expr(value, scope)?;
                self.at(target.span);
                self.write_target(&place, value.clone(), scope)?;
                Ok(value)
            }
            (_, Some(op)) => self.assign_with(target, op, value, scope),
        }
    }

    fn assign_with(
        &mut self,
        target: &Expr,
        op: BinaryOp,
        value: &Expr,
        scope: &Arc<Scope>,
    ) -> Eval<Value> {
        let place = self.target(target, scope)?;
        let old = self.read_target(&place, scope)?;
        if op == BinaryOp::Elvis && self.truth(&old)? {
            return Ok(old);
        }
        let value = self.expr(value, scope)?;
        self.at(target.span);
        let new = match op {
            BinaryOp::Elvis => value,
            op => self.operate(op, &old, &value)?,
        };
        self.write_target(&place, new.clone(), scope)?;
        Ok(new)
    }

    fn assign_all(&mut self, targets: &[Expr], value: &Expr, scope: &Arc<Scope>) -> Eval<Value> {
        let value = self.expr(value, scope)?;
        for (at, target) in targets.iter().enumerate() {
            let place = self.target(target, scope)?;
            let item = self.tuple_item(&value, at)?;
            self.write_target(&place, item, scope)?;
        }
        Ok(value)
    }

    /// One value of a multiple assignment: null where there are too few.
    pub(super) fn tuple_item(&mut self, values: &Value, at: usize) -> Eval<Value> {
        match values {
            Value::List(list) => Ok(list.items.lock().get(at).cloned().unwrap_or_default()),
            other => {
                let at = i32::try_from(at).unwrap_or(i32::MAX);
                self.index(other, &Value::Int(at))
            }
        }
    }

    pub(super) fn target(&mut self, target: &Expr, scope: &Arc<Scope>) -> Eval<Target> {
        match &target.kind {
            ExprKind::Variable(name) => Ok(Target::Variable(Arc::clone(name))),
            ExprKind::Property {
                object,
                access,
                name,
            } => {
                let receiver = self.receiver(object, scope)?;
                let name = self.member(name, scope)?;
                Ok(match access {
                    Access::Field => Target::Field(receiver, name),
                    Access::Safe => Target::SafeProperty(receiver, name),
                    Access::Dot | Access::Spread => Target::Property(receiver, name),
                })
            }
            ExprKind::Index { object, index } => {
                let receiver = self.expr(object, scope)?;
                let index = self.index_value(index, scope)?;
                Ok(Target::Index(receiver, index))
            }
            _ => Err(self.fault("this can't be assigned to")),
        }
    }

    pub(super) fn read_target(&mut self, target: &Target, scope: &Arc<Scope>) -> Eval<Value> {
        match target {
            Target::Variable(name) => self.variable(name, crate::code::Span::default(), scope),
            Target::SafeProperty(Value::Null, _) => Ok(Value::Null),
            Target::Property(receiver, name) | Target::SafeProperty(receiver, name) => {
                self.property_of(receiver, name, scope)
            }
            Target::Field(receiver, name) => self.field(receiver, name),
            Target::Index(receiver, index) => self.index(receiver, index),
        }
    }

    pub(super) fn write_target(
        &mut self,
        target: &Target,
        value: Value,
        scope: &Arc<Scope>,
    ) -> Eval<()> {
        match target {
            Target::Variable(name) => self.assign_variable(name, value, scope),
            Target::SafeProperty(Value::Null, _) => Ok(()),
            Target::Property(receiver, name) | Target::SafeProperty(receiver, name) => {
                self.set_property_in(receiver, name, value, scope)
            }
            Target::Field(receiver, name) => self.set_field(receiver, name, value),
            Target::Index(receiver, index) => self.set_index(receiver, index, value),
        }
    }
}
