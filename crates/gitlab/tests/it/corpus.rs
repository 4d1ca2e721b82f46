//! Definitions of the world, where the shared corpus is beside the workspace: each gives a plan or
//! a diagnostic, never a panic.

use std::collections::BTreeMap;
use std::path::Path;

use maillon_source::memory::MemorySource;
use serde_json::Value as Json;

use crate::conformance::pack;
use crate::support::{diagnostics, load_from, push};

#[test]
fn every_file_gives_a_plan_or_a_diagnostic() {
    let Some(corpus) = pack("corpus") else {
        return;
    };
    let index = std::fs::read(corpus.join("index.json")).unwrap();
    let index: Vec<Json> = serde_json::from_slice(&index).unwrap();
    let ours = |entry: &&Json| {
        entry["file"]
            .as_str()
            .is_some_and(|file| file.starts_with("gitlab/"))
    };
    let index: Vec<&Json> = index.iter().filter(ours).collect();
    let mut table = String::new();
    for entry in &index {
        table.push_str(&verdict(&corpus, &index, entry));
    }
    println!("{table}");
    assert!(!table.contains("UNPLACED"), "{table}");
}

fn verdict(corpus: &Path, index: &[&Json], entry: &Json) -> String {
    let repository = repository(corpus, index, &entry["repo"]);
    let path = entry["path"].as_str().unwrap();
    let loaded = load_from(&repository, path, &push());
    let file = entry["file"].as_str().unwrap();
    let jobs = loaded.pipeline.as_ref().map(|pipeline| pipeline.jobs.len());
    let refused = loaded
        .diagnostics
        .iter()
        .any(maillon_model::Diagnostic::is_error);
    let placed = loaded.diagnostics.iter().any(|found| found.place.is_some());
    match (jobs, refused) {
        (Some(jobs), _) => format!("{file}: {jobs} jobs\n{}", diagnostics(&loaded.diagnostics)),
        (None, true) if !placed => {
            format!("{file}: UNPLACED\n{}", diagnostics(&loaded.diagnostics))
        }
        (None, true) => format!("{file}: refused\n{}", diagnostics(&loaded.diagnostics)),
        (None, false) => format!("{file}: no pipeline\n{}", diagnostics(&loaded.diagnostics)),
    }
}

/// All files of the corpus that stand in one repository, at their own paths.
fn repository(corpus: &Path, index: &[&Json], name: &Json) -> MemorySource {
    let own = index.iter().filter(|entry| entry["repo"] == *name);
    let files: BTreeMap<String, Vec<u8>> = own
        .map(|entry| {
            let text = std::fs::read(corpus.join(entry["file"].as_str().unwrap())).unwrap();
            (entry["path"].as_str().unwrap().to_owned(), text)
        })
        .collect();
    MemorySource::new(files)
}
