//! How a job is told to stop: by signals, by a file, and by silence.

use std::convert::Infallible;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use maillon_protocol::agent::CancelWish;
use maillon_runner::StopSignals;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{Instant, interval};

use crate::contact::{Contact, STOP};
use crate::folder::TaskFolder;

/// How often the file is looked at; a signal makes it at once.
const LOOK: Duration = Duration::from_millis(500);

/// Hears signals from now on.
pub(super) struct Stopping {
    terminate: Signal,
    folder: TaskFolder,
}

impl Stopping {
    pub(super) fn listen(folder: &TaskFolder) -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            folder: folder.clone(),
        })
    }

    /// The wishes from now on. Once it is to end at once, nobody waits for a full disk.
    pub(super) fn signals(self, hopeless: Arc<AtomicBool>) -> StopSignals {
        let stop = StopSignals::default();
        let heard = stop.clone();
        tokio::spawn(async move { match self.follow(&heard, &hopeless).await {} });
        stop
    }

    async fn follow(mut self, stop: &StopSignals, hopeless: &AtomicBool) -> Infallible {
        let mut looks = interval(LOOK);
        loop {
            tokio::select! {
                _ = self.terminate.recv() => self.terminated(stop),
                _ = looks.tick() => apply(self.folder.wish(), stop),
            }
            if stop.now.is_cancelled() {
                hopeless.store(true, Ordering::Relaxed);
            }
        }
    }

    /// The file says what is meant. Without one the first signal asks, and the second one insists.
    fn terminated(&self, stop: &StopSignals) {
        let again = stop.orderly.is_cancelled();
        match self.folder.wish() {
            CancelWish::None if again => apply(CancelWish::Now, stop),
            CancelWish::None => apply(CancelWish::Orderly, stop),
            wish => apply(wish, stop),
        }
    }
}

fn apply(wish: CancelWish, stop: &StopSignals) {
    if wish != CancelWish::None {
        stop.orderly.cancel();
    }
    if wish == CancelWish::Now {
        stop.now.cancel();
    }
}

/// Stops a deploy whose agent has not heard the server for too long, or is not heard itself. Gives the reason.
pub(super) async fn without_contact(contact: Option<PathBuf>, stop: &StopSignals) -> String {
    let Some(path) = contact else {
        return std::future::pending().await;
    };
    let mut known = Contact::read(&path);
    loop {
        known = Contact::read(&path).or(known);
        let ttl = known.map_or(Duration::from_secs(1), |contact| contact.ttl);
        if known.is_some_and(|contact| contact.is_older(STOP)) {
            stop.orderly.cancel();
            stop.now.cancel();
            return format!(
                "stopped: the server was not heard for {} s, and a deploy must not overlap with the next one",
                (ttl * STOP / 100).as_secs()
            );
        }
        tokio::time::sleep_until(Instant::now() + (ttl / 50).max(Duration::from_millis(5))).await;
    }
}
