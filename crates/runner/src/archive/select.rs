//! Which files go into an archive.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::glob::{BadPattern, Pattern};

/// What is wanted, as the definition says it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted<'a> {
    /// Paths and globs.
    pub(crate) paths: &'a [String],
    /// Globs of what is left out.
    pub(crate) exclude: &'a [String],
    /// The files that came with the checkout, where those that did not are wanted too.
    pub(crate) untracked_beside: Option<&'a HashSet<PathBuf>>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selected {
    /// Files, links and folders, relative to the workspace.
    pub(crate) entries: BTreeSet<PathBuf>,
    /// What was found for each path that was wanted, in their order.
    pub(crate) found: Vec<(String, PathWanted)>,
}

/// What was found for one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PathWanted {
    /// So many files, links and folders.
    Found(usize),
    /// So many were left out by this exclusion.
    Excluded(usize),
    /// Nothing is there.
    Nothing,
    /// It leads out of the workspace.
    Outside,
    /// It is no glob, for this reason.
    Invalid(String),
}

/// Chooses files of `root`. `roots` are the names that the workspace goes by in absolute paths.
pub(crate) fn select(root: &Path, roots: &[&Path], wanted: &Wanted<'_>) -> Selected {
    let mut search = Search {
        root,
        exclude: exclusions(wanted.exclude, roots),
        entries: BTreeSet::new(),
        matched: 0,
    };
    let mut found = Vec::new();
    for path in wanted.paths {
        found.push((path.clone(), search.path(path, roots)));
    }
    if let Some(tracked) = wanted.untracked_beside {
        search.matched = 0;
        search.untracked(Path::new(""), tracked);
        found.push(("untracked".to_owned(), search.result()));
    }
    for (_, text, count) in &search.exclude {
        if *count > 0 {
            found.push((text.clone(), PathWanted::Excluded(*count)));
        }
    }
    Selected {
        entries: search.entries,
        found,
    }
}

type Exclusion = (Pattern, String, usize);

fn exclusions(texts: &[String], roots: &[&Path]) -> Vec<Exclusion> {
    let parse = |text: &String| Some((Pattern::parse(text, roots).ok()?, text.clone(), 0));
    texts.iter().filter_map(parse).collect()
}

struct Search<'a> {
    root: &'a Path,
    exclude: Vec<Exclusion>,
    entries: BTreeSet<PathBuf>,
    matched: usize,
}

impl Search<'_> {
    fn path(&mut self, text: &str, roots: &[&Path]) -> PathWanted {
        self.matched = 0;
        match Pattern::parse(text, roots) {
            Err(BadPattern::Outside) => PathWanted::Outside,
            Err(BadPattern::Syntax(why)) => PathWanted::Invalid(why),
            Ok(pattern) => {
                self.pattern(&pattern);
                self.result()
            }
        }
    }

    fn result(&self) -> PathWanted {
        match self.matched {
            0 => PathWanted::Nothing,
            count => PathWanted::Found(count),
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        if pattern.matcher.is_none() {
            self.whole(&pattern.base);
        } else {
            self.below(&pattern.base, pattern, 1);
        }
    }

    /// Looks for matches in a folder and in those below it.
    fn below(&mut self, folder: &Path, pattern: &Pattern, depth: usize) {
        for (path, is_folder) in self.children(folder) {
            if pattern.matches(&path) {
                self.whole(&path);
            } else if is_folder && pattern.depth.is_none_or(|most| depth < most) {
                self.below(&path, pattern, depth + 1);
            }
        }
    }

    /// Takes a file, or a folder with all that is in it.
    fn whole(&mut self, path: &Path) {
        let Ok(metadata) = fs::symlink_metadata(self.root.join(path)) else {
            return;
        };
        self.take(path);
        if metadata.is_dir() {
            for (child, _) in self.children(path) {
                self.whole(&child);
            }
        }
    }

    fn take(&mut self, path: &Path) {
        for (pattern, _, count) in &mut self.exclude {
            if pattern.matches(path) {
                *count += 1;
                return;
            }
        }
        self.matched += 1;
        if !path.as_os_str().is_empty() {
            self.entries.insert(path.to_path_buf());
        }
    }

    fn untracked(&mut self, folder: &Path, tracked: &HashSet<PathBuf>) {
        for (path, is_folder) in self.children(folder) {
            if is_folder {
                self.untracked(&path, tracked);
            } else if !tracked.contains(&path) {
                self.take(&path);
            }
        }
    }

    /// What is in a folder, sorted; links are not followed, and the repository's own data is left out.
    fn children(&self, folder: &Path) -> Vec<(PathBuf, bool)> {
        let Ok(entries) = fs::read_dir(self.root.join(folder)) else {
            return Vec::new();
        };
        let mut children: Vec<_> = entries
            .flatten()
            .map(|entry| {
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                (folder.join(entry.file_name()), is_folder)
            })
            .filter(|(path, _)| path != Path::new(".git"))
            .collect();
        children.sort_unstable();
        children
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        root
    }

    fn check(paths: &[&str], exclude: &[&str], expected: &[&str]) -> Vec<(String, PathWanted)> {
        let root = tree(&[
            "a.txt",
            "bin/x",
            "bin/lib/y.o",
            "bin/lib/z.txt",
            "src/main.c",
            ".hid/q",
            ".git/config",
        ]);
        let own = |list: &[&str]| list.iter().map(|&s| s.to_owned()).collect::<Vec<_>>();
        let (paths, exclude) = (own(paths), own(exclude));
        let wanted = Wanted {
            paths: &paths,
            exclude: &exclude,
            untracked_beside: None,
        };
        let selected = select(root.path(), &[], &wanted);
        let got: Vec<_> = selected
            .entries
            .iter()
            .map(|p| p.to_str().unwrap())
            .collect();
        assert_eq!(got, expected, "{paths:?} without {exclude:?}");
        selected.found
    }

    #[test]
    fn a_folder_is_taken_whole() {
        let whole = ["bin", "bin/lib", "bin/lib/y.o", "bin/lib/z.txt", "bin/x"];
        let found = check(&["bin"], &[], &whole);
        assert_eq!(found, [("bin".to_owned(), PathWanted::Found(5))]);
        check(&["./bin/"], &[], &whole);
        check(&["b*"], &[], &whole);
    }

    #[test]
    fn globs_choose_files() {
        check(&["*.txt"], &[], &["a.txt"]);
        check(&["**/*.txt"], &[], &["a.txt", "bin/lib/z.txt"]);
        check(&["bin/*/*.o"], &[], &["bin/lib/y.o"]);
        check(&["**/q"], &[], &[".hid/q"]);
    }

    #[test]
    fn an_exclusion_holds_for_what_it_matches_only() {
        check(&["bin"], &["bin/lib/**"], &["bin", "bin/x"]);
        check(&["bin/lib"], &["**/*.o"], &["bin/lib", "bin/lib/z.txt"]);
        check(
            &["bin/lib"],
            &["bin/lib"],
            &["bin/lib/y.o", "bin/lib/z.txt"],
        );
    }

    #[test]
    fn what_is_missing_or_outside_is_told() {
        let found = check(&["nope", "../x", "x["], &[], &[]);
        assert_eq!(found[0].1, PathWanted::Nothing);
        assert_eq!(found[1].1, PathWanted::Outside);
        assert!(matches!(found[2].1, PathWanted::Invalid(_)));
    }

    #[test]
    fn the_repositorys_own_data_is_left_out() {
        check(&[".hid", ".git*"], &[], &[".hid", ".hid/q"]);
    }

    #[test]
    fn untracked_takes_what_did_not_come_with_the_checkout() {
        let root = tree(&["a", "d/b", "d/c"]);
        let tracked = HashSet::from([PathBuf::from("a"), PathBuf::from("d/b")]);
        let wanted = Wanted {
            untracked_beside: Some(&tracked),
            ..Wanted::default()
        };
        let selected = select(root.path(), &[], &wanted);
        assert_eq!(selected.entries, BTreeSet::from([PathBuf::from("d/c")]));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_taken_and_not_followed() {
        let root = tree(&["d/a"]);
        std::os::unix::fs::symlink("..", root.path().join("d/up")).unwrap();
        let paths = ["**/*".to_owned()];
        let wanted = Wanted {
            paths: &paths,
            ..Wanted::default()
        };
        let selected = select(root.path(), &[], &wanted);
        let expected = ["d", "d/a", "d/up"].map(PathBuf::from);
        assert_eq!(selected.entries, BTreeSet::from(expected));
    }
}
