//! Everything that the program is built of has a permissive licence.

use super::Tree;

const PERMISSIVE: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Looks at the licence of every package.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    let strict = tree
        .metadata
        .packages
        .iter()
        .filter(|package| !package.license.as_deref().is_some_and(is_permissive));
    strict
        .map(|p| {
            format!(
                "{} {}: licence {:?} is not permissive",
                p.name, p.version, p.license
            )
        })
        .collect()
}

/// An SPDX expression: each term of AND must offer a permissive choice of OR. Without brackets AND
/// binds stronger, but no expression in use mixes the two without them.
fn is_permissive(expression: &str) -> bool {
    let groups = expression.replace('/', " OR ");
    groups.split(" AND ").all(|group| {
        let group = group.trim().trim_matches(['(', ')']);
        group
            .split(" OR ")
            .any(|term| PERMISSIVE.contains(&term.trim().trim_matches(['(', ')'])))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_suffices_and_every_part_counts() {
        let check =
            |expression, expected| assert_eq!(is_permissive(expression), expected, "{expression}");
        check("MIT", true);
        check("GPL-3.0", false);
        check("MIT OR GPL-2.0", true);
        check("MIT/Apache-2.0", true);
        check("(MIT OR Apache-2.0) AND Unicode-3.0", true);
        check("MIT AND GPL-2.0", false);
    }
}
