//! From text to tokens, as libyaml does it (which Ruby's Psych stands on), with its leniencies: a
//! flow collection or a quoted text may go on at any indentation.
//!
//! Structure without braces comes from two things: the stack of indentations, and the "simple
//! keys": wherever a token could be a key of a mapping, its place is kept until a `:` follows (then
//! the key's token is put in afterwards) or can no longer follow.

mod cursor;
mod names;
mod scalars;
mod token;

use std::collections::VecDeque;

use cursor::{Cursor, is_blank, is_break, is_line_end, is_space};

pub(super) use cursor::Mark;
pub(super) use token::{Style, Token, TokenKind};

use super::error::{Problem, Scan, SyntaxError};

/// How far behind a key its `:` may stand, on the same line.
const LONGEST_KEY: u32 = 1024;

/// Gives the tokens of a text one by one.
pub(super) struct Scanner<'a> {
    cursor: Cursor<'a>,
    tokens: VecDeque<Token<'a>>,
    /// How many tokens were given away.
    taken: usize,
    /// Whether the first of `tokens` is final.
    ready: bool,
    /// The column of the innermost block; -1 outside of all.
    indent: i64,
    indents: Vec<i64>,
    /// One for each level of flow collections, and one for the block around them.
    keys: Vec<Option<SimpleKey>>,
    key_allowed: bool,
    ended: bool,
}

/// A place where a key may turn out to be.
#[derive(Clone, Copy)]
struct SimpleKey {
    mark: Mark,
    /// The number of the token before which the key's token goes.
    token: usize,
    /// Whether nothing else than a key can be there.
    required: bool,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            cursor: Cursor::new(text),
            tokens: VecDeque::new(),
            taken: 0,
            ready: false,
            indent: -1,
            indents: Vec::new(),
            keys: vec![None],
            key_allowed: true,
            ended: false,
        }
    }

    /// The next token, which stays.
    pub(super) fn peek(&mut self) -> Scan<&Token<'a>> {
        if !self.ready {
            self.fill()?;
            self.ready = true;
        }
        let mark = self.cursor.mark();
        let token = self.tokens.front();
        token.ok_or_else(|| SyntaxError::new(Problem::ExpectedNode, mark))
    }

    /// The next token, taken away. The end of the stream comes again and again.
    pub(super) fn take(&mut self) -> Scan<Token<'a>> {
        self.peek()?;
        self.ready = false;
        self.taken += 1;
        let mark = self.cursor.mark();
        let token = self.tokens.pop_front();
        token.ok_or_else(|| SyntaxError::new(Problem::ExpectedNode, mark))
    }

    /// Fetches until the first token is final: it may still get a key's token before it.
    fn fill(&mut self) -> Scan<()> {
        loop {
            self.expire_keys()?;
            let first = self.taken;
            let undecided = |key: &Option<SimpleKey>| key.is_some_and(|key| key.token == first);
            if !self.tokens.is_empty() && !self.keys.iter().any(undecided) {
                return Ok(());
            }
            self.fetch()?;
        }
    }

    fn fetch(&mut self) -> Scan<()> {
        self.skip_to_token();
        self.expire_keys()?;
        self.unroll(self.cursor.column());
        let (here, next) = (self.cursor.peek(), self.cursor.ahead(1));
        let flow = self.in_flow();
        match here {
            0 => self.stream_end(),
            b'%' if self.cursor.column() == 0 => self.directive(),
            b'-' | b'.' if self.cursor.at_document_marker() => self.document_marker(here),
            b'[' => self.flow_start(TokenKind::FlowSequenceStart),
            b'{' => self.flow_start(TokenKind::FlowMappingStart),
            b']' => self.flow_end(TokenKind::FlowSequenceEnd),
            b'}' => self.flow_end(TokenKind::FlowMappingEnd),
            b',' => self.flow_entry(),
            b'-' if is_space(next) => self.block_entry(),
            b'?' if flow || is_space(next) => self.key(),
            b':' if flow || is_space(next) => self.value(),
            b'*' | b'&' => self.scalar_like(Self::anchor),
            b'!' => self.scalar_like(Self::tag),
            b'|' | b'>' if !flow => self.block_scalar(),
            b'\'' | b'"' => self.scalar_like(Self::quoted),
            b'-' if is_blank(next) => Err(self.unexpected()),
            b'#' | b'|' | b'>' | b'%' | b'@' | b'`' | b'\t' => Err(self.unexpected()),
            _ => self.scalar_like(Self::plain),
        }
    }

    fn unexpected(&self) -> SyntaxError {
        let problem = match self.cursor.character() {
            Some('\t') => Problem::TabIndentation,
            other => Problem::UnexpectedCharacter(other.unwrap_or(' ')),
        };
        SyntaxError::new(problem, self.cursor.mark())
    }

    /// Goes over blanks, comments and line breaks. A tab may not indent a block.
    fn skip_to_token(&mut self) {
        loop {
            if self.cursor.column() == 0 && self.cursor.rest().starts_with('\u{FEFF}') {
                self.cursor.skip('\u{FEFF}'.len_utf8());
            }
            let tabs = self.in_flow() || !self.key_allowed;
            self.cursor
                .take_while(|byte| byte == b' ' || (tabs && byte == b'\t'));
            if self.cursor.peek() == b'#' {
                self.cursor.take_while(|byte| !is_line_end(byte));
            }
            if !is_break(self.cursor.peek()) {
                return;
            }
            self.cursor.skip_break();
            self.key_allowed |= !self.in_flow();
        }
    }

    fn in_flow(&self) -> bool {
        self.keys.len() > 1
    }

    // Keys.

    /// Forgets keys whose `:` can't follow any more.
    fn expire_keys(&mut self) -> Scan<()> {
        let here = self.cursor.mark();
        for slot in &mut self.keys {
            let Some(key) = *slot else { continue };
            let near = here.column.saturating_sub(key.mark.column) <= LONGEST_KEY;
            if key.mark.line == here.line && near {
                continue;
            }
            if key.required {
                return Err(SyntaxError::new(Problem::MissingColon, key.mark));
            }
            *slot = None;
        }
        Ok(())
    }

    /// Keeps this place as that of a possible key.
    fn save_key(&mut self) -> Scan<()> {
        if !self.key_allowed {
            return Ok(());
        }
        self.forget_key()?;
        let key = SimpleKey {
            mark: self.cursor.mark(),
            token: self.taken + self.tokens.len(),
            required: !self.in_flow() && self.indent == self.cursor.column(),
        };
        if let Some(slot) = self.keys.last_mut() {
            *slot = Some(key);
        }
        Ok(())
    }

    fn forget_key(&mut self) -> Scan<()> {
        let key = self.keys.last_mut().and_then(Option::take);
        match key.filter(|key| key.required) {
            Some(key) => Err(SyntaxError::new(Problem::MissingColon, key.mark)),
            None => Ok(()),
        }
    }

    // Blocks.

    /// Opens a block where the column is deeper than that of the block around it.
    fn roll(&mut self, column: i64, at: Option<usize>, kind: TokenKind<'a>, mark: Mark) {
        if self.in_flow() || self.indent >= column {
            return;
        }
        self.indents.push(self.indent);
        self.indent = column;
        let token = Token {
            kind,
            start: mark,
            end: mark,
        };
        match at.map(|number| number.saturating_sub(self.taken)) {
            Some(index) if index < self.tokens.len() => self.tokens.insert(index, token),
            _ => self.tokens.push_back(token),
        }
    }

    /// Closes the blocks that are deeper than a column.
    fn unroll(&mut self, column: i64) {
        while !self.in_flow() && self.indent > column {
            self.push_here(TokenKind::BlockEnd);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    // Tokens.

    fn push_here(&mut self, kind: TokenKind<'a>) {
        self.push_since(kind, self.cursor.mark());
    }

    fn push_since(&mut self, kind: TokenKind<'a>, start: Mark) {
        let end = self.cursor.mark();
        self.tokens.push_back(Token { kind, start, end });
    }

    fn push_skipping(&mut self, kind: TokenKind<'a>, bytes: usize) {
        let start = self.cursor.mark();
        self.cursor.skip(bytes);
        self.push_since(kind, start);
    }

    /// Closes everything: before directives, markers of documents and the end.
    fn close_all(&mut self) -> Scan<()> {
        self.unroll(-1);
        self.forget_key()?;
        self.key_allowed = false;
        Ok(())
    }

    fn stream_end(&mut self) -> Scan<()> {
        if !self.ended {
            self.close_all()?;
            self.keys.iter_mut().for_each(|key| *key = None);
        }
        self.ended = true;
        self.push_here(TokenKind::StreamEnd);
        Ok(())
    }

    fn document_marker(&mut self, first: u8) -> Scan<()> {
        self.close_all()?;
        let start = first == b'-';
        self.push_skipping(
            if start {
                TokenKind::DocumentStart
            } else {
                TokenKind::DocumentEnd
            },
            3,
        );
        Ok(())
    }

    fn flow_start(&mut self, kind: TokenKind<'a>) -> Scan<()> {
        self.save_key()?;
        self.keys.push(None);
        self.key_allowed = true;
        self.push_skipping(kind, 1);
        Ok(())
    }

    fn flow_end(&mut self, kind: TokenKind<'a>) -> Scan<()> {
        self.forget_key()?;
        if self.in_flow() {
            self.keys.pop();
        }
        self.key_allowed = false;
        self.push_skipping(kind, 1);
        Ok(())
    }

    fn flow_entry(&mut self) -> Scan<()> {
        self.forget_key()?;
        self.key_allowed = true;
        self.push_skipping(TokenKind::FlowEntry, 1);
        Ok(())
    }

    fn block_entry(&mut self) -> Scan<()> {
        self.open_block(TokenKind::BlockSequenceStart, Problem::SequenceNotAllowed)?;
        self.forget_key()?;
        self.key_allowed = true;
        self.push_skipping(TokenKind::BlockEntry, 1);
        Ok(())
    }

    fn key(&mut self) -> Scan<()> {
        self.open_block(TokenKind::BlockMappingStart, Problem::KeyNotAllowed)?;
        self.forget_key()?;
        self.key_allowed = !self.in_flow();
        self.push_skipping(TokenKind::Key, 1);
        Ok(())
    }

    fn value(&mut self) -> Scan<()> {
        if let Some(key) = self.keys.last_mut().and_then(Option::take) {
            self.insert_key(key);
            self.key_allowed = false;
        } else {
            self.open_block(TokenKind::BlockMappingStart, Problem::ValueNotAllowed)?;
            self.key_allowed = !self.in_flow();
        }
        self.push_skipping(TokenKind::Value, 1);
        Ok(())
    }

    /// A `:` shows that what was kept as a possible key is one.
    fn insert_key(&mut self, key: SimpleKey) {
        let token = Token {
            kind: TokenKind::Key,
            start: key.mark,
            end: key.mark,
        };
        let index = key.token.saturating_sub(self.taken).min(self.tokens.len());
        self.tokens.insert(index, token);
        let column = i64::from(key.mark.column);
        self.roll(
            column,
            Some(key.token),
            TokenKind::BlockMappingStart,
            key.mark,
        );
    }

    fn open_block(&mut self, kind: TokenKind<'a>, otherwise: Problem) -> Scan<()> {
        if self.in_flow() {
            return Ok(());
        }
        if !self.key_allowed {
            return Err(SyntaxError::new(otherwise, self.cursor.mark()));
        }
        self.roll(self.cursor.column(), None, kind, self.cursor.mark());
        Ok(())
    }

    /// Scans what may be a key: a scalar, an anchor, a tag.
    fn scalar_like(&mut self, scan: fn(&mut Self) -> Scan<(TokenKind<'a>, Mark)>) -> Scan<()> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.cursor.mark();
        let (kind, end) = scan(self)?;
        self.tokens.push_back(Token { kind, start, end });
        Ok(())
    }
}
