//! The functions: names, how many arguments they take, and what they give.

mod format;
mod json;
mod lenient;

#[cfg(test)]
pub(super) use json::parse as from_json;
pub(super) use json::write as to_json;

use maillon_model::suggest::nearest;

use super::Status;
use super::compare::{contains_text, ends_with, equal, starts_with};
use super::value::Value;

/// A function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Case,
    Contains,
    EndsWith,
    Format,
    FromJson,
    HashFiles,
    Join,
    StartsWith,
    ToJson,
    Status(Status),
}

struct Entry {
    name: &'static str,
    function: Function,
    least: usize,
    most: usize,
}

const fn entry(name: &'static str, function: Function, least: usize, most: usize) -> Entry {
    Entry {
        name,
        function,
        least,
        most,
    }
}

const FUNCTIONS: [Entry; 13] = [
    entry("always", Function::Status(Status::Always), 0, 0),
    entry("cancelled", Function::Status(Status::Cancelled), 0, 0),
    entry("case", Function::Case, 3, 255),
    entry("contains", Function::Contains, 2, 2),
    entry("endsWith", Function::EndsWith, 2, 2),
    entry("failure", Function::Status(Status::Failure), 0, 0),
    entry("format", Function::Format, 1, 255),
    entry("fromJSON", Function::FromJson, 1, 1),
    entry("hashFiles", Function::HashFiles, 1, 255),
    entry("join", Function::Join, 1, 2),
    entry("startsWith", Function::StartsWith, 2, 2),
    entry("success", Function::Status(Status::Success), 0, 0),
    entry("toJSON", Function::ToJson, 1, 1),
];

/// The names of all functions, for the reference.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|entry| entry.name)
}

impl Function {
    /// The function of a name, in any case; else what to write instead.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        let fits = |entry: &&Entry| entry.name.eq_ignore_ascii_case(name);
        let found = FUNCTIONS.iter().find(fits);
        found
            .map(|entry| entry.function)
            .ok_or_else(|| match nearest(name, names()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
            })
    }

    /// As the documentation writes it.
    pub(super) fn name(self) -> &'static str {
        let mine = |entry: &&Entry| entry.function == self;
        FUNCTIONS.iter().find(mine).map_or("", |entry| entry.name)
    }

    /// Whether so many arguments are right; else what is.
    pub(super) fn check(self, count: usize) -> Result<(), String> {
        let mine = |entry: &&Entry| entry.function == self;
        let Some(entry) = FUNCTIONS.iter().find(mine) else {
            return Ok(());
        };
        let name = entry.name;
        if self == Self::Case && count >= entry.least && count.is_multiple_of(2) {
            return Err(
                "`case` needs pairs of a condition and a value, and a last value for all else"
                    .to_owned(),
            );
        }
        if (entry.least..=entry.most).contains(&count) {
            return Ok(());
        }
        Err(format!("`{name}` takes {}, not {count}", arguments(entry)))
    }

    /// What a function gives that only needs the values of its arguments.
    pub(super) fn apply(self, arguments: &[Value]) -> Result<Value, String> {
        match (self, arguments) {
            (Self::Contains, [within, wanted]) => Ok(contains(within, wanted).into()),
            (Self::StartsWith, [text, start]) => Ok(texts(text, start, starts_with).into()),
            (Self::EndsWith, [text, end]) => Ok(texts(text, end, ends_with).into()),
            (Self::Format, [format, rest @ ..]) => {
                format::format(&format.to_text(), rest).map(Value::from)
            }
            (Self::Join, [list, rest @ ..]) => Ok(join(list, rest.first()).into()),
            (Self::ToJson, [value]) => Ok(json::write(value).into()),
            (Self::FromJson, [text]) => json::parse(&text.to_text()),
            _ => Ok(Value::Null),
        }
    }
}

fn arguments(entry: &Entry) -> String {
    match (entry.least, entry.most) {
        (0, 0) => "no arguments".to_owned(),
        (1, 1) => "1 argument".to_owned(),
        (least, most) if least == most => format!("{least} arguments"),
        (1, 255) => "at least 1 argument".to_owned(),
        (least, 255) => format!("at least {least} arguments"),
        (least, most) => format!("{least} to {most} arguments"),
    }
}

fn contains(within: &Value, wanted: &Value) -> bool {
    match within {
        Value::Array(items) => items.iter().any(|item| equal(item, wanted)),
        _ => texts(within, wanted, contains_text),
    }
}

/// Lists and objects are no texts here.
fn texts(left: &Value, right: &Value, test: fn(&str, &str) -> bool) -> bool {
    left.is_primitive() && right.is_primitive() && test(&left.to_text(), &right.to_text())
}

fn join(list: &Value, separator: Option<&Value>) -> String {
    let separator = separator.filter(|separator| separator.is_primitive());
    let separator = separator.map_or_else(|| ",".into(), Value::to_text);
    match list {
        Value::Array(items) => {
            let texts: Vec<_> = items.iter().map(Value::to_text).collect();
            texts.join(&*separator)
        }
        Value::Object(_) => String::new(),
        other => other.to_text().to_string(),
    }
}
