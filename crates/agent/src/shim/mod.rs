//! The process of one job: `maillon agent-job DIR`.
//!
//! It outlives the agent that started it. What happens goes into the spool, how it ended into a file that
//! appears whole; another agent on the same machine finds both. It begins at most once in a folder, whoever
//! starts it how often.

mod ask;
mod fetch;
mod runner;
mod stop;
mod stream;

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use maillon_model::EventKind;
use maillon_protocol::lease::Class;
use maillon_runner::{Asker, StopSignals};
use tokio::sync::mpsc;

use crate::assignment::{Assignment, Ended};
use crate::blocking;
use crate::contact::{Contact, STOP};
use crate::folder::TaskFolder;
use ask::FileAsker;
pub use runner::Runner;
use stop::Stopping;

/// Executes a job; the runner does, or a test.
#[async_trait]
pub trait Performer: Send + Sync {
    /// Executes it to its end.
    async fn perform(&self, work: Work) -> Ended;
}

/// A job that is to be executed.
pub struct Work {
    /// What is to be done.
    pub assignment: Arc<Assignment>,
    /// Where things of this task lie.
    pub folder: TaskFolder,
    /// Hears what happens in the job.
    pub events: mpsc::Sender<EventKind>,
    /// How it is told to stop.
    pub stop: StopSignals,
    /// Asks people.
    pub asker: Arc<dyn Asker>,
    /// Whether it was told that the server is waited for.
    waiting: AtomicBool,
}

impl Work {
    /// Whether that was told before; it is told now.
    fn told_waiting(&self) -> bool {
        self.waiting.swap(true, Ordering::Relaxed)
    }
}

/// Why a job's process could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum ShimError {
    /// A file of the task's folder.
    #[error("{doing} in {folder}: {source}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// Where.
        folder: String,
        /// The system's own words.
        source: io::Error,
    },
    /// It is not the folder of a task.
    #[error("{folder} holds no order: this command is for the agent itself; use `maillon agent`")]
    NoOrder {
        /// Which.
        folder: String,
    },
}

/// Events on their way to the disk.
const EVENTS: usize = 256;
/// Somebody who looks whether the folder is locked has it for a moment.
const LOCK_TRIES: u32 = 200;

/// Executes the job of a task's folder by the runner, unless that was begun already. Its commands inherit
/// `environment`.
pub async fn run(dir: &Path, environment: Vec<(OsString, OsString)>) -> Result<(), ShimError> {
    run_with(dir, &Runner::new(environment)).await
}

/// Executes the job of a task's folder, unless that was begun already.
pub async fn run_with(dir: &Path, performer: &dyn Performer) -> Result<(), ShimError> {
    let folder = TaskFolder::new(dir);
    let failed = |doing| {
        let folder = dir.display().to_string();
        move |source| ShimError::Io {
            doing,
            folder,
            source,
        }
    };
    let stopping = Stopping::listen(&folder).map_err(failed("listen to signals"))?;
    let assignment = folder.assignment().map_err(failed("read the order"))?;
    let assignment = assignment.ok_or_else(|| ShimError::NoOrder {
        folder: dir.display().to_string(),
    })?;
    let Some(_lock) = lock(&folder).await.map_err(failed("lock"))? else {
        return Ok(());
    };
    folder.mark_begun().map_err(failed("begin"))?;
    let ended = execute(&folder, assignment, performer, stopping)
        .await
        .map_err(failed("write the log"))?;
    let write = folder.clone();
    let written = blocking(move || set_ended_patiently(&write, &ended)).await;
    written.map_err(failed("write the result"))
}

/// None where the job was begun.
async fn lock(folder: &TaskFolder) -> io::Result<Option<std::fs::File>> {
    for _ in 0..LOCK_TRIES {
        if folder.has_begun() {
            return Ok(None);
        }
        if let Some(lock) = folder.lock()? {
            return Ok((!folder.has_begun()).then_some(lock));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(None)
}

async fn execute(
    folder: &TaskFolder,
    assignment: Assignment,
    performer: &dyn Performer,
    stopping: Stopping,
) -> io::Result<Ended> {
    let hopeless = Arc::new(AtomicBool::new(false));
    let (events, written) = stream::write(folder, EVENTS, Arc::clone(&hopeless))?;
    let stop = stopping.signals(hopeless);
    let deploy = assignment.lease.class == Class::Deploy;
    let contact = folder.contact();
    if deploy && Contact::read(&contact).is_none_or(|contact| contact.is_older(STOP)) {
        return Ok(Ended::errored(
            "it was not begun: the server was not heard for too long",
        ));
    }
    let work = Work {
        assignment: Arc::new(assignment),
        folder: folder.clone(),
        events,
        stop: stop.clone(),
        asker: Arc::new(FileAsker::new(folder.questions())),
        waiting: AtomicBool::new(false),
    };
    let silent = stop::without_contact(deploy.then_some(contact), &stop);
    let performing = performer.perform(work);
    tokio::pin!(performing, silent);
    let ended = tokio::select! {
        ended = &mut performing => ended,
        // The job ends by the signal; its own words are replaced by the reason.
        why = &mut silent => {
            performing.await;
            Ended::errored(why)
        }
    };
    written.await.map_err(io::Error::other)??;
    Ok(ended)
}

/// The result must not be lost, however full the disk is.
fn set_ended_patiently(folder: &TaskFolder, ended: &Ended) -> io::Result<()> {
    loop {
        match folder.set_ended(ended) {
            Err(error) if error.kind() == io::ErrorKind::StorageFull => {
                std::thread::sleep(Duration::from_millis(500));
            }
            done => return done,
        }
    }
}
