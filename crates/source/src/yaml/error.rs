//! What can be wrong with the syntax, and what a person should know about it.

use std::borrow::Cow;

use super::scanner::Mark;

/// The result of reading a piece.
pub(super) type Scan<T> = Result<T, SyntaxError>;

/// A syntax error: nothing behind it can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) problem: Problem,
    pub(super) at: Mark,
    /// Where the thing begins that the problem belongs to.
    pub(super) since: Option<Mark>,
}

impl SyntaxError {
    pub(super) fn new(problem: Problem, at: Mark) -> Self {
        let since = None;
        Self { problem, at, since }
    }

    pub(super) fn since(mut self, start: Mark) -> Self {
        self.since = Some(start);
        self
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    TabIndentation,
    UnexpectedCharacter(char),
    MissingColon,
    ValueNotAllowed,
    SequenceNotAllowed,
    KeyNotAllowed,
    UnclosedQuote,
    MarkerInQuote,
    Escape(char),
    HexEscape,
    BlockHeader,
    AnchorName,
    AliasName,
    TagSyntax,
    UndefinedTagHandle,
    Directive,
    Version,
    FlowColon,
    ExpectedKey,
    ExpectedDash,
    ExpectedNode,
    UnclosedList,
    UnclosedMapping,
    ExpectedDocument,
    TooDeep(usize),
    TooManyNodes(usize),
}

impl Problem {
    /// The stable code of the diagnostic.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::TooDeep(_) | Self::TooManyNodes(_) => "yaml/limit",
            _ => "yaml/syntax",
        }
    }

    /// What happened.
    pub(super) fn message(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::TabIndentation => "a tab stands where only spaces may indent",
            Self::UnexpectedCharacter(character) => {
                return format!("a value can't begin with `{character}`").into();
            }
            Self::MissingColon => "this line is neither a key with a `:` nor part of a value",
            Self::ValueNotAllowed => "a `:` that would make a mapping is not allowed here",
            Self::SequenceNotAllowed => "a list can't begin here",
            Self::KeyNotAllowed => "a `?` that would begin a key is not allowed here",
            Self::UnclosedQuote => "this quote is never closed",
            Self::MarkerInQuote => "a text in quotes is cut by the marker of a new document",
            Self::Escape(character) => {
                return format!("`\\{character}` is no escape sequence").into();
            }
            Self::HexEscape => "this escape sequence names no character",
            Self::BlockHeader => "the line that begins a block text has something more on it",
            Self::AnchorName => "an anchor's name consists of letters, digits, `-` and `_`",
            Self::AliasName => "an alias's name consists of letters, digits, `-` and `_`",
            Self::TagSyntax => "this tag can't be read",
            Self::UndefinedTagHandle => "the handle of this tag is not declared",
            Self::Directive => "this directive can't be read",
            Self::Version => "this version of YAML is not supported",
            Self::FlowColon => "a `:` stands before a comma or bracket",
            Self::ExpectedKey => "a key of the mapping should stand here",
            Self::ExpectedDash => "an item of the list should stand here",
            Self::ExpectedNode => "a value should stand here",
            Self::UnclosedList => "the list in brackets needs a `,` or `]` here",
            Self::UnclosedMapping => "the mapping in braces needs a `,` or `}` here",
            Self::ExpectedDocument => "the document is complete, but something follows",
            Self::TooDeep(limit) => return format!("more than {limit} levels of nesting").into(),
            Self::TooManyNodes(limit) => {
                return format!("more than {limit} values, with aliases replaced").into();
            }
        })
    }

    /// What to do next. `line` is the source line, `before` the part before the place.
    pub(super) fn hint(&self, line: &str, before: &str) -> &'static str {
        match self {
            Self::TabIndentation => "replace the tab by spaces",
            Self::UnexpectedCharacter('%') => "quote the value: '%...'",
            Self::UnexpectedCharacter('@' | '`') => "quote the value",
            Self::MissingColon => "add the `:`, or check the indentation of this line",
            Self::ValueNotAllowed => value_hint(before),
            Self::SequenceNotAllowed => "begin the list on a line of its own, with `- `",
            Self::KeyNotAllowed => "quote the value that begins with `?`",
            Self::UnclosedQuote | Self::MarkerInQuote => "close the quote",
            Self::Escape(_) | Self::HexEscape => {
                "write `\\\\` for a backslash, or use single quotes, where it is nothing special"
            }
            Self::BlockHeader => {
                "only `+`, `-`, a digit from 1 to 9 and a comment may follow `|` and `>`"
            }
            Self::AliasName => "quote a value that begins with `*`",
            Self::AnchorName => "quote a value that begins with `&`",
            Self::TagSyntax | Self::UndefinedTagHandle => "quote a value that begins with `!`",
            Self::Directive | Self::Version => "remove this line: no directives are needed",
            Self::FlowColon => "put a space behind the `:`, or quote the value",
            Self::ExpectedKey => key_hint(line, before),
            Self::ExpectedDash => {
                "begin the item with `- ` at the list's own indentation, or check the indentation"
            }
            Self::ExpectedNode => "quote the value if it should be a text",
            Self::UnclosedList => "close the list, or quote the value with the comma or bracket",
            Self::UnclosedMapping => "close the mapping, or quote a value that begins with `{`",
            Self::ExpectedDocument => "check the indentation, or begin a new document with `---`",
            Self::TooDeep(_) | Self::TooManyNodes(_) => "split or simplify the definition",
            Self::UnexpectedCharacter(_) => "quote the value, or check what stands before it",
        }
    }

    /// What stands at the place where the thing began.
    pub(super) fn context(&self) -> &'static str {
        match self {
            Self::ExpectedKey => "the mapping begins here",
            Self::ExpectedDash | Self::UnclosedList => "the list begins here",
            Self::UnclosedMapping => "the mapping in braces begins here",
            Self::MarkerInQuote => "the quote begins here",
            _ => "it begins here",
        }
    }
}

fn value_hint(before: &str) -> &'static str {
    if before.contains(": ") || before.trim_start().starts_with("- ") {
        "quote the value: a text with `: ` in it needs quotes"
    } else {
        "check the indentation: this line goes on with the value above it"
    }
}

fn key_hint(line: &str, before: &str) -> &'static str {
    let before = before.trim();
    if before.ends_with(['"', '\'']) {
        "quote the whole value, not only its beginning"
    } else if before.is_empty() && line.trim_start().starts_with("- ") {
        "check the indentation of this item"
    } else if before.is_empty() {
        "check the indentation of this line"
    } else {
        "check what stands before it: quotes, brackets, indentation"
    }
}
