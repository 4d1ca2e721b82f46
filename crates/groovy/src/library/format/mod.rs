//! `String.format`, `sprintf`, `printf`: Java's `Formatter`.

mod number;
mod spec;

use super::{date, text};
use crate::run::{Cx, Eval, Unwind};
use crate::value::Value;
use spec::{Piece, Spec};

/// A format's text with values put in.
pub(super) fn of_values(cx: &mut Cx, format: &Value, values: &[Value]) -> Eval<Value> {
    let format = text::of(cx, format)?;
    // An array alone is all arguments.
    let spread = match values {
        [Value::List(list)] if list.kind == crate::value::ListKind::Array => {
            Some(list.items.lock().clone())
        }
        _ => None,
    };
    formatted(cx, &format, spread.as_deref().unwrap_or(values)).map(Value::text)
}

/// The same for Groovy's `sprintf(format, list)`, which takes a list as all arguments too.
pub(crate) fn of_list(cx: &mut Cx, format: &Value, values: &[Value]) -> Eval<Value> {
    match values {
        [Value::List(list)] => {
            let items = list.items.lock().clone();
            let format = text::of(cx, format)?;
            formatted(cx, &format, &items).map(Value::text)
        }
        _ => of_values(cx, format, values),
    }
}

fn formatted(cx: &mut Cx, format: &str, values: &[Value]) -> Eval<String> {
    let mut out = String::new();
    let mut next = 0;
    let mut last = None;
    for piece in spec::pieces(format) {
        let spec = match piece {
            Piece::Text(text) => {
                out.push_str(text);
                continue;
            }
            Piece::Spec(spec) => spec,
            Piece::Unknown(c) => {
                let message = format!("Conversion = '{c}'");
                return Err(cx.throw("java.util.UnknownFormatConversionException", message));
            }
        };
        check(cx, &spec)?;
        match spec.conversion {
            'n' => out.push('\n'),
            '%' => out.push_str(&spec.padded("%")),
            _ => {
                let at = spec.position(&mut next, last);
                last = at;
                let Some(value) = at.and_then(|at| values.get(at)) else {
                    let message = format!("Format specifier '{}'", spec.source);
                    return Err(cx.throw("java.util.MissingFormatArgumentException", message));
                };
                let piece = one(cx, &spec, value)?;
                cx.charge(piece.len())?;
                out.push_str(&piece);
            }
        }
    }
    Ok(out)
}

/// Widths that a script may ask for.
const MOST: usize = 1_000_000;

fn check(cx: &mut Cx, spec: &Spec) -> Eval<()> {
    let wide = spec.width.unwrap_or(0).max(spec.precision.unwrap_or(0));
    if wide > MOST {
        return Err(cx.fault(format!("The width in '{}' is too large", spec.source)));
    }
    if spec.width.is_none() && (spec.has('-') || spec.has('0')) {
        let message = spec.source.clone();
        return Err(cx.throw("java.util.MissingFormatWidthException", message));
    }
    if let (Some(precision), true) = (spec.precision, "cCdoxXtT%n".contains(spec.conversion)) {
        let message = precision.to_string();
        return Err(cx.throw("java.util.IllegalFormatPrecisionException", message));
    }
    Ok(())
}

fn wrong_kind(cx: &mut Cx, spec: &Spec, value: &Value) -> Unwind {
    let class = super::class_name(value);
    let message = format!("{} != {class}", spec.conversion);
    cx.throw("java.util.IllegalFormatConversionException", message)
}

/// What one specifier makes of its value.
fn one(cx: &mut Cx, spec: &Spec, value: &Value) -> Eval<String> {
    let body = match spec.conversion.to_ascii_lowercase() {
        'b' => spec.cut(&truth(value).to_string()),
        's' => spec.cut(&text::of(cx, value)?),
        _ if value.is_null() => spec.cut("null"),
        'h' => hash(cx, value)?,
        'c' => character(value).ok_or_else(|| wrong_kind(cx, spec, value))?,
        't' => date::letter(cx, spec.suffix, value)?.ok_or_else(|| wrong_kind(cx, spec, value))?,
        _ => {
            let done = number::show(spec, value);
            return done.ok_or_else(|| wrong_kind(cx, spec, value));
        }
    };
    let upper = spec.conversion.is_ascii_uppercase();
    Ok(spec.padded(&if upper { body.to_uppercase() } else { body }))
}

fn truth(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

fn hash(cx: &mut Cx, value: &Value) -> Eval<String> {
    let hash = cx.call_method(value, "hashCode", &[])?;
    Ok(match hash {
        Value::Int(hash) => format!("{hash:x}"),
        _ => String::new(),
    })
}

fn character(value: &Value) -> Option<String> {
    match value {
        Value::Char(c) => Some(c.to_string()),
        Value::Int(code) => u32::try_from(*code)
            .ok()
            .and_then(char::from_u32)
            .map(String::from),
        _ => None,
    }
}
