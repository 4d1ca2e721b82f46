//! What the parser reads: one area a file.

mod classes;
mod commands;
mod declarations;
mod errors;
mod expressions;
mod limits;
mod properties;
mod spans;
mod statements;
mod texts;

use std::fmt::Write as _;

use super::{parse, show};
use crate::code::Code;

/// The tree as text, then the errors with their lines and columns.
fn read(text: &str) -> String {
    let code = Code::new("Jenkinsfile", text);
    let parsed = parse(&code);
    let mut shown = show::script(&parsed.script);
    for error in &parsed.errors {
        let at = code.position(error.span.start);
        write!(shown, "\n!{}:{} {}", at.line, at.column, error.message).unwrap();
    }
    shown
}

#[track_caller]
fn check(text: &str, tree: &str) {
    assert_eq!(read(text), tree);
}
