//! What the scanner gives to the reader.

use std::borrow::Cow;

use super::cursor::Mark;

/// A token and its place.
#[derive(Clone, Debug)]
pub(in crate::yaml) struct Token<'a> {
    pub(in crate::yaml) kind: TokenKind<'a>,
    pub(in crate::yaml) start: Mark,
    pub(in crate::yaml) end: Mark,
}

/// The kinds of tokens, as libyaml has them.
#[derive(Clone, Debug)]
pub(in crate::yaml) enum TokenKind<'a> {
    StreamEnd,
    /// `%YAML 1.1`: the major version.
    Version(u32),
    /// `%TAG handle prefix`
    TagDirective {
        handle: &'a str,
        prefix: &'a str,
    },
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    /// `- `
    BlockEntry,
    /// `,`
    FlowEntry,
    Key,
    Value,
    Alias(&'a str),
    Anchor(&'a str),
    Tag {
        handle: &'a str,
        suffix: Cow<'a, str>,
    },
    Scalar {
        text: Cow<'a, str>,
        style: Style,
    },
}

/// Whether a scalar's text may mean something else than a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::yaml) enum Style {
    /// Bare: `true` is a boolean.
    Plain,
    /// In quotes, or a block: always a text.
    Quoted,
}
