//! Workflows of the world, where the shared corpus is beside the workspace: each gives a plan or a
//! diagnostic with a place, never a panic.

use std::path::Path;

use maillon_model::Diagnostic;
use maillon_source::MemorySource;
use serde_json::Value as Json;

use crate::conformance::pack;
use crate::support::{diagnostics, event, load_files};

#[test]
fn every_file_gives_a_plan_or_a_diagnostic() {
    let Some(corpus) = pack("corpus") else {
        return;
    };
    let index = std::fs::read(corpus.join("index.json")).unwrap();
    let index: Vec<Json> = serde_json::from_slice(&index).unwrap();
    let ours = index.iter().filter(|entry| {
        let file = entry["file"].as_str().unwrap_or_default();
        file.starts_with("github/") && entry["path"].as_str().unwrap().contains("workflows/")
    });
    let table: String = ours.map(|entry| verdict(&corpus, &index, entry)).collect();
    println!("{table}");
    assert!(!table.contains("UNPLACED"), "{table}");
}

fn verdict(corpus: &Path, index: &[Json], entry: &Json) -> String {
    let own = index.iter().filter(|other| other["repo"] == entry["repo"]);
    let source = MemorySource::new(own.map(|entry| {
        let bytes = std::fs::read(corpus.join(entry["file"].as_str().unwrap())).unwrap();
        (entry["path"].as_str().unwrap().to_owned(), bytes)
    }));
    let path = entry["path"].as_str().unwrap().to_owned();
    let name = entry["file"].as_str().unwrap();
    let mut last = String::new();
    for event_name in [
        "push",
        "pull_request",
        "schedule",
        "workflow_dispatch",
        "release",
    ] {
        let loaded = load_files(&source, &event(event_name), std::slice::from_ref(&path));
        let found = diagnostics(&loaded.diagnostics);
        if let Some(pipeline) = &loaded.pipeline {
            return format!(
                "{name}: {event_name}: {} jobs\n{found}",
                pipeline.jobs.len()
            );
        }
        let errors: Vec<&Diagnostic> = loaded
            .diagnostics
            .iter()
            .filter(|found| found.is_error())
            .collect();
        if errors.iter().any(|found| found.place.is_none()) {
            return format!("{name}: {event_name}: UNPLACED\n{found}");
        }
        last = format!("{name}: {event_name}: no pipeline\n{found}");
    }
    last
}
