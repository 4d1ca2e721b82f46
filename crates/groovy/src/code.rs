//! Source files and places in them.

use std::fmt;
use std::sync::Arc;

/// A range of bytes in a [`Code`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Behind the last byte.
    pub end: u32,
}

impl Span {
    /// From the start of this one to the end of the other.
    #[must_use]
    pub fn to(self, end: Self) -> Self {
        Self {
            start: self.start,
            end: end.end,
        }
    }
}

/// The text of a file, with its name for messages.
pub struct Code {
    /// Relative to the repository, or `vars/x.groovy` of a library.
    pub name: Arc<str>,
    /// All of it.
    pub text: Arc<str>,
    /// Where lines start.
    lines: Vec<u32>,
}

/// A place for people. Both count from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The character in it.
    pub column: u32,
}

impl Code {
    /// A file.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Arc<Self> {
        let text = text.into();
        let starts = text.match_indices('\n').map(|(at, _)| offset(at + 1));
        let lines = std::iter::once(0).chain(starts).collect();
        Arc::new(Self {
            name: name.into(),
            text,
            lines,
        })
    }

    /// Where a byte is.
    pub fn position(&self, byte: u32) -> Position {
        let line = self.lines.partition_point(|start| *start <= byte).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or_default();
        let before = self.text.get(start as usize..byte as usize);
        Position {
            line: offset(line),
            column: before.map_or(1, |text| offset(text.chars().count() + 1)),
        }
    }

    /// A line without its end, counted from 1.
    pub fn line(&self, line: u32) -> &str {
        let start = self.lines.get(line.saturating_sub(1) as usize);
        let rest = start.and_then(|start| self.text.get(*start as usize..));
        rest.and_then(|rest| rest.lines().next())
            .unwrap_or_default()
    }

    /// The text of a range.
    pub fn slice(&self, span: Span) -> &str {
        self.text
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({})", self.name)
    }
}
