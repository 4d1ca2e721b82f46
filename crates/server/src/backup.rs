//! A copy of everything: the database, the repositories, the artifacts on the disk, the key.

use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use maillon_store::BackupError;

use crate::server::Server;
use crate::settings::Settings;

/// The database's file in a copy.
const DATABASE: &str = "database.zst";
/// The key's file, in a copy and in the data folder.
const KEY: &str = "key";
/// What is copied of the data folder, beside the key.
const FOLDERS: [&str; 2] = ["artifacts", "repositories"];

/// Why a copy can't be made or brought back.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The database.
    #[error(transparent)]
    Database(#[from] BackupError),
    /// A file or folder.
    #[error("{doing} {}: {source}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// Which.
        path: PathBuf,
        /// The system's own words.
        source: io::Error,
    },
    /// There is something already where it would go.
    #[error("{} is there already: name a folder that is not", path.display())]
    Exists {
        /// Which.
        path: PathBuf,
    },
}

/// Writes a consistent copy to a new folder while the server goes on. It is for its owner alone: with the key
/// in it, it opens every secret.
pub async fn back_up(server: &Server, to: &Path) -> Result<(), CopyError> {
    if to.exists() {
        return Err(CopyError::Exists {
            path: to.to_owned(),
        });
    }
    let made = DirBuilder::new().recursive(true).mode(0o700).create(to);
    made.map_err(io("make the folder", to))?;
    // What the rows speak of is on the disk before they are.
    server.store.back_up(&to.join(DATABASE)).await?;
    for name in FOLDERS {
        copy_tree(&server.settings.data.join(name), &to.join(name))?;
    }
    copy_key(&server.settings.data.join(KEY), &to.join(KEY))
}

/// Brings a copy back into an empty data folder and an empty database.
pub async fn restore(settings: &Settings, from: &Path) -> Result<(), CopyError> {
    let data = &settings.data;
    for name in FOLDERS.iter().chain([&KEY]) {
        let path = data.join(name);
        if path.exists() {
            return Err(CopyError::Exists { path });
        }
    }
    let made = DirBuilder::new().recursive(true).mode(0o700).create(data);
    made.map_err(io("make the folder", data))?;
    maillon_store::restore(&from.join(DATABASE), &settings.database).await?;
    for name in FOLDERS {
        copy_tree(&from.join(name), &data.join(name))?;
    }
    copy_key(&from.join(KEY), &data.join(KEY))
}

/// There is none where the key comes from elsewhere.
fn copy_key(from: &Path, to: &Path) -> Result<(), CopyError> {
    match fs::copy(from, to) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        copied => copied.map(drop).map_err(io("copy", from)),
    }
}

/// Copies a folder with all that is in it. Refs of git come before objects, which are only added: whatever a
/// ref in the copy names is in the copy.
fn copy_tree(from: &Path, to: &Path) -> Result<(), CopyError> {
    let mut entries = match fs::read_dir(from) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries
            .and_then(Iterator::collect::<io::Result<Vec<_>>>)
            .map_err(io("read the folder", from))?,
    };
    fs::create_dir_all(to).map_err(io("make the folder", to))?;
    entries.sort_by_key(|entry| (entry.file_name() == "objects", entry.file_name() == "pack"));
    for entry in entries {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type().map_err(io("look at", &path))?;
        if kind.is_dir() {
            copy_tree(&path, &to)?;
        } else if kind.is_file() {
            copy_file(&path, &to)?;
        }
    }
    Ok(())
}

/// A file that is gone meanwhile was a temporary one.
fn copy_file(from: &Path, to: &Path) -> Result<(), CopyError> {
    match fs::copy(from, to) {
        Err(error) if error.kind() == ErrorKind::NotFound && !from.exists() => Ok(()),
        copied => copied.map(drop).map_err(io("copy", from)),
    }
}

fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> CopyError + use<> {
    let path = path.to_owned();
    move |source| CopyError::Io {
        doing,
        path,
        source,
    }
}
