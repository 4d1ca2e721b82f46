//! Anchors, aliases, tags and directives.

use std::borrow::Cow;

use super::cursor::{Mark, is_blank, is_line_end, is_space, is_word};
use super::{Scanner, TokenKind};
use crate::yaml::error::{Problem, Scan, SyntaxError};

impl<'a> Scanner<'a> {
    /// `&name` or `*name`
    pub(super) fn anchor(&mut self) -> Scan<(TokenKind<'a>, Mark)> {
        let start = self.cursor.mark();
        let alias = self.cursor.peek() == b'*';
        self.cursor.skip(1);
        let name = self.cursor.take_while(is_word);
        let next = self.cursor.peek();
        let follows = is_space(next) || b"?:,]}%@`".contains(&next);
        if name.is_empty() || !follows {
            let problem = if alias {
                Problem::AliasName
            } else {
                Problem::AnchorName
            };
            return Err(SyntaxError::new(problem, start));
        }
        let kind = if alias {
            TokenKind::Alias(name)
        } else {
            TokenKind::Anchor(name)
        };
        Ok((kind, self.cursor.mark()))
    }

    /// `!name`, `!!name`, `!handle!name`, `!<whole>`, `!`
    pub(super) fn tag(&mut self) -> Scan<(TokenKind<'a>, Mark)> {
        let start = self.cursor.mark();
        let kind = match self.cursor.ahead(1) {
            b'<' => self.whole_tag(start)?,
            _ => self.short_tag(start)?,
        };
        let next = self.cursor.peek();
        if is_space(next) || (self.in_flow() && next == b',') {
            return Ok((kind, self.cursor.mark()));
        }
        Err(SyntaxError::new(Problem::TagSyntax, start))
    }

    fn whole_tag(&mut self, start: Mark) -> Scan<TokenKind<'a>> {
        self.cursor.skip(2);
        let uri = self
            .cursor
            .take_while(|byte| is_uri(byte) || b",[]".contains(&byte));
        if uri.is_empty() || self.cursor.peek() != b'>' {
            return Err(SyntaxError::new(Problem::TagSyntax, start));
        }
        self.cursor.skip(1);
        let suffix = unescape(uri);
        Ok(TokenKind::Tag { handle: "", suffix })
    }

    fn short_tag(&mut self, start: Mark) -> Scan<TokenKind<'a>> {
        self.cursor.skip(1);
        self.cursor.take_while(is_word);
        if self.cursor.peek() == b'!' {
            self.cursor.skip(1);
            let handle = self.cursor.since(start.offset);
            let suffix = self.cursor.take_while(is_uri);
            if suffix.is_empty() {
                return Err(SyntaxError::new(Problem::TagSyntax, start));
            }
            let suffix = unescape(suffix);
            return Ok(TokenKind::Tag { handle, suffix });
        }
        self.cursor.take_while(is_uri);
        let suffix = unescape(self.cursor.since(start.offset + 1));
        Ok(TokenKind::Tag {
            handle: "!",
            suffix,
        })
    }

    /// `%YAML 1.1`, `%TAG ! tag:example.com,2000:`
    pub(super) fn directive(&mut self) -> Scan<()> {
        self.close_all()?;
        let start = self.cursor.mark();
        let line = self.cursor.take_while(|byte| !is_line_end(byte));
        let line = line.split_once(" #").map_or(line, |(line, _)| line);
        let words: Vec<&str> = line.split([' ', '\t']).collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let kind = match words[..] {
            ["%YAML", version] => version_of(version),
            ["%TAG", handle, prefix] if handle.starts_with('!') && handle.ends_with('!') => {
                Some(TokenKind::TagDirective { handle, prefix })
            }
            _ => None,
        };
        let kind = kind.ok_or_else(|| SyntaxError::new(Problem::Directive, start))?;
        self.push_since(kind, start);
        Ok(())
    }

    /// Goes over what may stand behind something on its line: blanks and a comment.
    pub(super) fn skip_line_rest(&mut self) {
        self.cursor.take_while(is_blank);
        if self.cursor.peek() == b'#' {
            self.cursor.take_while(|byte| !is_line_end(byte));
        }
    }
}

fn version_of(text: &str) -> Option<TokenKind<'static>> {
    let (major, minor) = text.split_once('.')?;
    minor.parse::<u32>().ok()?;
    Some(TokenKind::Version(major.parse().ok()?))
}

fn is_uri(byte: u8) -> bool {
    is_word(byte) || b";/?:@&=+$.!~*'()%".contains(&byte)
}

/// Replaces `%41` by `A`; what is no such escape stays.
fn unescape(uri: &str) -> Cow<'_, str> {
    if !uri.contains('%') {
        return Cow::Borrowed(uri);
    }
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri;
    while let Some(first) = rest.bytes().next() {
        let code = rest.get(1..3).filter(|_| first == b'%');
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(code.unwrap_or(first));
        rest = rest
            .get(if code.is_some() { 3 } else { 1 }..)
            .unwrap_or_default();
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}
