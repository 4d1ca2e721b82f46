//! Paths of the job as a docker action sees them.

use std::path::{Path, PathBuf};

/// Folders of the job, each with where a docker action sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Translation(Vec<(PathBuf, &'static str)>);

impl Translation {
    /// The same with another folder. What is added later is looked at first, so that a folder goes
    /// before the one that it lies in.
    #[must_use]
    pub(crate) fn with(mut self, job: impl Into<PathBuf>, container: &'static str) -> Self {
        self.0.insert(0, (job.into(), container));
        self
    }

    /// A value of the environment: a path in one of the folders becomes that in the container, all
    /// else stays as it is.
    pub(crate) fn value(&self, value: &str) -> String {
        if !value.starts_with('/') {
            return value.to_owned();
        }
        let found = self.0.iter().find_map(|(job, container)| {
            let rest = Path::new(value).strip_prefix(job).ok()?;
            let rest = rest.to_str()?;
            Some((*container, rest))
        });
        match found {
            Some((container, "")) => container.to_owned(),
            Some((container, rest)) => format!("{container}/{rest}"),
            None => value.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: &str) {
        let translation = Translation::default()
            .with("/work/p", "/github/workspace")
            .with("/work/p.tmp/_temp", "/github/runner_temp")
            .with("/work/p.tmp/_temp/_home", "/github/home");
        assert_eq!(translation.value(value), expected);
    }

    #[test]
    fn only_whole_paths_in_known_folders_change() {
        check("/work/p", "/github/workspace");
        check("/work/p/src/a.rs", "/github/workspace/src/a.rs");
        check("/work/p2", "/work/p2");
        check("/work/p.tmp/_temp/x", "/github/runner_temp/x");
        check("/work/p.tmp/_temp/_home/x", "/github/home/x");
        check("see /work/p", "see /work/p");
        check("", "");
    }
}
