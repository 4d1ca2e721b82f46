//! Workflows of the world, where the shared packs are beside the workspace: each is read, or refused
//! with places.

use std::path::{Path, PathBuf};

use super::*;

/// Files that GitHub refuses, too, each with why.
const BROKEN: &[(&str, &str)] = &[
    (
        "actions+starter-workflows~code-scanning_msvc",
        "a template: `$cron-weekly` is to be replaced",
    ),
    (
        "actions+starter-workflows~code-scanning_pmd",
        "a template: `$cron-weekly` is to be replaced",
    ),
    (
        "micebot+server~.github_workflows_production",
        "`create` has no filters",
    ),
];

fn files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance");
    let mut open = vec![root.join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(folder).into_iter().flatten();
        for path in entries.map(|entry| entry.unwrap().path()) {
            match path.extension() {
                _ if path.is_dir() => open.push(path),
                Some(kind) if kind == "yml" || kind == "yaml" => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

/// What is said about a file: nothing for one that is read without a word.
fn verdict(path: &Path) -> String {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let mut files = Files::default();
    let file = files.add(name.as_str(), std::fs::read_to_string(path).unwrap());
    let (workflow, found) = parse(&mut files, file);
    assert!(
        found.iter().all(|found| found.place.is_some()),
        "{found:#?}"
    );
    let refused = found.iter().any(Diagnostic::is_error);
    assert_eq!(workflow.is_none(), refused, "{name}");
    let mut lines = found.iter().filter(|found| found.is_error() || !refused);
    let first = lines.next().map(|found| format!("{found}\n"));
    first.unwrap_or_default()
}

#[test]
fn workflows_of_the_world_are_read() {
    let verdicts = files("corpus/github")
        .iter()
        .map(|path| verdict(path))
        .collect::<String>();
    println!("{verdicts}");
    let refused: Vec<&str> = verdicts
        .lines()
        .filter(|line| line.contains(" error["))
        .filter(|line| !BROKEN.iter().any(|(file, _)| line.starts_with(file)))
        .collect();
    assert_eq!(refused, Vec::<&str>::new());
}
