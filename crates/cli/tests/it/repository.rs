//! A temporary repository, and what maillon does in it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// A repository on branch `main`, with a home of its own.
pub(crate) struct Repository {
    folder: tempfile::TempDir,
}

/// What came of a command.
pub(crate) struct Outcome {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Repository {
    /// A repository with one commit of these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let repository = Self { folder };
        std::fs::create_dir_all(repository.root()).unwrap();
        repository.git(&["init", "-q", "-b", "main"]);
        for (path, text) in files {
            repository.write(path, text);
        }
        repository.git(&["add", "-A"]);
        repository.git(&[
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.invalid",
            "commit",
            "-q",
            "-m",
            "first",
        ]);
        repository
    }

    /// A repository with one workflow.
    pub(crate) fn github(workflow: &str) -> Self {
        Self::new(&[(".github/workflows/ci.yml", workflow)])
    }

    /// A repository with a `.gitlab-ci.yml`.
    pub(crate) fn gitlab(definition: &str) -> Self {
        Self::new(&[(".gitlab-ci.yml", definition)])
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    /// Writes a file; one with an interpreter in its first line may be executed.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        if text.starts_with("#!/") {
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
            std::fs::set_permissions(path, mode).unwrap();
        }
    }

    pub(crate) fn read(&self, path: impl AsRef<Path>) -> String {
        std::fs::read_to_string(self.root().join(path)).unwrap()
    }

    fn git(&self, args: &[&str]) {
        let status = Command::new("git")
            .args(args)
            .current_dir(self.root())
            .status()
            .unwrap();
        assert!(status.success(), "git {args:?}");
    }

    /// A command that is not started yet, on the shell executor's machine and nothing of the tester's.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_maillon"));
        command
            .args(args)
            .current_dir(self.root())
            .stdin(Stdio::null())
            .env_clear();
        let path = std::env::var_os("PATH").unwrap_or_default();
        command
            .env("PATH", path)
            .env("HOME", self.folder.path())
            .env("TERM", "xterm");
        command.env("MAILLON_EXECUTOR", "shell");
        command
    }

    /// Runs maillon to its end.
    pub(crate) fn maillon(&self, args: &[&str]) -> Outcome {
        self.command(args).output().unwrap().into()
    }

    /// Starts maillon.
    pub(crate) fn start(&self, args: &[&str]) -> Child {
        self.command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Runs maillon with a report; gives what came of it and the report.
    pub(crate) fn report(&self, args: &[&str]) -> (Outcome, Value) {
        let path = self.folder.path().join("report.json");
        let _ = std::fs::remove_file(&path);
        let all: Vec<&str> = args
            .iter()
            .copied()
            .chain(["--report", path.to_str().unwrap()])
            .collect();
        let outcome = self.maillon(&all);
        let text = std::fs::read(&path).unwrap_or_else(|_| panic!("no report: {}", outcome.stderr));
        (outcome, serde_json::from_slice(&text).unwrap())
    }

    /// Every file that maillon left, with its text.
    pub(crate) fn left(&self) -> Vec<(PathBuf, String)> {
        let mut all = Vec::new();
        collect(&self.root().join(".maillon"), &mut all);
        all
    }
}

fn collect(folder: &Path, all: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), all);
        } else {
            let text = String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap()).into_owned();
            all.push((entry.path(), text));
        }
    }
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Outcome {
    /// Checks the exit code, and tells everything where it is another.
    #[track_caller]
    pub(crate) fn exits(&self, code: i32) -> &Self {
        assert_eq!(
            self.code,
            Some(code),
            "stdout:\n{}\nstderr:\n{}",
            self.stdout,
            self.stderr
        );
        self
    }

    /// Checks that standard output or error says something.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        let said = self.stdout.contains(text) || self.stderr.contains(text);
        assert!(
            said,
            "{text:?} is not in stdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }
}
