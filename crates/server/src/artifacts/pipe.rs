//! Between streams and code that reads and writes as files do, on threads that may block.

use std::io::{self, Read, Seek, SeekFrom, Write};

use bytes::{Buf, Bytes, BytesMut};
use futures_util::stream::{BoxStream, StreamExt};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::storage::Storage;
use crate::http::Fault;

/// Reads what a stream sends.
#[derive(Debug)]
pub(super) struct Pulled {
    from: mpsc::Receiver<Bytes>,
    now: Bytes,
}

impl Pulled {
    /// The end to send to, and the end to read from; few pieces wait between them.
    pub(super) fn pipe() -> (mpsc::Sender<Bytes>, Self) {
        let (to, from) = mpsc::channel(4);
        let now = Bytes::new();
        (to, Self { from, now })
    }
}

impl Read for Pulled {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.now.is_empty() {
            match self.from.blocking_recv() {
                Some(bytes) => self.now = bytes,
                None => return Ok(0),
            }
        }
        let len = self.now.len().min(to.len());
        self.now
            .split_to(len)
            .copy_to_slice(to.get_mut(..len).unwrap_or_default());
        Ok(len)
    }
}

/// Reads a stream of the storage. A stream that breaks off is an error.
pub(super) struct Streamed {
    stream: BoxStream<'static, Result<Bytes, Fault>>,
    runtime: Handle,
    now: Bytes,
}

impl Streamed {
    pub(super) fn new(stream: BoxStream<'static, Result<Bytes, Fault>>) -> Self {
        Self {
            stream,
            runtime: Handle::current(),
            now: Bytes::new(),
        }
    }
}

impl Read for Streamed {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.now.is_empty() {
            match self.runtime.block_on(self.stream.next()) {
                Some(Ok(bytes)) => self.now = bytes,
                Some(Err(fault)) => return Err(io::Error::other(fault.message)),
                None => return Ok(0),
            }
        }
        let len = self.now.len().min(to.len());
        self.now
            .split_to(len)
            .copy_to_slice(to.get_mut(..len).unwrap_or_default());
        Ok(len)
    }
}

/// What is written here is sent as a stream, in pieces of this size.
const PIECE: usize = 64 << 10;

/// Sends what is written.
#[derive(Debug)]
pub(super) struct Pushed {
    to: mpsc::Sender<Result<Bytes, io::Error>>,
    now: BytesMut,
}

impl Pushed {
    /// The end to write to, and the end to send from; few pieces wait between them.
    pub(super) fn pipe() -> (Self, mpsc::Receiver<Result<Bytes, io::Error>>) {
        let (to, from) = mpsc::channel(4);
        let now = BytesMut::new();
        (Self { to, now }, from)
    }

    /// Sends the rest; or breaks the stream off, so that nobody takes a part for the whole.
    pub(super) fn end(mut self, done: io::Result<()>) {
        let last = done.and_then(|()| self.flush());
        if let Err(error) = last {
            // Nobody listens any more: nobody is told.
            let _ = self.to.blocking_send(Err(error));
        }
    }
}

impl Write for Pushed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.now.extend_from_slice(bytes);
        if self.now.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.now.is_empty() {
            return Ok(());
        }
        let piece = self.now.split().freeze();
        let sent = self.to.blocking_send(Ok(piece));
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

/// How much is read of the storage at a time.
const BLOCK: u64 = 512 << 10;

/// A file of the storage that is read here and there.
pub(super) struct Ranged {
    storage: Storage,
    place: String,
    size: u64,
    at: u64,
    block: (u64, Bytes),
    runtime: Handle,
}

impl Ranged {
    pub(super) fn new(storage: &Storage, place: &str, size: u64) -> Self {
        Self {
            storage: storage.clone(),
            place: place.to_owned(),
            size,
            at: 0,
            block: (0, Bytes::new()),
            runtime: Handle::current(),
        }
    }

    fn known(&self) -> &[u8] {
        let (start, block) = &self.block;
        let skipped = self.at.checked_sub(*start);
        let skipped = skipped.and_then(|skipped| usize::try_from(skipped).ok());
        skipped
            .and_then(|skipped| block.get(skipped..))
            .unwrap_or_default()
    }
}

impl Read for Ranged {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.size {
            return Ok(0);
        }
        if self.known().is_empty() {
            let range = self.at..(self.at + BLOCK).min(self.size);
            let read = self.storage.read_range(&self.place, range);
            let read = self.runtime.block_on(read);
            self.block = (
                self.at,
                read.map_err(|fault| io::Error::other(fault.message))?,
            );
        }
        let known = self.known();
        let len = known.len().min(to.len());
        to.get_mut(..len)
            .unwrap_or_default()
            .copy_from_slice(known.get(..len).unwrap_or_default());
        self.at += len as u64;
        Ok(len)
    }
}

impl Seek for Ranged {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
