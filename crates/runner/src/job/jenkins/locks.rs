//! Locks by name, of all builds on this machine.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::PathBuf;
use std::time::Duration;

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use crate::places::short_hash;

/// How often a lock that another process has is tried again.
const PAUSE: Duration = Duration::from_millis(200);

/// The locks that a build holds.
pub(super) struct Locks {
    folder: PathBuf,
    held: Mutex<BTreeMap<String, File>>,
}

impl Locks {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            held: Mutex::default(),
        }
    }

    pub(super) async fn take(&self, name: &str, cancel: &CancellationToken) -> Result<(), String> {
        loop {
            if let Some(file) = self.attempt(name)? {
                self.held.lock().insert(name.to_owned(), file);
                return Ok(());
            }
            tokio::select! {
                () = cancel.cancelled() => return Err(format!("interrupted while it waited for the lock `{name}`")),
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }

    pub(super) fn let_go(&self, name: &str) {
        // Closing the file gives the lock free.
        self.held.lock().remove(name);
    }

    fn attempt(&self, name: &str) -> Result<Option<File>, String> {
        let failed = |error: std::io::Error| format!("the lock `{name}`: {error}");
        fs::create_dir_all(&self.folder).map_err(failed)?;
        let path = self.folder.join(short_hash(name.as_bytes()));
        let file = File::options()
            .create(true)
            .append(true)
            .open(path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_lock_is_held_once() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (
            Locks::new(folder.path().into()),
            Locks::new(folder.path().into()),
        );
        let never = CancellationToken::new();
        a.take("x", &never).await.unwrap();
        b.take("y", &never).await.unwrap();
        let gone = CancellationToken::new();
        gone.cancel();
        assert!(b.take("x", &gone).await.is_err());
        a.let_go("x");
        b.take("x", &never).await.unwrap();
    }
}
