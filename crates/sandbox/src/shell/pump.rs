//! Moves bytes between a command and the runner.

use std::io;
use std::os::fd::OwnedFd;

use bytes::{Bytes, BytesMut};
use rustix::io::ioctl_fionread;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::pipe;
use tokio::process::ChildStdin;
use tokio_util::sync::CancellationToken;

use crate::Output;

/// As much as a pipe holds.
const CHUNK: usize = 64 * 1024;
/// Below this much room a new buffer is taken, so that reads stay large.
const ROOM: usize = 4 * 1024;

/// The reading end of a command's standard output and error.
pub(super) struct OutputPipe {
    from: pipe::Receiver,
    buffer: BytesMut,
}

impl OutputPipe {
    /// Makes a pipe: the end to read, and the end for the command.
    pub(super) fn new() -> io::Result<(Self, OwnedFd)> {
        let (reader, writer) = io::pipe()?;
        let from = pipe::Receiver::from_owned_fd(reader.into())?;
        let buffer = BytesMut::new();
        Ok((Self { from, buffer }, writer.into()))
    }

    /// Sends everything that comes, until all writers are gone or `ended` says that the command is:
    /// then what is in the pipe at that moment is the rest, and more may come from processes that
    /// the command left behind ([`Rest::Open`]).
    pub(super) async fn forward(
        &mut self,
        to: &Output,
        ended: &CancellationToken,
    ) -> io::Result<Rest> {
        loop {
            self.make_room();
            tokio::select! {
                biased;
                () = ended.cancelled() => return self.drain(to).await,
                read = self.from.read_buf(&mut self.buffer) => {
                    if read? == 0 {
                        return Ok(Rest::Closed);
                    }
                }
            }
            self.send(to).await;
        }
    }

    async fn drain(&mut self, to: &Output) -> io::Result<Rest> {
        let mut left = ioctl_fionread(&self.from)?;
        loop {
            self.make_room();
            match self.from.try_read_buf(&mut self.buffer) {
                Ok(0) => return Ok(Rest::Closed),
                Ok(count) => left = left.saturating_sub(count as u64),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(Rest::Open),
                Err(error) => return Err(error),
            }
            self.send(to).await;
            if left == 0 && !self.at_end() {
                return Ok(Rest::Open);
            }
        }
    }

    /// Whether the last writer is gone and nothing is left.
    fn at_end(&mut self) -> bool {
        self.make_room();
        ioctl_fionread(&self.from).is_ok_and(|count| count == 0)
            && matches!(self.from.try_read_buf(&mut self.buffer), Ok(0))
    }

    /// Reads and forgets what still comes, so that whoever writes neither blocks nor dies.
    pub(super) async fn discard(mut self) {
        while let Ok(1..) = self.from.read_buf(&mut self.buffer).await {
            self.buffer.clear();
        }
    }

    fn make_room(&mut self) {
        if self.buffer.capacity() - self.buffer.len() < ROOM {
            self.buffer.reserve(CHUNK);
        }
    }

    /// Where nobody listens any more, output is lost: the command must not hang on that.
    async fn send(&mut self, to: &Output) {
        let _ = to.send(self.buffer.split().freeze()).await;
    }
}

/// What is left of a command's output when the command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// Nothing can come any more.
    Closed,
    /// Some process still holds the other end.
    Open,
}

/// Writes all bytes and closes. A command that does not read them is no error.
pub(super) async fn feed(stdin: Option<ChildStdin>, bytes: Bytes, ended: &CancellationToken) {
    let Some(mut stdin) = stdin else { return };
    tokio::select! {
        _ = stdin.write_all(&bytes) => {}
        () = ended.cancelled() => {}
    }
}
