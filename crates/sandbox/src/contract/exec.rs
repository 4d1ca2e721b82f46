//! Commands.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc;

/// One command.
#[derive(Clone)]
pub struct Exec {
    /// Program and arguments. Never holds a secret.
    pub argv: Vec<String>,
    /// Added to the sandbox's own environment.
    pub env: Vec<(String, String)>,
    /// Written to its standard input, which is then closed.
    pub stdin: Bytes,
    /// Where it starts, as the job sees it.
    pub cwd: PathBuf,
    /// How it is ended when it is canceled.
    pub ending: Ending,
}

impl fmt::Debug for Exec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not env and stdin: they may hold secrets.
        f.debug_struct("Exec")
            .field("argv", &self.argv)
            .field("cwd", &self.cwd)
            .finish_non_exhaustive()
    }
}

/// How what runs is ended before its time: by signals, and at last by the kill signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// How long the leader may take after an interrupt signal; None: it gets none. What it started
    /// in the background is not waited for, because a shell makes that deaf to this signal.
    pub interrupt: Option<Duration>,
    /// How long all may take after the terminate signal.
    pub terminate: Duration,
}

impl Ending {
    /// The terminate signal, and after the grace the kill signal.
    pub fn terminate(grace: Duration) -> Self {
        Self {
            interrupt: None,
            terminate: grace,
        }
    }
}

/// Where output goes. Bounded: a slow reader slows the command down.
pub type Output = mpsc::Sender<Bytes>;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// With this code; 128 + n where signal n ended it.
    Code(i32),
    /// Because it was cancelled.
    Canceled,
}
