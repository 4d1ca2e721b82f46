//! A script's value as plain data, on its way into a file.

use maillon_groovy::{Cx, Eval, Value};

/// Plain data.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Plain {
    Null,
    Bool(bool),
    /// As it is written.
    Number(String),
    Text(String),
    List(Vec<Plain>),
    Map(Vec<(String, Plain)>),
}

/// How deep data may be nested.
const DEPTH: u32 = 250;

/// A script's value as plain data; what is neither a number nor a collection is its text.
pub(crate) fn plain(cx: &mut Cx, value: &Value) -> Eval<Plain> {
    nested(cx, value, DEPTH)
}

fn nested(cx: &mut Cx, value: &Value, depth: u32) -> Eval<Plain> {
    let Some(depth) = depth.checked_sub(1) else {
        return Err(cx.throw(
            "java.lang.StackOverflowError",
            "data within data without end",
        ));
    };
    cx.charge(size_of::<Plain>())?;
    Ok(match value {
        Value::Null => Plain::Null,
        Value::Bool(value) => Plain::Bool(*value),
        Value::Int(_)
        | Value::Long(_)
        | Value::Big(_)
        | Value::Decimal(_)
        | Value::Float(_)
        | Value::Double(_) => Plain::Number(cx.to_text(value)?.to_string()),
        Value::List(_) | Value::Range(_) => Plain::List(list(cx, value, depth)?),
        Value::Map(map) => {
            let entries = map.entries.lock().clone();
            let entries = entries.into_iter().map(|(key, value)| {
                let key = cx.to_text(&key.0)?.to_string();
                Ok((key, nested(cx, &value, depth)?))
            });
            Plain::Map(entries.collect::<Eval<_>>()?)
        }
        _ => Plain::Text(cx.to_text(value)?.to_string()),
    })
}

fn list(cx: &mut Cx, value: &Value, depth: u32) -> Eval<Vec<Plain>> {
    let items = cx.items(value)?;
    items.iter().map(|item| nested(cx, item, depth)).collect()
}
