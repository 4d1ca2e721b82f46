//! Puts the files of an artifact into a folder.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::read::ZipFile;

use super::{Artifact, ContentType};

/// What all files of one artifact may have together, against archives that unpack to more than any disk holds.
const LIMIT: u64 = 64 << 30;

/// Why an artifact can't be unpacked.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    /// The archive is broken.
    #[error("the artifact {name} is no readable archive: {source}")]
    Archive {
        /// The artifact.
        name: String,
        /// Why.
        source: zip::result::ZipError,
    },
    /// A file's path leads out of the folder.
    #[error("the artifact {name} holds {path:?}, which leads out of its folder")]
    Outside {
        /// The artifact.
        name: String,
        /// The path.
        path: String,
    },
    /// It is too large.
    #[error("the artifact {name} unpacks to more than {LIMIT} bytes")]
    TooLarge {
        /// The artifact.
        name: String,
    },
    /// The disk's fault.
    #[error("can't unpack the artifact {name}: {source}")]
    Disk {
        /// The artifact.
        name: String,
        /// Why.
        source: io::Error,
    },
}

impl Artifact {
    /// Puts the artifact's files into a folder, which is made if it is missing. Gives their paths below it. It
    /// blocks.
    pub fn unpack(&self, into: &Path) -> Result<Vec<PathBuf>, UnpackError> {
        fs::create_dir_all(into).map_err(|source| self.disk(source))?;
        match self.content {
            ContentType::Archive => self.unpack_archive(into),
            ContentType::File(_) => self.copy_file(into),
        }
    }

    fn copy_file(&self, into: &Path) -> Result<Vec<PathBuf>, UnpackError> {
        let path = PathBuf::from(&self.name);
        fs::copy(&self.path, into.join(&path)).map_err(|source| self.disk(source))?;
        Ok(vec![path])
    }

    fn unpack_archive(&self, into: &Path) -> Result<Vec<PathBuf>, UnpackError> {
        let file = File::open(&self.path).map_err(|source| self.disk(source))?;
        let mut archive = ZipArchive::new(file).map_err(|source| self.broken(source))?;
        let mut room = LIMIT;
        let mut files = Vec::new();
        for index in 0..archive.len() {
            let entry = archive
                .by_index(index)
                .map_err(|source| self.broken(source))?;
            let Some(path) = entry.enclosed_name() else {
                let name = entry.name().unwrap_or_default().into_owned();
                return Err(self.outside(&name));
            };
            if entry.is_dir() {
                fs::create_dir_all(into.join(path)).map_err(|source| self.disk(source))?;
                continue;
            }
            room = self.unpack_file(entry, &into.join(&path), room)?;
            files.push(path);
        }
        Ok(files)
    }

    /// Writes a file and says how much may still follow. A symbolic link becomes a file with its target's path:
    /// the upload follows links, so that none is expected, and none may lead out of the folder.
    fn unpack_file<R: Read>(
        &self,
        entry: ZipFile<'_, R>,
        path: &Path,
        room: u64,
    ) -> Result<u64, UnpackError> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|source| self.disk(source))?;
        }
        let mut file = File::create(path).map_err(|source| self.disk(source))?;
        let copied = io::copy(&mut entry.take(room + 1), &mut file);
        let copied = copied.map_err(|source| self.disk(source))?;
        room.checked_sub(copied)
            .ok_or_else(|| UnpackError::TooLarge {
                name: self.name.clone(),
            })
    }

    fn disk(&self, source: io::Error) -> UnpackError {
        let name = self.name.clone();
        UnpackError::Disk { name, source }
    }

    fn broken(&self, source: zip::result::ZipError) -> UnpackError {
        let name = self.name.clone();
        UnpackError::Archive { name, source }
    }

    fn outside(&self, path: &str) -> UnpackError {
        let (name, path) = (self.name.clone(), path.to_owned());
        UnpackError::Outside { name, path }
    }
}
