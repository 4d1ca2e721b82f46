//! The documents of a file: a header with `spec`, and the content.

use maillon_source::FileId;
use maillon_source::yaml::{self, Node};

use super::report::Report;

/// How many documents GitLab reads from one file.
const MAX_DOCUMENTS: usize = 2;

/// What stands in a file.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// The first document, where it has a `spec` and another one follows.
    pub(super) header: Option<Node>,
    /// The definition itself.
    pub(super) content: Node,
}

/// Reads the documents of a file. None where it can't be read or there is nothing in it; then that
/// is reported.
pub(super) fn read(file: FileId, report: &mut Report) -> Option<Document> {
    let parsed = yaml::parse(&mut report.files, file);
    let broken = parsed
        .diagnostics
        .iter()
        .any(maillon_model::Diagnostic::is_error);
    report.extend(parsed.diagnostics);
    let mut documents = parsed.documents;
    documents.retain(|document| !document.is_null());
    if broken || documents.is_empty() {
        return None;
    }
    split(documents, report)
}

fn split(mut documents: Vec<Node>, report: &mut Report) -> Option<Document> {
    if let Some(excess) = documents.get(MAX_DOCUMENTS) {
        let message = format!("a file holds at most {MAX_DOCUMENTS} YAML documents");
        let found = report
            .error_at(excess.span, "gitlab/too-many-documents", message)
            .hint("put this one into a file of its own, and include it");
        report.add(found);
        return None;
    }
    let last = documents.pop()?;
    let Some(first) = documents.pop() else {
        return alone(last, report);
    };
    if first.as_map().is_some_and(|map| map.contains("spec")) {
        return Some(Document {
            header: Some(first),
            content: last,
        });
    }
    let message =
        "GitLab reads only the first document of this file, because it is no `spec` header";
    let found = report.warning_at(last.span, "gitlab/document-ignored", message);
    report.add(found);
    Some(Document {
        header: None,
        content: first,
    })
}

/// The only document of a file. A `spec` in it would be taken for a job.
fn alone(content: Node, report: &mut Report) -> Option<Document> {
    if let Some(spec) = content.as_map().and_then(|map| map.key("spec")) {
        let message = "`spec` must stand in a header of its own";
        let found = report
            .error_at(spec.span, "gitlab/spec-not-in-header", message)
            .under("spec")
            .hint("end the header with a line `---`, and put the jobs below it");
        report.add(found);
        return None;
    }
    Some(Document {
        header: None,
        content,
    })
}
