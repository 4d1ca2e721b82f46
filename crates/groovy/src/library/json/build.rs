//! `groovy.json.JsonBuilder`: JSON by closures whose calls name the keys.

use std::any::Any;
use std::sync::Arc;

use parking_lot::Mutex;

use super::super::table::{Param, Type, method};
use super::{pretty, write};
use crate::run::{Cx, Eval};
use crate::value::{Closure, Entries, Key, Map, MapKind, Native, Strategy, Value};

pub(super) const TYPE: Type = Type::new("groovy.json.JsonBuilder")
    .constructors(&[
        method("", &[], |_, _, _| Ok(Value::native(Builder::default()))),
        method("", &[Param::Any], |_, _, args| {
            Ok(Value::native(Builder {
                content: Mutex::new(args.get(0).clone()),
            }))
        }),
    ])
    .methods(&[
        method("toString", &[], |cx, this, _| {
            let content = content(this);
            write::json(cx, &content).map(Value::text)
        }),
        method("toPrettyString", &[], |cx, this, _| {
            let content = content(this);
            let json = write::json(cx, &content)?;
            pretty::print(cx, &json).map(Value::text)
        }),
        method("getContent", &[], |_, this, _| Ok(content(this))),
        method("writeTo", &[Param::Any], |cx, this, args| {
            let content = content(this);
            let json = write::json(cx, &content)?;
            super::super::builder::append(cx, args.get(0), &json)?;
            Ok(args.get(0).clone())
        }),
        method("call", &[Param::Rest], |cx, this, args| {
            let made = made(cx, args.0)?;
            keep(this, made)
        }),
    ]);

/// What is built.
#[derive(Default)]
struct Builder {
    content: Mutex<Value>,
}

fn content(this: &Value) -> Value {
    this.downcast::<Builder>()
        .map_or(Value::Null, |builder| builder.content.lock().clone())
}

#[expect(clippy::unnecessary_wraps, reason = "as all methods of tables")]
fn keep(this: &Value, made: Value) -> Eval<Value> {
    if let Some(builder) = this.downcast::<Builder>() {
        *builder.content.lock() = made.clone();
    }
    Ok(made)
}

impl Native for Builder {
    fn class_name(&self) -> &'static str {
        "groovy.json.JsonBuilder"
    }

    /// Any other name is the key of what is built: `builder.root { ... }`.
    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        let known = [
            "toString",
            "toPrettyString",
            "getContent",
            "writeTo",
            "call",
            "getClass",
        ];
        if known.contains(&name) || args.is_empty() {
            return Ok(None);
        }
        let made = made(cx, args)?;
        let root = Value::map([(name, made)]);
        *self.content.lock() = root.clone();
        Ok(Some(root))
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

/// The keys that a closure calls, as it goes on.
#[derive(Default)]
struct Keys {
    entries: Mutex<Entries>,
}

impl Native for Keys {
    fn class_name(&self) -> &'static str {
        "groovy.json.JsonDelegate"
    }

    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        if args.is_empty() {
            return Ok(None);
        }
        let made = made(cx, args)?;
        self.entries
            .lock()
            .insert(Key(Value::text(name)), made.clone());
        Ok(Some(made))
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

/// What a call's arguments mean as a value.
fn made(cx: &mut Cx, args: &[Value]) -> Eval<Value> {
    match args {
        [Value::Closure(_)] => from_closure(cx, args.first().unwrap_or(&Value::Null)),
        [Value::Map(named), Value::Closure(_)] => {
            let closure = args.last().unwrap_or(&Value::Null);
            let mut entries = named.entries.lock().clone();
            if let Value::Map(more) = from_closure(cx, closure)? {
                entries.extend(more.entries.lock().clone());
            }
            Ok(map(entries))
        }
        [items, Value::Closure(_)] => {
            let closure = args.last().unwrap_or(&Value::Null);
            let items = cx.items(items)?;
            let made: Eval<Vec<_>> = items
                .iter()
                .map(|item| built(cx, closure, std::slice::from_ref(item)))
                .collect();
            made.map(Value::list)
        }
        [one] => Ok(one.clone()),
        several => Ok(Value::list(several.to_vec())),
    }
}

fn map(entries: Entries) -> Value {
    Value::Map(Arc::new(Map::new(MapKind::Linked, entries)))
}

/// The map that a closure describes.
pub(super) fn from_closure(cx: &mut Cx, closure: &Value) -> Eval<Value> {
    built(cx, closure, &[])
}

fn built(cx: &mut Cx, closure: &Value, args: &[Value]) -> Eval<Value> {
    let Value::Closure(closure) = closure else {
        return Ok(Value::Null);
    };
    let keys = Arc::new(Keys::default());
    let delegated = Closure {
        code: closure.code.clone(),
        owner: closure.owner.clone(),
        this: closure.this.clone(),
        delegate: Mutex::new(Value::Native(Arc::clone(&keys) as Arc<dyn Native>)),
        strategy: Mutex::new(Strategy::DelegateFirst),
    };
    cx.call(&Value::Closure(Arc::new(delegated)), args)?;
    let entries = keys.entries.lock().clone();
    Ok(map(entries))
}
