//! What no source file may hold: unsafe code outside of `sandbox`, paths of one machine, endless
//! files.

use super::Tree;
use crate::workspace::read;

const MOST_LINES: usize = 700;
const MACHINE_PATHS: [&str; 1] = ["\"/root/"];

/// Looks at every Rust file of the crates.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    let sources = tree
        .files
        .iter()
        .filter(|f| f.starts_with("crates/") && f.ends_with(".rs"));
    sources
        .flat_map(|file| read(file).map_or_else(|e| e, |text| in_file(file, &text)))
        .collect()
}

fn in_file(file: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let lines = text.lines().count();
    if lines > MOST_LINES {
        findings.push(format!(
            "{file}: {lines} lines; split it by topic (at most {MOST_LINES})"
        ));
    }
    if !file.starts_with("crates/sandbox/") && text.contains("unsafe {") {
        findings.push(format!("{file}: unsafe code lives in `sandbox` alone"));
    }
    let named = MACHINE_PATHS.iter().filter(|path| text.contains(**path));
    findings.extend(named.map(|path| format!("{file}: names a path of one machine: {path}")));
    findings
}
