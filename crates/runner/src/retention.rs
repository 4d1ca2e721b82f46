//! Keeps `.maillon` bounded: the last runs, and the archives that they know.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use maillon_model::RunId;
use maillon_model::event::JobResult;

use crate::archive::Store;
use crate::clock;
use crate::places::Places;

/// How many runs are kept.
pub const KEPT_RUNS: usize = 20;
/// An archive that young may belong to a run that has not written it down yet.
const YOUNG: Duration = Duration::from_hours(1);
/// The file of a run that lists its archives.
const ARCHIVES: &str = "archives";

/// Writes down which archives belong to a run, so that they live as long as it.
pub(crate) fn keep(places: &Places, run: &RunId, result: &JobResult) -> io::Result<()> {
    let left = &result.left;
    let mut ids = left.archive.iter().chain(left.reports.values()).peekable();
    if ids.peek().is_none() {
        return Ok(());
    }
    fs::create_dir_all(places.run(run))?;
    let path = places.run(run).join(ARCHIVES);
    let mut file = File::options().create(true).append(true).open(path)?;
    let mut text = String::new();
    for id in ids {
        text.extend([id.0.as_str(), "\n"]);
    }
    file.write_all(text.as_bytes())
}

/// Removes all but the last `runs` runs, and the archives that none of them knows.
pub fn sweep(places: &Places, runs: usize) -> io::Result<()> {
    let mut all = run_folders(&places.runs())?;
    let old = all.len().saturating_sub(runs);
    for folder in all.drain(..old) {
        if let Some(run) = folder.file_name() {
            let _ = fs::remove_dir_all(places.uploads().join(run));
        }
        fs::remove_dir_all(folder)?;
    }
    let known: HashSet<String> = all.iter().flat_map(|folder| archives(folder)).collect();
    let now = std::time::UNIX_EPOCH + Duration::from_millis(clock::now().0);
    Store::new(places.store()).sweep(|id| known.contains(id), now - YOUNG)
}

/// Ids sort by time.
fn run_folders(runs: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(runs) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let mut folders: Vec<_> = entries
        .flatten()
        .filter(is_folder)
        .map(|entry| entry.path())
        .collect();
    folders.sort_unstable();
    Ok(folders)
}

fn archives(run: &Path) -> Vec<String> {
    let text = fs::read_to_string(run.join(ARCHIVES)).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use maillon_model::Outcome;
    use maillon_model::spec::ArchiveId;

    use super::*;

    #[test]
    fn old_runs_go_with_the_archives_that_only_they_know() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places {
            repository: folder.path().to_path_buf(),
            state: folder.path().join("state"),
            cache: folder.path().join("cache"),
        };
        places.prepare().unwrap();
        for (run, id) in [("1", "aa"), ("2", "bb"), ("3", "aa"), ("4", "cc")] {
            let mut result = JobResult::bare(Outcome::Success);
            result.left.archive = Some(ArchiveId(id.to_owned()));
            keep(&places, &RunId::new(run), &result).unwrap();
            let archive = places.store().join(format!("{id}.tar.zst"));
            let file = File::create(archive).unwrap();
            file.set_modified(std::time::UNIX_EPOCH).unwrap();
        }
        File::create(places.store().join("dd.tar.zst")).unwrap();
        sweep(&places, 2).unwrap();
        let has = |name: &str| places.store().join(format!("{name}.tar.zst")).exists();
        assert_eq!(
            [has("aa"), has("bb"), has("cc"), has("dd")],
            [true, false, true, true]
        );
        assert!(!places.runs().join("2").exists() && places.runs().join("3").exists());
    }
}
