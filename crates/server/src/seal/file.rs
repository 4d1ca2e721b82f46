//! The key in a file of its own.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maillon_model::Secret;

use super::{KEY, SealError, hex, random};

/// Reads the keys of the file at `path`; where there is none, one with a new key is made, for its owner alone.
pub fn key_file(path: &Path) -> Result<Secret, SealError> {
    if !path.exists() {
        make(path)?;
    }
    refuse_readable(path).map_err(|why| failed(path, why))?;
    let text = fs::read_to_string(path).map_err(|error| failed(path, error.to_string()))?;
    Ok(Secret::new(text))
}

fn make(path: &Path) -> Result<(), SealError> {
    let key = STANDARD.encode(random::<KEY>()?);
    let name = format!(".key.{}", hex(&random::<8>()?));
    let new = path.with_file_name(name);
    let made = write(&new, &key).and_then(|()| link(&new, path));
    // Gone already where writing failed.
    let _ = fs::remove_file(&new);
    made.map_err(|error| failed(path, error.to_string()))
}

fn write(path: &Path, key: &str) -> io::Result<()> {
    let mut file: File = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    writeln!(file, "{key}")?;
    file.sync_all()
}

/// Of two servers that start at once, one makes the key.
fn link(new: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(new, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

fn refuse_readable(path: &Path) -> Result<(), String> {
    let mode = fs::metadata(path)
        .map_err(|error| error.to_string())?
        .permissions()
        .mode();
    let others = mode & 0o077;
    if others == 0 {
        return Ok(());
    }
    Err(format!(
        "others may read it (mode {:o}): run `chmod 600` on it",
        mode & 0o777
    ))
}

fn failed(path: &Path, why: String) -> SealError {
    SealError::File {
        path: path.display().to_string(),
        why,
    }
}
