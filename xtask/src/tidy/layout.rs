//! The tree tells the architecture: a description on top of each crate, one test binary per crate,
//! no forgotten test file.

use super::Tree;
use crate::workspace::read;

/// Looks at the crates' roots and tests.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for file in &tree.files {
        if is_crate_root(file) && !read(file).is_ok_and(|text| text.starts_with("//!")) {
            findings.push(format!(
                "{file}: begins without `//!` that says what the crate is"
            ));
        }
        findings.extend(test_finding(file));
    }
    findings
}

fn is_crate_root(file: &str) -> bool {
    file.starts_with("crates/") && (file.ends_with("src/lib.rs") || file.ends_with("src/main.rs"))
}

/// Integration tests live in `tests/it/`, and `main.rs` there declares each of them.
fn test_finding(file: &str) -> Option<String> {
    let (crate_dir, inside) = file.strip_prefix("crates/")?.split_once('/')?;
    let path = inside.strip_prefix("tests/")?;
    if !file.ends_with(".rs") {
        return None;
    }
    let Some(module) = path.strip_prefix("it/") else {
        return Some(format!(
            "{file}: integration tests live in tests/it/, in one binary"
        ));
    };
    let name = module.split('/').next()?.trim_end_matches(".rs");
    let main = read(&format!("crates/{crate_dir}/tests/it/main.rs")).unwrap_or_default();
    let declared = name == "main" || main.contains(&format!("mod {name};"));
    (!declared).then(|| format!("{file}: tests/it/main.rs does not declare `mod {name};`"))
}
