//! The daemon: asks for work as long as there are free places, and looks after the tasks that it has.

mod disk;
mod leasing;
mod sweep;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::sync::Arc;

use maillon_protocol::agent::Held;
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::client::{Client, ClientError};
use crate::event::AgentEvent;
use crate::folder;
use crate::settings::Settings;
use crate::task::{Attention, attend};

/// An agent, before it runs.
#[derive(Debug)]
pub struct Agent {
    settings: Settings,
    client: Client,
    /// Freed by the kernel when this process ends, however it ends.
    _lock: File,
}

/// Tells an agent to end.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    /// No new jobs; it ends with its last one.
    pub drain: CancellationToken,
    /// Its jobs are canceled; it ends when they have.
    pub cancel: CancellationToken,
    /// It ends now. Its jobs go on, and the next agent on this machine follows them again.
    pub leave: CancellationToken,
}

/// Why an agent can't begin.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// A folder or file.
    #[error("{doing}: {source}")]
    Io {
        /// What was tried.
        doing: String,
        /// The system's own words.
        source: io::Error,
    },
    /// Two agents would do the same jobs.
    #[error("another agent uses the folder {folder}: give each one its own, or end the other one")]
    InUse {
        /// Which.
        folder: PathBuf,
    },
    /// There is no way to the server.
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// What the daemon's tasks share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) client: Client,
    pub(crate) stop: Stop,
    /// Made at each start.
    pub(crate) session: String,
    held: Mutex<HashMap<Held, Arc<Attention>>>,
    /// A place became free, or something else that leasing waits for.
    changed: Notify,
    work: TaskTracker,
}

impl Agent {
    /// Takes the data folder. Nothing is asked yet.
    pub fn new(settings: Settings) -> Result<Self, AgentError> {
        let failed = |what: &str| {
            let doing = format!("{what} {}", settings.data.display());
            |source| AgentError::Io { doing, source }
        };
        let tasks = settings.data.join("tasks");
        let made = fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&tasks);
        made.map_err(failed("make the folder"))?;
        let options = File::options().create(true).append(true).to_owned();
        let lock = options
            .open(settings.data.join("lock"))
            .map_err(failed("lock the folder"))?;
        if lock.try_lock().is_err() {
            return Err(AgentError::InUse {
                folder: settings.data,
            });
        }
        Ok(Self {
            client: Client::new(&settings.server)?,
            settings,
            _lock: lock,
        })
    }

    /// Works until it is told to end. What it has by then is on the disk, for the next one.
    pub async fn run(self, stop: Stop) -> Result<(), AgentError> {
        let shared = Arc::new(Shared {
            settings: self.settings,
            client: self.client,
            stop,
            session: random_id(),
            held: Mutex::default(),
            changed: Notify::new(),
            work: TaskTracker::new(),
        });
        shared.attach()?;
        let sweeping = tokio::spawn(Arc::clone(&shared).sweep_for_ever());
        shared.lease_until_drained().await;
        shared.wait_for_work().await;
        sweeping.abort();
        Ok(())
    }
}

impl Shared {
    pub(crate) fn tell(&self, event: &AgentEvent) {
        (self.settings.tell)(event);
    }

    pub(crate) fn tasks(&self) -> PathBuf {
        self.settings.data.join("tasks")
    }

    /// Follows the tasks of an earlier agent again.
    fn attach(self: &Arc<Self>) -> Result<(), AgentError> {
        let tasks = self.tasks();
        let folders = folder::all(&tasks).map_err(|source| AgentError::Io {
            doing: format!("read {}", tasks.display()),
            source,
        })?;
        for folder in folders {
            match folder.assignment() {
                Ok(Some(assignment)) => {
                    self.tell(&AgentEvent::Attached {
                        task: assignment.lease.task,
                        name: assignment.lease.order.name.clone(),
                    });
                    self.begin(Attention::new(folder, assignment));
                }
                // Nothing was begun before that file was there.
                Ok(None) => drop(folder.remove()),
                Err(error) => self.tell(&AgentEvent::Swept {
                    what: format!(
                        "{} can't be read ({error}): it is left as it is",
                        folder.path().display()
                    ),
                }),
            }
        }
        Ok(())
    }

    /// Looks after a task from now on.
    fn begin(self: &Arc<Self>, attention: Attention) {
        let attention = Arc::new(attention);
        let held = attention.held();
        self.held.lock().insert(held, Arc::clone(&attention));
        let shared = Arc::clone(self);
        self.work.spawn(async move {
            attend(&shared, &attention).await;
            shared.held.lock().remove(&held);
            shared.changed.notify_one();
        });
    }

    /// What it has, for the server.
    fn held(&self) -> Vec<Held> {
        let mut held: Vec<_> = self.held.lock().keys().copied().collect();
        held.sort_by_key(|held| (held.task, held.attempt));
        held
    }

    /// The server says that it is not this agent's any more.
    fn forget(&self, held: Held) {
        if let Some(attention) = self.held.lock().get(&held) {
            attention.forget("the server says that it is not this agent's any more");
        }
    }

    /// Waits for what goes on, within what the wishes to end allow.
    async fn wait_for_work(&self) {
        self.work.close();
        tokio::select! {
            () = self.work.wait() => {}
            () = self.stop.leave.cancelled() => {}
            () = self.last_words() => {}
        }
    }

    /// After the wish to end at once: the jobs end, and the server is told within a limit.
    async fn last_words(&self) {
        self.stop.cancel.cancelled().await;
        loop {
            let running = self.held.lock().values().any(|one| !one.is_over());
            if !running {
                break;
            }
            tokio::time::sleep(self.settings.pace.look).await;
        }
        tokio::time::sleep(self.settings.pace.goodbye).await;
    }
}

/// Tells one start of an agent, or one call, from all others.
fn random_id() -> String {
    let mut bytes = [0; 16];
    if getrandom::fill(&mut bytes).is_err() {
        // Without random numbers at least no two processes share it, nor two moments of one.
        let now = crate::since_boot::since_boot().as_nanos();
        return format!("{}-{now:x}", std::process::id());
    }
    hex(&bytes)
}

fn hex(bytes: &[u8]) -> String {
    let mut digits = String::new();
    for byte in bytes {
        // Writing to a text can't fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}
