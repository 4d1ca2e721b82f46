//! `hashFiles`: one hash over the content of the files of the workspace that patterns match.
//!
//! As GitHub's `@actions/glob` does it: `*`, `?`, `[...]`, `**`; a folder stands for all in it; `!`
//! excludes; folders are walked in the order of their names' bytes.

use std::fs;
use std::path::{Path, PathBuf};

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
    segments: Vec<Vec<char>>,
}

impl Pattern {
    /// None: a comment or nothing.
    fn new(workspace: &Path, text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            return None;
        }
        let marks = text.len() - text.trim_start_matches('!').len();
        let whole = normal(&workspace.join(text.trim_start_matches('!').trim()));
        let whole = whole.display().to_string();
        let parts: Vec<&str> = whole.split('/').filter(|part| !part.is_empty()).collect();
        let literal = parts.iter().take_while(|part| !is_glob(part)).count();
        let root = parts.iter().take(literal).collect::<PathBuf>();
        Some(Self {
            negated: marks % 2 == 1,
            root: Path::new("/").join(root),
            segments: parts.iter().map(|part| part.chars().collect()).collect(),
        })
    }

    /// Whether it matches a path or a folder around it.
    fn matches(&self, path: &Path) -> bool {
        let text = path.display().to_string();
        let parts: Vec<Vec<char>> = text
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| part.chars().collect())
            .collect();
        (1..=parts.len()).any(|length| {
            let part = parts.get(..length).unwrap_or_default();
            match_segments(&self.segments, part)
        })
    }
}

fn is_glob(part: &str) -> bool {
    part.contains(['*', '?', '['])
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

fn match_segments(pattern: &[Vec<char>], path: &[Vec<char>]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, rest) => rest.is_none(),
        (Some((first, rest)), _) if first == &['*', '*'] => {
            match_segments(rest, path)
                || path
                    .split_first()
                    .is_some_and(|(_, others)| match_segments(pattern, others))
        }
        (Some((first, rest)), Some((name, others))) => {
            match_name(first, name) && match_segments(rest, others)
        }
        (Some(_), None) => false,
    }
}

fn match_name(pattern: &[char], name: &[char]) -> bool {
    match pattern.split_first() {
        None => name.is_empty(),
        Some(('*', rest)) => (0..=name.len()).any(|skip| {
            let tail = name.get(skip..).unwrap_or_default();
            match_name(rest, tail)
        }),
        Some((first, rest)) => {
            let Some((c, others)) = name.split_first() else {
                return false;
            };
            match (first, class(rest)) {
                ('?', _) => match_name(rest, others),
                ('[', Some((set, after))) => in_set(set, *c) && match_name(after, others),
                (literal, _) => literal == c && match_name(rest, others),
            }
        }
    }
}

/// The inside of `[...]`, and what comes behind it.
fn class(rest: &[char]) -> Option<(&[char], &[char])> {
    let end = rest.iter().skip(1).position(|c| *c == ']')? + 1;
    Some((rest.get(..end)?, rest.get(end + 1..)?))
}

fn in_set(set: &[char], c: char) -> bool {
    let negated = set.first().is_some_and(|first| ['!', '^'].contains(first));
    let set = set.get(usize::from(negated)..).unwrap_or_default();
    let mut found = false;
    let mut rest = set;
    while let Some((first, others)) = rest.split_first() {
        rest = if let ['-', last, after @ ..] = others {
            found |= (*first..=*last).contains(&c);
            after
        } else {
            found |= *first == c;
            others
        };
    }
    found != negated
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
        check(&["nothing"], &[]);
        check(&[], &[]);
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
