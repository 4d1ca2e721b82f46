//! Each crate stands only on what the table in ARCHITECTURE.md says, and the table says no more.

use std::collections::{BTreeMap, BTreeSet};

use super::Tree;
use crate::workspace::{Package, read};

type Edges = BTreeMap<String, BTreeSet<String>>;

/// Compares the manifests with the table.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    match read("ARCHITECTURE.md") {
        Ok(page) => compare(&table(&page), &manifests(&tree.metadata.packages)),
        Err(findings) => findings,
    }
}

fn compare(table: &Edges, manifests: &Edges) -> Vec<String> {
    let mut findings = Vec::new();
    for (name, used) in manifests {
        let Some(allowed) = table.get(name) else {
            findings.push(format!(
                "ARCHITECTURE.md: crate `{name}` is not in the table"
            ));
            continue;
        };
        for edge in used.difference(allowed) {
            findings.push(format!(
                "crates/{name}/Cargo.toml: `{name}` must not use `{edge}`"
            ));
        }
        for edge in allowed.difference(used) {
            findings.push(format!(
                "ARCHITECTURE.md: `{name}` does not use `{edge}` any more"
            ));
        }
    }
    let gone = table.keys().filter(|name| !manifests.contains_key(*name));
    findings.extend(gone.map(|name| format!("ARCHITECTURE.md: there is no crate `{name}`")));
    findings
}

/// Rows of the form "| `crate` | what lives there | `a`, `b` |" between the two marks.
fn table(page: &str) -> Edges {
    let rows = page
        .lines()
        .skip_while(|line| !line.contains("<!-- edges -->"))
        .take_while(|line| !line.contains("<!-- /edges -->"))
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
            let [name, _, edges] = cells.as_slice() else {
                return None;
            };
            let name = quoted(name).next()?;
            Some((name, quoted(edges).collect()))
        });
    rows.collect()
}

fn quoted(cell: &str) -> impl Iterator<Item = String> + '_ {
    cell.split('`').skip(1).step_by(2).map(str::to_owned)
}

fn manifests(packages: &[Package]) -> Edges {
    let ours = packages.iter().filter(|package| package.source.is_none());
    ours.map(|package| (short(&package.name), edges_of(package)))
        .collect()
}

fn edges_of(package: &Package) -> BTreeSet<String> {
    let normal = package
        .dependencies
        .iter()
        .filter(|d| d.kind.as_deref() != Some("dev"));
    normal
        .filter(|d| d.path.is_some())
        .map(|d| short(&d.name))
        .collect()
}

fn short(name: &str) -> String {
    if name == "maillon" {
        "cli".to_owned()
    } else {
        name.replace("maillon-", "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(rows: &[(&str, &[&str])]) -> Edges {
        let set = |names: &[&str]| names.iter().map(|&n| n.to_owned()).collect();
        rows.iter()
            .map(|&(name, used)| (name.to_owned(), set(used)))
            .collect()
    }

    #[test]
    fn reads_the_table_between_the_marks() {
        let page = "| `no` | | |\n<!-- edges -->\n| crate | what | uses |\n|---|---|---|\n| `a` | x | `b`, `c` |\n| `b` | y | |\n<!-- /edges -->";
        assert_eq!(table(page), edges(&[("a", &["b", "c"]), ("b", &[])]));
    }

    #[test]
    fn a_forbidden_a_missing_and_an_unused_edge_are_found() {
        let table = edges(&[("a", &["b"]), ("gone", &[])]);
        let found = compare(&table, &edges(&[("a", &["c"]), ("new", &[])]));
        assert_eq!(found.len(), 4, "{found:?}");
    }
}
