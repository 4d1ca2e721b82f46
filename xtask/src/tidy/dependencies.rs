//! Every dependency is declared once, in the workspace table.

use super::Tree;
use crate::workspace::read;

/// Looks for dependencies with a version of their own.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    let manifests = tree.files.iter().filter(|file| is_member(file));
    manifests
        .flat_map(|file| read(file).map_or_else(|e| e, |text| in_manifest(file, &text)))
        .collect()
}

fn is_member(file: &str) -> bool {
    file.ends_with("/Cargo.toml") && (file.starts_with("crates/") || file.starts_with("xtask/"))
}

fn in_manifest(file: &str, text: &str) -> Vec<String> {
    let mut section = "";
    let mut findings = Vec::new();
    for line in text.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.contains("dependencies")
            && line.contains('=')
            && !line.contains("workspace")
        {
            findings.push(format!(
                "{file}: `{line}` belongs into the workspace's table"
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_of_its_own_is_found() {
        let text = "[package]\nversion = \"1\"\n[dependencies]\na.workspace = true\nb = \"1\"\n";
        assert_eq!(in_manifest("m", text).len(), 1);
    }
}
