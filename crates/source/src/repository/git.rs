//! The one place where git is started.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::contract::SourceError;

/// Variables with which a hook or another git leads every git to its own repository, whatever
/// folder that is started in. A job must not get them: its commits would go to the user's tree.
pub const GIT_REPOSITORY_VARIABLES: [&str; 10] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_NAMESPACE",
];

/// git in one folder.
#[derive(Clone)]
pub(super) struct Git {
    dir: PathBuf,
    index: Option<PathBuf>,
    env: Vec<(String, String)>,
}

/// A git that is running.
pub(super) struct Running {
    child: Child,
    out: JoinHandle<Vec<u8>>,
    err: JoinHandle<Vec<u8>>,
    doing: String,
}

/// What a git that ended has to say.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) out: Vec<u8>,
    pub(super) err: String,
    pub(super) status: ExitStatus,
    doing: String,
}

impl std::fmt::Debug for Git {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not env: it may hold secrets.
        write!(f, "Git({})", self.dir.display())
    }
}

impl Git {
    pub(super) fn new(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            index: None,
            env: Vec::new(),
        }
    }

    /// The same with an index of its own, so that the repository's stays as it is.
    pub(super) fn with_index(mut self, index: PathBuf) -> Self {
        self.index = Some(index);
        self
    }

    /// The same with more variables, which may hold secrets.
    pub(super) fn with_env(mut self, env: Vec<(String, String)>) -> Self {
        self.env = env;
        self
    }

    /// Runs to the end; a failure is an error with git's own words.
    pub(super) fn run(&self, args: &[&str]) -> Result<Vec<u8>, SourceError> {
        self.ask(args)?.success()
    }

    /// Runs to the end, however that may be.
    pub(super) fn ask(&self, args: &[&str]) -> Result<Answer, SourceError> {
        self.start(args)?.wait()
    }

    /// Starts, so that several run at the same time.
    pub(super) fn start(&self, args: &[&str]) -> Result<Running, SourceError> {
        let mut child = self.spawn(args, Stdio::null())?;
        Ok(Running {
            out: drain(child.stdout.take()),
            err: drain(child.stderr.take()),
            child,
            doing: in_short(args),
        })
    }

    /// Starts with three pipes, which are the caller's to serve.
    pub(super) fn spawn_piped(&self, args: &[&str]) -> Result<Child, SourceError> {
        self.spawn(args, Stdio::piped())
    }

    /// Runs, and reads at most `limit` bytes of what it says; the rest is not waited for.
    pub(super) fn read_some(&self, args: &[&str], limit: u64) -> Result<Vec<u8>, SourceError> {
        let mut child = self.spawn(args, Stdio::null())?;
        let mut out = Vec::new();
        if let Some(pipe) = child.stdout.take() {
            // What was read before an error is still of use.
            let _ = pipe.take(limit).read_to_end(&mut out);
        }
        let all = u64::try_from(out.len()).is_ok_and(|len| len < limit);
        let err = drain(child.stderr.take());
        let running = Running {
            out: thread::spawn(Vec::new),
            err,
            child,
            doing: in_short(args),
        };
        let answer = running.wait()?;
        if all {
            answer.success()?;
        }
        Ok(out)
    }

    fn spawn(&self, args: &[&str], stdin: Stdio) -> Result<Child, SourceError> {
        let mut command = command(&self.dir, args);
        if let Some(index) = &self.index {
            command.env("GIT_INDEX_FILE", index);
        }
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        let spawned = command.stdin(stdin).spawn();
        spawned.map_err(|error| SourceError::Io {
            doing: in_short(args),
            why: match error.kind() {
                std::io::ErrorKind::NotFound => "git is not installed".to_owned(),
                _ => error.to_string(),
            },
        })
    }
}

/// What git is asked for, without options: those are of no interest to who reads an error.
fn in_short(args: &[&str]) -> String {
    let mut words = vec!["git"];
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match *arg {
            "-c" => drop(args.next()),
            option if option.starts_with('-') => {}
            word => words.push(word),
        }
    }
    words.join(" ")
}

#[expect(
    clippy::disallowed_methods,
    reason = "git is started here and nowhere else"
)]
fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .args(args)
        .current_dir(dir)
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    for name in GIT_REPOSITORY_VARIABLES {
        command.env_remove(name);
    }
    command
}

/// Reads a pipe on a thread of its own, so that none of the two can fill up and block git.
fn drain(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What was read before an error is still of use.
            let _ = pipe.read_to_end(&mut bytes);
        }
        bytes
    })
}

impl Running {
    pub(super) fn wait(mut self) -> Result<Answer, SourceError> {
        let status = self.child.wait();
        self.finish(status)
    }

    /// Waits; what takes longer than `limit` is ended.
    pub(super) fn wait_within(mut self, limit: Duration) -> Result<Answer, SourceError> {
        let deadline = Instant::now() + limit;
        let mut pause = Duration::from_millis(1);
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return self.finish(Ok(status)),
                Err(error) => return self.finish(Err(error)),
                Ok(None) if Instant::now() >= deadline => return Err(self.end(limit)),
                Ok(None) => thread::sleep(pause),
            }
            pause = (pause * 2).min(Duration::from_millis(50));
        }
    }

    fn end(&mut self, limit: Duration) -> SourceError {
        // It may have ended by itself in between; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
        SourceError::Io {
            doing: self.doing.clone(),
            why: format!("no end within {} s", limit.as_secs()),
        }
    }

    fn finish(self, status: std::io::Result<ExitStatus>) -> Result<Answer, SourceError> {
        let status = status.map_err(|error| SourceError::Io {
            doing: self.doing.clone(),
            why: error.to_string(),
        })?;
        let out = self.out.join().unwrap_or_default();
        let err = self.err.join().unwrap_or_default();
        let err = String::from_utf8_lossy(&err).trim().to_owned();
        let doing = self.doing;
        Ok(Answer {
            out,
            err,
            status,
            doing,
        })
    }
}

impl Answer {
    pub(super) fn success(self) -> Result<Vec<u8>, SourceError> {
        if self.status.success() {
            return Ok(self.out);
        }
        Err(self.into_error())
    }

    pub(super) fn into_error(self) -> SourceError {
        let why = if self.err.is_empty() {
            self.status.to_string()
        } else {
            self.err
        };
        SourceError::Io {
            doing: self.doing,
            why,
        }
    }

    /// The output's first line.
    pub(super) fn line(&self) -> String {
        let text = String::from_utf8_lossy(&self.out);
        text.lines().next().unwrap_or_default().to_owned()
    }
}

/// The parts of an output with `-z`. Names that are not UTF-8 can't be named in a definition.
pub(super) fn parts(out: &[u8]) -> impl Iterator<Item = &str> {
    out.split(|byte| *byte == 0)
        .filter_map(|part| std::str::from_utf8(part).ok())
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_a_command_without_its_options() {
        let args = [
            "-c",
            "a.b=c",
            "fetch",
            "--depth=1",
            "https://host/x.git",
            "main",
        ];
        assert_eq!(in_short(&args), "git fetch https://host/x.git main");
    }
}
