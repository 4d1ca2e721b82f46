//! What `uses` of a step names.

use std::fmt;

use crate::workflow::own_path;

/// What `uses` of a step names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Reference {
    /// `./path`: a folder of the workspace; the path as written.
    Local(String),
    /// `owner/repo[/path]@ref`
    Remote(Remote),
    /// `docker://image`: the image's name.
    Image(String),
}

/// An action in a repository.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Remote {
    /// `owner/repo`
    pub(crate) repository: String,
    /// Below the repository; empty where it is the repository itself.
    pub(crate) path: String,
    pub(crate) git_ref: String,
}

impl Reference {
    /// Reads the text of a `uses`.
    pub(crate) fn parse(uses: &str) -> Result<Self, String> {
        if let Some(image) = image(uses) {
            return Ok(Self::Image(image.to_owned()));
        }
        if uses.starts_with("./") || uses == "." {
            return Ok(Self::Local(uses.to_owned()));
        }
        if let Some(path) = own_path(uses) {
            return Ok(Self::Local(format!("./{path}")));
        }
        Remote::parse(uses).map(Self::Remote).ok_or_else(|| {
            format!(
                "`{uses}` names no action: write `owner/repo[/path]@ref`, `./path` or `docker://image`"
            )
        })
    }
}

/// The image of `docker://image`.
pub(crate) fn image(text: &str) -> Option<&str> {
    let (scheme, image) = text.split_once("://")?;
    (scheme.eq_ignore_ascii_case("docker") && !image.is_empty()).then_some(image)
}

impl Remote {
    fn parse(uses: &str) -> Option<Self> {
        let (name, git_ref) = uses.split_once('@')?;
        let mut parts = name.splitn(3, '/');
        let (owner, repo) = (parts.next()?, parts.next()?);
        let path = parts.next().unwrap_or_default().trim_matches('/');
        let usable = !owner.is_empty() && !repo.is_empty() && !git_ref.is_empty();
        (usable && !git_ref.contains('@') && !path.split('/').any(|part| part == "..")).then(|| {
            Self {
                repository: format!("{owner}/{repo}"),
                path: path.to_owned(),
                git_ref: git_ref.to_owned(),
            }
        })
    }

    /// `owner/repo[/path]`
    pub(crate) fn name(&self) -> String {
        if self.path.is_empty() {
            return self.repository.clone();
        }
        format!("{}/{}", self.repository, self.path)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local(path) => f.pad(path),
            Self::Remote(remote) => write!(f, "{}@{}", remote.name(), remote.git_ref),
            Self::Image(image) => write!(f, "docker://{image}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn remote(repository: &str, path: &str, git_ref: &str) -> Reference {
        Reference::Remote(Remote {
            repository: repository.to_owned(),
            path: path.to_owned(),
            git_ref: git_ref.to_owned(),
        })
    }

    #[track_caller]
    fn check(uses: &str, expected: &Reference) {
        assert_eq!(Reference::parse(uses).as_ref(), Ok(expected), "{uses}");
        assert_eq!(expected.to_string(), uses);
    }

    #[test]
    fn a_reference_is_a_folder_a_repository_or_an_image() {
        check("./", &Reference::Local("./".to_owned()));
        check("./a/b", &Reference::Local("./a/b".to_owned()));
        check("actions/cache@v4", &remote("actions/cache", "", "v4"));
        check(
            "actions/cache/save@releases/v1",
            &remote("actions/cache", "save", "releases/v1"),
        );
        check("a/b/c/d@main", &remote("a/b", "c/d", "main"));
        check(
            "docker://alpine:3.20",
            &Reference::Image("alpine:3.20".to_owned()),
        );
        check(
            "docker://r.example.com:5000/a/b@sha256:00",
            &Reference::Image("r.example.com:5000/a/b@sha256:00".to_owned()),
        );
    }

    #[test]
    fn an_action_of_the_own_repository_lies_in_the_workspace() {
        let own = Reference::Local("./a/b".to_owned());
        assert_eq!(Reference::parse("$/a/b"), Ok(own));
    }

    #[test]
    fn what_names_no_action_is_said() {
        for wrong in [
            "",
            "a",
            "a@v1",
            "a/b",
            "/b@v1",
            "a/@v1",
            "a/b@",
            "docker://",
            "a/b/../c@v1",
            "a/b@c@d",
        ] {
            let message = Reference::parse(wrong).unwrap_err();
            assert!(
                message.contains(wrong) && message.contains("owner/repo"),
                "{message}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_the_same(uses in "[a-z./@:]{0,20}") {
            if let Ok(reference @ Reference::Remote(_)) = Reference::parse(&uses) {
                prop_assert_eq!(Reference::parse(&reference.to_string()), Ok(reference));
            }
        }
    }
}
