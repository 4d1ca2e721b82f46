//! Files of nodes, by Ant's patterns.

use std::fs;
use std::path::Path;

use maillon_jenkins::{FoundFile, Selection};
use regex::Regex;

/// The files below a folder that a selection means, sorted.
pub(super) fn find(below: &Path, what: &Selection) -> Vec<FoundFile> {
    let mut all = Vec::new();
    walk(below, below, &mut all);
    all.retain(|file| selects(what, &file.path));
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// Their contents.
pub(super) fn read(below: &Path, what: &Selection) -> Vec<(String, Vec<u8>)> {
    let found = find(below, what).into_iter();
    found
        .map(|file| (file.path.clone(), fs::read(below.join(&file.path)).unwrap()))
        .collect()
}

/// Writes a file; folders on the way are made.
pub(super) fn write(path: &Path, content: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn walk(root: &Path, folder: &Path, all: &mut Vec<FoundFile>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(root, &path, all);
        } else {
            all.push(FoundFile {
                size: path.metadata().unwrap().len(),
                path: path.strip_prefix(root).unwrap().display().to_string(),
                modified_ms: 0,
            });
        }
    }
}

fn selects(what: &Selection, path: &str) -> bool {
    let any = |patterns: &[String]| patterns.iter().any(|pattern| matches(pattern, path));
    (what.includes.is_empty() || any(&what.includes)) && !any(&what.excludes)
}

fn matches(pattern: &str, path: &str) -> bool {
    let pattern = if pattern.ends_with('/') {
        format!("{pattern}**")
    } else {
        pattern.to_owned()
    };
    let regex = regex::escape(&pattern)
        .replace(r"\*\*/", "(?:.*/)?")
        .replace(r"\*\*", ".*")
        .replace(r"\*", "[^/]*")
        .replace(r"\?", "[^/]");
    Regex::new(&format!("^{regex}$")).unwrap().is_match(path)
}
