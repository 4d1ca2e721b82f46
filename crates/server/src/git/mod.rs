//! Repositories: served to git clients, mirrored from elsewhere, and what becomes of their commits.
//!
//! A push goes through git's own http-backend. The commands at its beginning are read on the way: git gets the
//! very bytes that were checked, so nothing else can be pushed than what was allowed. When git is done, the runs
//! are made, and told to the pusher before the answer ends.
//!
//! The table of refs says which commits have got their runs. A repository that differs from it (the server died
//! between git's end and the runs; a mirror was fetched) is brought in line by [`look`].

mod commands;
mod look;
mod mirror;
mod outside;
mod packets;
mod pump;
mod pushed;
mod serve;

use std::path::PathBuf;
use std::sync::Arc;

use maillon_source::SourceError;
use maillon_source::repository::bare::Bare;
use maillon_store::ProjectRow;
use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use crate::duties::Duty;
use crate::http::{Fault, Route};
use crate::seal::{SealError, hex, random};
use crate::server::Server;

pub(crate) use outside::{Heard, HeardMerge, HeardPush, Origin};
pub(crate) use pushed::{Push, Pusher, Update, is_draft, keep, merge_order, pushed};

/// How many git clients are served at a time.
const CLIENTS: usize = 32;

/// How many remote repositories are looked at at a time.
const LOOKS: usize = 4;

/// What the git endpoint shares.
#[derive(Debug)]
pub struct Hosting {
    clients: Arc<Semaphore>,
    looks: Arc<Semaphore>,
    woken: Notify,
    /// Projects that are being pushed to, or looked at: nobody else brings them in line meanwhile.
    held: Arc<Mutex<FxHashMap<i64, usize>>>,
    holder: String,
}

/// A project that is being pushed to or looked at.
#[derive(Debug)]
pub(crate) struct Held {
    project: i64,
    held: Arc<Mutex<FxHashMap<i64, usize>>>,
}

impl Hosting {
    /// For a server.
    pub fn new() -> Result<Self, SealError> {
        Ok(Self {
            clients: Arc::new(Semaphore::new(CLIENTS)),
            looks: Arc::new(Semaphore::new(LOOKS)),
            woken: Notify::new(),
            held: Arc::default(),
            holder: hex(&random::<8>()?),
        })
    }

    /// Says that there may be something to look at.
    pub(crate) fn wake(&self) {
        self.woken.notify_one();
    }

    /// Waits for a place among the clients that are served.
    async fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.clients).acquire_owned().await.ok()
    }

    /// Says that a project's repository changes just now.
    pub(crate) fn hold(&self, project: i64) -> Held {
        *self.held.lock().entry(project).or_default() += 1;
        Held {
            project,
            held: Arc::clone(&self.held),
        }
    }

    fn is_held(&self, project: i64) -> bool {
        self.held.lock().contains_key(&project)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut held = self.held.lock();
        if let Some(count) = held.get_mut(&self.project) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.project);
            }
        }
    }
}

/// The routes of this area.
pub(crate) fn routes() -> Vec<Route> {
    serve::routes()
}

/// The duties of this area.
pub(crate) fn duties() -> Vec<Duty> {
    vec![Duty {
        name: "repositories",
        run: |server| Box::pin(look::go_on(server)),
    }]
}

/// Where the repository of a project lies.
pub(crate) fn folder(server: &Server, project: &str) -> PathBuf {
    server
        .settings
        .repositories()
        .join(format!("{project}.git"))
}

/// The repository of a project.
pub(crate) fn open(server: &Server, project: &ProjectRow) -> Result<Bare, Fault> {
    Bare::open(&folder(server, &project.name)).map_err(|error| fault(&error))
}

/// Asks git on a thread that may block.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SourceError> + Send + 'static,
) -> Result<T, Fault> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|error| fault(&error)),
        Err(error) => Err(Fault::internal(error.to_string())),
    }
}

fn fault(error: &SourceError) -> Fault {
    Fault::internal(error.to_string())
}
