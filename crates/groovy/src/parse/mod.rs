//! From text to tree.

use std::sync::Arc;

use crate::ast::Script;
use crate::code::{Code, Span};

/// What the parser made of a text: always a tree, as far as it could read, and everything that is wrong.
#[derive(Debug)]
pub struct Parsed {
    /// The tree.
    pub script: Script,
    /// In the order of their places.
    pub errors: Vec<SyntaxError>,
}

/// Something that is no Groovy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// In Groovy's own words: `unexpected token: }`, `expecting '}', found ''`.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What may help.
    pub hint: Option<String>,
}

/// Reads a file.
pub fn parse(code: &Arc<Code>) -> Parsed {
    Parsed {
        script: Script {
            code: Arc::clone(code),
            package: None,
            imports: Vec::new(),
            body: Arc::default(),
            methods: Vec::new(),
            classes: Vec::new(),
        },
        errors: Vec::new(),
    }
}
