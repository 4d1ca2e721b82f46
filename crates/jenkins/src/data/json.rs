//! JSON, as `readJSON` reads and `writeJSON` writes it: json-lib's way, with its own idea of indentation.

use std::sync::Arc;

use maillon_groovy::{Key, List, ListKind, Map, MapKind, Value};

use super::{Plain, big, integer};

/// Reads an object or a list. Err: why not, in json-lib's words.
pub(crate) fn read(text: &str) -> Result<Value, String> {
    let text = text.trim();
    if text == "null" {
        return Ok(Value::Null);
    }
    if !text.starts_with(['{', '[']) {
        return Err("Invalid JSON String".to_owned());
    }
    let json: serde_json::Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(value(&json))
}

fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => self::number(number),
        serde_json::Value::String(text) => Value::text(text.as_str()),
        serde_json::Value::Array(items) => {
            let items = items.iter().map(value).collect();
            Value::List(Arc::new(List::new(ListKind::Json, items)))
        }
        serde_json::Value::Object(entries) => {
            let entries = entries.iter();
            let entries = entries.map(|(key, item)| (Key(Value::text(key.as_str())), value(item)));
            Value::Map(Arc::new(Map::new(MapKind::Json, entries.collect())))
        }
    }
}

fn number(number: &serde_json::Number) -> Value {
    if let Some(value) = number.as_i64() {
        return integer(value);
    }
    let whole = number.as_u64().and_then(|value| big(&value.to_string()));
    whole.unwrap_or_else(|| Value::Double(number.as_f64().unwrap_or_default()))
}

/// Writes in one line (`indent` 0) or over several.
pub(crate) fn write(data: &Plain, indent: usize) -> String {
    match indent {
        0 => line(data),
        _ => lines(data, indent, 0),
    }
}

fn line(data: &Plain) -> String {
    match data {
        Plain::List(items) => {
            let items: Vec<String> = items.iter().map(line).collect();
            format!("[{}]", items.join(","))
        }
        Plain::Map(entries) => {
            let entry = |(key, value): &(String, Plain)| format!("{}:{}", quote(key), line(value));
            let entries: Vec<String> = entries.iter().map(entry).collect();
            format!("{{{}}}", entries.join(","))
        }
        scalar => self::scalar(scalar),
    }
}

/// A collection of one item stays in its line; one of several begins with its own indentation, as json-lib has it.
fn lines(data: &Plain, step: usize, indent: usize) -> String {
    match data {
        Plain::List(items) => match items.as_slice() {
            [] => "[]".to_owned(),
            [item] => format!("[{}]", lines(item, step, indent)),
            items => {
                let item = |item: &Plain| lines(item, step, indent + step);
                block("[", items.iter().map(item), "]", step, indent)
            }
        },
        Plain::Map(entries) => match entries.as_slice() {
            [] => "{}".to_owned(),
            [(key, value)] => format!("{{{}: {}}}", quote(key), lines(value, step, indent)),
            entries => {
                let entry = |(key, value): &(String, Plain)| {
                    format!("{}: {}", quote(key), lines(value, step, indent + step))
                };
                block("{", entries.iter().map(entry), "}", step, indent)
            }
        },
        scalar => self::scalar(scalar),
    }
}

fn block(
    open: &str,
    items: impl Iterator<Item = String>,
    close: &str,
    step: usize,
    indent: usize,
) -> String {
    let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + step));
    let items: Vec<String> = items.map(|item| format!("{inner}{item}")).collect();
    format!("{outer}{open}\n{}\n{outer}{close}", items.join(",\n"))
}

fn scalar(data: &Plain) -> String {
    match data {
        Plain::Bool(value) => value.to_string(),
        Plain::Number(number) => number.clone(),
        Plain::Text(text) => quote(text),
        _ => "null".to_owned(),
    }
}

fn quote(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    // So that a script in a page is not ended by it.
    quoted.replace("</", "<\\/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(number: i32) -> Plain {
        Plain::Number(number.to_string())
    }

    fn map(entries: &[(&str, Plain)]) -> Plain {
        let entries = entries.iter();
        Plain::Map(
            entries
                .map(|(key, value)| ((*key).to_owned(), value.clone()))
                .collect(),
        )
    }

    fn check(text: &str, expected: &str) {
        let shown = match read(text) {
            Ok(value) => format!("{value:?}"),
            Err(message) => message,
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn numbers_have_the_smallest_type() {
        check(
            "[1, 3000000000, 18446744073709551615, 1.5, true, null]",
            "[1, 3000000000, 18446744073709551615, 1.5, true, null]",
        );
        assert!(matches!(integer(1), Value::Int(1)));
        assert!(matches!(integer(3_000_000_000), Value::Long(_)));
    }

    #[test]
    fn only_objects_and_lists_are_json() {
        check("12", "Invalid JSON String");
        check("", "Invalid JSON String");
        check("{", "EOF while parsing an object at line 1 column 1");
    }

    #[test]
    fn in_one_line() {
        let data = map(&[
            ("a", Plain::List(vec![number(1), Plain::Null])),
            ("b\"", Plain::Text("x\n</p>".to_owned())),
        ]);
        assert_eq!(write(&data, 0), r#"{"a":[1,null],"b\"":"x\n<\/p>"}"#);
    }

    #[test]
    fn over_several_lines_as_json_lib_does() {
        let inner = map(&[("c", number(1)), ("d", number(2))]);
        let data = map(&[
            ("a", Plain::List(vec![number(1), number(2)])),
            ("b", inner),
            ("e", map(&[("f", number(3))])),
        ]);
        let expected = "{\n    \"a\":     [\n        1,\n        2\n    ],\n    \"b\":     {\n        \"c\": 1,\n        \"d\": 2\n    },\n    \"e\": {\"f\": 3}\n}";
        assert_eq!(write(&data, 4), expected);
    }
}
