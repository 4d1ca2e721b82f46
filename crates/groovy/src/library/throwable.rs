//! `java.lang.Throwable`.

use std::any::Any;

use super::table::{Args, Param, Type, method};
use super::{builder, text};
use crate::run::{Cx, Eval, Frame};
use crate::value::{List, ListKind, Native, Thrown, Value};

pub(super) const TYPES: &[Type] = &[
    Type::new("java.lang.Throwable").methods(&[
        method("getMessage", &[], message),
        method("getLocalizedMessage", &[], |cx, this, _| {
            cx.call_method(this, "getMessage", &[])
        }),
        method("getCause", &[], |_, this, _| {
            Ok(with(this, |thrown| thrown.cause.clone())
                .flatten()
                .unwrap_or_default())
        }),
        method("initCause", &[Param::Any], |_, this, args| {
            with(this, |thrown| thrown.cause = Some(args.get(0).clone()));
            Ok(this.clone())
        }),
        method("getStackTrace", &[], stack_trace),
        method("setStackTrace", &[Param::Any], |_, _, _| Ok(Value::Null)),
        method("fillInStackTrace", &[], |_, this, _| Ok(this.clone())),
        method("getSuppressed", &[], |_, _, _| {
            Ok(text::array(Vec::<String>::new()))
        }),
        method("addSuppressed", &[Param::Any], |_, _, _| Ok(Value::Null)),
        // Jenkins prints it to the server's own log, which is not the build's.
        method("printStackTrace", &[], |_, _, _| Ok(Value::Null)),
        method("printStackTrace", &[Param::Any], |cx, this, args| {
            let text = traced(cx, this)?;
            builder::append(cx, args.get(0), &text)?;
            Ok(Value::Null)
        }),
    ]),
    Type::new("groovy.lang.MissingPropertyException").methods(&[method(
        "getProperty",
        &[],
        |_, this, _| Ok(quoted(this, ": ", " for class")),
    )]),
    Type::new("groovy.lang.MissingMethodException").methods(&[method(
        "getMethod",
        &[],
        |_, this, _| Ok(quoted(this, ": ", "(")),
    )]),
    Type::new("java.lang.StackTraceElement").methods(&[
        method("getLineNumber", &[], |_, this, _| {
            let line = this
                .downcast::<Element>()
                .map(|element| element.0.position.line);
            Ok(line.map_or(Value::Null, |line| Value::Int(line.cast_signed())))
        }),
        method("getFileName", &[], |_, this, _| {
            Ok(this
                .downcast::<Element>()
                .map_or(Value::Null, |element| Value::Str(element.0.file.clone())))
        }),
        method("getClassName", &[], |_, this, _| {
            Ok(Value::text(place_of(this).0))
        }),
        method("getMethodName", &[], |_, this, _| {
            Ok(Value::text(place_of(this).1))
        }),
    ]),
];

fn with<T>(this: &Value, work: impl FnOnce(&mut Thrown) -> T) -> Option<T> {
    match this {
        Value::Object(object) => Some(work(&mut object.thrown.as_ref()?.lock())),
        _ => None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn message(_: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let message = with(this, |thrown| thrown.message.clone()).flatten();
    Ok(message.map_or(Value::Null, Value::Str))
}

/// What stands in a message between two marks.
fn quoted(this: &Value, start: &str, end: &str) -> Value {
    let message = with(this, |thrown| thrown.message.clone()).flatten();
    let message = message.unwrap_or_default();
    let rest = message.split_once(start).map(|(_, rest)| rest);
    let found = rest
        .and_then(|rest| rest.split_once(end))
        .map(|(found, _)| found);
    // A method's name stands behind the class's.
    found.map_or(Value::Null, |found| {
        Value::text(found.rsplit('.').next().unwrap_or_default())
    })
}

/// `java.lang.StackTraceElement`.
struct Element(Frame);

impl Native for Element {
    fn class_name(&self) -> &'static str {
        "java.lang.StackTraceElement"
    }

    fn show(&self) -> String {
        let Frame {
            method,
            file,
            position,
        } = &self.0;
        format!("{method}({file}:{})", position.line)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

/// The class and the method of an element.
fn place_of(this: &Value) -> (String, String) {
    let element = this.downcast::<Element>();
    let method = element.map(|element| element.0.method.to_string());
    let method = method.unwrap_or_default();
    let parts = method.rsplit_once('.').unwrap_or_default();
    (parts.0.to_owned(), parts.1.to_owned())
}

fn frames(this: &Value) -> Vec<Frame> {
    with(this, |thrown| thrown.trace.clone()).unwrap_or_default()
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn stack_trace(_: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    let elements = frames(this)
        .into_iter()
        .map(|frame| Value::native(Element(frame)));
    let array = List::new(ListKind::Array, elements.collect());
    Ok(Value::List(array.into()))
}

fn traced(cx: &mut Cx, this: &Value) -> Eval<String> {
    let mut text = format!("{}\n", text::of(cx, this)?);
    for frame in frames(this) {
        text.push_str("\tat ");
        text.push_str(&Element(frame).show());
        text.push('\n');
    }
    Ok(text)
}
