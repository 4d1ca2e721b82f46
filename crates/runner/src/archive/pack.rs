//! Writing an archive.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;
use tar::{Builder, EntryType, Header};

use super::select::Selected;

/// Speed counts more than size for what is read again on the same machine.
const LEVEL: i32 = 1;

/// What went into an archive.
#[derive(Clone, Debug, Default)]
pub(crate) struct Packed {
    /// The names of files and links, sorted.
    pub(crate) files: Vec<String>,
    /// What could not be read, with the system's own words.
    pub(crate) unreadable: Vec<(String, String)>,
}

/// Writes the selected files of `root`. What vanished since is left out without a word.
pub(crate) fn pack(root: &Path, files: &Selected, to: impl Write) -> io::Result<Packed> {
    let mut archive = Builder::new(zstd::Encoder::new(to, LEVEL)?);
    let mut packed = Packed::default();
    for path in &files.entries {
        match add(&mut archive, root, path) {
            Ok(EntryType::Directory) | Err(Trouble::Gone) => {}
            Ok(_) => packed.files.push(path.to_string_lossy().into_owned()),
            Err(Trouble::Unreadable(why)) => {
                let name = path.to_string_lossy().into_owned();
                packed.unreadable.push((name, why.to_string()));
            }
            Err(Trouble::Archive(error)) => return Err(error),
        }
    }
    archive.into_inner()?.finish()?.flush()?;
    Ok(packed)
}

enum Trouble {
    Gone,
    Unreadable(io::Error),
    Archive(io::Error),
}

fn reading(error: io::Error) -> Trouble {
    match error.kind() {
        io::ErrorKind::NotFound => Trouble::Gone,
        _ => Trouble::Unreadable(error),
    }
}

fn add<W: Write>(archive: &mut Builder<W>, root: &Path, path: &Path) -> Result<EntryType, Trouble> {
    let full = root.join(path);
    let metadata = fs::symlink_metadata(&full).map_err(reading)?;
    let kind = metadata.file_type();
    if kind.is_symlink() {
        let target = fs::read_link(&full).map_err(reading)?;
        let mut header = header(EntryType::Symlink, &metadata, 0);
        let added = archive.append_link(&mut header, path, target);
        return added.map(|()| EntryType::Symlink).map_err(Trouble::Archive);
    }
    if kind.is_dir() {
        let mut header = header(EntryType::Directory, &metadata, 0);
        let added = archive.append_data(&mut header, path, io::empty());
        return added
            .map(|()| EntryType::Directory)
            .map_err(Trouble::Archive);
    }
    if kind.is_file() {
        return file(archive, &full, path).map(|()| EntryType::Regular);
    }
    Err(Trouble::Unreadable(io::Error::other(
        "sockets, pipes and devices are not archived",
    )))
}

fn file<W: Write>(archive: &mut Builder<W>, full: &Path, path: &Path) -> Result<(), Trouble> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = File::options()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(full)
        .map_err(reading)?;
    let metadata = file.metadata().map_err(reading)?;
    let size = metadata.len();
    append_times(archive, &metadata).map_err(Trouble::Archive)?;
    let mut header = header(EntryType::Regular, &metadata, size);
    // A file that grows is cut, one that shrinks is filled up: the archive stays whole.
    let content = file.chain(io::repeat(0)).take(size);
    let added = archive.append_data(&mut header, path, content);
    added.map_err(Trouble::Archive)
}

/// Tar knows whole seconds; build tools compare fractions.
fn append_times<W: Write>(archive: &mut Builder<W>, metadata: &Metadata) -> io::Result<()> {
    if metadata.mtime_nsec() == 0 || metadata.mtime() < 0 {
        return Ok(());
    }
    let time = format!("{}.{:09}", metadata.mtime(), metadata.mtime_nsec());
    archive.append_pax_extensions([("mtime", time.as_bytes())])
}

fn header(kind: EntryType, metadata: &Metadata, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(metadata.mode() & 0o777);
    header.set_mtime(u64::try_from(metadata.mtime()).unwrap_or(0));
    header.set_size(size);
    header
}
