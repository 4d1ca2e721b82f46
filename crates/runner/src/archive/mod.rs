//! Archives: tar in zstd. A [`Store`] keeps them by content.
//!
//! What goes in is chosen by globs as GitLab understands them (`select`); what comes out can't
//! leave the folder that it is unpacked into ([`unpack`]), whoever made the archive.

mod glob;
mod pack;
mod select;
mod unpack;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use maillon_model::spec::ArchiveId;

pub(crate) use pack::{Packed, pack};
pub(crate) use select::{PathWanted, Selected, Wanted, select};
pub use unpack::{Limits, UnpackError, unpack};

/// Archives by the hash of their content.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// A store in a folder that exists.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// Where an archive lies.
    pub fn path(&self, id: &ArchiveId) -> PathBuf {
        // An id may come from a file that somebody edited: it must not lead elsewhere.
        let digits: String = id.0.chars().filter(char::is_ascii_alphanumeric).collect();
        self.folder.join(format!("{digits}.tar.zst"))
    }

    /// Packs files of `root`. The archive appears whole or not at all.
    pub(crate) fn save(&self, root: &Path, files: &Selected) -> io::Result<(ArchiveId, Packed)> {
        let mut file = tempfile::Builder::new()
            .prefix("new-")
            .tempfile_in(&self.folder)?;
        let mut hashing = Hashing {
            to: file.as_file_mut(),
            hash: blake3::Hasher::new(),
        };
        let packed = pack(root, files, &mut hashing)?;
        let id = ArchiveId(hashing.hash.finalize().to_hex().to_string());
        file.persist(self.path(&id))
            .map_err(|failed| failed.error)?;
        Ok((id, packed))
    }

    /// Unpacks an archive into a folder.
    pub fn unpack(&self, id: &ArchiveId, into: &Path) -> Result<usize, UnpackError> {
        let file = File::open(self.path(id)).map_err(|source| UnpackError::Io {
            doing: format!("open archive {}", id.0),
            source,
        })?;
        unpack(file, into, Limits::default())
    }

    /// One file of an archive; None where it has no such file.
    pub fn read(&self, id: &ArchiveId, name: &str) -> io::Result<Option<Vec<u8>>> {
        let mut found = None;
        self.each(id, |path, content| {
            if path == Path::new(name) {
                let mut bytes = Vec::new();
                content.take(LARGEST_READ).read_to_end(&mut bytes)?;
                found = Some(bytes);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// All files of an archive with their contents: for reports, which are small.
    pub fn files(&self, id: &ArchiveId) -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
        let mut files = Vec::new();
        self.each(id, |path, content| {
            let mut bytes = Vec::new();
            content.take(LARGEST_READ).read_to_end(&mut bytes)?;
            files.push((path.to_path_buf(), bytes));
            Ok(())
        })?;
        Ok(files)
    }

    fn each(
        &self,
        id: &ArchiveId,
        mut with: impl FnMut(&Path, &mut dyn Read) -> io::Result<()>,
    ) -> io::Result<()> {
        let file = File::open(self.path(id))?;
        let mut archive = tar::Archive::new(zstd::Decoder::new(file)?);
        for entry in archive.entries()? {
            let mut entry = entry?;
            let path = entry.path()?.into_owned();
            if entry.header().entry_type().is_file() {
                with(&path, &mut entry)?;
            }
        }
        Ok(())
    }

    /// Removes archives that `keep` does not know and that nobody touched since `before`, and what
    /// a killed process left half written.
    pub(crate) fn sweep(
        &self,
        keep: impl Fn(&str) -> bool,
        before: std::time::SystemTime,
    ) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)?.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let old = entry
                .metadata()
                .and_then(|m| m.modified())
                .is_ok_and(|at| at < before);
            let kept = name.strip_suffix(".tar.zst").is_some_and(&keep);
            if old && !kept {
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }
}

/// The longest file that is read into memory.
const LARGEST_READ: u64 = 64 << 20;

struct Hashing<'a> {
    to: &'a mut File,
    hash: blake3::Hasher,
}

impl io::Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
