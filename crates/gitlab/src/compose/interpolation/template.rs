//! Walks a document and replaces its blocks.

use std::fmt::Write as _;
use std::sync::Arc;

use maillon_source::yaml::{Key, Map, Node, Value};
use maillon_source::{Files, Span};
use rustc_hash::FxHashMap;

use super::super::report::Report;
use super::super::trail::Trail;
use super::block::{self, Block};
use super::context::Context;
use crate::variables::Scope;

/// How many values a document may have that is interpolated.
const MAX_NODES: usize = 500_000;

/// How many bytes a text may have in it.
const MAX_TEXT: usize = 1024 * 1024;

/// How many different blocks it may have.
const MAX_BLOCKS: usize = 10_000;

/// A document with its blocks replaced. None where something is wrong; that is reported.
pub(in crate::compose) fn interpolate(
    document: &Node,
    context: &Context,
    scope: &Scope,
    report: &mut Report,
) -> Option<Node> {
    let mut walk = Walk {
        context,
        scope,
        report,
        known: FxHashMap::default(),
        at: Trail::default(),
        nodes: 0,
        failed: false,
    };
    let node = walk.node(document);
    (!walk.failed).then_some(node)
}

struct Walk<'a> {
    context: &'a Context,
    scope: &'a Scope,
    report: &'a mut Report,
    /// What blocks stand for; None for one that is wrong.
    known: FxHashMap<String, Option<Value>>,
    at: Trail,
    nodes: usize,
    failed: bool,
}

impl Walk<'_> {
    fn node(&mut self, node: &Node) -> Node {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            self.fail_once(node.span, "config too large");
            return node.clone();
        }
        match &node.value {
            Value::String(text) => Node::new(self.text(text, node), node.span),
            Value::Seq(items) => Node::seq(self.list(items), node.span),
            Value::Map(map) => Node::map(self.map(map), node.span),
            _ => node.clone(),
        }
    }

    fn list(&mut self, items: &[Node]) -> Vec<Node> {
        let items = items.iter().enumerate().map(|(index, item)| {
            self.at.index(index);
            let node = self.node(item);
            self.at.back();
            node
        });
        items.collect()
    }

    fn map(&mut self, map: &Map) -> Map {
        let entries = map.iter().map(|(text, span, node)| {
            self.at.key(text);
            let text = self.key(text, span);
            let node = self.node(node);
            self.at.back();
            (Key { text, span }, node)
        });
        entries.collect()
    }

    fn key(&mut self, text: &Arc<str>, span: Span) -> Arc<str> {
        let node = Node::string(Arc::clone(text), span);
        written(&self.text(text, &node)).into()
    }

    fn text(&mut self, text: &Arc<str>, node: &Node) -> Value {
        let unchanged = || Value::String(Arc::clone(text));
        if !text.contains("$[[") {
            return unchanged();
        }
        if text.len() > MAX_TEXT {
            self.fail_once(node.span, "config node too large");
            return unchanged();
        }
        let blocks = block::blocks(text);
        match blocks.as_slice() {
            [] => unchanged(),
            [only] if only.range == (0..text.len()) => {
                self.value(text, only, node.span).unwrap_or_else(unchanged)
            }
            _ => Value::String(self.written_out(text, &blocks, node.span).into()),
        }
    }

    fn written_out(&mut self, text: &str, blocks: &[Block<'_>], span: Span) -> String {
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for block in blocks {
            out.push_str(text.get(from..block.range.start).unwrap_or_default());
            from = block.range.end;
            match self.value(text, block, span) {
                Some(value) => out.push_str(&written(&value)),
                None => out.push_str(text.get(block.range.clone()).unwrap_or_default()),
            }
        }
        out.push_str(text.get(from..).unwrap_or_default());
        out
    }

    /// What a block stands for. None where it stays as it is.
    fn value(&mut self, text: &str, block: &Block<'_>, span: Span) -> Option<Value> {
        if block::is_late(block.content) {
            return None;
        }
        if let Some(known) = self.known.get(block.content) {
            return known.clone();
        }
        if self.known.len() >= MAX_BLOCKS {
            self.fail_once(span, "too many interpolation blocks");
            return None;
        }
        let value = match block::evaluate(block.content, self.context, self.scope) {
            Ok(value) => Some(value),
            Err((message, hint)) => {
                let written = text.get(block.range.clone()).unwrap_or_default();
                self.fail(locate(&self.report.files, span, written), message, hint);
                None
            }
        };
        self.known.insert(block.content.to_owned(), value.clone());
        value
    }

    fn fail(&mut self, span: Span, message: String, hint: Option<String>) {
        self.failed = true;
        let code = match &*message {
            message if message.contains("interpolation key") => "gitlab/interpolation-unknown-key",
            message if message.contains("function") => "gitlab/interpolation-function",
            _ => "gitlab/interpolation-invalid",
        };
        let found = self.report.error_at(span, code, message);
        let mut found = found.under(self.at.to_string());
        found.hint = hint;
        self.report.add(found);
    }

    fn fail_once(&mut self, span: Span, message: &str) {
        if !self.failed {
            self.failed = true;
            let code = "gitlab/interpolation-too-large";
            let found = self.report.error_at(span, code, message);
            self.report.add(found.hint("take the file apart"));
        }
    }
}

/// Where a block stands: a text may go over several lines, and its own place is where it begins.
fn locate(files: &Files, span: Span, block: &str) -> Span {
    let text = files.text(span.file);
    let lines = text
        .lines()
        .zip(1u32..)
        .skip_while(|(_, line)| *line < span.line);
    for (line, number) in lines {
        let from = if number == span.line {
            span.column.saturating_sub(1)
        } else {
            0
        };
        let skipped: usize = line.chars().take(from as usize).map(char::len_utf8).sum();
        let Some(at) = line.get(skipped..).and_then(|rest| rest.find(block)) else {
            continue;
        };
        let before = line.get(..skipped + at).unwrap_or_default().chars().count();
        return Span {
            line: number,
            column: u32::try_from(before + 1).unwrap_or(1),
            length: u32::try_from(block.chars().count()).unwrap_or(1),
            ..span
        };
    }
    span
}

/// A value within a longer text, as Ruby's `to_s` writes it.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float { raw, .. } => raw.to_string(),
        Value::Null => String::new(),
        Value::Tagged { node, .. } => written(&node.value),
        Value::Seq(_) | Value::Map(_) => {
            let mut out = String::new();
            inspect(value, &mut out);
            out
        }
    }
}

/// As Ruby's `inspect`: `["a", {:b=>1}]`.
fn inspect(value: &Value, out: &mut String) {
    match value {
        Value::Seq(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                inspect(&item.value, out);
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (index, (key, _, node)) in map.iter().enumerate() {
                let _ = write!(out, "{}:{key}=>", if index == 0 { "" } else { ", " });
                inspect(&node.value, out);
            }
            out.push('}');
        }
        Value::String(text) => {
            let _ = write!(out, "{text:?}");
        }
        Value::Null => out.push_str("nil"),
        other => out.push_str(&written(other)),
    }
}
