//! Appending to a stream, also when the disk is full for a while.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long a segment becomes, about.
pub(crate) const SEGMENT: u64 = 8 << 20;

/// How often a full disk is tried again.
const PAUSE: Duration = Duration::from_millis(500);

/// The only one who appends to a stream.
#[derive(Debug)]
pub(crate) struct Writer {
    folder: PathBuf,
    file: File,
    start: u64,
    len: u64,
    segment: u64,
    /// Nobody waits any more: a full disk is a failure.
    hopeless: Arc<AtomicBool>,
}

impl Writer {
    /// Begins a stream in an empty folder.
    pub(crate) fn open(folder: &Path, segment: u64, hopeless: Arc<AtomicBool>) -> io::Result<Self> {
        Ok(Self {
            file: create(folder, 0)?,
            folder: folder.to_path_buf(),
            start: 0,
            len: 0,
            segment,
            hopeless,
        })
    }

    /// Appends whole lines. While the disk is full it waits; a job that prints then waits too.
    pub(crate) fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.len >= self.segment {
            self.begin_segment()?;
        }
        let mut rest = lines;
        while !rest.is_empty() {
            let written = self.patiently(|this| this.file.write(rest))?;
            self.len += written as u64;
            rest = rest.get(written..).unwrap_or_default();
        }
        Ok(())
    }

    /// Makes what was written outlive a crash of the machine.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    fn begin_segment(&mut self) -> io::Result<()> {
        self.sync()?;
        let start = self.start + self.len;
        self.file = self.patiently(|this| create(&this.folder, start))?;
        (self.start, self.len) = (start, 0);
        Ok(())
    }

    fn patiently<T>(&mut self, mut write: impl FnMut(&mut Self) -> io::Result<T>) -> io::Result<T> {
        loop {
            match write(self) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if is_full(&error) && !self.hopeless.load(Ordering::Relaxed) => {
                    std::thread::sleep(PAUSE);
                }
                done => return done,
            }
        }
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

fn create(folder: &Path, start: u64) -> io::Result<File> {
    let options = File::options().create(true).append(true).to_owned();
    options.open(folder.join(format!("{start:020}")))
}
