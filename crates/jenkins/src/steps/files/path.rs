//! Paths of steps, seen from where the step stands.

use std::path::{Component, Path, PathBuf};

use maillon_groovy::Eval;

use super::StepCall;
use crate::host::{DefaultExcludes, Selection, Where};

/// A path, seen from where the step stands, without `.` and `..`.
pub(in crate::steps) fn resolve(call: &StepCall<'_>, path: &str) -> PathBuf {
    clean(&call.local.cwd.join(path.trim_end_matches('/')))
}

fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                clean.pop();
            }
            Component::CurDir => {}
            part => clean.push(part),
        }
    }
    clean
}

/// As messages have it.
pub(in crate::steps) fn display(path: &Path) -> String {
    path.display().to_string()
}

/// What lies at a path.
pub(in crate::steps) fn existing(call: &mut StepCall<'_>, path: &Path) -> Eval<Where> {
    let (node, path) = (call.node()?, path.to_owned());
    call.try_ask(move |host| Box::pin(async move { host.look(&*node, &path).await }))
}

/// A file's content; None: there is no file.
pub(in crate::steps) fn read(call: &mut StepCall<'_>, path: &Path) -> Eval<Option<Vec<u8>>> {
    let (node, path) = (call.node()?, path.to_owned());
    call.try_ask(move |host| Box::pin(async move { host.read(&*node, &path).await }))
}

/// What patterns select: Ant's, separated by commas.
pub(in crate::steps) fn selection(includes: &str, excludes: &str) -> Selection {
    Selection {
        includes: patterns(includes),
        excludes: patterns(excludes),
        default_excludes: DefaultExcludes::Yes,
    }
}

fn patterns(text: &str) -> Vec<String> {
    let patterns = text.split(',').map(str::trim);
    patterns
        .filter(|pattern| !pattern.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned() {
        let clean = |path: &str| display(&super::clean(Path::new(path)));
        assert_eq!(clean("/ws/a/../b/./c"), "/ws/b/c");
        assert_eq!(clean("/ws/../../.."), "/");
    }

    #[test]
    fn patterns_are_separated_by_commas() {
        let selection = selection("a/**, b c.txt,", "");
        assert_eq!(selection.includes, ["a/**", "b c.txt"]);
        assert!(selection.excludes.is_empty());
    }
}
