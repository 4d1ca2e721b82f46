//! `hashFiles`: one hash over the content of the files of the workspace that patterns match.
//!
//! As GitHub's `@actions/glob` does it: `*`, `?`, `[...]`, `**`; a folder stands for all in it; `!`
//! excludes; folders are walked in the order of their names' bytes.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use sha2::{Digest, Sha256};

use super::paths::normal;

/// Hashes the files; empty where there is none.
pub(super) fn hash_files(workspace: &Path, patterns: &[String]) -> Result<String, String> {
    let mut patterns = patterns.iter().flat_map(|pattern| pattern.lines());
    let follow = patterns.clone().next() == Some("--follow-symbolic-links");
    if follow {
        patterns.next();
    }
    let patterns: Vec<Pattern> = patterns
        .filter_map(|pattern| Pattern::new(workspace, pattern))
        .collect();
    let links = if follow { Links::Follow } else { Links::Keep };
    let mut files = Vec::new();
    for root in roots(&patterns) {
        walk(&root, &patterns, links, 0, &mut files);
    }
    files.retain(|file| file.starts_with(workspace));
    hash(&files)
}

/// What is done with links to folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Links {
    Follow,
    Keep,
}

/// Deeper folders are not walked: a link may lead in a circle.
const DEPTH: usize = 100;

#[derive(Debug)]
struct Pattern {
    negated: bool,
    /// The folder that it starts in.
    root: PathBuf,
    /// What it stands for, and all that is in there.
    regex: Regex,
}

impl Pattern {
    /// None: a comment or nothing, or nothing can match it.
    fn new(workspace: &Path, text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            return None;
        }
        let marks = text.len() - text.trim_start_matches('!').len();
        let whole = normal(&workspace.join(text.trim_start_matches('!').trim()));
        let (own, rest) = match whole.strip_prefix(workspace) {
            Ok(rest) => (workspace, rest),
            Err(_) => (Path::new("/"), whole.strip_prefix("/").ok()?),
        };
        let rest = rest.display().to_string();
        let parts: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
        let literal = parts.iter().take_while(|part| !is_glob(part));
        let own_text = own.display().to_string();
        let mut regex = format!("^(?s:{}", regex::escape(own_text.trim_end_matches('/')));
        regex.extend(parts.iter().map(|part| segment(part)));
        Some(Self {
            negated: marks % 2 == 1,
            root: own.join(literal.collect::<PathBuf>()),
            regex: Regex::new(&(regex + "(?:/.*)?)$")).ok()?,
        })
    }

    /// Whether it matches a path or a folder around it.
    fn matches(&self, path: &Path) -> bool {
        self.regex.is_match(&path.to_string_lossy())
    }
}

fn is_glob(part: &str) -> bool {
    part.contains(['*', '?', '['])
}

/// A part of a pattern, with the slash before it, as a regular expression: that takes its time by the
/// length of the path, whatever the pattern.
fn segment(part: &str) -> String {
    if part == "**" {
        return "(?:/[^/]+)*".to_owned();
    }
    let mut regex = "/".to_owned();
    let mut rest = part;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        let set = if c == '[' { set(after) } else { None };
        let (one, after) = match (c, set) {
            (_, Some((set, after))) => (set, after),
            ('*', _) => ("[^/]*".to_owned(), after),
            ('?', _) => ("[^/]".to_owned(), after),
            _ => (regex::escape(c.encode_utf8(&mut [0; 4])), after),
        };
        regex.push_str(&one);
        rest = after;
    }
    regex
}

/// A set as a regular expression, and what comes behind it; None where the `[` is not closed. A `]` that
/// comes first is a member.
fn set(text: &str) -> Option<(String, &str)> {
    let first = text.chars().next()?.len_utf8();
    let end = first + text.get(first..)?.find(']')?;
    let (inside, after) = (text.get(..end)?, text.get(end + 1..)?);
    let (mark, members) = match inside.strip_prefix(['!', '^']) {
        Some(members) => ("^/", members),
        None => ("", inside),
    };
    let escape = |c: char| match c {
        '-' => "-".to_owned(),
        c => regex::escape(c.encode_utf8(&mut [0; 4])),
    };
    let members: String = members.chars().map(escape).collect();
    Some((format!("[{mark}{members}]"), after))
}

/// Where walking starts, without folders within another one.
fn roots(patterns: &[Pattern]) -> Vec<PathBuf> {
    let wanted = patterns.iter().filter(|pattern| !pattern.negated);
    let all: Vec<&PathBuf> = wanted.map(|pattern| &pattern.root).collect();
    let mut roots: Vec<PathBuf> = Vec::new();
    for root in &all {
        let within = all
            .iter()
            .any(|other| root.starts_with(other) && root != other);
        if !within && !roots.contains(root) {
            roots.push((*root).clone());
        }
    }
    roots
}

fn walk(path: &Path, patterns: &[Pattern], links: Links, depth: usize, files: &mut Vec<PathBuf>) {
    let kind = match links {
        Links::Follow => fs::metadata(path),
        Links::Keep => fs::symlink_metadata(path),
    };
    // What is gone or unreadable is not there.
    let Ok(kind) = kind else { return };
    if !kind.is_dir() {
        if is_wanted(path, patterns) && path.is_file() {
            files.push(path.to_path_buf());
        }
        return;
    }
    let Ok(entries) = fs::read_dir(path) else {
        return;
    };
    let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    names.sort();
    if depth < DEPTH {
        for name in names {
            walk(&path.join(name), patterns, links, depth + 1, files);
        }
    }
}

/// The last pattern that matches decides.
fn is_wanted(path: &Path, patterns: &[Pattern]) -> bool {
    let last = patterns.iter().rev().find(|pattern| pattern.matches(path));
    last.is_some_and(|pattern| !pattern.negated)
}

/// The hash over the hashes of the files.
fn hash(files: &[PathBuf]) -> Result<String, String> {
    if files.is_empty() {
        return Ok(String::new());
    }
    let mut all = Sha256::new();
    for file in files {
        let mut one = Sha256::new();
        let copied = fs::File::open(file).and_then(|mut open| std::io::copy(&mut open, &mut one));
        copied.map_err(|error| format!("hashFiles: {}: {error}", file.display()))?;
        all.update(one.finalize());
    }
    Ok(format!("{:x}", all.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(patterns: &[&str], expected: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        for file in [
            "a.txt",
            "a/x.lock",
            "a/b/y.lock",
            "z.lock",
            ".hidden/w.lock",
            "q[1",
        ] {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        std::os::unix::fs::symlink("a", folder.path().join("link")).unwrap();
        let patterns: Vec<String> = patterns.iter().map(|&text| text.to_owned()).collect();
        let mut all = Sha256::new();
        for file in expected {
            all.update(Sha256::digest(file));
        }
        let expected = match expected {
            [] => String::new(),
            _ => format!("{:x}", all.finalize()),
        };
        let hash = hash_files(folder.path(), &patterns);
        assert_eq!(hash, Ok(expected), "{patterns:?}");
    }

    #[test]
    fn files_by_patterns() {
        check(&["a.txt"], &["a.txt"]);
        check(&["*.lock"], &["z.lock"]);
        check(
            &["**/*.lock"],
            &[".hidden/w.lock", "a/b/y.lock", "a/x.lock", "z.lock"],
        );
        check(&["a"], &["a/b/y.lock", "a/x.lock"]);
        check(&["a/"], &["a/b/y.lock", "a/x.lock"]);
        check(&["./a/*.lock"], &["a/x.lock"]);
        check(&["a/**"], &["a/b/y.lock", "a/x.lock"]);
        check(&["?.lock", "a.txt"], &["a.txt", "z.lock"]);
        check(&["[y-z].lock"], &["z.lock"]);
        check(&["[!z]*.txt"], &["a.txt"]);
        check(&["q[1"], &["q[1"]);
        check(&["[z-a]*", "[", "[]"], &[]);
        check(&["nothing"], &[]);
        check(&[], &[]);
    }

    #[test]
    fn a_pattern_of_many_stars_takes_no_longer_than_its_files() {
        let pattern = format!("{}b", "*a".repeat(40));
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a".repeat(200)), "").unwrap();
        assert_eq!(hash_files(folder.path(), &[pattern]), Ok(String::new()));
    }

    #[test]
    fn the_workspace_itself_is_no_pattern() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = folder.path().join("a[b]*");
        fs::create_dir(&workspace).unwrap();
        fs::write(workspace.join("x"), "x").unwrap();
        let hash = hash_files(&workspace, &["*".to_owned()]);
        assert_ne!(hash, Ok(String::new()));
    }

    #[test]
    fn exclusion_comments_and_several_lines() {
        check(&["**/*.lock", "!a/**"], &[".hidden/w.lock", "z.lock"]);
        check(&["# a.txt\nz.lock\n\n"], &["z.lock"]);
        check(
            &["**/*.lock", "!a/**", "a/x.lock"],
            &[".hidden/w.lock", "a/x.lock", "z.lock"],
        );
        check(&["/etc/hostname", "../outside"], &[]);
    }

    #[test]
    fn links_to_folders_are_followed_on_demand() {
        check(&["link/**"], &[]);
        check(&["link/x.lock"], &["a/x.lock"]);
        check(
            &["--follow-symbolic-links", "link/**"],
            &["a/b/y.lock", "a/x.lock"],
        );
    }
}
