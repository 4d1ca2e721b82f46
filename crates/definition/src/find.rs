//! Which definition is meant, and in which language.

use std::path::{Component, Path, PathBuf};

use maillon_model::pipeline::Dialect;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A definition that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Its language.
    pub dialect: Dialect,
    /// What messages call it: the file, or the folder of several workflows.
    pub name: String,
    /// Relative to the repository's root, or, where it lies elsewhere, as it was given.
    pub files: Vec<String>,
    /// Where it lies, if not in the repository.
    pub outside: Option<PathBuf>,
}

/// Which definition is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The file; None: what the repository has.
    pub file: Option<NamedFile>,
    /// The language; None: by the file's name, or that of what the repository has.
    pub dialect: Option<Dialect>,
}

/// A file that somebody named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// As it was written, for messages.
    pub name: String,
    /// Where that is: an absolute path.
    pub path: PathBuf,
}

/// Why there is no definition.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FindError {
    /// The named file is not there.
    #[error("the definition {0} does not exist or is no file")]
    NoFile(String),
    /// The repository has none.
    #[error("no definition in {}: looked for {}", .root.display(), looked_for(*.dialect))]
    Missing {
        /// The repository's top folder.
        root: PathBuf,
        /// The language that it should be in.
        dialect: Option<Dialect>,
    },
    /// The repository has several, of different languages.
    #[error("the repository has several definitions: {}", names(.0))]
    Several(Vec<Definition>),
}

/// Finds the definition that is named, or that the repository has.
pub fn find(wanted: &Wanted, root: &Path) -> Result<Definition, FindError> {
    match &wanted.file {
        Some(file) => given(file, wanted.dialect, root),
        None => discover(wanted.dialect, root),
    }
}

impl Definition {
    fn of(dialect: Dialect, file: &str) -> Self {
        Self {
            dialect,
            name: file.to_owned(),
            files: vec![file.to_owned()],
            outside: None,
        }
    }
}

fn given(file: &NamedFile, dialect: Option<Dialect>, root: &Path) -> Result<Definition, FindError> {
    let path = normal(&file.path);
    if !path.is_file() {
        return Err(FindError::NoFile(file.name.clone()));
    }
    let dialect = dialect.unwrap_or_else(|| dialect_of(&path));
    let canonical = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
    let inside = [&path, &canonical]
        .into_iter()
        .find_map(|path| relative(path, root));
    Ok(match inside {
        Some(file) => Definition::of(dialect, &file),
        None => Definition {
            outside: Some(path),
            ..Definition::of(dialect, &file.name)
        },
    })
}

fn relative(path: &Path, root: &Path) -> Option<String> {
    path.strip_prefix(root).ok()?.to_str().map(str::to_owned)
}

/// Without `.` and `..`, as far as that goes without looking at the disk.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

fn dialect_of(path: &Path) -> Dialect {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let workflow = path
        .parent()
        .is_some_and(|folder| folder.ends_with(".github/workflows"));
    if workflow {
        Dialect::Github
    } else if name.contains("Jenkinsfile") || name.to_ascii_lowercase().ends_with(".groovy") {
        Dialect::Jenkins
    } else {
        Dialect::Gitlab
    }
}

fn discover(wanted: Option<Dialect>, root: &Path) -> Result<Definition, FindError> {
    let mut found = candidates(root);
    found.retain(|definition| wanted.is_none_or(|dialect| dialect == definition.dialect));
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(FindError::Missing {
            root: root.to_owned(),
            dialect: wanted,
        }),
        [first, ..] if wanted.is_some() => Ok(first.clone()),
        _ => Err(FindError::Several(found)),
    }
}

/// What a repository has; its workflows are one definition.
fn candidates(root: &Path) -> Vec<Definition> {
    let file = |dialect, file: &str| {
        let there = root.join(file).is_file();
        there.then(|| Definition::of(dialect, file))
    };
    [
        file(Dialect::Gitlab, ".gitlab-ci.yml"),
        file(Dialect::Jenkins, "Jenkinsfile"),
    ]
    .into_iter()
    .flatten()
    .chain(workflows(root))
    .collect()
}

/// The definitions of a folder, relative to it, of one dialect or of all.
pub fn files_of(folder: &Path, wanted: Option<Dialect>) -> Vec<String> {
    let found = candidates(folder).into_iter();
    let found = found.filter(|found| wanted.is_none_or(|wanted| wanted == found.dialect));
    found.flat_map(|definition| definition.files).collect()
}

/// GitHub's folder of workflows.
const WORKFLOWS: &str = ".github/workflows";

fn workflows(root: &Path) -> Option<Definition> {
    let entries = std::fs::read_dir(root.join(WORKFLOWS)).ok()?.flatten();
    let names = entries
        .filter(|entry| entry.path().is_file())
        .filter_map(|entry| entry.file_name().into_string().ok());
    let yaml = |name: &String| {
        Path::new(name)
            .extension()
            .is_some_and(|e| e == "yml" || e == "yaml")
    };
    let mut files: Vec<String> = names
        .filter(yaml)
        .map(|name| format!("{WORKFLOWS}/{name}"))
        .collect();
    files.sort_unstable();
    let name = match files.as_slice() {
        [] => return None,
        [one] => one.clone(),
        _ => WORKFLOWS.to_owned(),
    };
    Some(Definition {
        dialect: Dialect::Github,
        name,
        files,
        outside: None,
    })
}

/// Which files of a language (None: of any) are definitions without being named.
pub fn looked_for(dialect: Option<Dialect>) -> &'static str {
    match dialect {
        Some(Dialect::Gitlab) => ".gitlab-ci.yml",
        Some(Dialect::Github) => ".github/workflows/*.yml",
        Some(Dialect::Jenkins) => "Jenkinsfile",
        None => ".gitlab-ci.yml, Jenkinsfile and .github/workflows/*.yml",
    }
}

fn names(found: &[Definition]) -> String {
    let names: Vec<&str> = found.iter().map(|found| &*found.name).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[&str], wanted: Choice) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let (file, dialect) = match wanted {
            Choice::Any => (None, None),
            Choice::File(name) => (Some(name), None),
            Choice::Of(dialect) => (None, Some(dialect)),
        };
        let file = file.map(|name| NamedFile {
            name: name.to_owned(),
            path: folder.path().join(name),
        });
        find(&Wanted { file, dialect }, folder.path())
            .map(|found| found.name)
            .map_err(|error| error.to_string())
    }

    #[derive(Clone, Copy)]
    enum Choice {
        Any,
        File(&'static str),
        Of(Dialect),
    }

    #[test]
    fn the_only_definition_is_taken() {
        assert_eq!(
            check(&[".gitlab-ci.yml"], Choice::Any),
            Ok(".gitlab-ci.yml".to_owned())
        );
    }

    #[test]
    fn workflows_are_the_files_where_github_looks_for_them() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["b.yaml", "a.yml", "sub.yml/c.yml", "README.md"] {
            let path = folder.path().join(WORKFLOWS).join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        assert_eq!(
            files_of(folder.path(), None),
            [".github/workflows/a.yml", ".github/workflows/b.yaml"]
        );
    }

    #[test]
    fn of_several_the_user_chooses() {
        let both = [
            ".gitlab-ci.yml",
            "Jenkinsfile",
            ".github/workflows/b.yml",
            ".github/workflows/a.yaml",
        ];
        let message = check(&both, Choice::Any).unwrap_err();
        assert_eq!(
            message,
            "the repository has several definitions: .gitlab-ci.yml, Jenkinsfile, .github/workflows"
        );
        assert_eq!(
            check(&both, Choice::Of(Dialect::Gitlab)),
            Ok(".gitlab-ci.yml".to_owned())
        );
        assert_eq!(
            check(&both, Choice::File("./ci/../.gitlab-ci.yml")),
            Ok(".gitlab-ci.yml".to_owned())
        );
    }

    #[test]
    fn workflows_are_one_definition() {
        let workflows = [".github/workflows/b.yml", ".github/workflows/a.yaml"];
        assert_eq!(
            check(&workflows, Choice::Any),
            Ok(".github/workflows".to_owned())
        );
        assert_eq!(
            check(&workflows, Choice::File(workflows[0])),
            Ok(workflows[0].to_owned())
        );
    }

    #[test]
    fn a_jenkinsfile_is_found_by_its_name() {
        assert_eq!(
            check(&["Jenkinsfile"], Choice::Any),
            Ok("Jenkinsfile".to_owned())
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        assert!(
            check(&[], Choice::Any)
                .unwrap_err()
                .ends_with("looked for .gitlab-ci.yml, Jenkinsfile and .github/workflows/*.yml")
        );
        assert_eq!(
            check(&[], Choice::File("ci.yml")),
            Err("the definition ci.yml does not exist or is no file".to_owned())
        );
    }
}
