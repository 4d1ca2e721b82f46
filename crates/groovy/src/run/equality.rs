//! Truth, `==`, `<=>`.

use std::cmp::Ordering;
use std::sync::Arc;

use super::names::same;
use super::{Cx, Eval, arithmetic};
use crate::library::{self, Entry};
use crate::value::{Key, List, Map, Object, Value};

impl Cx {
    /// Groovy's truth.
    pub fn truth(&mut self, value: &Value) -> Eval<bool> {
        use num_traits::Zero;
        Ok(match value {
            Value::Null => false,
            Value::Bool(value) => *value,
            Value::Int(value) => *value != 0,
            Value::Long(value) => *value != 0,
            Value::Big(value) => !value.is_zero(),
            Value::Decimal(value) => !value.is_zero(),
            Value::Float(value) => *value != 0.0,
            Value::Double(value) => *value != 0.0,
            Value::Char(value) => *value != '\0',
            Value::Str(text) => !text.is_empty(),
            Value::GString(_) => !self.to_text(value)?.is_empty(),
            Value::List(list) => !list.items.lock().is_empty(),
            Value::Map(map) => !map.entries.lock().is_empty(),
            Value::Range(range) => !range.empty,
            Value::Closure(_) | Value::Class(_) => true,
            Value::Object(object) => {
                let class = Arc::clone(&object.class);
                match self.own_method(value, &class, "asBoolean", &[])? {
                    Some(Value::Bool(answer)) => answer,
                    _ => true,
                }
            }
            Value::Native(native) => native.truth(),
        })
    }

    /// `==`.
    pub fn equals(&mut self, a: &Value, b: &Value) -> Eval<bool> {
        use Value as V;
        if same(a, b) {
            return Ok(true);
        }
        match (a, b) {
            (V::Null, _) | (_, V::Null) => Ok(false),
            (V::Bool(a), V::Bool(b)) => Ok(a == b),
            (V::Str(a), V::Str(b)) => Ok(a == b),
            (V::Str(_) | V::GString(_) | V::Char(_), V::Str(_) | V::GString(_) | V::Char(_)) => {
                Ok(self.to_text(a)? == self.to_text(b)?)
            }
            (V::Char(_) | V::Str(_), _) => Ok(order_of_code(a, b) == Some(Ordering::Equal)),
            (_, V::Char(_) | V::Str(_)) => Ok(order_of_code(b, a) == Some(Ordering::Equal)),
            (V::List(x), V::List(y)) => self.lists_equal(x, y),
            (V::List(_), V::Range(_)) | (V::Range(_), V::List(_) | V::Range(_)) => {
                let (a, b) = (self.items(a)?, self.items(b)?);
                self.all_equal(&a, &b)
            }
            (V::Map(x), V::Map(y)) => self.maps_equal(x, y),
            (V::Object(object), _) => self.object_equals(object, a, b),
            (V::Native(x), V::Native(y)) => self.natives_equal(a, &**x, b, &**y),
            _ => Ok(arithmetic::order(a, b) == Some(Ordering::Equal)),
        }
    }

    fn natives_equal(
        &mut self,
        a: &Value,
        x: &dyn crate::value::Native,
        b: &Value,
        y: &dyn crate::value::Native,
    ) -> Eval<bool> {
        if let (Some(x), Some(y)) = (a.downcast::<Entry>(), b.downcast::<Entry>()) {
            return self.all_equal(&x.pair(), &y.pair());
        }
        Ok(x.equals(y))
    }

    fn lists_equal(&mut self, a: &List, b: &List) -> Eval<bool> {
        if a.kind.is_set() != b.kind.is_set() {
            return Ok(false);
        }
        let (x, y) = (a.items.lock().clone(), b.items.lock().clone());
        if !a.kind.is_set() {
            return self.all_equal(&x, &y);
        }
        let keys: rustc_hash::FxHashSet<Key> = y.iter().cloned().map(Key).collect();
        Ok(x.len() == y.len() && x.into_iter().all(|item| keys.contains(&Key(item))))
    }

    fn all_equal(&mut self, a: &[Value], b: &[Value]) -> Eval<bool> {
        if a.len() != b.len() {
            return Ok(false);
        }
        self.check_stack()?;
        for (a, b) in a.iter().zip(b) {
            self.tick()?;
            if !self.equals(a, b)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn maps_equal(&mut self, a: &Map, b: &Map) -> Eval<bool> {
        let (x, y) = (a.entries.lock().clone(), b.entries.lock().clone());
        if x.len() != y.len() {
            return Ok(false);
        }
        self.check_stack()?;
        for (key, value) in &x {
            self.tick()?;
            match y.get(key) {
                Some(other) if self.equals(value, other)? => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    fn object_equals(&mut self, object: &Arc<Object>, a: &Value, b: &Value) -> Eval<bool> {
        let class = Arc::clone(&object.class);
        let args = std::slice::from_ref(b);
        if class.is("java.lang.Comparable") {
            if !matches!(b, Value::Object(other) if other.class.is(&class.name)) {
                return Ok(false);
            }
            if let Some(order) = self.own_method(a, &class, "compareTo", args)? {
                return Ok(self.int(&order)? == 0);
            }
        }
        if let Some(answer) = self.own_method(a, &class, "equals", args)? {
            return self.truth(&answer);
        }
        let by_fields = class.decl().is_some_and(|decl| {
            super::construct::annotated(decl, &["EqualsAndHashCode", "Canonical", "Immutable"])
        });
        match b {
            Value::Object(other) if by_fields && Arc::ptr_eq(&other.class, &class) => {
                let (x, y) = (object.fields.lock().clone(), other.fields.lock().clone());
                let values = |fields: &indexmap::IndexMap<_, Value, _>| -> Vec<Value> {
                    fields.values().cloned().collect()
                };
                self.all_equal(&values(&x), &values(&y))
            }
            _ => Ok(false),
        }
    }

    /// `<`, `<=`, `>`, `>=`: None where a number is no number.
    pub(super) fn ordered(&mut self, a: &Value, b: &Value) -> Eval<Option<Ordering>> {
        let nan = |value: &Value| arithmetic::double(value).is_some_and(f64::is_nan);
        if nan(a) || nan(b) {
            return Ok(None);
        }
        self.compare(a, b).map(Some)
    }

    /// `<=>`.
    pub fn compare(&mut self, a: &Value, b: &Value) -> Eval<Ordering> {
        use Value as V;
        if let Some(order) = arithmetic::order(a, b) {
            return Ok(order);
        }
        match (a, b) {
            (V::Null, V::Null) => Ok(Ordering::Equal),
            (V::Null, _) => Ok(Ordering::Less),
            (_, V::Null) => Ok(Ordering::Greater),
            (V::Bool(a), V::Bool(b)) => Ok(a.cmp(b)),
            (V::Str(_) | V::GString(_) | V::Char(_), V::Str(_) | V::GString(_) | V::Char(_)) => {
                let (a, b) = (self.to_text(a)?, self.to_text(b)?);
                Ok(a.encode_utf16().cmp(b.encode_utf16()))
            }
            (V::Char(_) | V::Str(_), _) if order_of_code(a, b).is_some() => {
                Ok(order_of_code(a, b).unwrap_or(Ordering::Equal))
            }
            (_, V::Char(_) | V::Str(_)) if order_of_code(b, a).is_some() => {
                Ok(order_of_code(b, a).unwrap_or(Ordering::Equal).reverse())
            }
            (V::Object(_) | V::Native(_), _) => self.compare_objects(a, b),
            _ if same(a, b) => Ok(Ordering::Equal),
            _ => self.incomparable(a, b),
        }
    }

    fn compare_objects(&mut self, a: &Value, b: &Value) -> Eval<Ordering> {
        if let Some(order) = enum_order(a, b) {
            return Ok(order);
        }
        match self.invoke(a, "compareTo", std::slice::from_ref(b))? {
            Some(order) => Ok(self.int(&order)?.cmp(&0)),
            None if self.equals(a, b)? => Ok(Ordering::Equal),
            None => self.incomparable(a, b),
        }
    }

    fn incomparable(&mut self, a: &Value, b: &Value) -> Eval<Ordering> {
        let message = format!(
            "Cannot compare {} with value '{}' and {} with value '{}'",
            library::class_name(a),
            self.to_text(a)?,
            library::class_name(b),
            self.to_text(b)?
        );
        Err(self.throw("groovy.lang.GroovyRuntimeException", message))
    }
}

/// The order of a character (or a text of one) and a number.
fn order_of_code(letter: &Value, number: &Value) -> Option<Ordering> {
    arithmetic::double(number)?;
    let code = super::coerce::number_of(letter, super::types::Number::Int)?;
    arithmetic::order(&code, number)
}

/// The order of two constants of an enum.
fn enum_order(a: &Value, b: &Value) -> Option<Ordering> {
    let place = |value: &Value| match value {
        Value::Object(object) => match object.fields.lock().get(super::classes::ENUM_ORDINAL) {
            Some(Value::Int(at)) => Some(*at),
            _ => None,
        },
        _ => None,
    };
    Some(place(a)?.cmp(&place(b)?))
}
