//! Removing what nobody used for long, and what is too much.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use maillon_runner::clock;

use crate::settings::Limits;

/// A project as it lies there.
struct Kept {
    folder: PathBuf,
    used: SystemTime,
    bytes: u64,
}

/// Archives that were not used for this long are asked for again.
const ARCHIVE_AGE: Duration = Duration::from_hours(24);

/// Removes what nobody used for long, and what is too much, oldest first. Says what went.
pub(crate) fn sweep(data: &Path, limits: Limits) -> Vec<String> {
    let now = UNIX_EPOCH + Duration::from_millis(clock::now().0);
    let mut all = projects(&data.join("projects"));
    all.sort_by_key(|kept| kept.used);
    let mut total: u64 = all.iter().map(|kept| kept.bytes).sum();
    let mut told = Vec::new();
    for kept in all {
        let age = now.duration_since(kept.used).unwrap_or_default();
        if age < limits.unused && total <= limits.projects {
            sweep_archives(&kept.folder.join("store"), now);
            continue;
        }
        if remove(&kept.folder) {
            total = total.saturating_sub(kept.bytes);
            told.push(format!("removed {}", kept.folder.display()));
        }
    }
    told
}

/// Only where no job uses it. Its lock stays, so that whoever waits for it has the same one.
fn remove(folder: &Path) -> bool {
    let Ok(lock) = File::options().append(true).open(folder.join("lock")) else {
        return false;
    };
    if lock.try_lock().is_err() {
        return false;
    }
    let mut removed = false;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name() != "lock" {
            let path = entry.path();
            removed |= fs::remove_dir_all(&path)
                .or_else(|_| fs::remove_file(&path))
                .is_ok();
        }
    }
    removed
}

fn sweep_archives(store: &Path, now: SystemTime) {
    for entry in fs::read_dir(store).into_iter().flatten().flatten() {
        let modified = entry.metadata().and_then(|found| found.modified());
        let age = modified.ok().and_then(|at| now.duration_since(at).ok());
        if age.is_some_and(|age| age > ARCHIVE_AGE) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn projects(folder: &Path) -> Vec<Kept> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let kept = |entry: fs::DirEntry| {
        let folder = entry.path();
        let used = fs::metadata(folder.join("lock")).ok()?.modified().ok()?;
        Some(Kept {
            bytes: size(&folder),
            folder,
            used,
        })
    };
    entries.filter_map(kept).collect()
}

/// Of all files below, without following links.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let each = |entry: fs::DirEntry| match entry.metadata() {
        Ok(found) if found.is_dir() => size(&entry.path()),
        Ok(found) => found.len(),
        Err(_) => 0,
    };
    entries.map(each).sum()
}

#[cfg(test)]
mod tests {
    use super::super::Project;
    use super::*;

    fn check(limits: Limits, used: bool, expected: &[&str]) {
        let data = tempfile::tempdir().unwrap();
        for (name, age) in [("old", 40), ("newer", 20), ("new", 1)] {
            let project = Project::open(data.path(), name).unwrap();
            fs::write(project.store().join("archive"), vec![0; 1000]).unwrap();
            drop(project);
            let lock = File::options()
                .append(true)
                .open(data.path().join("projects").join(name).join("lock"))
                .unwrap();
            let days = Duration::from_hours(24 * age);
            let now = UNIX_EPOCH + Duration::from_millis(clock::now().0);
            lock.set_modified(now - days).unwrap();
        }
        let holding = used.then(|| {
            let lock = data.path().join("projects/old/lock");
            let lock = File::open(lock).unwrap();
            lock.lock_shared().unwrap();
            lock
        });
        sweep(data.path(), limits);
        let there = |name: &&&str| {
            data.path()
                .join("projects")
                .join(name)
                .join("store")
                .exists()
        };
        let kept: Vec<_> = ["old", "newer", "new"]
            .iter()
            .filter(there)
            .copied()
            .collect();
        assert_eq!(kept, expected);
        drop(holding);
    }

    #[test]
    fn what_is_old_or_too_much_goes_but_not_what_is_used() {
        let limits = |days: u64, projects| Limits {
            unused: Duration::from_hours(24 * days),
            projects,
            free: 0,
        };
        check(limits(90, 1 << 30), false, &["old", "newer", "new"]);
        check(limits(30, 1 << 30), false, &["newer", "new"]);
        check(limits(90, 2500), false, &["newer", "new"]);
        check(limits(90, 0), false, &[]);
        check(limits(30, 0), true, &["old"]);
    }
}
