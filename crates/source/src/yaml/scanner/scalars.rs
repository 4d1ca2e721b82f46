//! Plain, quoted and block scalars.

use std::borrow::Cow;

use super::cursor::{Mark, byte, is_blank, is_break, is_line_end, is_space};
use super::{Scanner, Style, TokenKind};
use crate::yaml::error::{Problem, Scan, SyntaxError};

/// What happens with the line breaks at the end of a block scalar.
#[derive(Clone, Copy)]
enum Chomping {
    /// `-`: none stays.
    Strip,
    /// One stays.
    Clip,
    /// `+`: all stay.
    Keep,
}

struct BlockHeader {
    literal: bool,
    chomping: Chomping,
    /// 0 where the first line says it.
    indent: i64,
}

impl<'a> Scanner<'a> {
    // Plain.

    pub(super) fn plain(&mut self) -> Scan<(TokenKind<'a>, Mark)> {
        let mut text = Cow::Borrowed("");
        let mut end = self.cursor.mark();
        let mut breaks = 0;
        while let Some(line) = self.plain_line()? {
            append_folded(&mut text, breaks, line);
            end = self.cursor.mark();
            breaks = self.plain_space(end)?;
            self.key_allowed = breaks > 0;
            let shallow = !self.in_flow() && self.cursor.column() <= self.indent;
            if breaks == 0 || shallow || self.cursor.at_document_marker() {
                break;
            }
        }
        let style = Style::Plain;
        Ok((TokenKind::Scalar { text, style }, end))
    }

    /// The scalar's text on this line, without blanks behind it; None where it does not go on.
    fn plain_line(&mut self) -> Scan<Option<&'a str>> {
        let rest = self.cursor.rest();
        let bytes = rest.as_bytes();
        let mut end = 0;
        let mut at = 0;
        loop {
            let here = byte(bytes, at);
            match here {
                b'#' if at == 0 || at > end => break,
                b':' if is_space(byte(bytes, at + 1)) => break,
                b':' if self.in_flow() && b",?[]{}".contains(&byte(bytes, at + 1)) => {
                    self.cursor.skip(at);
                    return Err(SyntaxError::new(Problem::FlowColon, self.cursor.mark()));
                }
                b',' | b'[' | b']' | b'{' | b'}' if self.in_flow() => break,
                _ if is_line_end(here) => break,
                _ if is_blank(here) => at += 1,
                _ => {
                    at += 1;
                    end = at;
                }
            }
        }
        self.cursor.skip(end);
        Ok(rest.get(..end).filter(|line| !line.is_empty()))
    }

    /// Goes over blanks and line breaks within or behind a plain scalar; counts the breaks.
    fn plain_space(&mut self, scalar: Mark) -> Scan<usize> {
        let mut breaks = 0;
        loop {
            let here = self.cursor.peek();
            let indenting = breaks > 0 && self.cursor.column() <= self.indent;
            if here == b'\t' && indenting {
                let problem = Problem::TabIndentation;
                return Err(SyntaxError::new(problem, self.cursor.mark()).since(scalar));
            }
            if is_blank(here) {
                self.cursor.skip(1);
            } else if is_break(here) {
                self.cursor.skip_break();
                breaks += 1;
            } else {
                return Ok(breaks);
            }
        }
    }

    // Quoted.

    pub(super) fn quoted(&mut self) -> Scan<(TokenKind<'a>, Mark)> {
        let start = self.cursor.mark();
        let quote = self.cursor.peek();
        self.cursor.skip(1);
        let mut text = Cow::Borrowed("");
        loop {
            self.check_quote_goes_on(start)?;
            let piece = self.cursor.take_while(|byte| {
                byte != quote && !is_space(byte) && (byte != b'\\' || quote == b'\'')
            });
            append(&mut text, piece);
            let here = self.cursor.peek();
            if here == quote {
                self.cursor.skip(1);
                if quote == b'"' || self.cursor.peek() != quote {
                    break;
                }
                self.cursor.skip(1);
                text.to_mut().push('\'');
            } else if is_space(here) {
                self.quoted_space(&mut text);
            } else {
                self.escape(&mut text)?;
            }
        }
        let style = Style::Quoted;
        Ok((TokenKind::Scalar { text, style }, self.cursor.mark()))
    }

    fn check_quote_goes_on(&self, start: Mark) -> Scan<()> {
        if self.cursor.rest().is_empty() {
            return Err(SyntaxError::new(Problem::UnclosedQuote, start));
        }
        if self.cursor.at_document_marker() {
            let here = self.cursor.mark();
            return Err(SyntaxError::new(Problem::MarkerInQuote, here).since(start));
        }
        Ok(())
    }

    /// Blanks stay where they stand within a line; breaks are folded, blanks around them go.
    fn quoted_space(&mut self, text: &mut Cow<'a, str>) {
        let blanks = self.cursor.take_while(is_blank);
        let mut breaks = 0;
        while is_break(self.cursor.peek()) {
            self.cursor.skip_break();
            self.cursor.take_while(is_blank);
            breaks += 1;
            if self.cursor.at_document_marker() {
                break;
            }
        }
        match breaks {
            0 => append(text, blanks),
            _ => append_folded(text, breaks, ""),
        }
    }

    fn escape(&mut self, text: &mut Cow<'a, str>) -> Scan<()> {
        let start = self.cursor.mark();
        let code = self.cursor.ahead(1);
        if is_break(code) {
            self.cursor.skip(1);
            self.escaped_break(text);
            return Ok(());
        }
        let digits = match code {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        let escaped = simple_escape(code).or_else(|| {
            let number = self.cursor.rest().get(2..2 + digits)?;
            let number = Some(number).filter(|n| n.bytes().all(|b| b.is_ascii_hexdigit()))?;
            char::from_u32(u32::from_str_radix(number, 16).ok()?)
        });
        self.cursor.skip(1);
        let character = self.cursor.character().unwrap_or(' ');
        let problem = if digits > 0 {
            Problem::HexEscape
        } else {
            Problem::Escape(character)
        };
        text.to_mut()
            .push(escaped.ok_or_else(|| SyntaxError::new(problem, start))?);
        self.cursor.skip(1 + digits);
        Ok(())
    }

    /// A backslash at the end of a line joins it with the next one.
    fn escaped_break(&mut self, text: &mut Cow<'a, str>) {
        let mut breaks = 0_usize;
        while is_break(self.cursor.peek()) {
            self.cursor.skip_break();
            self.cursor.take_while(is_blank);
            breaks += 1;
        }
        push_breaks(text.to_mut(), breaks.saturating_sub(1));
    }

    // Block.

    pub(super) fn block_scalar(&mut self) -> Scan<()> {
        self.forget_key()?;
        self.key_allowed = true;
        let start = self.cursor.mark();
        let header = self.block_header()?;
        let (text, end) = self.block_text(&header)?;
        let kind = TokenKind::Scalar {
            text: text.into(),
            style: Style::Quoted,
        };
        self.tokens.push_back(super::Token { kind, start, end });
        Ok(())
    }

    fn block_header(&mut self) -> Scan<BlockHeader> {
        let literal = self.cursor.peek() == b'|';
        let mut header = BlockHeader {
            literal,
            chomping: Chomping::Clip,
            indent: 0,
        };
        self.cursor.skip(1);
        let indicators = self
            .cursor
            .take_while(|byte| byte.is_ascii_digit() || b"+-".contains(&byte));
        let mut digit = None;
        match indicators.as_bytes() {
            [] => {}
            [sign @ (b'+' | b'-')] => header.chomping = chomping(*sign),
            [number] => digit = Some(*number),
            [sign @ (b'+' | b'-'), number @ b'0'..=b'9']
            | [number @ b'0'..=b'9', sign @ (b'+' | b'-')] => {
                header.chomping = chomping(*sign);
                digit = Some(*number);
            }
            _ => return Err(SyntaxError::new(Problem::BlockHeader, self.cursor.mark())),
        }
        if let Some(digit) = digit {
            header.indent = self.indent.max(0) + i64::from(digit - b'0');
        }
        self.skip_line_rest();
        if digit == Some(b'0') || !is_line_end(self.cursor.peek()) {
            return Err(SyntaxError::new(Problem::BlockHeader, self.cursor.mark()));
        }
        if is_break(self.cursor.peek()) {
            self.cursor.skip_break();
        }
        Ok(header)
    }

    fn block_text(&mut self, header: &BlockHeader) -> Scan<(String, Mark)> {
        let mut text = String::new();
        let mut indent = header.indent;
        let mut end = self.cursor.mark();
        let mut breaks = self.block_space(&mut indent)?;
        let (mut first, mut was_blank) = (true, false);
        while self.cursor.column() == indent && !self.cursor.rest().is_empty() {
            let blank = is_blank(self.cursor.peek());
            let fold = !header.literal && !first && !was_blank && !blank;
            // The break that ended the line before is not among `breaks`.
            match (first, fold) {
                (true, _) => push_breaks(&mut text, breaks),
                (_, true) if breaks == 0 => text.push(' '),
                (_, true) => push_breaks(&mut text, breaks),
                _ => push_breaks(&mut text, breaks + 1),
            }
            text.push_str(self.cursor.take_while(|byte| !is_line_end(byte)));
            (first, was_blank) = (false, blank);
            end = self.cursor.mark();
            if !is_break(self.cursor.peek()) {
                return Ok((text, end));
            }
            self.cursor.skip_break();
            breaks = self.block_space(&mut indent)?;
        }
        match header.chomping {
            Chomping::Strip => {}
            Chomping::Clip => push_breaks(&mut text, usize::from(!first)),
            Chomping::Keep => push_breaks(&mut text, breaks + usize::from(!first)),
        }
        Ok((text, end))
    }

    /// Goes over indentation and empty lines of a block scalar; counts the breaks. The first call
    /// finds the indentation where the header does not say it.
    fn block_space(&mut self, indent: &mut i64) -> Scan<usize> {
        let mut breaks = 0;
        let mut widest = 0;
        loop {
            while (*indent == 0 || self.cursor.column() < *indent) && self.cursor.peek() == b' ' {
                self.cursor.skip(1);
            }
            widest = widest.max(self.cursor.column());
            let indenting = *indent == 0 || self.cursor.column() < *indent;
            if indenting && self.cursor.peek() == b'\t' {
                return Err(SyntaxError::new(
                    Problem::TabIndentation,
                    self.cursor.mark(),
                ));
            }
            if !is_break(self.cursor.peek()) {
                break;
            }
            self.cursor.skip_break();
            breaks += 1;
        }
        if *indent == 0 {
            *indent = widest.max(self.indent + 1).max(1);
        }
        Ok(breaks)
    }
}

fn chomping(sign: u8) -> Chomping {
    if sign == b'+' {
        Chomping::Keep
    } else {
        Chomping::Strip
    }
}

fn push_breaks(text: &mut String, breaks: usize) {
    text.extend(std::iter::repeat_n('\n', breaks));
}

/// Appends a piece; the first one is borrowed.
fn append<'a>(text: &mut Cow<'a, str>, piece: &'a str) {
    if text.is_empty() {
        *text = Cow::Borrowed(piece);
    } else if !piece.is_empty() {
        text.to_mut().push_str(piece);
    }
}

/// Appends a line behind a number of line breaks: one becomes a space, more become one less.
fn append_folded<'a>(text: &mut Cow<'a, str>, breaks: usize, line: &'a str) {
    match breaks {
        0 => {}
        1 => text.to_mut().push(' '),
        _ => push_breaks(text.to_mut(), breaks - 1),
    }
    append(text, line);
}

fn simple_escape(code: u8) -> Option<char> {
    Some(match code {
        b'0' => '\0',
        b'a' => '\u{7}',
        b'b' => '\u{8}',
        b't' | b'\t' => '\t',
        b'n' => '\n',
        b'v' => '\u{B}',
        b'f' => '\u{C}',
        b'r' => '\r',
        b'e' => '\u{1B}',
        b' ' => ' ',
        b'"' => '"',
        b'/' => '/',
        b'\\' => '\\',
        b'N' => '\u{85}',
        b'_' => '\u{A0}',
        b'L' => '\u{2028}',
        b'P' => '\u{2029}',
        _ => return None,
    })
}
