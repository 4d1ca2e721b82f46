//! One follower of a log: first what is there, then what comes.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::unfold;
use maillon_store::logs::LogId;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::frame::{Form, Frames};
use super::hub::{Followed, news};
use crate::http::Fault;
use crate::server::Server;

struct Follower {
    server: Server,
    log: LogId,
    form: Form,
    /// The line that it has not got yet.
    next: u64,
    stand: Stand,
    pieces: Receiver<Arc<Frames>>,
    /// Keeps the reader.
    _followed: Arc<Followed>,
}

enum Stand {
    /// It reads from the database.
    Behind,
    /// It hears what comes.
    Live,
    /// It has everything.
    Over,
}

/// The events of a log from a line on; they end with the log.
pub(super) fn follow(
    server: &Server,
    log: LogId,
    from: u64,
    form: Form,
) -> impl Stream<Item = Result<Bytes, Infallible>> + use<> {
    // Listens first, reads then: nothing falls between.
    let (followed, pieces) = server.live.follow(server, log);
    let follower = Follower {
        server: server.clone(),
        log,
        form,
        next: from.max(1),
        stand: Stand::Behind,
        pieces,
        _followed: followed,
    };
    unfold(follower, |mut follower| async {
        let bytes = follower.next().await?;
        Some((Ok(bytes), follower))
    })
}

impl Follower {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            let bytes = match self.stand {
                Stand::Behind => match self.catch_up().await {
                    Ok(bytes) => bytes,
                    // The client comes again, and goes on where it was.
                    Err(_) => return None,
                },
                Stand::Live => self.hear().await,
                Stand::Over => return None,
            };
            if !bytes.is_empty() {
                return Some(bytes);
            }
        }
    }

    async fn catch_up(&mut self) -> Result<Bytes, Fault> {
        let frames = news(&self.server, self.log, self.next).await?;
        let piece = &frames.piece;
        if piece.over {
            self.stand = Stand::Over;
        } else if (piece.lines.len() as u64) < super::hub::LINES {
            self.stand = Stand::Live;
        }
        self.next = piece.end();
        Ok(frames.bytes(self.form))
    }

    async fn hear(&mut self) -> Bytes {
        match self.pieces.recv().await {
            Ok(frames) => self.take(&frames),
            // It missed some, or the reader is gone: the database has everything.
            Err(RecvError::Lagged(_) | RecvError::Closed) => {
                self.stand = Stand::Behind;
                Bytes::new()
            }
        }
    }

    fn take(&mut self, frames: &Frames) -> Bytes {
        let piece = &frames.piece;
        if piece.first > self.next {
            self.stand = Stand::Behind;
            return Bytes::new();
        }
        if piece.over {
            self.stand = Stand::Over;
        }
        if piece.first == self.next {
            self.next = piece.end();
            return frames.bytes(self.form);
        }
        let Some(rest) = piece.after(self.next) else {
            return Bytes::new();
        };
        self.next = rest.end();
        Frames::new(rest).bytes(self.form)
    }
}
