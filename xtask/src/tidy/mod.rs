//! Checks of the whole tree: a file per rule.

mod dependencies;
mod edges;
mod layout;
mod licences;
mod sources;

use crate::workspace::{Metadata, files, metadata};

/// What a rule looks at.
pub(crate) struct Tree {
    pub(crate) metadata: Metadata,
    pub(crate) files: Vec<String>,
}

/// A rule gives a line for each finding.
type Rule = fn(&Tree) -> Vec<String>;

const RULES: [Rule; 5] = [
    edges::check,
    dependencies::check,
    licences::check,
    layout::check,
    sources::check,
];

/// Runs every rule.
pub(crate) fn run() -> Result<String, Vec<String>> {
    let tree = Tree {
        metadata: metadata()?,
        files: files()?,
    };
    let findings: Vec<String> = RULES.iter().flat_map(|rule| rule(&tree)).collect();
    if findings.is_empty() {
        Ok(format!(
            "tidy: {} rules over {} files",
            RULES.len(),
            tree.files.len()
        ))
    } else {
        Err(findings)
    }
}
