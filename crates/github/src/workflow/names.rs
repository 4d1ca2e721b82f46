//! Ids of jobs, steps and inputs, and what `uses` may say.

use maillon_model::Diagnostic;
use maillon_source::Span;

use crate::reader::Cursor;

/// GitHub's limit.
const LONGEST_ID: usize = 100;

/// Reports an id that GitHub refuses. `what`: `job`, `step`.
pub(super) fn check_id(what: &str, id: &str, span: Span, at: &Cursor<'_>) {
    let Some(problem) = problem(id) else {
        return;
    };
    let message = format!("`{id}` can't be the id of a {what}: {problem}");
    let error = Diagnostic::error("github/bad-id", message);
    at.report_at(span, error.hint("ids match `[A-Za-z_][A-Za-z0-9_-]*`"));
}

fn problem(id: &str) -> Option<&'static str> {
    let first = id.chars().next();
    if id.len() >= LONGEST_ID {
        Some("it is too long")
    } else if !first.is_some_and(|first| first.is_ascii_alphabetic() || first == '_') {
        Some("it begins with something else than a letter or `_`")
    } else if !id.chars().all(is_part) {
        Some("it holds something else than letters, digits, `_` and `-`")
    } else if id.starts_with("__") {
        Some("ids that begin with `__` are GitHub's own")
    } else {
        None
    }
}

fn is_part(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-')
}

/// Why a text is no action that a step can use; None where it is one.
pub(super) fn uses_error(uses: &str) -> Option<&'static str> {
    if let Some(image) = uses.strip_prefix("docker://") {
        return image
            .is_empty()
            .then_some("`docker://` needs an image behind it");
    }
    if uses.starts_with("./") || uses.starts_with(".\\") || uses == "." {
        return None;
    }
    if let Some(path) = uses.strip_prefix("$/") {
        return path
            .contains('@')
            .then_some("an action of the own repository has no version");
    }
    let Some((path, version)) = uses.split_once('@') else {
        return Some("it has no `@` with a version");
    };
    let mut parts = path.split('/');
    let owner = parts.next().is_some_and(|owner| !owner.is_empty());
    let repository = parts.next().is_some_and(|name| !name.is_empty());
    match (owner && repository, version.is_empty()) {
        (false, _) => Some("it has no owner and repository"),
        (_, true) => Some("the version behind `@` is empty"),
        _ => None,
    }
}

/// Why a text is no workflow that a job can call; None where it is one.
pub(super) fn call_error(uses: &str) -> Option<&'static str> {
    const FOLDER: &str = ".github/workflows/";
    let (path, version) = match uses.split_once('@') {
        Some((path, version)) => (path, Some(version)),
        None => (uses, None),
    };
    let local = path.strip_prefix("./").or_else(|| path.strip_prefix("$/"));
    let file = match local {
        Some(path) => path.strip_prefix(FOLDER),
        None => remote_file(path, FOLDER),
    };
    let Some(file) = file else {
        return Some("it is no file right in `.github/workflows`");
    };
    let is_yaml = file.ends_with(".yml") || file.ends_with(".yaml");
    match version {
        _ if file.contains('/') => Some("workflows don't lie in folders of `.github/workflows`"),
        _ if !is_yaml => Some("it is no `.yml` or `.yaml` file"),
        Some(_) if local.is_some() => Some("a local workflow has no version: leave the `@` away"),
        Some("") => Some("the version behind `@` is empty"),
        None if local.is_none() => Some("it has no `@` with a version"),
        _ => None,
    }
}

fn remote_file<'u>(path: &'u str, folder: &str) -> Option<&'u str> {
    let (owner, rest) = path.split_once('/')?;
    let (repository, file) = rest.split_once('/')?;
    let named = !owner.is_empty() && !repository.is_empty();
    file.strip_prefix(folder).filter(|_| named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids() {
        for id in ["a", "_", "build-1", "A_b"] {
            assert_eq!(problem(id), None, "{id}");
        }
        for id in ["", "1", "-a", "a b", "a.b", "__a", "é", &"a".repeat(100)] {
            assert!(problem(id).is_some(), "{id}");
        }
    }

    #[test]
    fn actions() {
        for uses in [
            "a/b@v1",
            "a/b/c/d@main",
            "./x",
            "./",
            "docker://alpine:3",
            "a/b@refs/heads/x",
            "$/x",
        ] {
            assert_eq!(uses_error(uses), None, "{uses}");
        }
        for uses in [
            "a/b",
            "a@v1",
            "/b@v1",
            "a/@v1",
            "a/b@",
            "docker://",
            "x",
            "",
            "$/x@v1",
        ] {
            assert!(uses_error(uses).is_some(), "{uses}");
        }
    }

    #[test]
    fn workflows() {
        for uses in [
            "./.github/workflows/x.yml",
            "a/b/.github/workflows/x.yaml@v1",
            "$/.github/workflows/x.yml",
        ] {
            assert_eq!(call_error(uses), None, "{uses}");
        }
        for uses in [
            "./.github/workflows/x.yml@v1",
            "a/b/.github/workflows/x.yml",
            "a/b/.github/workflows/x.yml@",
            "./x.yml",
            ".github/workflows/x.yml",
            "a/b@v1",
            "./.github/workflows/x/y.yml",
            "./.github/workflows/x.txt",
        ] {
            assert!(call_error(uses).is_some(), "{uses}");
        }
    }
}
