//! `a[b]`.

use std::sync::Arc;

use super::scope::Scope;
use super::{Cx, Eval};
use crate::ast::{Expr, ExprKind};
use crate::value::{List, ListKind, Value};

impl Cx {
    pub(super) fn index_expr(
        &mut self,
        object: &Expr,
        index: &[Expr],
        scope: &Arc<Scope>,
    ) -> Eval<Value> {
        let receiver = self.expr(object, scope)?;
        let index = self.index_value(index, scope)?;
        self.at(object.span);
        self.index(&receiver, &index)
    }

    /// What stands in the brackets; several values are a list.
    pub(super) fn index_value(&mut self, index: &[Expr], scope: &Arc<Scope>) -> Eval<Value> {
        match index {
            [one] if !matches!(one.kind, ExprKind::Spread(_)) => self.expr(one, scope),
            several => {
                let mut values = Vec::with_capacity(several.len());
                for expr in several {
                    self.add_item(expr, scope, &mut values)?;
                }
                Ok(Value::list(values))
            }
        }
    }

    /// `receiver[index]`.
    pub(super) fn index(&mut self, receiver: &Value, index: &Value) -> Eval<Value> {
        match (receiver, index) {
            (Value::List(list), Value::Int(at)) if !list.kind.is_set() => self.item(list, *at),
            (Value::Map(map), key) => {
                let key = self.map_key(key)?;
                self.map_value(map, &key)
            }
            _ => self.call_method(receiver, "getAt", std::slice::from_ref(index)),
        }
    }

    /// In brackets a GString is the property of that name: a text.
    fn map_key(&mut self, key: &Value) -> Eval<Value> {
        Ok(match key {
            Value::GString(_) => Value::Str(self.to_text(key)?),
            key => key.clone(),
        })
    }

    fn item(&mut self, list: &Arc<List>, at: i32) -> Eval<Value> {
        let length = list.items.lock().len();
        let Some(at) = self.place_in(list, at, length)? else {
            return Ok(Value::Null);
        };
        Ok(list.items.lock().get(at).cloned().unwrap_or_default())
    }

    /// The place of an index in a list, counted from the end where it is negative; None: behind the end.
    fn place_in(&mut self, list: &List, at: i32, length: usize) -> Eval<Option<usize>> {
        if let Ok(place) = usize::try_from(at) {
            if place < length {
                return Ok(Some(place));
            }
            if list.kind == ListKind::Array {
                let message = format!("Index {at} out of bounds for length {length}");
                return Err(self.throw("java.lang.ArrayIndexOutOfBoundsException", message));
            }
            return Ok(None);
        }
        let back = usize::try_from(at.unsigned_abs()).unwrap_or(usize::MAX);
        if let Some(place) = length.checked_sub(back) {
            return Ok(Some(place));
        }
        let message = format!("Negative array index [{at}] too large for array size {length}");
        Err(self.throw("java.lang.ArrayIndexOutOfBoundsException", message))
    }

    /// `receiver[index] = value`.
    pub(super) fn set_index(&mut self, receiver: &Value, index: &Value, value: Value) -> Eval<()> {
        match (receiver, index) {
            (Value::List(list), Value::Int(at))
                if matches!(list.kind, ListKind::List | ListKind::Array) =>
            {
                self.set_item(list, *at, value)
            }
            (Value::Map(map), key) => {
                let key = self.map_key(key)?;
                self.put(map, key, value)
            }
            (Value::Object(object), Value::Str(_) | Value::GString(_))
                if !self.has_method(receiver, "putAt") =>
            {
                let name = self.to_text(index)?;
                let receiver = Value::Object(Arc::clone(object));
                self.set_property(&receiver, &name, &value)
            }
            _ => self
                .call_method(receiver, "putAt", &[index.clone(), value])
                .map(drop),
        }
    }

    fn set_item(&mut self, list: &Arc<List>, at: i32, value: Value) -> Eval<()> {
        let length = list.items.lock().len();
        if let Some(place) = self.place_in(list, at, length)? {
            if let Some(item) = list.items.lock().get_mut(place) {
                *item = value;
            }
            return Ok(());
        }
        let place = usize::try_from(at).unwrap_or_default();
        self.charge(place.saturating_sub(length).saturating_mul(24) + 24)?;
        let mut items = list.items.lock();
        items.resize(place, Value::Null);
        items.push(value);
        Ok(())
    }
}
