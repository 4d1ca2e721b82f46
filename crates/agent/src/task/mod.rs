//! One task, from the lease to the moment when the server knows its end.
//!
//! Three things go on beside each other: the beat, which waits for nothing; the job's process; and its log on
//! the way to the server. Whatever ends the task, this is the only place where its folder is removed.

mod beat;
mod finish;
mod guard;
mod process;
mod questions;
mod upload;

use std::sync::Arc;
use std::time::Duration;

use maillon_protocol::agent::{CancelWish, Held};
use maillon_protocol::lease::Class;
use parking_lot::Mutex;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::agent::Shared;
use crate::assignment::Assignment;
use crate::blocking;
use crate::client::{Backoff, CallError, TaskClient};
use crate::contact::Contact;
use crate::event::AgentEvent;
use crate::folder::TaskFolder;

/// What the daemon knows of a task that it looks after.
#[derive(Debug)]
pub(crate) struct Attention {
    pub(crate) folder: TaskFolder,
    pub(crate) assignment: Arc<Assignment>,
    /// It is not this agent's any more.
    gone: CancellationToken,
    why: Mutex<String>,
    /// Its process has ended.
    over: CancellationToken,
    /// How much of its log the server says that it has.
    acknowledged: watch::Sender<u64>,
    /// Open questions: the beat is quicker then.
    open: watch::Sender<usize>,
}

/// Looking after a task goes no further.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    /// It is not this agent's any more.
    #[error("{0}")]
    Gone(String),
    /// The disk.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Attention {
    pub(crate) fn new(folder: TaskFolder, assignment: Assignment) -> Self {
        Self {
            folder,
            assignment: Arc::new(assignment),
            gone: CancellationToken::new(),
            why: Mutex::default(),
            over: CancellationToken::new(),
            acknowledged: watch::Sender::new(0),
            open: watch::Sender::new(0),
        }
    }

    pub(crate) fn held(&self) -> Held {
        self.assignment.held()
    }

    /// Ends it: somebody else has it, or nobody wants it.
    pub(crate) fn forget(&self, why: &str) {
        why.clone_into(&mut self.why.lock());
        self.gone.cancel();
    }

    /// Whether its process has ended.
    pub(crate) fn is_over(&self) -> bool {
        self.over.is_cancelled()
    }

    fn ttl(&self) -> Duration {
        let first = Duration::from_millis(self.assignment.lease.ttl_ms);
        Contact::read(&self.folder.contact()).map_or(first, |contact| contact.ttl)
    }

    fn is_deploy(&self) -> bool {
        self.assignment.lease.class == Class::Deploy
    }
}

/// Counts how often the server said that something will never do.
#[derive(Debug, Default)]
struct Refusals(u32);

/// After so many there is nobody left who could take it: the server decides what becomes of the task.
const MOST_REFUSALS: u32 = 5;

impl Refusals {
    fn count(&mut self, what: &str, error: &CallError) -> Result<(), Failed> {
        self.0 += u32::from(error.is_final());
        if self.0 < MOST_REFUSALS {
            return Ok(());
        }
        Err(Failed::Gone(format!(
            "the server does not take {what}: {error}"
        )))
    }
}

/// What works on one task.
struct Care<'a> {
    shared: &'a Shared,
    attention: &'a Arc<Attention>,
    client: TaskClient,
}

/// Looks after a task until the server knows its end, or it is somebody else's.
pub(crate) async fn attend(shared: &Arc<Shared>, attention: &Arc<Attention>) {
    let care = Care {
        client: TaskClient::new(
            shared.client.clone(),
            &attention.assignment,
            shared.settings.pace.call,
        ),
        shared,
        attention,
    };
    let ended = tokio::select! {
        () = attention.gone.cancelled() => Err(Failed::Gone(attention.why.lock().clone())),
        ended = care.to_the_end() => ended,
    };
    let task = attention.held().task;
    match ended {
        Ok(()) => care.tell_and_remove(AgentEvent::Finished { task }).await,
        Err(Failed::Gone(why)) => care.give_up(why).await,
        Err(Failed::Io(error)) => care.leave(&error).await,
    }
    attention.over.cancel();
}

impl Care<'_> {
    async fn to_the_end(&self) -> Result<(), Failed> {
        self.start().await?;
        // The beat is a task of its own: nothing that is slow here delays it.
        let _beat = self.beat_beside();
        tokio::select! {
            ended = self.work() => ended,
            never = self.follow_wishes() => match never {},
            never = self.guard() => match never {},
            never = self.carry_questions() => match never {},
        }
    }

    /// The process runs, and its log goes to the server beside it; then its end does.
    async fn work(&self) -> Result<(), Failed> {
        let mut log = self.log().await?;
        let running = async {
            let done = self.run_process().await;
            self.attention.over.cancel();
            done
        };
        let (ran, sent) = tokio::join!(running, log.follow(self));
        ran?;
        sent?;
        self.finish(&mut log).await
    }

    /// Nothing is spawned before the server said yes.
    async fn start(&self) -> Result<(), Failed> {
        let folder = self.attention.folder.clone();
        // One that has not begun needs a fresh yes: it may be somebody else's by now.
        if folder.has_begun() {
            return Ok(());
        }
        let mut backoff = Backoff::new(&self.shared.settings.pace);
        loop {
            let contact = Contact::now(self.attention.ttl());
            match self.client.start().await {
                Ok(()) => {
                    return Ok(contact.note(&folder.contact())?);
                }
                Err(error) if error.is_over() || error.is_final() => {
                    return Err(Failed::Gone(error.to_string()));
                }
                Err(_) => backoff.wait().await,
            }
        }
    }

    /// The agent's own end at once cancels its jobs.
    async fn follow_wishes(&self) -> std::convert::Infallible {
        self.shared.stop.cancel.cancelled().await;
        self.wish(CancelWish::Orderly).await;
        std::future::pending().await
    }

    async fn give_up(&self, why: String) {
        self.kill().await;
        let held = self.attention.held();
        self.tell_and_remove(AgentEvent::Forgot { held, why }).await;
    }

    async fn tell_and_remove(&self, event: AgentEvent) {
        self.shared.tell(&event);
        let folder = self.attention.folder.clone();
        if let Err(error) = blocking(move || folder.remove()).await {
            self.trouble(format!("its folder can't be removed: {error}"));
        }
    }

    /// The disk fails: what is there stays, for the next start of the agent.
    async fn leave(&self, error: &std::io::Error) {
        self.trouble(format!(
            "it can't be followed any more: {error}; what is known of it stays in {}",
            self.attention.folder.path().display()
        ));
        self.kill().await;
    }

    fn trouble(&self, why: String) {
        let task = self.attention.held().task;
        self.shared.tell(&AgentEvent::Trouble { task, why });
    }
}
