//! What a branch changes.

use super::Bare;
use crate::contract::SourceError;

/// What one commit changes since another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The files, by path.
    pub changes: Vec<Change>,
    /// How many more files there are.
    pub more: usize,
}

/// A file that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its path now, or before it was removed.
    pub path: String,
    /// Its path before, where that was another.
    pub old_path: Option<String>,
    /// What happened to it.
    pub kind: ChangeKind,
    /// Lines that came; None: it is binary.
    pub added: Option<u64>,
    /// Lines that went; None: it is binary.
    pub removed: Option<u64>,
    /// The patch, without its header; None: it is binary, or too large to be shown.
    pub patch: Option<String>,
}

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// Its content or mode changed.
    Modified,
    /// It is gone.
    Removed,
    /// It has another path.
    Renamed,
}

/// The list of files is not read further.
const LARGEST_LIST: u64 = 4 << 20;
/// All patches together.
const LARGEST_PATCH: u64 = 2 << 20;
/// One file's patch.
const LARGEST_FILE: usize = 256 << 10;
/// Files that are listed.
const MOST_FILES: usize = 1000;

const USUAL: [&str; 4] = ["--no-color", "--no-ext-diff", "--no-textconv", "-M"];

impl Bare {
    /// What `head` changes since it left `base`; both are commits. Large ones are cut.
    pub fn compare(&self, base: &str, head: &str) -> Result<Comparison, SourceError> {
        let range = format!("{base}...{head}");
        let list = self.diff(&["--raw", "--numstat", "-z"], &range, LARGEST_LIST)?;
        let mut changes = changes(&list);
        let more = changes.len().saturating_sub(MOST_FILES);
        changes.truncate(MOST_FILES);
        let patch = self.diff(&["--patch"], &range, LARGEST_PATCH)?;
        for (change, patch) in changes.iter_mut().zip(patches(&patch)) {
            change.patch = patch;
        }
        Ok(Comparison { changes, more })
    }

    fn diff(&self, how: &[&str], range: &str, limit: u64) -> Result<Vec<u8>, SourceError> {
        let mut args = vec!["diff"];
        args.extend(USUAL);
        args.extend(how);
        args.extend([range, "--"]);
        self.git().read_some(&args, limit)
    }
}

/// Reads `--raw --numstat -z`: first what happened to each file, then how many lines.
fn changes(out: &[u8]) -> Vec<Change> {
    let text = String::from_utf8_lossy(out);
    let mut parts = text.split('\0').peekable();
    let mut changes = Vec::new();
    while let Some(head) = parts.next_if(|part| part.starts_with(':')) {
        changes.extend(change(head, &mut parts));
    }
    for change in &mut changes {
        let Some(counts) = parts.next() else { break };
        let mut fields = counts.splitn(3, '\t');
        let mut number = || fields.next().and_then(|field| field.parse().ok());
        change.added = number();
        change.removed = number();
        if fields.next() == Some("") {
            // Both paths follow on their own.
            parts.nth(1);
        }
    }
    changes
}

fn change<'a>(head: &str, paths: &mut impl Iterator<Item = &'a str>) -> Option<Change> {
    let status = head.rsplit(' ').next()?.chars().next()?;
    let kind = match status {
        'A' | 'C' => ChangeKind::Added,
        'D' => ChangeKind::Removed,
        'R' => ChangeKind::Renamed,
        _ => ChangeKind::Modified,
    };
    let first = paths.next()?.to_owned();
    let second = matches!(status, 'R' | 'C').then(|| paths.next()).flatten();
    let (path, old_path) = match second {
        Some(path) => (path.to_owned(), Some(first)),
        None => (first, None),
    };
    Some(Change {
        path,
        old_path,
        kind,
        added: None,
        removed: None,
        patch: None,
    })
}

/// The patch of each file, in the order of the list. What was cut is not among them.
fn patches(out: &[u8]) -> Vec<Option<String>> {
    let text = String::from_utf8_lossy(out);
    let cut = u64::try_from(out.len()).is_ok_and(|len| len >= LARGEST_PATCH);
    let mut files: Vec<_> = split_files(&text).into_iter().map(hunks).collect();
    if cut {
        files.pop();
    }
    files
}

/// Lines within a hunk never begin with a letter.
fn split_files(text: &str) -> Vec<&str> {
    let starts = text.match_indices("diff --git ").map(|(at, _)| at);
    let starts = starts.filter(|at| *at == 0 || text.as_bytes()[at - 1] == b'\n');
    let starts: Vec<usize> = starts.collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(from, to)| &text[*from..to])
        .collect()
}

fn hunks(file: &str) -> Option<String> {
    let from = file.find("\n@@ ")? + 1;
    let hunks = &file[from..];
    (hunks.len() <= LARGEST_FILE).then(|| hunks.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_with_renames_and_binary_files_is_read() {
        let out = ":100644 100644 a b M\0a.txt\0:000000 100644 0 c A\0bin\0:100644 100644 d e R090\0old\0new\0\
                   1\t2\ta.txt\0-\t-\tbin\x003\t0\t\0old\0new\0";
        let found: Vec<_> = changes(out.as_bytes())
            .into_iter()
            .map(|c| (c.path, c.old_path, c.kind, c.added, c.removed))
            .collect();
        let old = Some("old".to_owned());
        assert_eq!(
            found,
            [
                ("a.txt".into(), None, ChangeKind::Modified, Some(1), Some(2)),
                ("bin".into(), None, ChangeKind::Added, None, None),
                ("new".into(), old, ChangeKind::Renamed, Some(3), Some(0)),
            ]
        );
    }

    #[test]
    fn patches_are_those_of_their_files() {
        let out = "diff --git a/x b/x\nindex 1..2\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-diff --git a b\n+y\n\
                   diff --git a/b b/b\nBinary files differ\n";
        let found = patches(out.as_bytes());
        assert_eq!(
            found,
            [Some("@@ -1 +1 @@\n-diff --git a b\n+y\n".into()), None]
        );
    }
}
