//! A TOML file whose keys and values know their places.

use std::io;
use std::path::Path;
use std::sync::Arc;

use maillon_model::{Diagnostic, Place};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::failure::Failure;

/// The text of a TOML file.
#[derive(Debug)]
pub(crate) struct TomlFile {
    name: Arc<str>,
    text: String,
}

/// A TOML file that was understood.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    file: &'a TomlFile,
    table: DeTable<'a>,
}

/// A key with its value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    /// The key.
    pub key: &'a str,
    /// The value.
    pub value: Value<'a>,
    document: &'a Document<'a>,
    key_start: usize,
    value_start: usize,
}

/// A value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value<'a>(&'a DeValue<'a>);

impl TomlFile {
    /// Reads a file; None where there is none.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, Failure> {
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Some(Self::new(&path.display().to_string(), text))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::io("read", path, &error)),
        }
    }

    /// A file whose text is known.
    pub(crate) fn new(name: &str, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
        }
    }

    /// Understands it.
    pub(crate) fn parse(&self) -> Result<Document<'_>, Failure> {
        let parsed = DeTable::parse(&self.text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let found = Diagnostic::error("config/syntax", error.message().to_owned());
            Failure::definition(vec![
                found
                    .at(self.place(start))
                    .hint("the file is TOML: https://toml.io"),
            ])
        })?;
        Ok(Document {
            file: self,
            table: parsed.into_inner(),
        })
    }

    fn place(&self, offset: usize) -> Place {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let source = self.text.get(start..).and_then(|rest| rest.lines().next());
        Place {
            file: Arc::clone(&self.name),
            line: count(before.matches('\n').count() + 1),
            column: count(before.get(start..).unwrap_or_default().chars().count() + 1),
            length: 1,
            source: source.unwrap_or_default().into(),
        }
    }
}

impl<'a> Document<'a> {
    /// Whether nothing is in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Its top-level keys.
    pub(crate) fn entries(&'a self) -> impl Iterator<Item = Entry<'a>> {
        self.entries_of(&self.table)
    }

    fn entries_of(&'a self, table: &'a DeTable<'a>) -> impl Iterator<Item = Entry<'a>> {
        table.iter().map(
            |(key, value): (&Spanned<DeString<'a>>, &Spanned<DeValue<'a>>)| Entry {
                key: key.get_ref(),
                value: Value(value.get_ref()),
                document: self,
                key_start: key.span().start,
                value_start: value.span().start,
            },
        )
    }
}

impl<'a> Entry<'a> {
    /// The entries of its value, where that is a table.
    pub(crate) fn entries(&self) -> Option<Vec<Entry<'a>>> {
        match self.value.0 {
            DeValue::Table(table) => Some(self.document.entries_of(table).collect()),
            _ => None,
        }
    }

    /// Something is wrong with the value.
    pub(crate) fn error(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, message).at(self.place(self.value_start))
    }

    /// Something is strange about the key.
    pub(crate) fn warning(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::warning(code, message).at(self.place(self.key_start))
    }

    fn place(&self, offset: usize) -> Place {
        self.document.file.place(offset)
    }
}

impl Value<'_> {
    /// A scalar as text.
    pub(crate) fn text(self) -> Option<String> {
        match self.0 {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(number) => Some(number.to_string()),
            DeValue::Float(number) => Some(number.to_string()),
            DeValue::Boolean(truth) => Some(truth.to_string()),
            DeValue::Datetime(time) => Some(time.to_string()),
            DeValue::Array(_) | DeValue::Table(_) => None,
        }
    }

    /// A truth value.
    pub(crate) fn truth(self) -> Option<bool> {
        self.0.as_bool()
    }

    /// What a flag would get: a scalar, several, or `K=V` for each entry of a table.
    pub(crate) fn texts(self) -> Option<Vec<String>> {
        match self.0 {
            DeValue::Array(items) => items
                .iter()
                .map(|item| Value(item.get_ref()).text())
                .collect(),
            DeValue::Table(table) => table
                .iter()
                .map(|(key, value)| {
                    Some(format!(
                        "{}={}",
                        key.get_ref(),
                        Value(value.get_ref()).text()?
                    ))
                })
                .collect(),
            _ => self.text().map(|text| vec![text]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syntax_error_has_a_place() {
        let file = TomlFile::new("maillon.toml", "a = 1\nb = = 2\n");
        let error = file.parse().unwrap_err().diagnostics.remove(0);
        assert_eq!(
            error
                .place
                .map(|place| (place.line, place.source.to_string())),
            Some((2, "b = = 2".to_owned()))
        );
    }

    #[test]
    fn values_become_texts_as_flags_take_them() {
        let file = TomlFile::new("f", "a = 1\nb = ['x', true]\n[c]\nk = 'v'\n");
        let document = file.parse().unwrap();
        let texts: Vec<_> = document
            .entries()
            .map(|entry| entry.value.texts())
            .collect();
        let expected = [vec!["1"], vec!["x", "true"], vec!["k=v"]];
        assert_eq!(
            texts,
            expected.map(|list| Some(list.into_iter().map(str::to_owned).collect()))
        );
    }
}
