//! Values as other types: assignments to typed variables, casts, `as`.

use std::sync::Arc;

use bigdecimal::BigDecimal;
use num_bigint::BigInt;
use num_traits::ToPrimitive;

use super::arithmetic::{big, decimal, double};
use super::classes::is_enum;
use super::expression::array;
use super::scope::Scope;
use super::types::{Number, Type};
use super::{Cx, Eval};
use crate::ast::{ClassDecl, DeclKind, Name, TypeRef};
use crate::library;
use crate::value::{Class, ListKind, Object, Value};

impl Cx {
    /// What a typed variable, parameter or result makes of a value.
    pub(super) fn convert(&mut self, value: Value, ty: &Type) -> Eval<Value> {
        if ty.holds(&value) {
            return Ok(value);
        }
        if value.is_null() {
            let boxed = ty.name();
            let message = format!("Cannot cast object 'null' with class 'null' to class '{boxed}'");
            let class = "org.codehaus.groovy.runtime.typehandling.GroovyCastException";
            return Err(self.throw(class, message));
        }
        match ty {
            Type::Any => Ok(value),
            Type::Text => Ok(Value::Str(self.to_text(&value)?)),
            Type::Bool(_) => Ok(Value::Bool(self.truth(&value)?)),
            Type::Number(number, _) => match number_of(&value, *number) {
                Some(value) => Ok(value),
                None => Err(self.cast_error(&value, &ty.name())),
            },
            Type::Char(_) => match char_of(&value) {
                Some(c) => Ok(Value::Char(c)),
                None => Err(self.cast_error(&value, "char")),
            },
            Type::Array(of) => self.as_array(&value, of),
            Type::Named(name) => self.convert_named(value, name),
        }
    }

    fn as_array(&mut self, value: &Value, of: &Type) -> Eval<Value> {
        if let Value::List(list) = value
            && list.kind == ListKind::Array
        {
            return Ok(value.clone());
        }
        if !matches!(value, Value::List(_) | Value::Range(_)) {
            return Err(self.cast_error(value, &format!("[L{};", of.name())));
        }
        let mut values = Vec::new();
        for item in self.items(value)? {
            values.push(self.convert(item, of)?);
        }
        Ok(array(values))
    }

    fn convert_named(&mut self, value: Value, name: &Name) -> Eval<Value> {
        let class = self.named_class(name)?;
        let Some(class) = class else { return Ok(value) };
        let is_closure = matches!(value, Value::Closure(_));
        if is_closure && is_interface(&class) {
            return Ok(stand_in(&class, value));
        }
        if super::instance::is_of_class(&value, &class) || is_closure {
            return Ok(value);
        }
        if class.decl().is_some() {
            return self.convert_to_script_class(value, &class);
        }
        let is_array = matches!(&value, Value::List(list) if list.kind == ListKind::Array);
        if (is_array || !matches!(class.simple_name(), "List" | "ArrayList"))
            && let Some(value) = self.as_collection(&value, class.simple_name())?
        {
            return Ok(value);
        }
        if let Value::Native(native) = &value
            && library::class(native.class_name()).is_none()
        {
            // What is not known is not judged.
            return Ok(value);
        }
        Err(self.cast_error(&value, &class.name))
    }

    /// The class that a type names in the code that runs.
    fn named_class(&mut self, name: &Name) -> Eval<Option<Arc<Class>>> {
        match self.unit() {
            Some(unit) => self.class_seen(name, &unit),
            None => Ok(self.class(name)),
        }
    }

    fn convert_to_script_class(&mut self, value: Value, class: &Arc<Class>) -> Eval<Value> {
        match &value {
            Value::Str(_) | Value::GString(_) if is_enum(class) => {
                let text = self.to_text(&value)?;
                self.constant(class, &text)
            }
            Value::Map(_) => self.new_instance(class, vec![value]),
            Value::List(_) => {
                let args = self.items(&value)?;
                self.new_instance(class, args)
            }
            _ => Err(self.cast_error(&value, &class.name)),
        }
    }

    /// Collections become each other.
    fn as_collection(&mut self, value: &Value, simple: &str) -> Eval<Option<Value>> {
        library::collection_as(self, value, simple)
    }

    /// `(Type) value`.
    pub(super) fn cast(&mut self, value: Value, ty: &TypeRef, scope: &Scope) -> Eval<Value> {
        let ty = Type::of(ty);
        if let (Type::Named(name), false) = (&ty, value.is_null())
            && super::instance::is_instance(&value, name, scope)
        {
            return Ok(value);
        }
        self.convert(value, &ty)
    }

    /// `value as Type`.
    pub(super) fn as_type(&mut self, value: Value, ty: &TypeRef, scope: &Scope) -> Eval<Value> {
        let ty = Type::of(ty);
        if value.is_null() {
            return Ok(Value::Null);
        }
        match (&ty, &value) {
            (Type::Number(number, _), Value::Str(_) | Value::GString(_)) => {
                let text = self.to_text(&value)?;
                self.parse_number(&text, *number)
            }
            (Type::Array(of), Value::List(_)) if matches!(**of, Type::Number(..)) => {
                let numbers = self.as_numbers(&value, of)?;
                self.convert(numbers, &ty)
            }
            (Type::Array(_), Value::Str(_)) => {
                let letters = self.items(&value)?;
                self.convert(Value::list(letters), &ty)
            }
            (Type::Named(name), _) => {
                if super::instance::is_instance(&value, name, scope) {
                    return Ok(value);
                }
                self.as_named(value, name)
            }
            _ => self.convert(value, &ty),
        }
    }

    /// The items with texts read as numbers.
    fn as_numbers(&mut self, value: &Value, of: &Type) -> Eval<Value> {
        let mut numbers = self.items(value)?;
        for item in &mut numbers {
            if let (Value::Str(text), Type::Number(number, _)) = (&*item, of) {
                let text = Arc::clone(text);
                *item = self.parse_number(&text, *number)?;
            }
        }
        Ok(Value::list(numbers))
    }

    fn as_named(&mut self, value: Value, name: &Name) -> Eval<Value> {
        let simple = name.rsplit('.').next().unwrap_or_default();
        if let Some(value) = self.as_collection(&value, simple)? {
            return Ok(value);
        }
        let Some(class) = self.named_class(name)? else {
            let unit = self.unit();
            if let Some(unit) = unit {
                self.class_needed(name, &unit)?;
            }
            return Ok(value);
        };
        if let Value::Object(object) = &value {
            let args = [Value::Class(Arc::clone(&class))];
            let own = self.own_method(&value, &object.class, "asType", &args)?;
            if let Some(value) = own {
                return Ok(value);
            }
        }
        match &value {
            Value::Str(_) | Value::GString(_)
                if matches!(
                    class.simple_name(),
                    "List" | "Set" | "Collection" | "ArrayList"
                ) =>
            {
                let letters = Value::list(self.items(&value)?);
                self.convert_named(letters, name)
            }
            Value::Closure(_) | Value::Map(_) if class.decl().is_none() => Ok(value),
            Value::Closure(_) | Value::Map(_) if is_interface(&class) => {
                Ok(stand_in(&class, value))
            }
            Value::Object(object) if object.thrown.is_none() && class.decl().is_none() => {
                self.convert_named(value, name)
            }
            Value::Native(_) | Value::Int(_) | Value::Long(_) => {
                let args = [Value::Class(Arc::clone(&class))];
                match library::call(self, &value, "asType", &args)? {
                    Some(value) => Ok(value),
                    None => self.convert_named(value, name),
                }
            }
            _ => self.convert_named(value, name),
        }
    }

    /// A number from its text, as `as int` reads it.
    fn parse_number(&mut self, text: &str, number: Number) -> Eval<Value> {
        let parsed = match number {
            Number::Byte | Number::Short | Number::Int => text.parse().ok().map(Value::Int),
            Number::Long => text.parse().ok().map(Value::Long),
            Number::Big => {
                let value = text.parse::<BigInt>().ok();
                value.map(|value| Value::Big(Arc::new(value)))
            }
            Number::Decimal => {
                let value = text.parse::<BigDecimal>().ok();
                value.map(|value| Value::Decimal(Arc::new(value)))
            }
            Number::Float => text.trim().parse().ok().map(Value::Float),
            Number::Double => text.trim().parse().ok().map(Value::Double),
        };
        if let Some(value) = parsed {
            return Ok(value);
        }
        let message = format!("For input string: \"{text}\"");
        Err(self.throw("java.lang.NumberFormatException", message))
    }

    /// A value as an index or a count.
    pub(crate) fn int(&mut self, value: &Value) -> Eval<i32> {
        match number_of(value, Number::Int) {
            Some(Value::Int(value)) => Ok(value),
            _ => Err(self.cast_error(value, "int")),
        }
    }
}

fn is_interface(class: &Class) -> bool {
    let abstract_class = |decl: &Arc<ClassDecl>| decl.modifiers.iter().any(|m| &**m == "abstract");
    class.decl().is_some_and(|decl| {
        matches!(decl.kind, DeclKind::Interface | DeclKind::Trait) || abstract_class(decl)
    })
}

/// An object of an interface whose methods a closure or the closures of a map are.
fn stand_in(class: &Arc<Class>, value: Value) -> Value {
    let field = (Name::from(super::classes::STAND_IN), value);
    Value::Object(Arc::new(Object {
        class: Arc::clone(class),
        fields: parking_lot::Mutex::new(std::iter::once(field).collect()),
        thrown: None,
        binding: None,
    }))
}

/// A number as another kind, as `(int) x` makes it.
#[expect(clippy::cast_possible_truncation, reason = "as Java's casts")]
pub(crate) fn number_of(value: &Value, number: Number) -> Option<Value> {
    if let Value::Char(_) | Value::Str(_) = value {
        let code = Value::Int(i32::try_from(u32::from(char_of(value)?)).ok()?);
        return number_of(&code, number);
    }
    let whole = || match value {
        Value::Float(_) | Value::Double(_) => {
            let value = double(value)?;
            Some(BigInt::from(value as i128))
        }
        Value::Decimal(value) if value.fractional_digit_count() < -10_000 => None,
        Value::Decimal(value) => Some(value.with_scale_round(0, bigdecimal::RoundingMode::Down))
            .map(|value| value.into_bigint_and_exponent().0),
        other => big(other),
    };
    Some(match number {
        Number::Byte => Value::Int(i32::from(low(&whole()?) as i8)),
        Number::Short => Value::Int(i32::from(low(&whole()?) as i16)),
        Number::Int => match value {
            Value::Double(value) => Value::Int(*value as i32),
            _ => Value::Int(low(&whole()?) as i32),
        },
        Number::Long => match value {
            Value::Double(value) => Value::Long(*value as i64),
            _ => Value::Long(low(&whole()?)),
        },
        Number::Big => Value::Big(Arc::new(whole()?)),
        Number::Decimal => Value::Decimal(Arc::new(decimal(value)?)),
        Number::Float => Value::Float(double(value)? as f32),
        Number::Double => Value::Double(double(value)?),
    })
}

/// The lowest 64 bits.
fn low(value: &BigInt) -> i64 {
    let mask = BigInt::from(u64::MAX);
    (value & mask).to_u64().unwrap_or_default().cast_signed()
}

pub(crate) fn char_of(value: &Value) -> Option<char> {
    match value {
        Value::Str(text) => {
            let mut letters = text.chars();
            letters.next().filter(|_| letters.next().is_none())
        }
        Value::Char(c) => Some(*c),
        Value::Int(code) => char::from_u32(u32::try_from(*code).ok()?),
        _ => None,
    }
}
