//! Ant's patterns, in which Jenkins names files: `**/*.xml`, `target/`, `a.txt, b.txt`.
//!
//! Source: <https://ant.apache.org/manual/dirtasks.html#patterns>.

use std::fs;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use maillon_jenkins::{DefaultExcludes, Selection};

/// What Ant leaves out unless it is told not to.
const DEFAULT_EXCLUDES: [&str; 21] = [
    "**/*~",
    "**/#*#",
    "**/.#*",
    "**/%*%",
    "**/._*",
    "**/CVS",
    "**/CVS/**",
    "**/.cvsignore",
    "**/SCCS",
    "**/SCCS/**",
    "**/vssver.scc",
    "**/.svn",
    "**/.svn/**",
    "**/.DS_Store",
    "**/.git",
    "**/.git/**",
    "**/.gitattributes",
    "**/.gitignore",
    "**/.gitmodules",
    "**/.hg",
    "**/.hg/**",
];

/// The files below a folder that a selection means, relative to it, sorted. Links are not followed.
pub(super) fn select(root: &Path, what: &Selection) -> Result<Vec<PathBuf>, String> {
    let includes = if what.includes.is_empty() {
        set(["**".to_owned()].iter())?
    } else {
        set(what.includes.iter())?
    };
    let mut excludes = what.excludes.clone();
    if what.default_excludes == DefaultExcludes::Yes {
        excludes.extend(DEFAULT_EXCLUDES.map(str::to_owned));
    }
    let excludes = set(excludes.iter())?;
    let mut found = Vec::new();
    walk(root, Path::new(""), &excludes, &mut |path| {
        if includes.is_match(path) {
            found.push(path.to_owned());
        }
    });
    found.sort_unstable();
    Ok(found)
}

fn walk(root: &Path, folder: &Path, excludes: &GlobSet, found: &mut dyn FnMut(&Path)) {
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        return;
    };
    for entry in entries.flatten() {
        let path = folder.join(entry.file_name());
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        // A folder of which everything is excluded need not be walked; Ant's own result is the same.
        if excludes.is_match(&path) {
            continue;
        }
        if is_folder {
            walk(root, &path, excludes, found);
        } else {
            found(&path);
        }
    }
}

fn set<'a>(patterns: impl Iterator<Item = &'a String>) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns.flat_map(|pattern| pattern.split(',')) {
        let pattern = normal(pattern.trim());
        if pattern.is_empty() {
            continue;
        }
        let glob = GlobBuilder::new(&escaped(&pattern))
            .literal_separator(true)
            .build();
        set.add(glob.map_err(|error| format!("the pattern `{pattern}`: {}", error.kind()))?);
    }
    set.build().map_err(|error| error.to_string())
}

/// `target/` means everything below it, and a leading `./` nothing.
fn normal(pattern: &str) -> String {
    let pattern = pattern.replace('\\', "/");
    let pattern = pattern.trim_start_matches("./");
    if pattern.ends_with('/') {
        format!("{pattern}**")
    } else {
        pattern.to_owned()
    }
}

/// Ant knows `*`, `**` and `?` alone.
fn escaped(pattern: &str) -> String {
    let mut out = String::new();
    for c in pattern.chars() {
        if matches!(c, '[' | ']' | '{' | '}' | '!') {
            out.push_str(&format!("[{c}]").replace("[!]", "\\!").replace("[]]", "\\]"));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(includes: &[&str], excludes: &[&str], expected: &[&str]) {
        let root = tempfile::tempdir().unwrap();
        let files = [
            "a.txt",
            "b.xml",
            "t/c.xml",
            "t/u/d.xml",
            ".git/config",
            "t/[x].txt",
            "t/old~",
        ];
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let own = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect();
        let what = Selection {
            includes: own(includes),
            excludes: own(excludes),
            default_excludes: DefaultExcludes::Yes,
        };
        let found = select(root.path(), &what).unwrap();
        let found: Vec<_> = found.iter().map(|path| path.to_str().unwrap()).collect();
        assert_eq!(found, expected, "{includes:?} without {excludes:?}");
    }

    #[test]
    fn patterns_are_those_of_ant() {
        check(&["*.xml"], &[], &["b.xml"]);
        check(&["**/*.xml"], &[], &["b.xml", "t/c.xml", "t/u/d.xml"]);
        check(&["t/"], &[], &["t/[x].txt", "t/c.xml", "t/u/d.xml"]);
        check(&["a.txt, b.xml"], &[], &["a.txt", "b.xml"]);
        check(&[], &["t/**"], &["a.txt", "b.xml"]);
        check(&["t/?.xml", "./a.txt"], &[], &["a.txt", "t/c.xml"]);
        check(&["t/[x].txt"], &[], &["t/[x].txt"]);
    }
}
