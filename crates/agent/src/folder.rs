//! The folder of a task: what the daemon and the job's process tell each other, and what outlives both.
//!
//! | file | written by | what |
//! |---|---|---|
//! | `order.json` | daemon, before anything else | the [`Assignment`] |
//! | `lock` | | locked as long as the job's process lives |
//! | `process.json` | job | it began; it never begins twice |
//! | `wish` | daemon | how the job is to end |
//! | `contact` | daemon | when the server was heard last |
//! | `stream/` | job | the [`crate::spool`] |
//! | `sent.json` | daemon | what the server has of it, where the beginning was removed |
//! | `questions/` | both | `N.json` asks, `N.answer.json` answers |
//! | `result.json` | job, or the daemon for it | how it ended |
//! | `finish.json` | daemon | the last call, to the byte |
//! | `reserve` | daemon | space for the result where the disk is full |

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use maillon_protocol::agent::{CancelWish, Held};
use maillon_sandbox::ProcessId;

use crate::assignment::{Assignment, Ended};
use crate::durable;

/// The folder of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskFolder(PathBuf);

/// How the process of a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// It never began.
    Unborn,
    /// It goes on.
    Alive,
    /// It began and is gone.
    Gone,
}

/// So much is kept back for the end of a job.
const RESERVE: usize = 256 << 10;

impl TaskFolder {
    /// A task's folder, wherever it is.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Below the folder of all tasks.
    pub(crate) fn of(tasks: &Path, held: Held) -> Self {
        Self(tasks.join(format!("{}-{}", held.task.0, held.attempt.0)))
    }

    /// Writes down what is to be done, before anything is begun.
    pub(crate) fn create(&self, assignment: &Assignment) -> io::Result<()> {
        let make = |path: &Path| {
            fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(path)
        };
        make(&self.0)?;
        make(&self.stream())?;
        make(&self.questions())?;
        fs::write(self.0.join("reserve"), vec![1; RESERVE])?;
        fs::write(self.contact(), crate::contact::NEVER)?;
        durable::write_json(&self.0.join("order.json"), assignment)?;
        durable::sync_folder(self.0.parent().unwrap_or(Path::new("/")))
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What is to be done.
    pub fn assignment(&self) -> io::Result<Option<Assignment>> {
        durable::read_json(&self.0.join("order.json"))
    }

    pub(crate) fn stream(&self) -> PathBuf {
        self.0.join("stream")
    }

    pub(crate) fn questions(&self) -> PathBuf {
        self.0.join("questions")
    }

    pub(crate) fn contact(&self) -> PathBuf {
        self.0.join("contact")
    }

    pub(crate) fn sent(&self) -> PathBuf {
        self.0.join("sent.json")
    }

    pub(crate) fn finish(&self) -> PathBuf {
        self.0.join("finish.json")
    }

    /// What the job's process itself prints: only where something is wrong with it.
    pub(crate) fn output(&self) -> PathBuf {
        self.0.join("output")
    }

    /// What the runner keeps of this job.
    pub fn state(&self) -> PathBuf {
        self.0.join("state")
    }

    /// Locks the folder for the job's process; None where another one has it.
    pub(crate) fn lock(&self) -> io::Result<Option<File>> {
        let options = File::options().create(true).append(true).to_owned();
        let lock = options.open(self.0.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(lock)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    pub(crate) fn process(&self) -> io::Result<Option<ProcessId>> {
        durable::read_json(&self.0.join("process.json"))
    }

    pub(crate) fn mark_begun(&self) -> io::Result<()> {
        durable::write_json(&self.0.join("process.json"), &ProcessId::own())
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.join("process.json").exists()
    }

    /// How the process stands. The lock tells the truth, whatever became of process numbers.
    pub(crate) fn life(&self) -> io::Result<Life> {
        Ok(match self.lock()? {
            None => Life::Alive,
            Some(_) if self.has_begun() => Life::Gone,
            Some(_) => Life::Unborn,
        })
    }

    pub(crate) fn wish(&self) -> CancelWish {
        match fs::read(self.0.join("wish")).as_deref() {
            Ok(b"orderly") => CancelWish::Orderly,
            Ok(b"now") => CancelWish::Now,
            _ => CancelWish::None,
        }
    }

    pub(crate) fn set_wish(&self, wish: CancelWish) -> io::Result<()> {
        let text: &[u8] = match wish {
            CancelWish::None => return Ok(()),
            CancelWish::Orderly => b"orderly",
            CancelWish::Now => b"now",
        };
        durable::write(&self.0.join("wish"), text)
    }

    /// How the job ended, as far as it has.
    pub(crate) fn ended(&self) -> io::Result<Option<Ended>> {
        durable::read_json(&self.0.join("result.json"))
    }

    /// Writes down how the job ended. Where the disk is full, what was kept back is used.
    pub(crate) fn set_ended(&self, ended: &Ended) -> io::Result<()> {
        let path = self.0.join("result.json");
        durable::write_json(&path, ended).or_else(|error| {
            if error.kind() != io::ErrorKind::StorageFull {
                return Err(error);
            }
            self.use_reserve();
            durable::write_json(&path, ended)
        })
    }

    /// Frees what was kept back.
    pub(crate) fn use_reserve(&self) {
        let _ = fs::remove_file(self.0.join("reserve"));
    }

    /// Removes everything. What is half removed is never taken for a task.
    pub(crate) fn remove(&self) -> io::Result<()> {
        let name = self.0.file_name().unwrap_or_default().to_string_lossy();
        let gone = self.0.with_file_name(format!("{GONE}{name}"));
        fs::rename(&self.0, &gone)?;
        fs::remove_dir_all(gone)
    }
}

/// Begins the name of a folder that is being removed.
pub(crate) const GONE: &str = ".gone-";

/// The folders of all tasks. What was half removed goes.
pub(crate) fn all(tasks: &Path) -> io::Result<Vec<TaskFolder>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(tasks)?.flatten() {
        if entry.file_name().to_string_lossy().starts_with(GONE) {
            let _ = fs::remove_dir_all(entry.path());
        } else {
            found.push(TaskFolder(entry.path()));
        }
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(found)
}
