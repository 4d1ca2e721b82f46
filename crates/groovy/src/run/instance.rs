//! Which classes a value is of.

use super::Cx;
use std::sync::Arc;

use super::scope::Scope;
use super::types::{Null, Number, Type};
use super::unit::Unit;
use crate::ast::TypeRef;
use crate::library;
use crate::value::{Class, ListKind, Value};

/// How well a value suits a parameter.
pub(super) enum Fit {
    /// The smaller, the nearer.
    Far(u32),
    No,
}

/// The names of a value's classes, nearest first.
fn line(value: &Value) -> Vec<String> {
    let class = match value {
        Value::Object(object) => &object.class,
        other => return builtin_line(library::class_name(other)),
    };
    let mut names = Vec::new();
    for class in class.line() {
        names.push(class.name.to_string());
    }
    if class.decl().is_some() {
        names.push("groovy.lang.GroovyObject".to_owned());
    }
    names.push("java.lang.Object".to_owned());
    names
}

fn builtin_line(name: &str) -> Vec<String> {
    match library::class(name) {
        Some(line) => line.iter().map(|name| (*name).to_owned()).collect(),
        None => vec![name.to_owned(), "java.lang.Object".to_owned()],
    }
}

/// Whether a full name is meant by another one, simple or full.
fn names(full: &str, wanted: &str) -> bool {
    full == wanted
        || full
            .strip_suffix(wanted)
            .is_some_and(|before| before.ends_with(['.', '$']))
}

/// `value instanceof Name`, `catch (Name e)`.
pub(super) fn is_instance(value: &Value, name: &str, scope: &Scope) -> bool {
    is_named(value, &unaliased(name, &scope.context.unit))
}

pub(super) fn is_instance_of(value: &Value, ty: &TypeRef, scope: &Scope) -> bool {
    if value.is_null() {
        return false;
    }
    match Type::of(ty) {
        Type::Any => true,
        Type::Array(_) => matches!(value, Value::List(list) if list.kind == ListKind::Array),
        Type::Named(name) => is_instance(value, &name, scope),
        ty => ty.holds(value),
    }
}

/// Whether a value is an instance of a class: `Class.isInstance`, `case Name`.
pub(crate) fn is_of_class(value: &Value, class: &Class) -> bool {
    !value.is_null() && is_named(value, &class.name)
}

impl Cx {
    pub(super) fn fit(&mut self, value: &Value, ty: &Type, unit: &Arc<Unit>) -> Fit {
        match (ty, value) {
            (Type::Any, Value::Null) => Fit::Far(0),
            (Type::Any, _) => Fit::Far(60),
            (ty, Value::Null) if ty.takes_null() => Fit::Far(1),
            (_, Value::Null) => Fit::No,
            (ty, value) if ty.holds(value) => Fit::Far(match ty {
                Type::Number(_, Null::Refused) | Type::Bool(Null::Refused) => 0,
                _ => 1,
            }),
            (Type::Number(number, null), value) => number_fit(*number, *null, value),
            (Type::Text, Value::GString(_)) => Fit::Far(3),
            (Type::Array(_), Value::List(list)) if list.kind == ListKind::Array => Fit::Far(2),
            (Type::Char(_) | Type::Text | Type::Bool(_) | Type::Array(_), _) => Fit::No,
            (Type::Named(name), value) => match named_fit(name, value, unit) {
                Fit::No if matches!(self.class_seen(name, unit), Ok(None)) => Fit::Far(60),
                fit => fit,
            },
        }
    }
}

fn named_fit(name: &str, value: &Value, unit: &Unit) -> Fit {
    let wanted = unaliased(name, unit);
    let line = line(value);
    if let Some(at) = line.iter().position(|class| names(class, &wanted)) {
        return Fit::Far(u32::try_from(at).unwrap_or(50) + 1);
    }
    let known = library::class(&wanted).is_some();
    match value {
        // A closure is what an interface with one method asks for.
        Value::Closure(_) if !is_data(&wanted) => Fit::Far(40),
        // What is not known is not judged.
        Value::Native(_) if !known => Fit::Far(50),
        _ => Fit::No,
    }
}

fn is_data(name: &str) -> bool {
    let simple = name.rsplit('.').next().unwrap_or_default();
    matches!(
        simple,
        "Map"
            | "List"
            | "Collection"
            | "Set"
            | "LinkedHashMap"
            | "HashMap"
            | "ArrayList"
            | "Range"
            | "CharSequence"
            | "GString"
            | "Number"
            | "Class"
            | "Iterable"
            | "Throwable"
            | "Exception"
            | "Date"
    )
}

fn number_fit(number: Number, null: Null, value: &Value) -> Fit {
    let order = |value: &Value| match value {
        Value::Int(_) => Some(0),
        Value::Long(_) => Some(1),
        Value::Big(_) => Some(2),
        Value::Decimal(_) => Some(3),
        Value::Float(_) => Some(4),
        Value::Double(_) => Some(5),
        _ => None,
    };
    let wanted = match number {
        Number::Byte | Number::Short => return small_fit(value),
        Number::Int => 0,
        Number::Long => 1,
        Number::Big => 2,
        Number::Decimal => 3,
        Number::Float => 4,
        Number::Double => 5,
    };
    match order(value) {
        Some(own) if own < wanted && (null == Null::Refused || wanted > 1) => {
            Fit::Far(10 + wanted - own)
        }
        Some(3) if wanted == 5 => Fit::Far(12),
        _ => Fit::No,
    }
}

fn small_fit(value: &Value) -> Fit {
    match value {
        Value::Int(_) => Fit::Far(20),
        _ => Fit::No,
    }
}

fn is_named(value: &Value, wanted: &str) -> bool {
    match value {
        Value::Null => false,
        value if matches!(wanted, "Object" | "java.lang.Object") => !value.is_null(),
        value => line(value).iter().any(|class| names(class, wanted)),
    }
}

/// What an alias of an import stands for.
fn unaliased(name: &str, unit: &Unit) -> String {
    let mut imports = unit.script.imports.iter();
    let import = imports.find(|import| import.alias.as_deref() == Some(name));
    import.map_or_else(|| name.to_owned(), |import| import.path.to_string())
}
