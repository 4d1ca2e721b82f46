//! From tokens to nodes: the grammar of YAML by recursive descent, as libyaml's parser has it, with
//! anchors replaced by what they stand for.

mod collections;

use std::borrow::Cow;
use std::sync::Arc;

use maillon_model::Diagnostic;
use rustc_hash::FxHashMap;

use crate::files::{FileId, Files, Span};
use crate::yaml::error::{Problem, Scan, SyntaxError};
use crate::yaml::limits::Limits;
use crate::yaml::node::{Key, Node, Value};
use crate::yaml::scanner::{Mark, Scanner, Style, Token, TokenKind};
use crate::yaml::schema::Schema;
use crate::yaml::tag::{self, Meaning};

/// More warnings than these help nobody.
const MOST_WARNINGS: usize = 100;

/// Reads one file.
pub(in crate::yaml) struct Reader<'a> {
    scanner: Scanner<'a>,
    files: &'a Files,
    file: FileId,
    text: &'a str,
    limits: Limits,
    schema: Schema,
    anchors: FxHashMap<&'a str, Anchored>,
    /// Prefixes of tags, from `%TAG`.
    handles: FxHashMap<&'a str, &'a str>,
    /// Keys seen before: thousands of jobs have the same ones.
    names: FxHashMap<&'a str, Arc<str>>,
    /// Nodes so far, each alias counted with all that it stands for.
    nodes: usize,
    depth: usize,
    pub(in crate::yaml) diagnostics: Vec<Diagnostic>,
}

struct Anchored {
    node: Node,
    nodes: usize,
}

/// Where a node stands, which decides what it may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    /// In a block list, or a whole document.
    Block,
    /// In a block mapping, where a list needs no deeper indentation.
    BlockMapping,
    /// Within brackets or braces.
    Flow,
}

#[derive(Default)]
struct Properties<'a> {
    anchor: Option<&'a str>,
    tag: Option<Meaning>,
    start: Option<Mark>,
}

impl<'a> Reader<'a> {
    pub(in crate::yaml) fn new(
        files: &'a Files,
        file: FileId,
        text: &'a str,
        limits: Limits,
        schema: Schema,
    ) -> Self {
        Self {
            scanner: Scanner::new(text),
            files,
            file,
            text,
            limits,
            schema,
            anchors: FxHashMap::default(),
            handles: FxHashMap::default(),
            names: FxHashMap::default(),
            nodes: 0,
            depth: 0,
            diagnostics: Vec::new(),
        }
    }

    /// Reads all documents; after a syntax error those before it.
    pub(in crate::yaml) fn documents(&mut self) -> Vec<Node> {
        let mut documents = Vec::new();
        let mut first = true;
        loop {
            match self.document(first) {
                Ok(Some(document)) => documents.push(document),
                Ok(None) => return documents,
                Err(error) => {
                    self.report(&error);
                    return documents;
                }
            }
            first = false;
        }
    }

    fn document(&mut self, first: bool) -> Scan<Option<Node>> {
        self.anchors.clear();
        self.handles.clear();
        while !first && matches!(self.scanner.peek()?.kind, TokenKind::DocumentEnd) {
            self.scanner.take()?;
        }
        let directives = self.directives()?;
        let token = self.scanner.peek()?;
        let mark = token.end;
        match token.kind {
            TokenKind::StreamEnd if !directives => return Ok(None),
            TokenKind::DocumentStart => self.scanner.take()?,
            _ if first && !directives => return self.node(Context::Block).map(Some),
            _ => return Err(SyntaxError::new(Problem::ExpectedDocument, token.start)),
        };
        let next = &self.scanner.peek()?.kind;
        if is_document_boundary(next) {
            return Ok(Some(self.null(mark)));
        }
        self.node(Context::Block).map(Some)
    }

    /// Reads `%YAML` and `%TAG`; says whether there were some.
    fn directives(&mut self) -> Scan<bool> {
        let mut some = false;
        loop {
            let token = self.scanner.peek()?;
            match token.kind {
                TokenKind::Version(1) => {}
                TokenKind::Version(_) => {
                    return Err(SyntaxError::new(Problem::Version, token.start));
                }
                TokenKind::TagDirective { handle, prefix } => {
                    self.handles.insert(handle, prefix);
                }
                _ => return Ok(some),
            }
            some = true;
            self.scanner.take()?;
        }
    }

    // Nodes.

    fn node(&mut self, context: Context) -> Scan<Node> {
        let properties = self.properties()?;
        self.node_with(properties, context)
    }

    fn node_with(&mut self, properties: Properties<'a>, context: Context) -> Scan<Node> {
        let before = self.nodes;
        let plain = properties.start.is_none();
        let start = self.scanner.peek()?.start;
        let mark = properties.start.unwrap_or(start);
        self.count(1, mark)?;
        let value = match self.scanner.peek()?.kind {
            TokenKind::Alias(name) if plain => return self.alias(name),
            TokenKind::Scalar { .. } => {
                let token = self.scanner.take()?;
                return self.scalar(token, properties, before);
            }
            TokenKind::BlockEntry if context == Context::BlockMapping => {
                self.list(Self::compact_list)
            }
            TokenKind::FlowSequenceStart => self.list(Self::flow_list),
            TokenKind::FlowMappingStart => self.nested(Self::flow_mapping),
            TokenKind::BlockSequenceStart if context != Context::Flow => {
                self.list(Self::block_list)
            }
            TokenKind::BlockMappingStart if context != Context::Flow => {
                self.nested(Self::block_mapping)
            }
            _ if !plain => Ok(Value::Null),
            _ => Err(SyntaxError::new(Problem::ExpectedNode, start)),
        };
        Ok(self.finish(value?, mark, 1, properties, before))
    }

    /// An anchor and a tag, in any order, at most one of each.
    fn properties(&mut self) -> Scan<Properties<'a>> {
        let mut properties = Properties::default();
        loop {
            match &self.scanner.peek()?.kind {
                TokenKind::Anchor(name) if properties.anchor.is_none() => {
                    properties.anchor = Some(name);
                }
                TokenKind::Tag { handle, suffix } if properties.tag.is_none() => {
                    let meaning = tag::resolve(handle, suffix, &self.handles);
                    let mark = self.scanner.peek()?.start;
                    let undefined = || SyntaxError::new(Problem::UndefinedTagHandle, mark);
                    properties.tag = Some(meaning.ok_or_else(undefined)?);
                }
                _ => return Ok(properties),
            }
            let token = self.scanner.take()?;
            properties.start.get_or_insert(token.start);
        }
    }

    fn alias(&mut self, name: &'a str) -> Scan<Node> {
        let token = self.scanner.take()?;
        let span = self.span(token.start, token.end);
        let Some(anchored) = self.anchors.get(name) else {
            self.undefined_anchor(name, span);
            return Ok(Node::new(Value::Null, span));
        };
        let (value, nodes) = (anchored.node.value.clone(), anchored.nodes);
        self.count(nodes, token.start)?;
        Ok(Node::new(value, span))
    }

    fn scalar(
        &mut self,
        token: Token<'a>,
        properties: Properties<'a>,
        before: usize,
    ) -> Scan<Node> {
        let TokenKind::Scalar { text, style } = token.kind else {
            return Err(SyntaxError::new(Problem::ExpectedNode, token.start));
        };
        let span = self.span(token.start, token.end);
        let value = match (&properties.tag, style) {
            (Some(Meaning::Text), _) => Value::String(text.into()),
            (Some(Meaning::Binary), _) => tag::binary(&text),
            (Some(Meaning::Plain), _) | (_, Style::Plain) => self.resolve(&text, span),
            (_, Style::Quoted) => Value::String(text.into()),
        };
        let mark = properties.start.unwrap_or(token.start);
        let length = if properties.start.is_some() {
            1
        } else {
            span.length
        };
        Ok(self.finish(value, mark, length, properties, before))
    }

    fn resolve(&mut self, text: &str, span: Span) -> Value {
        if self.schema.refuses_date(text) {
            self.warn(|files| {
                Diagnostic::warning("yaml/date", format!("`{text}` is a date without quotes"))
                    .at(files.place(span))
                    .hint("quote it: GitLab refuses a definition with dates")
            });
        }
        self.schema.resolve(text)
    }

    /// Adds the tag, and remembers the node under its anchor.
    fn finish(
        &mut self,
        value: Value,
        mark: Mark,
        length: u32,
        properties: Properties<'a>,
        before: usize,
    ) -> Node {
        let span = Span {
            length,
            ..self.span(mark, mark)
        };
        let node = Node::new(value, span);
        let node = match properties.tag {
            Some(Meaning::Other(tag)) => Node::new(
                Value::Tagged {
                    tag,
                    node: Arc::new(node),
                },
                span,
            ),
            _ => node,
        };
        if let Some(name) = properties.anchor {
            let anchored = Anchored {
                node: node.clone(),
                nodes: self.nodes - before,
            };
            self.anchors.insert(name, anchored);
        }
        node
    }

    /// Reads what is one level deeper.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Scan<T>) -> Scan<T> {
        if self.depth >= self.limits.depth {
            let mark = self.scanner.peek()?.start;
            return Err(SyntaxError::new(Problem::TooDeep(self.limits.depth), mark));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn count(&mut self, nodes: usize, mark: Mark) -> Scan<()> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes <= self.limits.nodes {
            return Ok(());
        }
        Err(SyntaxError::new(
            Problem::TooManyNodes(self.limits.nodes),
            mark,
        ))
    }

    // Lists.

    fn name(&mut self, text: Cow<'a, str>) -> Arc<str> {
        match text {
            Cow::Borrowed(text) => {
                Arc::clone(self.names.entry(text).or_insert_with(|| text.into()))
            }
            Cow::Owned(text) => text.into(),
        }
    }

    fn empty_key(&self, mark: Mark) -> Key {
        Key {
            text: "".into(),
            span: self.span(mark, mark),
        }
    }

    fn null(&self, mark: Mark) -> Node {
        Node::new(Value::Null, self.span(mark, mark))
    }

    // Places and diagnostics.

    fn span(&self, start: Mark, end: Mark) -> Span {
        let length = if start.line == end.line {
            end.column - start.column
        } else {
            let rest = self.text.get(start.offset..end.offset).unwrap_or_default();
            let line = rest.lines().next().unwrap_or_default();
            u32::try_from(line.chars().count()).unwrap_or(1)
        };
        Span {
            file: self.file,
            line: start.line + 1,
            column: start.column + 1,
            length: length.max(1),
        }
    }

    fn warn(&mut self, warning: impl FnOnce(&Files) -> Diagnostic) {
        if self.diagnostics.len() < MOST_WARNINGS {
            self.diagnostics.push(warning(self.files));
        }
    }

    fn report(&mut self, error: &SyntaxError) {
        let place = self.files.place(self.span(error.at, error.at));
        let end = usize::try_from(error.at.column).unwrap_or(usize::MAX);
        let before: String = place.source.chars().take(end).collect();
        let problem = &error.problem;
        let hint = problem.hint(&place.source, &before);
        let mut diagnostic = Diagnostic::error(problem.code(), problem.message());
        diagnostic.hint = Some(hint.to_owned());
        if let Some(start) = error.since {
            let start = self.files.place(self.span(start, start));
            diagnostic = diagnostic.related(start, problem.context());
        }
        self.diagnostics.push(diagnostic.at(place));
    }

    fn undefined_anchor(&mut self, name: &str, span: Span) {
        let mut known: Vec<&str> = self.anchors.keys().copied().collect();
        known.sort_unstable();
        let hint = match known.len() {
            0 => "anchors (`&name`) must stand before their aliases, in the same file".to_owned(),
            1..=8 => format!("anchors before this line: {}", known.join(", ")),
            _ => format!("define `&{name}` before this line, in the same file"),
        };
        let place = self.files.place(span);
        let message = format!("there is no anchor `&{name}` before this alias");
        let error = Diagnostic::error("yaml/undefined-anchor", message)
            .at(place)
            .hint(hint);
        self.diagnostics.push(error);
    }
}

fn is_document_boundary(kind: &TokenKind<'_>) -> bool {
    matches!(
        kind,
        TokenKind::Version(_)
            | TokenKind::TagDirective { .. }
            | TokenKind::DocumentStart
            | TokenKind::DocumentEnd
            | TokenKind::StreamEnd
    )
}

fn duplicate_key(files: &Files, key: &str, first: Span, second: Span) -> Diagnostic {
    let message = format!("`{key}` stands twice in one mapping; the last one wins");
    Diagnostic::warning("yaml/duplicate-key", message)
        .at(files.place(second))
        .related(files.place(first), "this one is ignored")
        .hint("remove one of them")
}

fn repeated_key(files: &Files, key: &str, first: Span, second: Span) -> Diagnostic {
    let message = format!("`{key}` stands twice in one mapping");
    Diagnostic::error("yaml/duplicate-key", message)
        .at(files.place(second))
        .related(files.place(first), "it stands here already")
        .hint("remove one of them")
}
