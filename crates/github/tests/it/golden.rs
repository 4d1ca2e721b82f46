//! Golden pairs: a workflow beside the plan that it gives.

use std::path::Path;

use crate::support::{load_files, outcome, push};
use maillon_source::MemorySource;

#[track_caller]
fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden");
    let read = |end: &str| std::fs::read_to_string(folder.join(format!("{name}{end}"))).unwrap();
    let path = format!(".github/workflows/{name}.yml");
    let source = MemorySource::new([(path.clone(), read(".yml"))]);
    let found = outcome(&load_files(&source, &push(), &[path]));
    assert_eq!(found, read(".plan"), "{name}");
}

#[test]
fn a_library_with_a_matrix() {
    check("library");
}

#[test]
fn a_service_that_is_deployed() {
    check("deploy");
}

#[test]
fn a_release_over_several_systems() {
    check("release");
}
