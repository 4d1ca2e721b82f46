//! What the lexer makes of a text.

use std::sync::Arc;

use bigdecimal::BigDecimal;
use num_bigint::BigInt;

use crate::ast::Name;
use crate::code::Span;

/// A word, a sign, a number, a text, or the end of a line where that means something.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
    /// Of an opening bracket or the start of an interpolated text: the token that closes it.
    pub(super) partner: Option<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// The end of the file.
    End,
    /// One or more ends of lines, with the comments between them.
    Newline,
    /// An identifier.
    Name(Name),
    /// A keyword.
    Word(&'static str),
    /// An operator or a bracket.
    Sign(&'static str),
    Number(Number),
    /// A text without interpolation.
    Text(Name),
    /// `"a ` of `"a ${b} c ${d} e"`.
    TextStart(Name),
    /// ` c `.
    TextMiddle(Name),
    /// ` e"`.
    TextEnd(Name),
    /// What is no token; the lexer has said why.
    Error,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Number {
    Int(i32),
    Long(i64),
    Big(Arc<BigInt>),
    Decimal(Arc<BigDecimal>),
    Double(f64),
    Float(f32),
}

/// Words that are no identifiers.
pub(super) const KEYWORDS: &[&str] = &[
    "abstract",
    "as",
    "assert",
    "boolean",
    "break",
    "byte",
    "case",
    "catch",
    "char",
    "class",
    "const",
    "continue",
    "def",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "extends",
    "false",
    "final",
    "finally",
    "float",
    "for",
    "goto",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "int",
    "interface",
    "long",
    "native",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "short",
    "static",
    "strictfp",
    "super",
    "switch",
    "synchronized",
    "this",
    "threadsafe",
    "throw",
    "throws",
    "trait",
    "transient",
    "true",
    "try",
    "void",
    "volatile",
    "while",
];

/// Types that have keywords.
pub(super) const PRIMITIVES: &[&str] = &[
    "void", "boolean", "byte", "char", "short", "int", "float", "long", "double",
];

/// Words that are values, or begin one.
pub(super) const VALUES: &[&str] = &["new", "this", "super", "true", "false", "null"];

/// Words before a declaration.
pub(super) const MODIFIERS: &[&str] = &[
    "private",
    "public",
    "protected",
    "static",
    "transient",
    "final",
    "abstract",
    "native",
    "threadsafe",
    "synchronized",
    "volatile",
    "strictfp",
];

/// Operators and brackets, longer ones before their beginnings.
pub(super) const SIGNS: &[&str] = &[
    ">>>=", "<<=", ">>=", ">>>", "**=", "<=>", "==~", "..<", "...", "===", "!==", "**", "*.", "?.",
    "?:", ".&", "=~", "->", "..", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "==",
    "!=", "<=", ">=", "&&", "||", "<<", ">>", "(", ")", "[", "]", "{", "}", ",", ";", ":", "?",
    ".", "=", "<", ">", "+", "-", "*", "/", "%", "!", "~", "&", "|", "^", "@",
];

impl Kind {
    /// Whether it is this keyword or sign.
    pub(super) fn is(&self, what: &str) -> bool {
        matches!(self, Self::Word(it) | Self::Sign(it) if *it == what)
    }

    /// Whether it is one of these keywords or signs.
    pub(super) fn is_one_of(&self, what: &[&str]) -> bool {
        matches!(self, Self::Word(it) | Self::Sign(it) if what.contains(it))
    }

    /// Whether an expression can end with it, so that a slash behind it divides.
    pub(super) fn ends_expression(&self) -> bool {
        match self {
            Self::Name(_) | Self::Word(_) | Self::Number(_) | Self::Text(_) | Self::TextEnd(_) => {
                true
            }
            Self::Sign(sign) => matches!(*sign, "++" | "--" | ")" | "]" | "}"),
            _ => false,
        }
    }
}
