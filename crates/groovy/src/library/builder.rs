//! Texts that grow: `StringBuilder`, `StringBuffer`, `StringWriter`, `PrintWriter`.

use std::any::Any;

use parking_lot::Mutex;

use super::table::{Args, Param, Type, method};
use super::text;
use crate::run::{Cx, Eval, Unwind};
use crate::value::{Native, Value};

/// A text that grows. A writer around another one shares its text by being the same object.
pub(super) struct Builder {
    class: &'static str,
    text: Mutex<String>,
}

const BUILDER: &str = "java.lang.StringBuilder";
const BUFFER: &str = "java.lang.StringBuffer";
const WRITER: &str = "java.io.StringWriter";

impl Builder {
    /// A `StringBuffer`.
    pub(super) fn buffer(text: impl Into<String>) -> Self {
        Self::new(BUFFER, text)
    }

    fn new(class: &'static str, text: impl Into<String>) -> Self {
        Self {
            class,
            text: Mutex::new(text.into()),
        }
    }
}

impl Native for Builder {
    fn class_name(&self) -> &'static str {
        self.class
    }

    fn show(&self) -> String {
        self.text.lock().clone()
    }

    fn truth(&self) -> bool {
        !self.text.lock().is_empty()
    }

    fn items(&self) -> Option<Vec<Value>> {
        let text = self.text.lock();
        Some(text.chars().map(|c| Value::text(c.to_string())).collect())
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

/// Adds to a builder or writer.
pub(super) fn append(cx: &mut Cx, builder: &Value, more: &str) -> Eval<()> {
    cx.charge(more.len())?;
    edit(cx, builder, |text| text.push_str(more))
}

fn edit<T>(cx: &mut Cx, builder: &Value, work: impl FnOnce(&mut String) -> T) -> Eval<T> {
    if let Some(builder) = builder.downcast::<Builder>() {
        Ok(work(&mut builder.text.lock()))
    } else {
        let class = super::class_name(builder).to_owned();
        let message = format!("A text can't be appended to an object of class {class}");
        Err(cx.throw("java.lang.IllegalArgumentException", message))
    }
}

macro_rules! edits {
    () => {
        &[
            method("append", &[Param::Any], add),
            method("append", &[Param::Any, Param::Int, Param::Int], add_part),
            method("leftShift", &[Param::Any], add),
            method("insert", &[Param::Int, Param::Any], insert),
            method("delete", &[Param::Int, Param::Int], delete),
            method("deleteCharAt", &[Param::Int], delete_char),
            method("replace", &[Param::Int, Param::Int, Param::Text], replace),
            method("putAt", &[Param::Range, Param::Any], put_at),
            method("setLength", &[Param::Int], set_length),
            method("setCharAt", &[Param::Int, Param::Any], set_char),
            method("reverse", &[], reverse),
            method("capacity", &[], |cx, this, _| {
                Ok(text::int(text::of(cx, this)?.len() + 16))
            }),
        ]
    };
}

macro_rules! constructors {
    ($class:expr) => {
        &[
            method("", &[], |_, _, _| {
                Ok(Value::native(Builder::new($class, "")))
            }),
            // A capacity.
            method("", &[Param::Int], |_, _, _| {
                Ok(Value::native(Builder::new($class, "")))
            }),
            method("", &[Param::Any], |cx, _, args| {
                let text = text::of(cx, args.get(0))?;
                Ok(Value::native(Builder::new($class, &*text)))
            }),
        ]
    };
}

pub(super) const TYPES: &[Type] = &[
    Type::new(BUILDER)
        .methods(edits!())
        .constructors(constructors!(BUILDER)),
    Type::new(BUFFER)
        .methods(edits!())
        .constructors(constructors!(BUFFER)),
    Type::new(WRITER).constructors(constructors!(WRITER)),
    Type::new("java.io.Writer").methods(&[
        method("write", &[Param::Any], add),
        method("append", &[Param::Any], add),
        method("leftShift", &[Param::Any], add),
        method("print", &[Param::Any], add),
        method("println", &[], line),
        method("println", &[Param::Any], line),
        method("getBuffer", &[], |_, this, _| Ok(this.clone())),
        method("withWriter", &[Param::Closure], |cx, this, args| {
            cx.call(args.get(0), std::slice::from_ref(this))
        }),
        method("flush", &[], |_, _, _| Ok(Value::Null)),
        method("close", &[], |_, _, _| Ok(Value::Null)),
        method("length", &[], |cx, this, _| {
            Ok(text::int(text::len(&text::of(cx, this)?)))
        }),
    ]),
    // It has nothing of its own: what is printed goes into the writer that it wraps.
    Type::new("java.io.PrintWriter").constructors(&[
        method("", &[Param::Any], |_, _, args| Ok(args.get(0).clone())),
        method("", &[Param::Any, Param::Bool], |_, _, args| {
            Ok(args.get(0).clone())
        }),
    ]),
];

fn add(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let more = text::of(cx, args.get(0))?;
    append(cx, this, &more)?;
    Ok(this.clone())
}

fn add_part(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let bounds = [args.get(1).clone(), args.get(2).clone()];
    let part = cx.call_method(args.get(0), "subSequence", &bounds)?;
    add(cx, this, Args(&[part]))
}

fn line(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    if args.len() > 0 {
        add(cx, this, args)?;
    }
    append(cx, this, "\n")?;
    Ok(Value::Null)
}

fn out_of_bounds(cx: &mut Cx, message: String) -> Unwind {
    cx.throw("java.lang.StringIndexOutOfBoundsException", message)
}

/// Puts a text in the place of a part, whose end may be too far.
fn splice(cx: &mut Cx, this: &Value, from: i32, to: i32, with: &str) -> Eval<Value> {
    cx.charge(with.len())?;
    let done = edit(cx, this, |text| {
        let length = text::len(text);
        let start = usize::try_from(from).ok()?;
        let end = usize::try_from(to).ok()?.min(length);
        let (start, end) = (text::byte(text, start)?, text::byte(text, end)?);
        (start <= end).then(|| text.replace_range(start..end, with))
    })?;
    if let Some(()) = done {
        Ok(this.clone())
    } else {
        let length = text::len(&text::of(cx, this)?);
        let message = format!("start {from}, end {to}, length {length}");
        Err(out_of_bounds(cx, message))
    }
}

fn insert(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let length = text::len(&text::of(cx, this)?);
    let at = args.int(0);
    if usize::try_from(at).map_or(true, |at| at > length) {
        return Err(out_of_bounds(cx, format!("offset {at}, length {length}")));
    }
    let with = text::of(cx, args.get(1))?;
    splice(cx, this, at, at, &with)
}

fn delete(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    splice(cx, this, args.int(0), args.int(1), "")
}

fn delete_char(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let at = args.int(0);
    let length = text::len(&text::of(cx, this)?);
    if usize::try_from(at).map_or(true, |at| at >= length) {
        return Err(out_of_bounds(cx, format!("index {at}, length {length}")));
    }
    splice(cx, this, at, at.saturating_add(1), "")
}

fn replace(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let with = args.text(cx, 2)?;
    splice(cx, this, args.int(0), args.int(1), &with)
}

/// `builder[1..2] = 'x'`.
fn put_at(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let Value::Range(range) = args.get(0) else {
        return Ok(Value::Null);
    };
    let bounds = [range.from.clone(), range.to.clone()];
    let with = text::of(cx, args.get(1))?;
    let (from, to) = (Args(&bounds).int(0), Args(&bounds).int(1));
    splice(cx, this, from, to.saturating_add(1), &with)
}

fn set_length(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let wanted = usize::try_from(args.int(0)).unwrap_or_default();
    cx.charge(wanted)?;
    edit(cx, this, |text| {
        if let Some(end) = text::byte(text, wanted) {
            text.truncate(end);
        } else {
            let missing = wanted - text::len(text);
            text.push_str(&"\0".repeat(missing));
        }
    })?;
    Ok(Value::Null)
}

fn set_char(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let with = text::of(cx, args.get(1))?;
    let at = args.int(0);
    splice(cx, this, at, at.saturating_add(1), &with)?;
    Ok(Value::Null)
}

fn reverse(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    edit(cx, this, |text| *text = text.chars().rev().collect())?;
    Ok(this.clone())
}
