//! Where in the file a part of a text stands.
//!
//! A text has lost its quotes, indentation and folded lines, so a part is found again by counting the
//! `${{` before it.

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
    let rest = source.get(start..)?;
    let before = text.get(..part.offset)?;
    // The expression's own braces, where they are part of the text: else the text's beginning.
    let (from, found) = match before.rfind("${{").or_else(|| opens_at(text, part.offset)) {
        Some(open) => {
            let nth = text.get(..open)?.matches("${{").count();
            (open, rest.match_indices("${{").nth(nth)?.0)
        }
        None => (0, beginning(rest, text)?),
    };
    let within = text.get(from..part.offset)?;
    let part_at = found + behind(rest.get(found..)?, within)?;
    let length = text.get(part.offset..part.offset + part.length);
    let characters = length.map_or(1, |length| {
        length.lines().next().unwrap_or("").chars().count()
    });
    let span = files.span_at(at.node.span.file, start + part_at);
    Some(Span {
        length: u32::try_from(characters.max(1)).ok()?,
        ..span
    })
}

fn opens_at(text: &str, offset: usize) -> Option<usize> {
    text.get(offset..)?.starts_with("${{").then_some(offset)
}

/// Where a text without braces begins: behind its quote, or on the lines of its block.
fn beginning(rest: &str, text: &str) -> Option<usize> {
    let line = text.lines().next()?;
    rest.find(line)
}

/// The offset behind `within` in the source, whose lines have another indentation.
fn behind(source: &str, within: &str) -> Option<usize> {
    let Some((_, last)) = within.rsplit_once('\n') else {
        return source.starts_with(within).then_some(within.len());
    };
    let breaks = within.matches('\n').count();
    let (line, _) = source.match_indices('\n').nth(breaks - 1)?;
    let indented = source.get(line + 1..)?;
    let indentation = indented.len() - indented.trim_start_matches(' ').len();
    Some(line + 1 + indentation + last.trim_start().len())
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
