//! The files that an image is built from, as the engine takes them.

mod ignore;

use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::{Stream, stream};
use tar::{Builder, EntryType, Header};
use tokio::sync::mpsc;

use ignore::Ignore;

/// The size of the pieces.
const CHUNK: usize = 64 * 1024;
/// So many may be on their way.
const AHEAD: usize = 4;

type Pieces = mpsc::Sender<io::Result<Bytes>>;

/// Packs a folder while the engine takes it. What can't be read ends the build.
pub(super) fn stream(
    folder: PathBuf,
    dockerfile: PathBuf,
) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let (pieces, receiver) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = pack(&folder, &dockerfile, &pieces) {
            let _ = pieces.blocking_send(Err(error));
        }
    });
    let next = |mut receiver: mpsc::Receiver<_>| async { Some((receiver.recv().await?, receiver)) };
    stream::unfold(receiver, next)
}

fn pack(folder: &Path, dockerfile: &Path, pieces: &Pieces) -> io::Result<()> {
    let ignore = Ignore::read(folder, dockerfile)?;
    let to = BufWriter::with_capacity(CHUNK, Sender(pieces));
    let mut packer = Packer {
        folder,
        ignore,
        builder: Builder::new(to),
    };
    packer.enter(Path::new(""))?;
    packer.builder.into_inner()?.flush()
}

struct Packer<'a> {
    folder: &'a Path,
    ignore: Ignore,
    builder: Builder<BufWriter<Sender<'a>>>,
}

impl Packer<'_> {
    fn enter(&mut self, folder: &Path) -> io::Result<()> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.folder.join(folder))? {
            names.push(entry?.file_name());
        }
        names.sort_unstable();
        for name in names {
            self.add(&folder.join(name))?;
        }
        Ok(())
    }

    /// A folder that is left out may hold something that is not.
    fn add(&mut self, path: &Path) -> io::Result<()> {
        let full = self.folder.join(path);
        let metadata = fs::symlink_metadata(&full)?;
        let ignored = self.ignore.matches(path);
        if metadata.is_dir() {
            if !ignored {
                let mut header = header(&metadata, EntryType::Directory, 0);
                self.builder.append_data(&mut header, path, io::empty())?;
            }
            if !ignored || self.ignore.has_exceptions() {
                self.enter(path)?;
            }
        } else if !ignored && metadata.is_symlink() {
            let mut header = header(&metadata, EntryType::Symlink, 0);
            self.builder
                .append_link(&mut header, path, fs::read_link(&full)?)?;
        } else if !ignored && metadata.is_file() {
            let file = File::open(&full)?;
            let mut header = header(&metadata, EntryType::Regular, metadata.len());
            self.builder
                .append_data(&mut header, path, io::Read::take(file, metadata.len()))?;
        }
        Ok(())
    }
}

/// Everything belongs to root, as with Docker's own client.
fn header(metadata: &Metadata, kind: EntryType, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(metadata.mode() & 0o7777);
    header.set_mtime(u64::try_from(metadata.mtime()).unwrap_or_default());
    header
}

/// Where what is packed goes.
struct Sender<'a>(&'a Pieces);

impl Write for Sender<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes)));
        sent.map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
