//! `java.io.File` as a path: it can be taken apart, but what it names is not reached.

use std::any::Any;

use super::refused::{FILES, by_sandbox};
use super::table::{Args, Param, Type, method};
use super::text;
use crate::run::{Cx, Eval};
use crate::value::{Native, Value};

/// A path.
#[derive(PartialEq)]
struct File(String);

impl Native for File {
    fn class_name(&self) -> &'static str {
        "java.io.File"
    }

    /// What is not in the table would look at the file.
    fn call(&self, cx: &mut Cx, name: &str, _: &[Value]) -> Eval<Option<Value>> {
        if KNOWN.contains(&name) {
            return Ok(None);
        }
        Err(by_sandbox(
            cx,
            &format!("method java.io.File {name}"),
            FILES,
        ))
    }

    fn show(&self) -> String {
        self.0.clone()
    }

    fn equals(&self, other: &dyn Native) -> bool {
        other.any().downcast_ref() == Some(self)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

const KNOWN: &[&str] = &[
    "getName",
    "getPath",
    "getParent",
    "getParentFile",
    "isAbsolute",
    "toString",
    "equals",
    "hashCode",
    "compareTo",
    "getClass",
    "is",
    "with",
    "asBoolean",
];

pub(super) const TYPES: &[Type] = &[Type::new("java.io.File")
    .fields(&[
        ("separator", || Value::text("/")),
        ("pathSeparator", || Value::text(":")),
    ])
    .constructors(&[
        method("", &[Param::Any], |cx, _, args| {
            let path = text::of(cx, args.get(0))?;
            Ok(file(&path))
        }),
        method("", &[Param::Any, Param::Text], |cx, _, args| {
            let (parent, child) = (text::of(cx, args.get(0))?, args.text(cx, 1)?);
            Ok(file(&format!("{parent}/{child}")))
        }),
    ])
    .statics(&[method("createTempFile", &[Param::Rest], |cx, _, _| {
        Err(by_sandbox(
            cx,
            "staticMethod java.io.File createTempFile",
            FILES,
        ))
    })])
    .methods(&[
        method("getPath", &[], |_, this, _| Ok(Value::text(path(this)))),
        method("getName", &[], |_, this, _| {
            Ok(Value::text(
                path(this).rsplit('/').next().unwrap_or_default(),
            ))
        }),
        method("getParent", &[], |_, this, _| {
            Ok(parent(this).map_or(Value::Null, Value::text))
        }),
        method("getParentFile", &[], |_, this, _| {
            Ok(parent(this).map_or(Value::Null, |parent| file(&parent)))
        }),
        method("isAbsolute", &[], |_, this, _| {
            Ok(Value::Bool(path(this).starts_with('/')))
        }),
        method("compareTo", &[Param::Any], |cx, this, args: Args<'_>| {
            let (a, b) = (Value::text(path(this)), Value::text(path(args.get(0))));
            cx.call_method(&a, "compareTo", &[b])
        }),
    ])];

/// Without slashes that say nothing.
fn file(path: &str) -> Value {
    let mut clean = String::new();
    for c in path.chars() {
        if c != '/' || !clean.ends_with('/') {
            clean.push(c);
        }
    }
    if clean.len() > 1 && clean.ends_with('/') {
        clean.pop();
    }
    Value::native(File(clean))
}

fn path(this: &Value) -> String {
    this.downcast::<File>()
        .map(|file| file.0.clone())
        .unwrap_or_default()
}

fn parent(this: &Value) -> Option<String> {
    let path = path(this);
    let (parent, _) = path.rsplit_once('/')?;
    Some(if parent.is_empty() {
        "/".to_owned()
    } else {
        parent.to_owned()
    })
}
