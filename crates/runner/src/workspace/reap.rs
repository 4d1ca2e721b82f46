//! What killed runs left: workspaces, mounts, and the mark that there may be containers.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::remove::remove_all;
use super::slot::Slot;
use crate::executors::Suspicion;
use crate::places::Places;

/// A snapshot that no run used for this long goes.
const UNUSED: Duration = Duration::from_hours(14 * 24);

/// Removes workspaces whose run is gone, of all repositories, and tells whether a run that is gone
/// may have left containers.
pub(crate) fn reap(places: &Places) -> Suspicion {
    for builds in folders(&places.all_builds()) {
        for folder in folders(&builds) {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            match name.parse() {
                Ok(number) => reap_slot(&builds, number),
                Err(_) if name.starts_with("snapshot") => reap_snapshot(&folder),
                Err(_) => {}
            }
        }
    }
    lost_owners(places)
}

fn reap_slot(builds: &Path, number: u32) {
    if let Ok(Some(slot)) = Slot::try_lock(builds, number) {
        slot.remove();
    }
}

fn reap_snapshot(folder: &Path) {
    let Ok(lock) = fs::File::open(folder.join("lock")) else {
        return;
    };
    let age = lock.metadata().and_then(|m| m.modified());
    let old = age.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > UNUSED));
    if old && lock.try_lock().is_ok() {
        let _ = remove_all(folder);
    }
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).into_iter().flatten().flatten();
    let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    entries
        .filter(is_folder)
        .map(|entry| entry.path())
        .collect()
}

/// Notes that this process may make containers, for whoever comes after it.
pub(crate) fn mark_owner(places: &Places, owner: u32) -> io::Result<()> {
    fs::create_dir_all(owners(places))?;
    fs::write(owners(places).join(owner.to_string()), "")
}

/// This process has removed its containers.
pub(crate) fn unmark_owner(places: &Places, owner: u32) {
    let _ = fs::remove_file(owners(places).join(owner.to_string()));
}

fn owners(places: &Places) -> PathBuf {
    places.all_builds().join("owners")
}

fn lost_owners(places: &Places) -> Suspicion {
    let mut containers = Suspicion::None;
    for entry in fs::read_dir(owners(places)).into_iter().flatten().flatten() {
        let alive = Path::new("/proc").join(entry.file_name()).exists();
        if !alive && fs::remove_file(entry.path()).is_ok() {
            containers = Suspicion::Containers;
        }
    }
    containers
}
