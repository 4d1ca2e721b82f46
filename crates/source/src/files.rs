//! Files that were read, and places in them.

use std::sync::Arc;

use maillon_model::{Diagnostic, Place};

/// A file of [`Files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A place in a file, small enough to stand in every node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// Which file.
    pub file: FileId,
    /// Counted from 1.
    pub line: u32,
    /// In characters, counted from 1.
    pub column: u32,
    /// How many characters on that line; at least 1.
    pub length: u32,
}

/// The files that one load has read, with their texts.
#[derive(Clone, Debug, Default)]
pub struct Files(Vec<File>);

#[derive(Clone, Debug)]
struct File {
    name: Arc<str>,
    text: Arc<str>,
    line_starts: Vec<usize>,
}

impl Files {
    /// Adds a file under the name that messages show. A byte order mark is dropped.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> FileId {
        let text = without_mark(text.into());
        let line_starts = line_starts(&text);
        self.0.push(File {
            name: name.into(),
            text,
            line_starts,
        });
        FileId(u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX))
    }

    /// Adds a file from its bytes. Where they are not UTF-8, the diagnostic says where that begins.
    pub fn decode(
        &mut self,
        name: impl Into<Arc<str>>,
        bytes: &[u8],
    ) -> Result<FileId, Box<Diagnostic>> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(self.add(name, text)),
            Err(error) => Err(self.not_utf8(name.into(), bytes, error.valid_up_to())),
        }
    }

    fn not_utf8(&mut self, name: Arc<str>, bytes: &[u8], valid: usize) -> Box<Diagnostic> {
        let mark = if bytes.starts_with(b"\xEF\xBB\xBF") {
            3
        } else {
            0
        };
        let file = self.add(name, String::from_utf8_lossy(bytes));
        let offset = valid.saturating_sub(mark);
        let hint = match bytes {
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "the file is UTF-16: save it as UTF-8",
            _ => "save the file as UTF-8",
        };
        Box::new(
            Diagnostic::error("yaml/not-utf8", "the file is not UTF-8 from here on")
                .at(self.place(self.span_at(file, offset)))
                .hint(hint),
        )
    }

    /// The place of one character, given by its offset in bytes.
    pub fn span_at(&self, file: FileId, offset: usize) -> Span {
        let starts = self.get(file).map_or(&[0][..], |file| &file.line_starts);
        let line = starts.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|line| starts.get(line));
        let text = self.text(file);
        let before = text
            .get(start.copied().unwrap_or(0)..offset)
            .unwrap_or_default();
        Span {
            file,
            line: count(line),
            column: count(before.chars().count() + 1),
            length: 1,
        }
    }

    /// The name of a file.
    pub fn name(&self, file: FileId) -> &str {
        self.get(file).map_or("?", |file| &file.name)
    }

    /// The text of a file.
    pub fn text(&self, file: FileId) -> Arc<str> {
        self.get(file)
            .map_or_else(|| Arc::from(""), |file| Arc::clone(&file.text))
    }

    /// A place to be shown, with its source line.
    pub fn place(&self, span: Span) -> Place {
        Place {
            file: self.name(span.file).into(),
            line: span.line,
            column: span.column,
            length: span.length.max(1),
            source: self.line(span).into(),
        }
    }

    fn line(&self, span: Span) -> &str {
        let line = || {
            let file = self.get(span.file)?;
            let number = span.line.checked_sub(1)? as usize;
            let start = *file.line_starts.get(number)?;
            let next = file.line_starts.get(number + 1);
            file.text
                .get(start..next.copied().unwrap_or(file.text.len()))
        };
        line().unwrap_or_default().trim_end_matches(['\n', '\r'])
    }

    fn get(&self, file: FileId) -> Option<&File> {
        self.0.get(file.0 as usize)
    }
}

/// A line ends with LF, CR LF, or CR.
fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends = |at: usize, byte: u8| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    let breaks = text
        .bytes()
        .enumerate()
        .filter(|(at, byte)| ends(*at, *byte));
    std::iter::once(0)
        .chain(breaks.map(|(at, _)| at + 1))
        .collect()
}

fn without_mark(text: Arc<str>) -> Arc<str> {
    text.strip_prefix('\u{FEFF}').map(Arc::from).unwrap_or(text)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_shows_its_line() {
        let mut files = Files::default();
        let file = files.add("a.yml", "one\r\ntwo: 2\n");
        let place = files.place(Span {
            file,
            line: 2,
            column: 6,
            length: 1,
        });
        assert_eq!(
            (place.to_string().as_str(), &*place.source),
            ("a.yml:2:6", "two: 2")
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_are_shown_where_they_begin() {
        let mut files = Files::default();
        let error = files
            .decode("a.yml", b"one: 1\ntwo: \xC3\xA9\xFF\n")
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "a.yml:2:7: error[yaml/not-utf8]: the file is not UTF-8 from here on"
        );
    }
}
