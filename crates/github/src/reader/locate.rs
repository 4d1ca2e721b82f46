//! Where in the file a part of a text stands.
//!
//! A text has lost its quotes, indentation and folded lines, so a part is found again by walking over
//! text and source at once, blanks aside.

use maillon_source::Span;

use super::cursor::Cursor;

/// A part of a text, in bytes.
#[derive(Clone, Copy)]
pub(super) struct Location {
    pub(super) offset: usize,
    pub(super) length: usize,
}

/// The place of a part of the text at a cursor; where it can't be found, that of the whole text.
pub(super) fn locate(at: &Cursor<'_>, text: &str, part: Location) -> Span {
    find(at, text, part).unwrap_or(at.node.span)
}

fn find(at: &Cursor<'_>, text: &str, part: Location) -> Option<Span> {
    let files = at.report.files();
    let source = files.text(at.node.span.file);
    let start = offset_of(&source, at.node.span)?;
    let walked = Walk::new(source.get(start..)?).over(text.get(..part.offset)?)?;
    let end = part.offset + part.length;
    let shown = text.get(part.offset..end).unwrap_or_default();
    let length = shown.lines().next().map_or(1, |line| line.chars().count());
    let span = files.span_at(at.node.span.file, source.len() - walked.rest.len());
    Some(Span {
        length: u32::try_from(length.max(1)).ok()?,
        ..span
    })
}

/// How a text is written in the source.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Without quotes, also in a block.
    Bare,
    Single,
    Double,
}

struct Walk<'s> {
    rest: &'s str,
    style: Style,
}

impl<'s> Walk<'s> {
    /// Stands before the text itself: behind anchor, tag, quote, or the line that begins a block.
    fn new(source: &'s str) -> Self {
        let mut rest = source;
        while rest.starts_with(['&', '!']) {
            let behind = rest
                .split_once([' ', '\n'])
                .map_or("", |(_, behind)| behind);
            rest = behind.trim_start();
        }
        let (rest, style) = match rest.chars().next() {
            Some('\'') => (rest.get(1..), Style::Single),
            Some('"') => (rest.get(1..), Style::Double),
            Some('|' | '>') => (rest.split_once('\n').map(|(_, block)| block), Style::Bare),
            _ => (Some(rest), Style::Bare),
        };
        Self {
            rest: rest.unwrap_or_default(),
            style,
        }
    }

    /// Goes behind a text and the blanks that follow; None where the source is another.
    fn over(mut self, text: &str) -> Option<Self> {
        for character in text.chars().filter(|character| !character.is_whitespace()) {
            self.skip_blanks();
            self.skip_escape(character);
            self.rest = self.rest.strip_prefix(character)?;
        }
        self.skip_blanks();
        Some(self)
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
        while self.style == Style::Double {
            let blanks = ["\\n", "\\t", "\\\n"];
            let behind = blanks
                .iter()
                .find_map(|blank| self.rest.strip_prefix(blank));
            let Some(behind) = behind else { return };
            self.rest = behind.trim_start();
        }
    }

    /// `''` in single quotes, `\"` and `\\` in double ones.
    fn skip_escape(&mut self, next: char) {
        let escape = match (self.style, next) {
            (Style::Single, '\'') => '\'',
            (Style::Double, '"' | '\\') => '\\',
            _ => return,
        };
        self.rest = self.rest.strip_prefix(escape).unwrap_or(self.rest);
    }
}

/// The offset of a span's beginning in the file's text.
fn offset_of(source: &str, span: Span) -> Option<usize> {
    let line = usize::try_from(span.line).ok()?.checked_sub(1)?;
    let column = usize::try_from(span.column).ok()?.checked_sub(1)?;
    let start = match line {
        0 => 0,
        _ => source.match_indices('\n').nth(line - 1)?.0 + 1,
    };
    let rest = source.get(start..)?;
    let (at, _) = rest.char_indices().nth(column)?;
    Some(start + at)
}
