//! The workflows of the shared conformance pack, where it is beside the workspace: each gives the jobs
//! that its case expects, or is refused where that is right.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use maillon_source::MemorySource;
use serde_json::Value as Json;

use crate::support::{diagnostics, event, load_files};

/// A folder of the packs that are shared beside the workspace; None, and said, where they are not there.
pub(crate) fn pack(name: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = here
        .ancestors()
        .map(|folder| folder.join("shared/conformance").join(name))
        .find(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("skipped: shared/conformance/{name} is not beside the workspace");
    }
    found
}

#[test]
fn every_case_gives_its_jobs() {
    let Some(pack) = pack("github") else {
        return;
    };
    let cases = std::fs::read(pack.join("cases.json")).unwrap();
    let cases: Vec<Json> = serde_json::from_slice(&cases).unwrap();
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| problem(&pack, case))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn problem(pack: &Path, case: &Json) -> Option<String> {
    let text = |key: &str| case[key].as_str().unwrap_or_default();
    let source = MemorySource::new(files(&pack.join(text("dir"))));
    let mut trigger = event(text("event"));
    let inputs: BTreeMap<String, String> =
        serde_json::from_value(case["inputs"].clone()).unwrap_or_default();
    trigger.inputs = inputs;
    let loaded = load_files(&source, &trigger, &[text("file").to_owned()]);
    let exits = &case["expect"]["exit"];
    let may_refuse = exits == 2 || exits.as_array().is_some_and(|all| all.contains(&2.into()));
    let Some(pipeline) = loaded.pipeline else {
        let found = diagnostics(&loaded.diagnostics);
        return (!may_refuse && case["event_json"].is_null())
            .then(|| format!("{}: refused\n{found}", text("id")));
    };
    if exits != 0 {
        return None;
    }
    let expected = case["expect"]["jobs"].as_object().unwrap();
    let unknown = pipeline.jobs.iter().find(|job| {
        let late = matches!(job.work, maillon_model::job::Work::Child { .. });
        !late && !expected.contains_key(job.name.as_str())
    });
    unknown.map(|job| format!("{}: nobody expects `{}`", text("id"), job.name))
}

fn files(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                let name = path.strip_prefix(root).unwrap();
                found.push((name.to_str().unwrap().to_owned(), bytes));
            }
        }
    }
    found
}
