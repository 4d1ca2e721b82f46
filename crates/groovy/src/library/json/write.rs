//! `groovy.json.JsonOutput`.

use std::fmt::Write as _;

use super::super::table::{Args, Param, Type, method};
use super::super::text;
use super::pretty;
use crate::run::{Cx, Eval};
use crate::value::{ClassKind, Map, Object, Value};

pub(super) const TYPE: Type = Type::new("groovy.json.JsonOutput").statics(&[
    method("toJson", &[Param::Any], |cx, _, args| {
        json(cx, args.get(0)).map(Value::text)
    }),
    method("prettyPrint", &[Param::Text], |cx, _, args| {
        let text = args.text(cx, 0)?;
        pretty::print(cx, &text).map(Value::text)
    }),
    method("unescaped", &[Param::Any], |cx, _, args: Args<'_>| {
        Ok(Value::Str(text::of(cx, args.get(0))?))
    }),
]);

/// A value's JSON.
pub(crate) fn json(cx: &mut Cx, value: &Value) -> Eval<String> {
    let mut out = String::new();
    write_value(cx, value, &mut out, 0)?;
    Ok(out)
}

/// Levels of nesting: who contains himself would never end.
const DEPTH: usize = 200;

fn write_value(cx: &mut Cx, value: &Value, out: &mut String, depth: usize) -> Eval<()> {
    if depth > DEPTH {
        return Err(cx.throw(
            "java.lang.StackOverflowError",
            "JSON of a value that contains itself",
        ));
    }
    cx.tick()?;
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(_) | Value::Int(_) | Value::Long(_) | Value::Big(_) | Value::Decimal(_) => {
            out.push_str(&cx.to_text(value)?);
        }
        Value::Float(_) | Value::Double(_) => fraction(cx, value, out)?,
        Value::Map(map) => write_map(cx, map, out, depth)?,
        Value::List(_) | Value::Range(_) => write_items(cx, value, out, depth)?,
        Value::Closure(_) => {
            let built = super::build::from_closure(cx, value)?;
            write_value(cx, &built, out, depth + 1)?;
        }
        Value::Object(object) => write_object(cx, object, out, depth)?,
        Value::Native(native) if native.class_name() == "java.util.Date" => {
            let format = [Value::text("yyyy-MM-dd'T'HH:mm:ssZ")];
            let shown = cx.call_method(value, "format", &format)?;
            quote(&text::of(cx, &shown)?, out);
        }
        Value::Native(native) if native.class_name() == "groovy.json.JsonBuilder" => {
            out.push_str(&cx.to_text(value)?);
        }
        Value::Native(native) if native.items().is_some() => write_items(cx, value, out, depth)?,
        other => {
            let text = text::of(cx, other)?;
            cx.charge(text.len())?;
            quote(&text, out);
        }
    }
    Ok(())
}

fn fraction(cx: &mut Cx, value: &Value, out: &mut String) -> Eval<()> {
    let text = cx.to_text(value)?;
    let odd = match &*text {
        "NaN" => "NaN",
        "Infinity" | "-Infinity" => "infinite",
        _ => {
            out.push_str(&text);
            return Ok(());
        }
    };
    let message =
        format!("Number {text} can't be serialized as JSON: {odd} are not allowed in JSON.");
    Err(cx.throw("groovy.json.JsonException", message))
}

fn write_map(cx: &mut Cx, map: &Map, out: &mut String, depth: usize) -> Eval<()> {
    let entries = map.entries.lock().clone();
    let mut pairs = Vec::new();
    for (key, value) in entries {
        if key.0.is_null() {
            let message = "Maps with null keys can't be converted to JSON";
            return Err(cx.throw("java.lang.IllegalArgumentException", message));
        }
        pairs.push((text::of(cx, &key.0)?.to_string(), value));
    }
    write_pairs(cx, pairs, out, depth)
}

fn write_pairs(
    cx: &mut Cx,
    pairs: Vec<(String, Value)>,
    out: &mut String,
    depth: usize,
) -> Eval<()> {
    out.push('{');
    for (at, (key, value)) in pairs.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        cx.charge(key.len())?;
        quote(&key, out);
        out.push(':');
        write_value(cx, &value, out, depth + 1)?;
    }
    out.push('}');
    Ok(())
}

fn write_items(cx: &mut Cx, value: &Value, out: &mut String, depth: usize) -> Eval<()> {
    out.push('[');
    for (at, item) in cx.items(value)?.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_value(cx, item, out, depth + 1)?;
    }
    out.push(']');
    Ok(())
}

/// Properties in their order; of enums and throwables the text.
fn write_object(
    cx: &mut Cx,
    object: &std::sync::Arc<Object>,
    out: &mut String,
    depth: usize,
) -> Eval<()> {
    let value = Value::Object(std::sync::Arc::clone(object));
    let is_enum = match &object.class.kind {
        ClassKind::Script { decl, .. } => decl.kind == crate::ast::DeclKind::Enum,
        ClassKind::Builtin => true,
    };
    if is_enum {
        let name = cx
            .call_method(&value, "name", &[])
            .or_else(|_| cx.to_text(&value).map(Value::Str))?;
        quote(&text::of(cx, &name)?, out);
        return Ok(());
    }
    let names: Vec<_> = object.fields.lock().keys().cloned().collect();
    let mut pairs = Vec::new();
    for name in names {
        pairs.push((name.to_string(), cx.get_property(&value, &name)?));
    }
    write_pairs(cx, pairs, out, depth)
}

/// A text in quotes, with everything beyond ASCII escaped.
pub(super) fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x08' => out.push_str("\\b"),
            '\x0C' => out.push_str("\\f"),
            ' '..='\x7E' => out.push(c),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}
