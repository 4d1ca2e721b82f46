//! Globs as GitLab's runner understands them (Go's `doublestar`).

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

/// A path or glob of `artifacts:paths` or `cache:paths`, relative to the workspace.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// The part before the first component with a wildcard.
    pub(super) base: PathBuf,
    /// None where there is no wildcard: then `base` is the whole of it.
    pub(super) matcher: Option<GlobMatcher>,
    /// How many components below `base` a match can have; None: any number.
    pub(super) depth: Option<usize>,
}

/// Why a path or glob can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BadPattern {
    /// It leads out of the workspace.
    Outside,
    /// It is no glob.
    Syntax(String),
}

impl Pattern {
    /// Reads a pattern. `roots` are the names that the workspace itself goes by, for absolute ones.
    pub(super) fn parse(text: &str, roots: &[&Path]) -> Result<Self, BadPattern> {
        let path = normal(text, roots)?;
        let plain = |part: &&Component<'_>| !has_wildcard(part);
        let base: PathBuf = path.components().take_while(|part| plain(&part)).collect();
        let wild = path.components().skip_while(|part| plain(&part));
        let parts: Vec<_> = wild
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        Ok(Self {
            matcher: (!parts.is_empty())
                .then(|| matcher(&path.to_string_lossy()))
                .transpose()?,
            depth: depth(&parts),
            base,
        })
    }

    /// Whether a path relative to the workspace matches.
    pub(super) fn matches(&self, path: &Path) -> bool {
        match &self.matcher {
            Some(matcher) => matcher.is_match(path) || self.is_base_of_all(path),
            None => path == self.base,
        }
    }

    /// `dir/**` matches `dir` as well.
    fn is_base_of_all(&self, path: &Path) -> bool {
        let all = |matcher: &GlobMatcher| matcher.glob().glob().ends_with("/**");
        self.matcher.as_ref().is_some_and(all)
            && self
                .matcher
                .as_ref()
                .is_some_and(|matcher| matcher.is_match(path.join("_")))
    }
}

fn matcher(glob: &str) -> Result<GlobMatcher, BadPattern> {
    GlobBuilder::new(glob)
        .literal_separator(true)
        .backslash_escape(true)
        .empty_alternates(true)
        .build()
        .map(|glob| glob.compile_matcher())
        .map_err(|error| BadPattern::Syntax(error.kind().to_string()))
}

fn depth(parts: &[String]) -> Option<usize> {
    // A slash within braces makes components that can't be counted here.
    let endless = |part: &String| part.contains("**") || part.contains('{');
    (!parts.iter().any(endless)).then_some(parts.len())
}

fn has_wildcard(part: &Component<'_>) -> bool {
    let text = part.as_os_str().as_encoded_bytes();
    text.iter().any(|byte| b"*?[{\\".contains(byte))
}

/// Makes a path relative to the workspace, without `.`, `..`, and doubled or trailing slashes.
fn normal(text: &str, roots: &[&Path]) -> Result<PathBuf, BadPattern> {
    let path = Path::new(text);
    let relative = if path.is_absolute() {
        let below = |root: &&Path| path.strip_prefix(root).ok();
        roots.iter().find_map(below).ok_or(BadPattern::Outside)?
    } else {
        path
    };
    let mut out = PathBuf::new();
    for part in relative.components() {
        match part {
            Component::Normal(name) => out.push(name),
            Component::CurDir => {}
            Component::ParentDir if out.pop() => {}
            _ => return Err(BadPattern::Outside),
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, matching: &[&str], others: &[&str]) {
        let parsed = Pattern::parse(pattern, &[Path::new("/builds/g/p")]).unwrap();
        for path in matching {
            assert!(parsed.matches(Path::new(path)), "{pattern} and {path}");
        }
        for path in others {
            assert!(!parsed.matches(Path::new(path)), "{pattern} not {path}");
        }
    }

    #[test]
    fn patterns_match_as_gitlab_says() {
        check("a.txt", &["a.txt"], &["b/a.txt", "a.txt/x"]);
        check("./a//b/", &["a/b"], &["a"]);
        check("/builds/g/p/out/*.o", &["out/x.o"], &["out/y/x.o", "x.o"]);
        check("*.log", &["x.log", ".log"], &["d/x.log"]);
        check("**/*.log", &["x.log", "d/e/x.log"], &["x.txt"]);
        check("dir/**", &["dir", "dir/a", "dir/a/b"], &["dirs"]);
        check("dir/**/*", &["dir/a", "dir/a/b"], &["dir", "x"]);
        check("a/**/b", &["a/b", "a/x/y/b"], &["a/xb"]);
        check("{a,b}/[!x]?", &["a/yz", "b/zz"], &["a/xz", "c/yz"]);
        check("a/../b", &["b"], &["a"]);
    }

    #[test]
    fn a_pattern_that_leads_out_is_refused() {
        for text in ["../x", "/etc/passwd", "a/../../x", "/builds/g/pp/x"] {
            let parsed = Pattern::parse(text, &[Path::new("/builds/g/p")]);
            assert_eq!(parsed.err(), Some(BadPattern::Outside), "{text}");
        }
        assert!(matches!(
            Pattern::parse("a[", &[]).err(),
            Some(BadPattern::Syntax(_))
        ));
    }
}
