//! One reader for each log that is followed, however many follow it.
//!
//! The reader waits for news of the task, reads what is new once, and gives it to all followers as frames that are
//! made once. Who is slower than the log misses frames, and reads them from the database: nobody waits for
//! anybody, and what waits in memory is bounded.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use maillon_store::Topic;
use maillon_store::logs::LogId;
use parking_lot::Mutex;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::frame::{Frames, Piece};
use crate::http::Fault;
use crate::server::Server;

/// So many pieces wait for a follower before it misses some.
const WAITING: usize = 8;

/// So many lines are sent at a time.
pub(super) const LINES: u64 = 2000;

/// How long the database is waited for before it is asked again.
const AWAY: Duration = Duration::from_millis(500);

/// News may go lost between servers.
const POLL: Duration = Duration::from_secs(5);

/// Logs that are followed.
#[derive(Debug, Default)]
pub struct Hub {
    followed: Mutex<HashMap<LogId, Weak<Followed>>>,
}

/// A log that is followed.
#[derive(Debug)]
pub(super) struct Followed {
    pieces: broadcast::Sender<Arc<Frames>>,
}

impl Hub {
    /// What comes from now on. The reader goes when nobody follows any more.
    pub(super) fn follow(
        &self,
        server: &Server,
        log: LogId,
    ) -> (Arc<Followed>, broadcast::Receiver<Arc<Frames>>) {
        let mut followed = self.followed.lock();
        followed.retain(|_, known| known.strong_count() > 0);
        if let Some(known) = followed.get(&log).and_then(Weak::upgrade) {
            let pieces = known.pieces.subscribe();
            return (known, pieces);
        }
        let (to, pieces) = broadcast::channel(WAITING);
        let new = Arc::new(Followed { pieces: to });
        followed.insert(log, Arc::downgrade(&new));
        tokio::spawn(read(server.clone(), log, Arc::downgrade(&new)));
        (new, pieces)
    }

    /// How many logs are followed.
    pub fn len(&self) -> usize {
        let followed = self.followed.lock();
        followed
            .values()
            .filter(|known| known.strong_count() > 0)
            .count()
    }

    /// Whether no log is followed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

async fn read(server: Server, log: LogId, followed: Weak<Followed>) {
    let mut bell = server.store.listen();
    let mut next = None;
    loop {
        let Some(followed) = followed.upgrade() else {
            return;
        };
        let from = match next {
            Some(from) => Ok(from),
            None => begin(&server, log, &followed).await,
        };
        let told = match from {
            Ok(from) => tell(&server, log, &followed, from).await,
            Err(fault) => Err(fault),
        };
        drop(followed);
        match told {
            Ok(Told::Over) => return,
            Ok(Told::More(then)) => next = Some(then),
            Ok(Told::All(then)) => {
                next = Some(then);
                wait(&mut bell, log).await;
            }
            // The database is away: the log goes on when it is back.
            Err(_) => tokio::time::sleep(AWAY).await,
        }
    }
}

enum Told {
    /// There may be more from this line on.
    More(u64),
    /// Nothing more by now; the next line is this one.
    All(u64),
    /// The log is at its end.
    Over,
}

/// Where the reader begins. Followers read what is there already by themselves; those who read before this are
/// told by an empty piece that they lack something.
async fn begin(server: &Server, log: LogId, followed: &Followed) -> Result<u64, Fault> {
    let state = server.store.log_state(log.task, log.attempt).await?;
    let first = state.lines + 1;
    followed.send(Frames::new(Piece {
        first,
        lines: Vec::new(),
        over: false,
    }));
    Ok(first)
}

async fn tell(server: &Server, log: LogId, followed: &Followed, next: u64) -> Result<Told, Fault> {
    let frames = news(server, log, next).await?;
    let (then, over) = (frames.piece.end(), frames.piece.over);
    if then == next && !over {
        return Ok(Told::All(next));
    }
    followed.send(frames);
    Ok(if over { Told::Over } else { Told::More(then) })
}

impl Followed {
    fn send(&self, frames: Frames) {
        // Nobody may listen just now.
        let _ = self.pieces.send(Arc::new(frames));
    }
}

/// What is new in a log from a line on.
pub(super) async fn news(server: &Server, log: LogId, next: u64) -> Result<Frames, Fault> {
    // Asked first: what is written before the end is read after it.
    let over = is_over(server, log).await?;
    let lines = server.store.log_lines(log, next, LINES).await?;
    let all = (lines.len() as u64) < LINES;
    Ok(Frames::new(Piece {
        first: next,
        lines,
        over: over && all,
    }))
}

async fn is_over(server: &Server, log: LogId) -> Result<bool, Fault> {
    let state = server.store.log_state(log.task, log.attempt).await?;
    Ok(state.complete || server.store.is_log_over(log).await?)
}

/// Waits for news of a task, or a while.
async fn wait(bell: &mut broadcast::Receiver<Topic>, log: LogId) {
    let heard = async {
        loop {
            match bell.recv().await {
                Ok(Topic::Task(task)) if task == log.task.0 => return,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return,
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    };
    let _ = tokio::time::timeout(POLL, heard).await;
}
