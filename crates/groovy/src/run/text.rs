//! Values as text.

use std::fmt::Write;
use std::sync::Arc;

use bigdecimal::BigDecimal;

use super::{Cx, Eval};
use crate::ast::Name;
use crate::library::{self, Entry};
use crate::value::{Closure, ClosureCode, GString, ListKind, Map, MapKind, Object, Value};

/// How texts inside of lists and maps are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    /// `toString()`.
    None,
    /// `inspect()`.
    Single,
}

impl Cx {
    /// `toString()`.
    pub fn to_text(&mut self, value: &Value) -> Eval<Name> {
        if let Value::Str(text) = value {
            return Ok(Arc::clone(text));
        }
        let mut text = String::new();
        self.write(value, Quotes::None, &mut text)?;
        self.charge(text.len())?;
        Ok(text.into())
    }

    /// What `println`, `+` and `${}` make of a value: its text, but of a range all that it holds.
    pub(crate) fn shown(&mut self, value: &Value) -> Eval<Name> {
        match value {
            Value::Range(_) => {
                let items = Value::list(self.items(value)?);
                self.to_text(&items)
            }
            other => self.to_text(other),
        }
    }

    /// `inspect()`: with quotes around strings.
    pub fn inspect(&mut self, value: &Value) -> Eval<Name> {
        let mut text = String::new();
        self.write(value, Quotes::Single, &mut text)?;
        self.charge(text.len())?;
        Ok(text.into())
    }

    fn write(&mut self, value: &Value, quotes: Quotes, into: &mut String) -> Eval<()> {
        match value {
            Value::Null => into.push_str("null"),
            Value::Bool(value) => into.push_str(if *value { "true" } else { "false" }),
            Value::Int(value) => write(into, value),
            Value::Long(value) => write(into, value),
            Value::Big(value) => write(into, value),
            Value::Decimal(value) => into.push_str(&decimal_text(value)),
            Value::Float(value) => into.push_str(&float_text(*value)),
            Value::Double(value) => into.push_str(&double_text(*value)),
            Value::Char(value) => into.push(*value),
            Value::Str(text) => {
                self.charge(text.len())?;
                quoted(text, quotes, into);
            }
            Value::GString(gstring) => self.write_gstring(gstring, into)?,
            Value::List(list) if list.kind == ListKind::Json => {
                into.push_str(&library::json(self, value)?);
            }
            Value::Map(map) if map.kind == MapKind::Json => {
                into.push_str(&library::json(self, value)?);
            }
            Value::List(list) => {
                let items = list.items.lock().clone();
                self.write_items(&items, value, quotes, into)?;
            }
            Value::Range(range) => {
                self.write(&range.from, quotes, into)?;
                if let Some(bound) = range.bound {
                    write(into, format_args!("..<{bound}"));
                } else {
                    into.push_str("..");
                    self.write(&range.to, quotes, into)?;
                }
            }
            Value::Map(map) => self.write_map(map, value, quotes, into)?,
            Value::Closure(closure) => into.push_str(&closure_text(closure)),
            Value::Class(class) if super::resolve::primitive(&class.name).is_some() => {
                into.push_str(&class.name);
            }
            Value::Class(class) => {
                let kind = match class.decl().map(|decl| decl.kind) {
                    Some(crate::ast::DeclKind::Interface) => "interface",
                    None if crate::library::is_interface(&class.name) => "interface",
                    _ => "class",
                };
                write(into, format_args!("{kind} {}", class.name));
            }
            Value::Object(object) => self.write_object(object, value, into)?,
            Value::Native(native) => match value.downcast::<Entry>() {
                Some(entry) => {
                    let [key, held] = entry.pair();
                    self.write(&key, Quotes::None, into)?;
                    into.push('=');
                    self.write(&held, Quotes::None, into)?;
                }
                None => into.push_str(&native.show()),
            },
        }
        Ok(())
    }

    fn write_items(
        &mut self,
        items: &[Value],
        whole: &Value,
        quotes: Quotes,
        into: &mut String,
    ) -> Eval<()> {
        self.check_stack()?;
        into.push('[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                into.push_str(", ");
            }
            self.tick()?;
            if super::names::same(item, whole) {
                into.push_str("(this Collection)");
            } else {
                self.write(item, quotes, into)?;
            }
        }
        into.push(']');
        self.charge(into.len() / 8)
    }

    fn write_map(
        &mut self,
        map: &Map,
        whole: &Value,
        quotes: Quotes,
        into: &mut String,
    ) -> Eval<()> {
        self.check_stack()?;
        let entries = map.entries.lock().clone();
        if entries.is_empty() {
            into.push_str("[:]");
            return Ok(());
        }
        into.push('[');
        for (at, (key, value)) in entries.iter().enumerate() {
            if at > 0 {
                into.push_str(", ");
            }
            self.tick()?;
            for (part, end) in [(&key.0, ":"), (value, "")] {
                if super::names::same(part, whole) {
                    into.push_str("(this Map)");
                } else {
                    self.write(part, quotes, into)?;
                }
                into.push_str(end);
            }
        }
        into.push(']');
        self.charge(into.len() / 8)
    }

    fn write_gstring(&mut self, gstring: &GString, into: &mut String) -> Eval<()> {
        let mut values = gstring.values.iter();
        for text in &gstring.strings {
            self.charge(text.len())?;
            into.push_str(text);
            match values.next() {
                Some(lazy @ Value::Closure(closure)) if is_lazy(closure) => {
                    let value = self.call(lazy, &[])?;
                    into.push_str(&self.shown(&value)?);
                }
                Some(value @ Value::Range(_)) => into.push_str(&self.shown(value)?),
                Some(value) => self.write(value, Quotes::None, into)?,
                None => {}
            }
        }
        Ok(())
    }

    fn write_object(&mut self, object: &Arc<Object>, value: &Value, into: &mut String) -> Eval<()> {
        let class = Arc::clone(&object.class);
        if let Some(text) = self.own_method(value, &class, "toString", &[])? {
            let text = self.to_text(&text)?;
            into.push_str(&text);
            return Ok(());
        }
        let text = self.object_text(object)?;
        into.push_str(&text);
        Ok(())
    }

    /// What `toString()` gives that no class overrides.
    pub(super) fn object_text(&mut self, object: &Arc<Object>) -> Eval<String> {
        if object.thrown.is_some() {
            return self.throwable_text(object);
        }
        let name = object.fields.lock().get(super::classes::ENUM_NAME).cloned();
        if let Some(Value::Str(name)) = name {
            return Ok(name.to_string());
        }
        let shows = object.class.decl().is_some_and(|decl| {
            super::construct::annotated(decl, &["ToString", "Canonical", "Immutable"])
        });
        if shows {
            return self.fields_text(object);
        }
        Ok(format!("{}@{:x}", object.class.name, identity(object)))
    }

    fn throwable_text(&mut self, object: &Arc<Object>) -> Eval<String> {
        let own = Value::Object(Arc::clone(object));
        let class = Arc::clone(&object.class);
        let message = match self.own_method(&own, &class, "getMessage", &[])? {
            Some(Value::Null) => None,
            Some(message) => Some(self.to_text(&message)?),
            None => object.message(),
        };
        Ok(match message {
            Some(message) if class.is("PowerAssertionError") => {
                format!("Assertion failed: \n\n{message}\n")
            }
            Some(message) => format!("{}: {message}", class.name),
            None => class.name.to_string(),
        })
    }

    /// `@ToString`.
    fn fields_text(&mut self, object: &Arc<Object>) -> Eval<String> {
        let mut text = format!("{}(", object.class.name);
        let fields = object.fields.lock().clone();
        for (at, value) in fields.values().enumerate() {
            if at > 0 {
                text.push_str(", ");
            }
            self.write(value, Quotes::None, &mut text)?;
        }
        text.push(')');
        Ok(text)
    }

    /// Two strings with interpolation as one.
    pub(super) fn joined_gstring(&mut self, left: &GString, right: &Value) -> Eval<Value> {
        let mut strings = left.strings.clone();
        let mut values = left.values.clone();
        let (more, more_values) = match right {
            Value::GString(right) => (right.strings.clone(), right.values.clone()),
            other => (vec![self.to_text(other)?], Vec::new()),
        };
        let mut more = more.into_iter();
        if let (Some(last), Some(first)) = (strings.last_mut(), more.next()) {
            *last = format!("{last}{first}").into();
        }
        strings.extend(more);
        values.extend(more_values);
        self.charge(strings.len() * 24)?;
        Ok(Value::GString(Arc::new(GString { strings, values })))
    }
}

fn write(into: &mut String, value: impl std::fmt::Display) {
    write!(into, "{value}").ok();
}

/// Whether a closure in a string is called for its text: `${-> x}`.
fn is_lazy(closure: &Closure) -> bool {
    match &closure.code {
        ClosureCode::Script(expr, _) => expr.params.as_ref().is_some_and(Vec::is_empty),
        _ => false,
    }
}

fn closure_text(closure: &Arc<Closure>) -> String {
    let of = match &closure.this {
        Value::Object(object) => object.class.name.to_string(),
        _ => "groovy.lang.Closure".to_owned(),
    };
    let at = Arc::as_ptr(closure).addr() >> 4 & 0xffff_ffff;
    format!("{of}$_run_closure1@{at:x}")
}

/// What tells an object from others.
pub(crate) fn identity(object: &Arc<Object>) -> usize {
    Arc::as_ptr(object).addr() >> 4 & 0x7fff_ffff
}

fn quoted(text: &str, quotes: Quotes, into: &mut String) {
    if quotes == Quotes::None {
        into.push_str(text);
        return;
    }
    into.push('\'');
    for c in text.chars() {
        match c {
            '\'' => into.push_str("\\'"),
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            '\t' => into.push_str("\\t"),
            other => into.push(other),
        }
    }
    into.push('\'');
}

/// `BigDecimal.toString()`.
pub(crate) fn decimal_text(value: &BigDecimal) -> String {
    let (digits, scale) = value.as_bigint_and_exponent();
    let digits = digits.to_string();
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", &*digits),
    };
    let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let exponent = length - 1 - scale;
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    if scale > 0 && exponent >= -6 {
        let point = usize::try_from(length - scale).unwrap_or(0);
        let zeros = usize::try_from(scale - length).unwrap_or(0);
        let (whole, fraction) = digits.split_at(point.min(digits.len()));
        let whole = if whole.is_empty() { "0" } else { whole };
        return format!("{sign}{whole}.{}{fraction}", "0".repeat(zeros));
    }
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{first}{point}{rest}E{exponent:+}")
}

/// `Double.toString()`.
pub(crate) fn double_text(value: f64) -> String {
    java_text(value, &format!("{:e}", value.abs()))
}

/// `Float.toString()`.
pub(crate) fn float_text(value: f32) -> String {
    java_text(f64::from(value), &format!("{:e}", value.abs()))
}

/// As Java writes it: with a point, and with an exponent where it is very large or small.
fn java_text(value: f64, scientific: &str) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value.is_infinite() {
        return format!("{sign}Infinity");
    }
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    if value == 0.0 {
        return format!("{sign}0.0");
    }
    if !(-3..7).contains(&exponent) {
        let (first, rest) = digits.split_at(1);
        let rest = if rest.is_empty() { "0" } else { rest };
        return format!("{sign}{first}.{rest}E{exponent}");
    }
    if exponent < 0 {
        let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
        return format!("{sign}0.{}{digits}", "0".repeat(zeros));
    }
    let point = usize::try_from(exponent + 1).unwrap_or(0);
    let padded = format!("{digits:0<point$}");
    let (whole, fraction) = padded.split_at(point);
    let fraction = if fraction.is_empty() { "0" } else { fraction };
    format!("{sign}{whole}.{fraction}")
}
