//! The log on its way to the server: from the spool, in pieces of whole lines, until every byte is acknowledged.

use std::io;
use std::path::PathBuf;

use maillon_protocol::agent::LARGEST_PIECE;
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

use super::{Care, Failed, Refusals};
use crate::blocking;
use crate::client::{Backoff, LogAnswer};
use crate::digest::Digest;
use crate::durable;
use crate::spool::Spool;

/// Speed counts more than size.
const LEVEL: i32 = 1;

/// How much of a stream the server has.
#[derive(Debug)]
pub(super) struct Log {
    state: Option<State>,
    next: u64,
    refusals: Refusals,
}

/// What blocking work needs; it is lent to it.
#[derive(Debug)]
struct State {
    spool: Spool,
    sent: Sent,
    file: PathBuf,
}

/// What is written down before the beginning of a stream is removed.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Sent {
    digest: Digest,
}

impl Care<'_> {
    /// Goes on where the agent before this one was.
    pub(super) async fn log(&self) -> io::Result<Log> {
        let folder = self.attention.folder.clone();
        blocking(move || {
            let file = folder.sent();
            let sent: Sent = durable::read_json(&file)?.unwrap_or_default();
            Ok(Log {
                next: sent.digest.len(),
                refusals: Refusals::default(),
                state: Some(State {
                    spool: Spool::new(folder.stream()),
                    sent,
                    file,
                }),
            })
        })
        .await
    }
}

impl Log {
    /// Sends what comes until the process has ended; what is left then is for [`Self::flush`].
    pub(super) async fn follow(&mut self, care: &Care<'_>) -> Result<(), Failed> {
        let mut backoff = Backoff::new(&care.shared.settings.pace);
        while !care.attention.is_over() {
            match self.send_piece(care).await? {
                Step::Nothing => tokio::select! {
                    () = sleep(care.shared.settings.pace.look * 2) => {}
                    () = care.attention.over.cancelled() => {}
                },
                Step::Piece => backoff.reset(),
                Step::Failed => tokio::select! {
                    () = backoff.wait() => {}
                    () = care.attention.over.cancelled() => {}
                },
            }
        }
        Ok(())
    }

    /// Sends all that there is, over any outage.
    pub(super) async fn flush(&mut self, care: &Care<'_>) -> Result<(), Failed> {
        let mut backoff = Backoff::new(&care.shared.settings.pace);
        loop {
            match self.send_piece(care).await? {
                Step::Nothing => return Ok(()),
                Step::Piece => backoff.reset(),
                Step::Failed => backoff.wait().await,
            }
        }
    }

    /// The server wants to go on from an offset.
    pub(super) fn rewind(&mut self, care: &Care<'_>, offset: u64) {
        care.attention.acknowledged.send_replace(offset);
        self.next = offset;
    }

    /// Length and hash of the whole stream, once it has ended.
    pub(super) async fn summary(&mut self) -> io::Result<(u64, String)> {
        self.with(|state| {
            let end = state.spool.len()?;
            let mut digest = state.sent.digest.clone();
            state.spool.hash(&mut digest, end)?;
            Ok((digest.len(), digest.hex()))
        })
        .await
    }

    async fn send_piece(&mut self, care: &Care<'_>) -> Result<Step, Failed> {
        // The server may have more than this agent knows, from before a restart or a lost answer.
        self.next = self.next.max(*care.attention.acknowledged.borrow());
        let offset = self.next;
        let piece = self
            .with(move |state| compress(&state.spool.lines(offset, LARGEST_PIECE)?))
            .await?;
        let Some(piece) = piece else {
            return Ok(Step::Nothing);
        };
        match care.client.log(offset, piece).await {
            Ok(LogAnswer::Taken(acknowledged)) => self.acknowledged(acknowledged).await,
            Ok(LogAnswer::Rewind(wanted)) if wanted == offset => Ok(Step::Failed),
            Ok(LogAnswer::Rewind(wanted)) => {
                self.rewind(care, wanted);
                Ok(Step::Piece)
            }
            Err(error) if error.is_over() => Err(Failed::Gone(error.to_string())),
            Err(error) => {
                self.refusals.count("its log", &error)?;
                Ok(Step::Failed)
            }
        }
    }

    /// The server has everything before an offset: that may go, once its hash is written down.
    async fn acknowledged(&mut self, acknowledged: u64) -> Result<Step, Failed> {
        let before = std::mem::replace(&mut self.next, acknowledged);
        self.with(move |state| state.trim(acknowledged)).await?;
        Ok(if acknowledged == before {
            Step::Failed
        } else {
            Step::Piece
        })
    }

    async fn with<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut State) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let lent = self.state.take();
        let mut state = lent.ok_or_else(|| io::Error::other("the log is lent already"))?;
        let (state, done) = blocking(move || {
            let done = work(&mut state);
            Ok((state, done))
        })
        .await?;
        self.state = Some(state);
        done
    }
}

/// What became of a piece.
enum Step {
    Nothing,
    Piece,
    Failed,
}

impl State {
    fn trim(&mut self, acknowledged: u64) -> io::Result<()> {
        if !self.spool.can_trim(acknowledged)? {
            return Ok(());
        }
        self.spool.hash(&mut self.sent.digest, acknowledged)?;
        durable::write_json(&self.file, &self.sent)?;
        self.spool.trim(acknowledged)
    }
}

fn compress(lines: &[u8]) -> io::Result<Option<Vec<u8>>> {
    if lines.is_empty() {
        return Ok(None);
    }
    zstd::encode_all(lines, LEVEL).map(Some)
}
