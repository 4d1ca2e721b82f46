//! `toJSON` and `fromJSON`.

use std::fmt::Write as _;

use super::lenient;
use crate::expression::number;
use crate::expression::value::Value;

/// A value as indented JSON, as GitHub writes it.
pub(crate) fn write(value: &Value) -> String {
    let mut out = String::new();
    write_into(&mut out, value, 0);
    out
}

fn write_into(out: &mut String, value: &Value, level: usize) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number::to_text(*number)),
        Value::String(text) => out.push_str(&quoted(text)),
        Value::Array(items) => {
            let items = items.iter().map(|item| (None, item));
            block(out, ('[', ']'), items, level);
        }
        Value::Object(object) => {
            let fields = object.iter().map(|(name, value)| (Some(name), value));
            block(out, ('{', '}'), fields, level);
        }
    }
}

fn block<'v>(
    out: &mut String,
    (open, close): (char, char),
    entries: impl Iterator<Item = (Option<&'v str>, &'v Value)>,
    level: usize,
) {
    out.push(open);
    let mut empty = true;
    for (name, value) in entries {
        out.push_str(if empty { "\n" } else { ",\n" });
        indent(out, level + 1);
        if let Some(name) = name {
            let _ = write!(out, "{}: ", quoted(name));
        }
        write_into(out, value, level + 1);
        empty = false;
    }
    if !empty {
        out.push('\n');
        indent(out, level);
    }
    out.push(close);
}

fn indent(out: &mut String, level: usize) {
    out.extend(std::iter::repeat_n("  ", level));
}

fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    json.replace('\u{85}', "\\u0085")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// What a JSON text says.
pub(crate) fn parse(text: &str) -> Result<Value, String> {
    if text.trim().is_empty() {
        return Err("`fromJSON` got an empty text, which is no JSON".to_owned());
    }
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(json) => Ok(Value::from(&json)),
        Err(error) => lenient::parse(text)
            .ok_or_else(|| format!("`fromJSON` got no JSON: {error}: {}", beginning(text))),
    }
}

fn beginning(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
