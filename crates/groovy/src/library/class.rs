//! `java.lang.Class`, and what every object says of its class.

use std::sync::Arc;

use super::classes::is_interface;
use super::table::{Args, Param, Type, method};
use super::{refused, text};
use crate::run::{Cx, Eval};
use crate::value::{Class, ListKind, Value};

pub(super) const TYPES: &[Type] = &[
    Type::new("java.lang.Object").methods(&[
        method("getClass", &[], |cx, this, _| {
            Ok(Value::Class(of(cx, this)))
        }),
        method("asType", &[Param::Class], as_type),
    ]),
    Type::new("java.lang.Class")
        .methods(&[
            method("getName", &[], |_, this, _| {
                Ok(name(this, |class| &class.name))
            }),
            method("getTypeName", &[], |_, this, _| {
                Ok(name(this, |class| &class.name))
            }),
            method("getCanonicalName", &[], |_, this, _| {
                Ok(name(this, |class| &class.name))
            }),
            method("getSimpleName", &[], |_, this, _| Ok(name(this, simple))),
            method("getPackage", &[], package),
            method("getPackageName", &[], package),
            method("getSuperclass", &[], superclass),
            method("getInterfaces", &[], interfaces),
            method("isInstance", &[Param::Any], is_instance),
            method("isAssignableFrom", &[Param::Class], is_assignable),
            method("isCase", &[Param::Any], is_instance),
            method("cast", &[Param::Any], |_, _, args| Ok(args.get(0).clone())),
            method("isInterface", &[], |_, this, _| {
                Ok(Value::Bool(with(this, |class| is_interface(&class.name))))
            }),
            method("isArray", &[], |_, this, _| {
                Ok(Value::Bool(with(this, |class| class.name.starts_with('['))))
            }),
            method("newInstance", &[], new_instance),
            method("newInstance", &[Param::Rest], new_instance),
            method("getClassLoader", &[], |cx, _, _| {
                Err(refused::by_sandbox(
                    cx,
                    "method java.lang.Class getClassLoader",
                    refused::CODE,
                ))
            }),
        ])
        .statics(&[method("forName", &[Param::Text], for_name)]),
];

/// `value.asType(Class)`: what the method for that class gives.
fn as_type(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let name = with(args.get(0), |class| class.simple_name().to_owned());
    let method = match &*name {
        "String" => "toString",
        "List" | "ArrayList" | "Collection" => "toList",
        "Set" | "HashSet" | "LinkedHashSet" => "toSet",
        "Integer" | "int" => "toInteger",
        "Long" | "long" => "toLong",
        "Double" | "double" => "toDouble",
        "Float" | "float" => "toFloat",
        "BigDecimal" => "toBigDecimal",
        "BigInteger" => "toBigInteger",
        "Boolean" | "boolean" => return cx.truth(this).map(Value::Bool),
        _ => {
            let (class, text) = (of(cx, this), cx.to_text(this)?);
            let wanted = with(args.get(0), |class| class.name.to_string());
            if matches!(args.get(0), Value::Class(wanted) if is(&class, wanted)) {
                return Ok(this.clone());
            }
            let message = format!(
                "Cannot cast object '{text}' with class '{}' to class '{wanted}'",
                class.name
            );
            return Err(cx.throw(
                "org.codehaus.groovy.runtime.typehandling.GroovyCastException",
                message,
            ));
        }
    };
    cx.call_method(this, method, &[])
}

/// The class of a value.
pub(crate) fn of(cx: &mut Cx, value: &Value) -> Arc<Class> {
    if let Value::Object(object) = value {
        return Arc::clone(&object.class);
    }
    let name = super::class_name(value).to_owned();
    match cx.class(&name) {
        Some(class) => class,
        None => Class::builtin(name, None),
    }
}

fn with<T: Default>(this: &Value, work: impl FnOnce(&Class) -> T) -> T {
    match this {
        Value::Class(class) => work(class),
        _ => T::default(),
    }
}

fn name(this: &Value, part: fn(&Class) -> &str) -> Value {
    with(this, |class| Value::text(part(class)))
}

fn simple(class: &Class) -> &str {
    match &*class.name {
        "[Ljava.lang.Object;" => "Object[]",
        _ => class.simple_name().rsplit('$').next().unwrap_or_default(),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn package(_: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let package = with(this, |class| {
        class
            .name
            .rsplit_once('.')
            .map(|(package, _)| package.to_owned())
    });
    Ok(package.map_or(Value::Null, Value::text))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn superclass(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let Value::Class(class) = this else {
        return Ok(Value::Null);
    };
    if let Some(parent) = class
        .parent
        .as_ref()
        .filter(|parent| !is_interface(&parent.name))
    {
        return Ok(Value::Class(Arc::clone(parent)));
    }
    let line = super::classes::find(&class.name).unwrap_or_default();
    let parent = line.iter().skip(1).find(|name| !is_interface(name));
    let object = (&*class.name != "java.lang.Object").then_some(&"java.lang.Object");
    let parent = parent.or(object).and_then(|name| cx.class(name));
    Ok(parent.map_or(Value::Null, Value::Class))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn interfaces(_: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let interfaces = match this {
        Value::Class(class) => class.interfaces().to_vec(),
        _ => Vec::new(),
    };
    Ok(Value::list(interfaces.into_iter().map(Value::Class)))
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn is_instance(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let Value::Class(wanted) = this else {
        return Ok(Value::Bool(false));
    };
    Ok(Value::Bool(
        !args.get(0).is_null() && is(&of(cx, args.get(0)), wanted),
    ))
}

fn is(class: &Class, wanted: &Class) -> bool {
    let line = super::classes::find(&class.name).unwrap_or_default();
    class.is(&wanted.name) || line.contains(&&*wanted.name) || &*wanted.name == "java.lang.Object"
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn is_assignable(_: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    match (this, args.get(0)) {
        (Value::Class(wanted), Value::Class(class)) => Ok(Value::Bool(is(class, wanted))),
        _ => Ok(Value::Bool(false)),
    }
}

fn new_instance(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let Value::Class(class) = this else {
        return Ok(Value::Null);
    };
    let given = match args.0 {
        [Value::List(list)] if list.kind == ListKind::Array => list.items.lock().clone(),
        given => given.to_vec(),
    };
    cx.new_instance(class, given)
}

fn for_name(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let name = text::of(cx, args.get(0))?;
    match cx.class(&name) {
        Some(class) if *class.name == *name => Ok(Value::Class(class)),
        _ => Err(cx.throw("java.lang.ClassNotFoundException", name)),
    }
}
