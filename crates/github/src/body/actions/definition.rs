//! An action's own files: where they lie and what `action.yml` says.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::Diagnostic;

use crate::action::{self, Action, Runs};
use crate::body::ActionFolder;
use crate::workflow::Mapping;

/// The folder of an action.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Folder {
    /// On this machine.
    pub(crate) host: PathBuf,
    /// As the job sees it.
    pub(crate) guest: PathBuf,
}

impl Folder {
    /// A folder below the files of a repository.
    pub(crate) fn below(repository: &ActionFolder, path: &str) -> Self {
        Self::join(&repository.host, &repository.guest, path)
    }

    /// A folder of the workspace, as `uses: ./path` names it.
    pub(crate) fn local(host: &Path, guest: &Path, uses: &str) -> Self {
        let path = uses.strip_prefix('.').unwrap_or(uses);
        Self::join(host, guest, path.trim_matches('/'))
    }

    fn join(host: &Path, guest: &Path, path: &str) -> Self {
        if path.is_empty() {
            return Self {
                host: host.to_owned(),
                guest: guest.to_owned(),
            };
        }
        Self {
            host: host.join(path),
            guest: guest.join(path),
        }
    }

    /// A file of the action that has to be there.
    pub(crate) fn file(&self, name: &str) -> Result<PathBuf, String> {
        if self.host.join(name).is_file() {
            return Ok(self.guest.join(name));
        }
        let place = self.guest.join(name);
        Err(format!(
            "File not found: '{}' (action.yml names it)",
            place.display()
        ))
    }
}

/// Reads what an action is; the warnings that its file deserves come along.
pub(crate) fn load(folder: &Folder, uses: &str) -> Result<(Arc<Action>, Vec<Diagnostic>), String> {
    for name in ["action.yml", "action.yaml"] {
        match std::fs::read(folder.host.join(name)) {
            Ok(bytes) => return parse(&shown(uses, name), &bytes),
            Err(error) if is_absent(&error) => {}
            Err(error) => return Err(format!("{}: {error}", shown(uses, name))),
        }
    }
    for name in ["Dockerfile", "dockerfile"] {
        if folder.host.join(name).is_file() {
            return Ok((Arc::new(image(name)), Vec::new()));
        }
    }
    let what = "Can't find 'action.yml', 'action.yaml' or 'Dockerfile'";
    if !uses.starts_with('.') {
        return Err(format!("{what} for action '{uses}'."));
    }
    Err(format!(
        "{what} under '{}' (`uses: {uses}`). \
         Did you forget to run actions/checkout before running your local action?",
        folder.guest.display()
    ))
}

fn is_absent(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}

/// `./a/action.yml`, `owner/repo@v1/action.yml`
fn shown(uses: &str, name: &str) -> String {
    format!("{}/{name}", uses.trim_end_matches('/'))
}

fn parse(file: &str, bytes: &[u8]) -> Result<(Arc<Action>, Vec<Diagnostic>), String> {
    let (action, diagnostics) = action::parse(file, bytes);
    let errors: Vec<String> = (diagnostics.iter().filter(|found| found.is_error()))
        .map(described)
        .collect();
    match action {
        Some(action) if errors.is_empty() => Ok((action, diagnostics)),
        _ if errors.is_empty() => Err(format!("{file}: this is no action")),
        _ => Err(errors.join("\n")),
    }
}

/// A finding in one line, for a job's log.
pub(crate) fn described(found: &Diagnostic) -> String {
    let place = found.place.as_ref().map(|place| format!("{place}: "));
    let hint = found.hint.as_ref().map(|hint| format!(" ({hint})"));
    let (place, hint) = (place.unwrap_or_default(), hint.unwrap_or_default());
    format!("{place}{}{hint}", found.message)
}

/// What a Dockerfile without an `action.yml` is, or an image.
pub(crate) fn image(image: &str) -> Action {
    Action {
        name: String::new(),
        inputs: IndexMap::new(),
        runs: Runs::Docker {
            image: image.to_owned(),
            entrypoint: None,
            args: None,
            env: Mapping::default(),
            pre: None,
            post: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(uses: &str, host: &str, guest: &str) {
        let folder = Folder::local(Path::new("/h"), Path::new("/g"), uses);
        let expected = Folder {
            host: host.into(),
            guest: guest.into(),
        };
        assert_eq!(folder, expected, "{uses}");
    }

    #[test]
    fn a_local_action_lies_in_the_workspace() {
        check("./", "/h", "/g");
        check(".", "/h", "/g");
        check("./a/b/", "/h/a/b", "/g/a/b");
        check(
            "./.github/actions/x",
            "/h/.github/actions/x",
            "/g/.github/actions/x",
        );
        check("./../x", "/h/../x", "/g/../x");
    }

    #[test]
    fn a_folder_without_an_action_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Folder {
            host: folder.path().join("a"),
            guest: "/w/a".into(),
        };
        let message = load(&folder, "./a").unwrap_err();
        assert!(
            message
                .starts_with("Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '/w/a'"),
            "{message}"
        );
        assert!(message.contains("actions/checkout"), "{message}");
        let remote = load(&folder, "octo/x/sub@v1").unwrap_err();
        assert!(remote.ends_with("for action 'octo/x/sub@v1'."), "{remote}");
        let message = folder.file("main.js").unwrap_err();
        assert!(message.contains("'/w/a/main.js'"), "{message}");
    }

    #[test]
    fn a_dockerfile_alone_is_an_action() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("Dockerfile"), "FROM scratch\n").unwrap();
        let folder = Folder {
            host: folder.path().to_owned(),
            guest: "/w".into(),
        };
        let (action, _) = load(&folder, "./").unwrap();
        assert!(matches!(&action.runs, Runs::Docker { image, .. } if image == "Dockerfile"));
    }
}
