//! Types as code declares them.

use crate::ast::{Name, TypeRef};
use crate::value::Value;

/// What a declared type asks of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// `def`, `Object`, or none.
    Any,
    /// A number: converted from other numbers.
    Number(Number, Null),
    /// `boolean`: truth counts. `Boolean` too.
    Bool(Null),
    /// `char`, `Character`.
    Char(Null),
    /// `String`: everything has a text.
    Text,
    /// A class by its name as written.
    Named(Name),
    /// `String[]`: of these.
    Array(Box<Type>),
}

/// Kinds of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    Byte,
    Short,
    Int,
    Long,
    Big,
    Float,
    Double,
    Decimal,
}

/// Whether `null` is good for a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Null {
    /// It is: `Integer`.
    Allowed,
    /// It is not: `int`.
    Refused,
}

impl Type {
    /// As written.
    pub(crate) fn of(ty: &TypeRef) -> Self {
        let element = Self::named(&ty.name);
        (0..ty.dimensions).fold(element, |of, _| Self::Array(Box::new(of)))
    }

    /// Of a declaration that may have none.
    pub(crate) fn declared(ty: Option<&TypeRef>) -> Self {
        ty.map_or(Self::Any, Self::of)
    }

    fn named(name: &Name) -> Self {
        use Null::{Allowed, Refused};
        let simple = ["java.lang.", "java.math."]
            .iter()
            .find_map(|package| name.strip_prefix(package));
        match simple.unwrap_or(name) {
            "def" | "Object" | "var" | "void" => Self::Any,
            "int" => Self::Number(Number::Int, Refused),
            "Integer" => Self::Number(Number::Int, Allowed),
            "long" => Self::Number(Number::Long, Refused),
            "Long" => Self::Number(Number::Long, Allowed),
            "double" => Self::Number(Number::Double, Refused),
            "Double" => Self::Number(Number::Double, Allowed),
            "float" => Self::Number(Number::Float, Refused),
            "Float" => Self::Number(Number::Float, Allowed),
            "short" => Self::Number(Number::Short, Refused),
            "Short" => Self::Number(Number::Short, Allowed),
            "byte" => Self::Number(Number::Byte, Refused),
            "Byte" => Self::Number(Number::Byte, Allowed),
            "BigInteger" => Self::Number(Number::Big, Allowed),
            "BigDecimal" => Self::Number(Number::Decimal, Allowed),
            "boolean" => Self::Bool(Refused),
            "Boolean" => Self::Bool(Allowed),
            "char" => Self::Char(Refused),
            "Character" => Self::Char(Allowed),
            "String" => Self::Text,
            _ => Self::Named(name.clone()),
        }
    }

    /// Whether a value needs no conversion, as far as a glance tells.
    pub(crate) fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Any, _)
            | (Self::Number(Number::Int, _), Value::Int(_))
            | (Self::Number(Number::Long, _), Value::Long(_))
            | (Self::Number(Number::Double, _), Value::Double(_))
            | (Self::Number(Number::Float, _), Value::Float(_))
            | (Self::Number(Number::Big, _), Value::Big(_))
            | (Self::Number(Number::Decimal, _), Value::Decimal(_))
            | (Self::Bool(_), Value::Bool(_))
            | (Self::Char(_), Value::Char(_))
            | (Self::Text, Value::Str(_)) => true,
            (ty, Value::Null) => ty.takes_null(),
            _ => false,
        }
    }

    /// What a variable or field has that got no value.
    pub(crate) fn initial(&self) -> Value {
        match self {
            Self::Number(Number::Int | Number::Short | Number::Byte, Null::Refused) => {
                Value::Int(0)
            }
            Self::Number(Number::Long, Null::Refused) => Value::Long(0),
            Self::Number(Number::Double, Null::Refused) => Value::Double(0.0),
            Self::Number(Number::Float, Null::Refused) => Value::Float(0.0),
            Self::Bool(Null::Refused) => Value::Bool(false),
            Self::Char(Null::Refused) => Value::Char('\0'),
            _ => Value::Null,
        }
    }

    /// Whether `null` is good for it.
    pub(crate) fn takes_null(&self) -> bool {
        !matches!(
            self,
            Self::Number(_, Null::Refused) | Self::Bool(Null::Refused) | Self::Char(Null::Refused)
        )
    }

    /// As messages name it.
    pub(crate) fn name(&self) -> String {
        let (boxed, primitive) = match self {
            Self::Any => return "java.lang.Object".to_owned(),
            Self::Text => return "java.lang.String".to_owned(),
            Self::Named(name) => return name.to_string(),
            Self::Array(of) => return format!("{}[]", of.name()),
            Self::Bool(_) => ("java.lang.Boolean", "boolean"),
            Self::Char(_) => ("java.lang.Character", "char"),
            Self::Number(number, _) => number.names(),
        };
        let name = if self.takes_null() { boxed } else { primitive };
        name.to_owned()
    }
}

impl Number {
    /// The class's name and the primitive's.
    pub(crate) fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Byte => ("java.lang.Byte", "byte"),
            Self::Short => ("java.lang.Short", "short"),
            Self::Int => ("java.lang.Integer", "int"),
            Self::Long => ("java.lang.Long", "long"),
            Self::Big => ("java.math.BigInteger", "java.math.BigInteger"),
            Self::Float => ("java.lang.Float", "float"),
            Self::Double => ("java.lang.Double", "double"),
            Self::Decimal => ("java.math.BigDecimal", "java.math.BigDecimal"),
        }
    }
}
