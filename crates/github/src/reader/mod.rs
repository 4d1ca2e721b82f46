//! Typed reading of workflow and action files: every reader says what is wrong, where, and goes on.

mod cursor;
mod fields;
mod known;
mod locate;
mod report;
mod scalar;
mod template;

pub(crate) use cursor::Cursor;
pub(crate) use fields::Fields;
pub(crate) use known::Names;
pub(crate) use report::Report;
pub(crate) use template::is_expression;

use maillon_model::Diagnostic;
use maillon_source::yaml::{self, Node, Schema};
use maillon_source::{FileId, Files, Span};

/// The single document of a file, or what is wrong with its YAML.
pub(crate) fn document(files: &mut Files, file: FileId) -> Result<Node, Vec<Diagnostic>> {
    let parsed = yaml::parse_as(files, file, Schema::Core);
    let mut found = parsed.diagnostics;
    if found.iter().any(Diagnostic::is_error) {
        return Err(found);
    }
    let mut documents = parsed.documents.into_iter();
    let (first, second) = (documents.next(), documents.next());
    let (span, message, hint) = match (first, second) {
        (Some(node), None) if !node.is_null() => return Ok(node),
        (Some(_), Some(second)) => (
            second.span,
            "the file holds more than one document",
            "put each in a file of its own",
        ),
        _ => (
            start(file),
            "the file is empty",
            "write it, or take it away",
        ),
    };
    let error = Diagnostic::error("github/document", message);
    found.push(error.at(files.place(span)).hint(hint));
    Err(found)
}

fn start(file: FileId) -> Span {
    Span {
        file,
        line: 1,
        column: 1,
        length: 1,
    }
}

#[cfg(test)]
mod tests;
