//! YAML with positions: as Ruby's Psych reads it (anchors, merge keys, tags, YAML 1.1 scalars), or with
//! the core schema of YAML 1.2 ([`Schema`]).
//!
//! Text → tokens ([`scanner`]) → nodes ([`reader`]). Both follow libyaml, because real files are written
//! for it: stricter or laxer readers refuse or change definitions.

mod core;
mod error;
mod limits;
mod mapping;
mod node;
mod reader;
mod scalar;
mod scanner;
mod schema;
mod tag;

pub use limits::Limits;
pub use node::{Key, Map, Node, Value};
pub use schema::Schema;

use maillon_model::Diagnostic;

use crate::files::{FileId, Files, Span};

/// What a file holds, as far as it could be read, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed {
    /// One root per document; an empty file has none.
    pub documents: Vec<Node>,
    /// Syntax errors and warnings, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a file of [`Files`] within the default limits.
///
/// Never panics, whatever the text. After a syntax error the documents before it are there, the
/// broken one is not.
pub fn parse(files: &mut Files, file: FileId) -> Parsed {
    parse_as(files, file, Schema::Psych)
}

/// Reads a file of [`Files`] by other rules.
pub fn parse_as(files: &mut Files, file: FileId, schema: Schema) -> Parsed {
    read(files, file, Limits::default(), schema)
}

/// Reads a file of [`Files`] within other limits.
pub fn parse_within(files: &mut Files, file: FileId, limits: Limits) -> Parsed {
    read(files, file, limits, Schema::Psych)
}

fn read(files: &Files, file: FileId, limits: Limits, schema: Schema) -> Parsed {
    let text = files.text(file);
    if let Some(diagnostic) = refuse(files, file, &text, limits) {
        return Parsed {
            documents: Vec::new(),
            diagnostics: vec![diagnostic],
        };
    }
    let mut reader = reader::Reader::new(files, file, &text, limits, schema);
    let documents = reader.documents();
    let diagnostics = reader.diagnostics;
    Parsed {
        documents,
        diagnostics,
    }
}

fn refuse(files: &Files, file: FileId, text: &str, limits: Limits) -> Option<Diagnostic> {
    if text.len() > limits.bytes {
        let message = format!("the file has more than {} bytes", limits.bytes);
        let place = files.place(Span {
            file,
            line: 1,
            column: 1,
            length: 1,
        });
        return Some(Diagnostic::error("yaml/limit", message).at(place));
    }
    let offset = control_character(text)?;
    let place = files.place(files.span_at(file, offset));
    let message = "control characters are not allowed";
    let hint = "remove it, or write it as an escape sequence in double quotes: \"\\x1b\"";
    Some(
        Diagnostic::error("yaml/control-character", message)
            .at(place)
            .hint(hint),
    )
}

/// Where the first control character stands.
fn control_character(text: &str) -> Option<usize> {
    let is_control =
        |byte: u8| (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0x7F;
    text.bytes().position(is_control)
}
