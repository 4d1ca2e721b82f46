//! A position in the text, and how it moves.

/// A position: byte offset, line and column (in characters), all counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::yaml) struct Mark {
    pub(in crate::yaml) offset: usize,
    pub(in crate::yaml) line: u32,
    pub(in crate::yaml) column: u32,
}

/// Reads a text without NUL bytes: 0 stands for its end.
pub(super) struct Cursor<'a> {
    text: &'a str,
    mark: Mark,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mark = Mark::default();
        Self { text, mark }
    }

    pub(super) fn mark(&self) -> Mark {
        self.mark
    }

    pub(super) fn column(&self) -> i64 {
        i64::from(self.mark.column)
    }

    /// The byte here.
    pub(super) fn peek(&self) -> u8 {
        self.ahead(0)
    }

    /// A byte further on.
    pub(super) fn ahead(&self, distance: usize) -> u8 {
        byte(self.text.as_bytes(), self.mark.offset + distance)
    }

    /// The character here.
    pub(super) fn character(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.mark.offset..).unwrap_or_default()
    }

    /// The text from an offset to here.
    pub(super) fn since(&self, offset: usize) -> &'a str {
        self.text.get(offset..self.mark.offset).unwrap_or_default()
    }

    /// Goes over bytes that hold no line break.
    pub(super) fn skip(&mut self, bytes: usize) {
        let start = self.mark.offset;
        let end = (start + bytes).min(self.text.len());
        let skipped = self.text.as_bytes().get(start..end).unwrap_or_default();
        let characters = skipped.iter().filter(|byte| (**byte & 0xC0) != 0x80);
        self.mark.offset = end;
        self.mark.column += u32::try_from(characters.count()).unwrap_or(u32::MAX);
    }

    /// Goes over one line break: LF, CR, or CR LF.
    pub(super) fn skip_break(&mut self) {
        let bytes = if self.peek() == b'\r' && self.ahead(1) == b'\n' {
            2
        } else {
            1
        };
        self.mark.offset = (self.mark.offset + bytes).min(self.text.len());
        self.mark.line += 1;
        self.mark.column = 0;
    }

    /// Goes over bytes while they are wanted; none of them may be a line break. Gives them.
    pub(super) fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest
            .bytes()
            .position(|byte| !wanted(byte))
            .unwrap_or(rest.len());
        self.skip(end);
        rest.get(..end).unwrap_or_default()
    }

    /// Whether `---` or `...` stands here as a marker of documents.
    pub(super) fn at_document_marker(&self) -> bool {
        self.mark.column == 0
            && (self.rest().starts_with("---") || self.rest().starts_with("..."))
            && is_space(self.ahead(3))
    }
}

/// A byte of the text; 0 beyond its end.
pub(super) fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

pub(super) fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// A line break or the end of the text.
pub(super) fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | 0)
}

/// A blank, a line break, or the end of the text.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0)
}

/// What may stand in an anchor's name.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}
