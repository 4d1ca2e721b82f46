//! Lists and mappings, in blocks and within brackets.

use std::sync::Arc;

use maillon_model::Diagnostic;

use super::{Context, Reader, duplicate_key, repeated_key};
use crate::files::Span;
use crate::yaml::error::{Problem, Scan, SyntaxError};
use crate::yaml::mapping::MapBuilder;
use crate::yaml::node::{Key, Node, Value};
use crate::yaml::scanner::{Mark, Token, TokenKind};
use crate::yaml::schema::Schema;

impl<'a> Reader<'a> {
    pub(super) fn list(&mut self, read: fn(&mut Self, &mut Vec<Node>) -> Scan<()>) -> Scan<Value> {
        let mut items = Vec::new();
        self.nested(|reader| read(reader, &mut items))?;
        Ok(Value::Seq(Arc::new(items)))
    }

    pub(super) fn block_list(&mut self, items: &mut Vec<Node>) -> Scan<()> {
        let start = self.scanner.take()?.start;
        loop {
            let token = self.scanner.take()?;
            match token.kind {
                TokenKind::BlockEntry => items.push(self.item(&token, Context::Block)?),
                TokenKind::BlockEnd => return Ok(()),
                _ => return Err(SyntaxError::new(Problem::ExpectedDash, token.start).since(start)),
            }
        }
    }

    /// A list at the indentation of its key; nothing marks its end.
    pub(super) fn compact_list(&mut self, items: &mut Vec<Node>) -> Scan<()> {
        while matches!(self.scanner.peek()?.kind, TokenKind::BlockEntry) {
            let token = self.scanner.take()?;
            items.push(self.item(&token, Context::Block)?);
        }
        Ok(())
    }

    fn item(&mut self, dash: &Token<'a>, context: Context) -> Scan<Node> {
        match self.scanner.peek()?.kind {
            TokenKind::BlockEntry | TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => {
                Ok(self.null(dash.end))
            }
            _ => self.node(context),
        }
    }

    pub(super) fn flow_list(&mut self, items: &mut Vec<Node>) -> Scan<()> {
        let start = self.scanner.take()?.start;
        while !matches!(self.scanner.peek()?.kind, TokenKind::FlowSequenceEnd) {
            if !items.is_empty() {
                self.separator(Problem::UnclosedList, start)?;
            }
            match self.scanner.peek()?.kind {
                TokenKind::FlowSequenceEnd => break,
                TokenKind::Key => items.push(self.pair()?),
                _ => items.push(self.node(Context::Flow)?),
            }
        }
        self.scanner.take()?;
        Ok(())
    }

    /// A mapping of one entry within brackets: `[a: b]`.
    fn pair(&mut self) -> Scan<Node> {
        let mark = self.scanner.peek()?.start;
        let map = self.nested(|reader| {
            let mut map = MapBuilder::default();
            reader.flow_entry(&mut map)?;
            Ok(map)
        })?;
        Ok(Node::map(map.finish(), self.span(mark, mark)))
    }

    fn separator(&mut self, otherwise: Problem, start: Mark) -> Scan<()> {
        let token = self.scanner.take()?;
        match token.kind {
            TokenKind::FlowEntry => Ok(()),
            _ => Err(SyntaxError::new(otherwise, token.start).since(start)),
        }
    }

    // Mappings.

    pub(super) fn block_mapping(&mut self) -> Scan<Value> {
        let start = self.scanner.take()?.start;
        let mut map = MapBuilder::default();
        loop {
            let token = self.scanner.take()?;
            match token.kind {
                TokenKind::Key => self.block_entry(&mut map, &token)?,
                TokenKind::BlockEnd => return Ok(Value::Map(Arc::new(map.finish()))),
                _ => return Err(SyntaxError::new(Problem::ExpectedKey, token.start).since(start)),
            }
        }
    }

    fn block_entry(&mut self, map: &mut MapBuilder, key: &Token<'a>) -> Scan<()> {
        let key = match self.scanner.peek()?.kind {
            TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => self.empty_key(key.end),
            _ => self.key(Context::BlockMapping)?,
        };
        let mut mark = self.scanner.peek()?.start;
        if let TokenKind::Value = self.scanner.peek()?.kind {
            mark = self.scanner.take()?.end;
            if !matches!(
                self.scanner.peek()?.kind,
                TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd
            ) {
                let value = self.node(Context::BlockMapping)?;
                self.entry(map, key, value);
                return Ok(());
            }
        }
        let value = self.null(mark);
        self.entry(map, key, value);
        Ok(())
    }

    pub(super) fn flow_mapping(&mut self) -> Scan<Value> {
        let start = self.scanner.take()?.start;
        let mut map = MapBuilder::default();
        let mut first = true;
        while !matches!(self.scanner.peek()?.kind, TokenKind::FlowMappingEnd) {
            if !first {
                self.separator(Problem::UnclosedMapping, start)?;
            }
            first = false;
            if !matches!(self.scanner.peek()?.kind, TokenKind::FlowMappingEnd) {
                self.flow_entry(&mut map)?;
            }
        }
        self.scanner.take()?;
        Ok(Value::Map(Arc::new(map.finish())))
    }

    /// `key: value`, `key`, `? key` within braces or brackets.
    fn flow_entry(&mut self, map: &mut MapBuilder) -> Scan<()> {
        let mut mark = self.scanner.peek()?.start;
        if let TokenKind::Key = self.scanner.peek()?.kind {
            mark = self.scanner.take()?.end;
        }
        let key = match self.scanner.peek()?.kind {
            TokenKind::Value
            | TokenKind::FlowEntry
            | TokenKind::FlowMappingEnd
            | TokenKind::FlowSequenceEnd => self.empty_key(mark),
            _ => self.key(Context::Flow)?,
        };
        let mut value = None;
        if let TokenKind::Value = self.scanner.peek()?.kind {
            mark = self.scanner.take()?.end;
            value = match self.scanner.peek()?.kind {
                TokenKind::FlowEntry | TokenKind::FlowMappingEnd | TokenKind::FlowSequenceEnd => {
                    None
                }
                _ => Some(self.node(Context::Flow)?),
            };
        }
        let value = value.unwrap_or_else(|| self.null(mark));
        self.entry(map, key, value);
        Ok(())
    }

    fn entry(&mut self, map: &mut MapBuilder, key: Key, value: Node) {
        if &*key.text == "<<" {
            return self.merge_key(map, key.span, &value);
        }
        let (text, second) = (Arc::clone(&key.text), key.span);
        let Some(first) = map.insert(key, value) else {
            return;
        };
        match self.schema {
            Schema::Psych => self.warn(|files| duplicate_key(files, &text, first, second)),
            Schema::Core => {
                let error = repeated_key(self.files, &text, first, second);
                self.diagnostics.push(error);
            }
        }
    }

    fn merge_key(&mut self, map: &mut MapBuilder, at: Span, value: &Node) {
        match self.schema {
            Schema::Psych => self.merge(map, at, value),
            Schema::Core => {
                let message = "merge keys (`<<`) are not part of this language";
                let error = Diagnostic::error("yaml/merge", message).at(self.files.place(at));
                let hint =
                    "write the entries out; an anchor may stand for a whole value: `env: *name`";
                self.diagnostics.push(error.hint(hint));
            }
        }
    }

    /// Merges as Ruby does it: in the order of the entries, over those that stand before `<<`.
    fn merge(&mut self, map: &mut MapBuilder, at: Span, value: &Node) {
        if !map.merge(value) {
            let message = format!("`<<` needs a mapping, and this is {}", value.kind());
            let error = Diagnostic::error("yaml/merge", message).at(self.files.place(at));
            let hint = "give it an alias of a mapping (`<<: *name`), or a list of such";
            self.diagnostics.push(error.hint(hint));
        }
    }

    /// A key: a scalar, which keeps its text as written.
    fn key(&mut self, context: Context) -> Scan<Key> {
        let before = self.nodes;
        let properties = self.properties()?;
        if !matches!(self.scanner.peek()?.kind, TokenKind::Scalar { .. }) {
            let node = self.node_with(properties, context)?;
            return Ok(self.key_of(&node));
        }
        let token = self.scanner.take()?;
        let span = self.span(token.start, token.end);
        let TokenKind::Scalar { text, .. } = &token.kind else {
            return Err(SyntaxError::new(Problem::ExpectedKey, token.start));
        };
        let text = self.name(text.clone());
        self.count(1, token.start)?;
        if properties.start.is_some() {
            self.scalar(token, properties, before)?;
        }
        Ok(Key { text, span })
    }

    /// The key that a value other than a plain scalar makes: an alias, nothing.
    fn key_of(&mut self, node: &Node) -> Key {
        let span = node.span;
        let bare = match &node.value {
            Value::Tagged { node, .. } => node,
            _ => node,
        };
        if !bare.is_null() && bare.scalar().is_none() {
            let message = format!("a key must be a text, and this is {}", node.kind());
            let error = Diagnostic::error("yaml/key", message).at(self.files.place(span));
            self.diagnostics
                .push(error.hint("quote the key if it should be a text"));
        }
        let text = bare.scalar().unwrap_or_default();
        Key { text, span }
    }
}
