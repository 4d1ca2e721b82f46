//! The commands that run at the moment: their ends are waited for by whoever started them.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::process::Child;

static LEADERS: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// A command that somebody waits for, until this is dropped.
pub(super) struct Leader(Option<u32>);

impl Leader {
    /// Starts a command. Nobody can take it for an orphan in between.
    pub(super) fn start(spawn: impl FnOnce() -> io::Result<Child>) -> io::Result<(Child, Self)> {
        let mut leaders = all();
        let child = spawn()?;
        let leader = Self(child.id());
        leaders.extend(leader.0);
        Ok((child, leader))
    }
}

impl Drop for Leader {
    fn drop(&mut self) {
        if let Some(pid) = self.0 {
            all().remove(&pid);
        }
    }
}

/// Whether somebody waits for this process.
pub(super) fn contains(pid: u32) -> bool {
    all().contains(&pid)
}

fn all() -> MutexGuard<'static, BTreeSet<u32>> {
    LEADERS.lock().unwrap_or_else(PoisonError::into_inner)
}
