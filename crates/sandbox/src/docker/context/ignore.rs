//! `.dockerignore`.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

/// What is left out of a build. The last pattern that matches decides.
#[derive(Debug, Default)]
pub(super) struct Ignore {
    patterns: Vec<Pattern>,
    dockerfile: PathBuf,
}

#[derive(Debug)]
struct Pattern {
    glob: GlobMatcher,
    effect: Effect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    Leave,
    Take,
}

impl Ignore {
    /// Reads the file that belongs to the Dockerfile alone, or else that of the folder.
    pub(super) fn read(folder: &Path, dockerfile: &Path) -> io::Result<Self> {
        let mut own = dockerfile.to_path_buf().into_os_string();
        own.push(".dockerignore");
        for name in [Path::new(&own), Path::new(".dockerignore")] {
            match fs::read(folder.join(name)) {
                Ok(text) => return Self::parse(&String::from_utf8_lossy(&text), dockerfile),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self::default())
    }

    fn parse(text: &str, dockerfile: &Path) -> io::Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let lines = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(str::trim);
        let patterns = lines
            .filter_map(Pattern::parse)
            .collect::<io::Result<_>>()?;
        let dockerfile = clean(&dockerfile.to_string_lossy());
        Ok(Self {
            patterns,
            dockerfile: dockerfile.into(),
        })
    }

    /// Whether a path, or a folder that it lies in, is left out. What the engine needs never is.
    pub(super) fn matches(&self, path: &Path) -> bool {
        if path == self.dockerfile {
            return false;
        }
        let mut left_out = false;
        for pattern in &self.patterns {
            let matches = path.ancestors().any(|part| pattern.glob.is_match(part));
            if matches {
                left_out = pattern.effect == Effect::Leave;
            }
        }
        left_out
    }

    /// Whether something in a folder that is left out may be taken.
    pub(super) fn has_exceptions(&self) -> bool {
        let named = self.dockerfile.components().count() > 1;
        named
            || self
                .patterns
                .iter()
                .any(|pattern| pattern.effect == Effect::Take)
    }
}

impl Pattern {
    fn parse(line: &str) -> Option<io::Result<Self>> {
        let (effect, text) = match line.strip_prefix('!') {
            Some(text) => (Effect::Take, text.trim()),
            None => (Effect::Leave, line),
        };
        let text = clean(text);
        if text.is_empty() {
            return None;
        }
        let glob = GlobBuilder::new(&text)
            .literal_separator(true)
            .backslash_escape(true)
            .build();
        let pattern = glob.map(|glob| Self {
            glob: glob.compile_matcher(),
            effect,
        });
        Some(pattern.map_err(|error| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!(".dockerignore: {line}: {error}"),
            )
        }))
    }
}

/// `./a//b/../c/` → `a/c`
fn clean(text: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in Path::new(text).components() {
        match part {
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            Component::ParentDir => drop(parts.pop()),
            _ => {}
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, left_out: &[&str], taken: &[&str]) {
        let ignore = Ignore::parse(text, Path::new("Dockerfile")).unwrap();
        for path in left_out {
            assert!(
                ignore.matches(Path::new(path)),
                "{path} is taken by {text:?}"
            );
        }
        for path in taken {
            assert!(
                !ignore.matches(Path::new(path)),
                "{path} is left out by {text:?}"
            );
        }
    }

    #[test]
    fn patterns_match_from_the_root() {
        check(
            "node_modules",
            &["node_modules", "node_modules/a/b"],
            &["x/node_modules"],
        );
        check("/a/./b/", &["a/b", "a/b/c"], &["a", "a/bc"]);
        check("*.md", &["a.md"], &["x/a.md"]);
        check("*/t?mp", &["x/temp", "x/temp/y"], &["temp", "x/y/temp"]);
        check("**/*.log", &["a.log", "x/y/a.log"], &["a.txt"]);
        check("a[0-9]", &["a1"], &["ab"]);
    }

    #[test]
    fn exceptions_and_comments() {
        check("*\n!src\n# !doc\n", &["a", "doc", "#"], &["src", "src/x"]);
        check("*.md\n!README.md\nREADME.md", &["README.md"], &[]);
        check("  a  \n\n! b", &["a"], &["b"]);
    }

    #[test]
    fn the_dockerfile_is_always_taken() {
        check(
            "*\nDockerfile\n.dockerignore",
            &[".dockerignore"],
            &["Dockerfile"],
        );
    }

    #[test]
    fn a_pattern_that_is_none_is_an_error() {
        let error = Ignore::parse("a[", Path::new("Dockerfile")).unwrap_err();
        assert!(
            error.to_string().starts_with(".dockerignore: a[: "),
            "{error}"
        );
    }
}
