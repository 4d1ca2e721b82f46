//! Where a called workflow lies.

use std::fmt;

/// Where a workflow lies: in the own repository, or in another one. As a text it is the key of
/// [`crate::plan::Shared::workflows`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Address {
    /// None: the own one.
    pub(crate) repository: Option<OtherRepository>,
    /// Relative to the repository.
    pub(crate) path: String,
}

/// Another repository at a ref.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct OtherRepository {
    /// `owner/name`
    pub(crate) name: String,
    pub(crate) git_ref: String,
}

impl Address {
    /// A file of the own repository.
    pub(crate) fn own(path: &str) -> Self {
        Self {
            repository: None,
            path: path.to_owned(),
        }
    }

    /// Reads `uses` of a job. A local path is one in the repository of the workflow that says it.
    pub(crate) fn parse(uses: &str, caller: &Self) -> Result<Self, String> {
        let (repository, path) = match uses.strip_prefix("./") {
            Some(path) => (caller.repository.clone(), path),
            None => remote(uses)?,
        };
        if repository.is_none() && path.contains('@') {
            return Err("names a file of this repository, which has no `@ref`".to_owned());
        }
        if !path.ends_with(".yml") && !path.ends_with(".yaml") {
            return Err("names no workflow file (`.yml` or `.yaml`)".to_owned());
        }
        Ok(Self {
            repository,
            path: path.to_owned(),
        })
    }

    /// Reads a key back.
    pub(crate) fn from_key(key: &str) -> Self {
        remote(key).map_or_else(
            |_| Self::own(key),
            |(repository, path)| Self {
                repository,
                path: path.to_owned(),
            },
        )
    }
}

/// `owner/name/path@ref`
fn remote(uses: &str) -> Result<(Option<OtherRepository>, &str), String> {
    let parts = || {
        let (name, git_ref) = uses.split_once('@')?;
        let (owner, rest) = name.split_once('/')?;
        let (repository, path) = rest.split_once('/')?;
        let whole = [owner, repository, path, git_ref];
        let usable = whole.iter().all(|part| !part.is_empty());
        let other = OtherRepository {
            name: format!("{owner}/{repository}"),
            git_ref: git_ref.to_owned(),
        };
        usable.then_some((Some(other), path))
    };
    parts().ok_or_else(|| {
        "names no workflow: write `./.github/workflows/NAME.yml` or \
         `owner/repo/.github/workflows/NAME.yml@ref`"
            .to_owned()
    })
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.repository {
            None => f.pad(&self.path),
            Some(other) => write!(f, "{}/{}@{}", other.name, self.path, other.git_ref),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(uses: &str, caller: &str, expected: &str) {
        let found = Address::parse(uses, &Address::from_key(caller)).unwrap();
        assert_eq!(found.to_string(), expected);
        assert_eq!(Address::from_key(expected), found);
    }

    #[test]
    fn a_local_path_lies_where_the_caller_lies() {
        let remote = "a/b/.github/workflows/x.yml@v1";
        check(
            "./.github/workflows/x.yml",
            ".github/workflows/c.yml",
            ".github/workflows/x.yml",
        );
        check(remote, ".github/workflows/c.yml", remote);
        check(
            "./.github/workflows/y.yaml",
            remote,
            "a/b/.github/workflows/y.yaml@v1",
        );
    }

    #[test]
    fn what_names_no_workflow_is_refused() {
        let caller = Address::own("c.yml");
        for wrong in [
            "x.yml",
            "a/b@v1",
            "a/b/c.yml",
            "a/b/c@v1",
            "./x",
            "./x.yml@v1",
            "a//c.yml@v1",
        ] {
            assert!(Address::parse(wrong, &caller).is_err(), "{wrong}");
        }
    }
}
