//! Which definition is meant, and in which language.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use maillon_model::pipeline::Dialect;
use maillon_source::{Changes, CloneOrder, Cloned, Fetched, Source, SourceError};

use crate::args::{DefinitionArgs, DialectChoice};
use crate::environment::Environment;
use crate::failure::Failure;

/// A definition that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Definition {
    /// Its language.
    pub dialect: Dialect,
    /// What messages call it: the file, or the folder of several workflows.
    pub name: String,
    /// Relative to the repository's root, or, where it lies elsewhere, as it was given.
    pub files: Vec<String>,
    /// Where it lies, if not in the repository.
    pub outside: Option<PathBuf>,
}

/// Finds the definition that the flags, or the repository, name.
pub(crate) fn find(
    args: &DefinitionArgs,
    root: &Path,
    environment: &Environment,
) -> Result<Definition, Failure> {
    match &args.file {
        Some(file) => given(file, args, root, environment),
        None => discover(args, root),
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

fn given(
    file: &str,
    args: &DefinitionArgs,
    root: &Path,
    environment: &Environment,
) -> Result<Definition, Failure> {
    let path = normal(&environment.absolute(file));
    if !path.is_file() {
        return Err(Failure::invalid(format!(
            "the definition {file} does not exist or is no file"
        ))
        .hint("--file is a path relative to the current directory"));
    }
    let dialect = args
        .dialect
        .map_or_else(|| dialect_of(&path), Dialect::from);
    let canonical = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
    let inside = [&path, &canonical]
        .into_iter()
        .find_map(|path| relative(path, root));
    Ok(match inside {
        Some(file) => Definition::of(dialect, &file),
        None => Definition {
            outside: Some(path),
            ..Definition::of(dialect, file)
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

fn discover(args: &DefinitionArgs, root: &Path) -> Result<Definition, Failure> {
    let wanted = args.dialect.map(Dialect::from);
    let mut found = candidates(root);
    found.retain(|definition| wanted.is_none_or(|dialect| dialect == definition.dialect));
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(missing(root, wanted)),
        [first, ..] if wanted.is_some() => Ok(first.clone()),
        several => Err(ambiguous(several)),
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
pub(crate) fn files_of(folder: &Path, dialect: Option<DialectChoice>) -> Vec<String> {
    let wanted = dialect.map(Dialect::from);
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

fn missing(root: &Path, wanted: Option<Dialect>) -> Failure {
    let looked_for = match wanted {
        Some(Dialect::Gitlab) => ".gitlab-ci.yml",
        Some(Dialect::Github) => ".github/workflows/*.yml",
        Some(Dialect::Jenkins) => "Jenkinsfile",
        None => ".gitlab-ci.yml, Jenkinsfile and .github/workflows/*.yml",
    };
    Failure::invalid(format!("no definition in {}: looked for {looked_for}", root.display()))
        .hint("name one with --file PATH, or write a .gitlab-ci.yml:\n\n    test:\n      script: make test\n")
}

fn ambiguous(found: &[Definition]) -> Failure {
    let list: Vec<String> = found
        .iter()
        .map(|d| format!("  --dialect {:8} {}", d.dialect, d.name))
        .collect();
    Failure::invalid(format!(
        "the repository has several definitions:\n{}",
        list.join("\n")
    ))
    .hint("choose one with --dialect or --file (or set `dialect` in maillon.toml)")
}

/// A repository with one more file: a definition that lies outside of it.
pub(crate) struct WithDefinition {
    repository: Arc<dyn Source>,
    file: String,
    content: Arc<[u8]>,
}

impl WithDefinition {
    /// Reads the definition where it lies.
    pub(crate) fn read(
        repository: Arc<dyn Source>,
        file: &str,
        path: &Path,
    ) -> Result<Self, Failure> {
        let content = std::fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
        Ok(Self {
            repository,
            file: file.to_owned(),
            content: content.into(),
        })
    }
}

impl Source for WithDefinition {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, SourceError> {
        if path == self.file {
            Ok(Arc::clone(&self.content))
        } else {
            self.repository.read(path)
        }
    }

    fn files(&self) -> Result<Arc<Vec<String>>, SourceError> {
        self.repository.files()
    }

    fn unnameable(&self) -> Result<Vec<PathBuf>, SourceError> {
        self.repository.unnameable()
    }

    fn changes(&self, compare_to: Option<&str>) -> Result<Changes, SourceError> {
        self.repository.changes(compare_to)
    }

    fn project(
        &self,
        host: Option<&str>,
        path: &str,
        git_ref: Option<&str>,
    ) -> Result<Arc<dyn Source>, SourceError> {
        self.repository.project(host, path, git_ref)
    }

    fn worktree(&self, project: &str, git_ref: Option<&str>) -> Option<PathBuf> {
        self.repository.worktree(project, git_ref)
    }

    fn remote(&self, url: &str) -> Result<Fetched, SourceError> {
        self.repository.remote(url)
    }

    fn template(&self, name: &str) -> Result<Fetched, SourceError> {
        self.repository.template(name)
    }

    fn last_commit(&self, path: &str) -> Result<Option<String>, SourceError> {
        self.repository.last_commit(path)
    }

    fn clone_repository(&self, order: &CloneOrder<'_>) -> Result<Cloned, SourceError> {
        self.repository.clone_repository(order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[&str], args: &DefinitionArgs) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let environment = Environment::for_test(folder.path(), &[]);
        find(args, folder.path(), &environment)
            .map(|d| d.name)
            .map_err(|failure| failure.message)
    }

    fn file(name: &str) -> DefinitionArgs {
        DefinitionArgs {
            file: Some(name.to_owned()),
            ..DefinitionArgs::default()
        }
    }

    fn dialect(dialect: DialectChoice) -> DefinitionArgs {
        DefinitionArgs {
            dialect: Some(dialect),
            ..DefinitionArgs::default()
        }
    }

    #[test]
    fn the_only_definition_is_taken() {
        assert_eq!(
            check(&[".gitlab-ci.yml"], &DefinitionArgs::default()),
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
        let message = check(&both, &DefinitionArgs::default()).unwrap_err();
        assert_eq!(
            message,
            "the repository has several definitions:\n  --dialect gitlab   .gitlab-ci.yml\n  --dialect jenkins  Jenkinsfile\n  --dialect github   .github/workflows"
        );
        assert_eq!(
            check(&both, &dialect(DialectChoice::Gitlab)),
            Ok(".gitlab-ci.yml".to_owned())
        );
        assert_eq!(
            check(&both, &file("./ci/../.gitlab-ci.yml")),
            Ok(".gitlab-ci.yml".to_owned())
        );
    }

    #[test]
    fn workflows_are_one_definition() {
        let workflows = [".github/workflows/b.yml", ".github/workflows/a.yaml"];
        assert_eq!(
            check(&workflows, &DefinitionArgs::default()),
            Ok(".github/workflows".to_owned())
        );
        assert_eq!(
            check(&workflows, &file(workflows[0])),
            Ok(workflows[0].to_owned())
        );
    }

    #[test]
    fn a_jenkinsfile_is_found_by_its_name() {
        assert_eq!(
            check(&["Jenkinsfile"], &DefinitionArgs::default()),
            Ok("Jenkinsfile".to_owned())
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        assert!(
            check(&[], &DefinitionArgs::default())
                .unwrap_err()
                .ends_with("looked for .gitlab-ci.yml, Jenkinsfile and .github/workflows/*.yml")
        );
        assert_eq!(
            check(&[], &file("ci.yml")),
            Err("the definition ci.yml does not exist or is no file".to_owned())
        );
    }
}
