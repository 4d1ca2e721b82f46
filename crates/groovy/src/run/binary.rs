//! Operators between two values.

use std::cmp::Ordering;
use std::sync::Arc;

use super::scope::Scope;
use super::{Cx, Eval};
use crate::ast::{BinaryOp, Expr, ExprKind};
use crate::value::{List, ListKind, Value};

impl Cx {
    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        a: &Expr,
        b: &Expr,
        scope: &Arc<Scope>,
    ) -> Eval<Value> {
        match op {
            BinaryOp::And => {
                let both = self.condition(a, scope)? && self.condition(b, scope)?;
                return Ok(Value::Bool(both));
            }
            BinaryOp::Or => {
                let one = self.condition(a, scope)? || self.condition(b, scope)?;
                return Ok(Value::Bool(one));
            }
            _ => {}
        }
        if self.recorder.is_none()
            && let (Some(left), Some(right)) = (int_at_hand(a, scope), int_at_hand(b, scope))
            && let Some(value) = of_ints(op, left, right)
        {
            return Ok(value);
        }
        let left = self.expr(a, scope)?;
        let right = self.expr(b, scope)?;
        if let (Value::Int(left), Value::Int(right)) = (&left, &right)
            && let Some(value) = of_ints(op, *left, *right)
        {
            return Ok(value);
        }
        self.operate(op, &left, &right)
    }

    /// What an operator gives. `&&`, `||` and `?:` are not among them: they don't evaluate all.
    pub(crate) fn operate(&mut self, op: BinaryOp, a: &Value, b: &Value) -> Eval<Value> {
        let value = match op {
            BinaryOp::Equal => self.equals(a, b)?,
            BinaryOp::NotEqual => !self.equals(a, b)?,
            BinaryOp::Compare => {
                return Ok(Value::Int(match self.compare(a, b)? {
                    Ordering::Less => -1,
                    Ordering::Equal => 0,
                    Ordering::Greater => 1,
                }));
            }
            BinaryOp::Less => self.ordered(a, b)?.is_some_and(Ordering::is_lt),
            BinaryOp::LessEqual => self.ordered(a, b)?.is_some_and(Ordering::is_le),
            BinaryOp::Greater => self.ordered(a, b)?.is_some_and(Ordering::is_gt),
            BinaryOp::GreaterEqual => self.ordered(a, b)?.is_some_and(Ordering::is_ge),
            BinaryOp::In => return self.is_in(a, b).map(Value::Bool),
            BinaryOp::Find => return self.find_pattern(a, b),
            BinaryOp::Match => return self.match_pattern(a, b),
            BinaryOp::And => self.truth(a)? && self.truth(b)?,
            BinaryOp::Or => self.truth(a)? || self.truth(b)?,
            BinaryOp::Elvis if self.truth(a)? => return Ok(a.clone()),
            BinaryOp::Elvis => return Ok(b.clone()),
            _ => return self.compute(op, a, b),
        };
        Ok(Value::Bool(value))
    }

    /// Operators that are methods of the left value.
    fn compute(&mut self, op: BinaryOp, a: &Value, b: &Value) -> Eval<Value> {
        if is_number(a) && is_number(b) {
            return self.arithmetic(op, a, b);
        }
        match (op, a, b) {
            (BinaryOp::Add, Value::Str(_) | Value::GString(_), _)
            | (BinaryOp::Add, Value::Null | Value::Char(_), Value::Str(_) | Value::GString(_)) => {
                self.concat(a, b)
            }
            (BinaryOp::Add, _, Value::Str(_) | Value::GString(_)) if is_number(a) => {
                self.concat(a, b)
            }
            (BinaryOp::ShiftLeft, Value::List(list), _) if list.kind == ListKind::List => {
                self.charge(24)?;
                list.items.lock().push(b.clone());
                Ok(a.clone())
            }
            (BinaryOp::Add, Value::List(left), Value::List(right))
                if left.kind == ListKind::List =>
            {
                self.joined(left, right)
            }
            (BinaryOp::Add, Value::Null, b) => {
                let message = format!("Cannot execute null+{}", self.to_text(b)?);
                Err(self.throw("java.lang.NullPointerException", message))
            }
            (BinaryOp::BitAnd, Value::Bool(a), b) => Ok(Value::Bool(*a & self.truth(b)?)),
            (BinaryOp::BitOr, Value::Bool(a), b) => Ok(Value::Bool(*a | self.truth(b)?)),
            (BinaryOp::BitXor, Value::Bool(a), b) => Ok(Value::Bool(*a ^ self.truth(b)?)),
            _ => self.call_method(a, method_of(op), std::slice::from_ref(b)),
        }
    }

    fn concat(&mut self, a: &Value, b: &Value) -> Eval<Value> {
        if let (Value::GString(left), Value::GString(_) | Value::Str(_)) = (a, b) {
            return self.joined_gstring(left, b);
        }
        let (left, right) = (self.shown(a)?, self.shown(b)?);
        self.charge(left.len() + right.len() + 16)?;
        Ok(Value::text([&*left, &*right].concat()))
    }

    fn joined(&mut self, left: &List, right: &List) -> Eval<Value> {
        let mut items = left.items.lock().clone();
        items.extend(right.items.lock().iter().cloned());
        self.charge(64 + items.len() * 24)?;
        Ok(Value::list(items))
    }
}

/// The `int` that a literal or a variable is: what most operators of loops have on both sides.
fn int_at_hand(expr: &Expr, scope: &Scope) -> Option<i32> {
    match &expr.kind {
        ExprKind::Int(value) => Some(*value),
        ExprKind::Variable(name) => scope.int(name),
        _ => None,
    }
}

/// The operators that loops use most, without a detour.
fn of_ints(op: BinaryOp, a: i32, b: i32) -> Option<Value> {
    Some(match op {
        BinaryOp::Add => Value::Int(a.wrapping_add(b)),
        BinaryOp::Sub => Value::Int(a.wrapping_sub(b)),
        BinaryOp::Mul => Value::Int(a.wrapping_mul(b)),
        BinaryOp::Rem if b != 0 => Value::Int(a.wrapping_rem(b)),
        BinaryOp::Less => Value::Bool(a < b),
        BinaryOp::LessEqual => Value::Bool(a <= b),
        BinaryOp::Greater => Value::Bool(a > b),
        BinaryOp::GreaterEqual => Value::Bool(a >= b),
        BinaryOp::Equal => Value::Bool(a == b),
        BinaryOp::NotEqual => Value::Bool(a != b),
        _ => return None,
    })
}

pub(crate) fn is_number(value: &Value) -> bool {
    matches!(
        value,
        Value::Int(_)
            | Value::Long(_)
            | Value::Big(_)
            | Value::Decimal(_)
            | Value::Float(_)
            | Value::Double(_)
    )
}

/// The method that an operator calls.
fn method_of(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "plus",
        BinaryOp::Sub => "minus",
        BinaryOp::Mul => "multiply",
        BinaryOp::Div => "div",
        BinaryOp::Rem => "mod",
        BinaryOp::Power => "power",
        BinaryOp::ShiftLeft => "leftShift",
        BinaryOp::ShiftRight => "rightShift",
        BinaryOp::ShiftRightUnsigned => "rightShiftUnsigned",
        BinaryOp::BitAnd => "and",
        BinaryOp::BitOr => "or",
        BinaryOp::BitXor => "xor",
        _ => "equals",
    }
}
