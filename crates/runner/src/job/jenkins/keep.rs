//! What a build keeps: stashes for its other nodes (and for a restart), archived files for people.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use maillon_jenkins::Selection;
use maillon_model::spec::{ArchiveId, Leftovers};

use super::ant;
use crate::archive::{Selected, Store};

/// The file in a run's folder that says which archive each stash is.
const STASHES: &str = "stashes.json";

/// Packs files as a stash.
pub(super) fn stash(
    store: &Store,
    below: &Path,
    what: &Selection,
) -> Result<(ArchiveId, usize), String> {
    let entries: BTreeSet<_> = ant::select(below, what)?.into_iter().collect();
    let count = entries.len();
    let selected = Selected {
        entries,
        ..Selected::default()
    };
    let (id, _) = store
        .save(below, &selected)
        .map_err(|error| failed("stash files", &error))?;
    Ok((id, count))
}

/// Notes the stashes of a run, for a restart of it.
pub(super) fn note(run: &Path, stashes: &BTreeMap<String, ArchiveId>) -> io::Result<()> {
    fs::create_dir_all(run)?;
    fs::write(run.join(STASHES), serde_json::to_vec(stashes)?)
}

/// The stashes of an earlier run.
pub(super) fn noted(run: &Path) -> BTreeMap<String, ArchiveId> {
    let text = fs::read(run.join(STASHES)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// Copies files to where people find them; gives their names.
pub(super) fn archive(to: &Path, below: &Path, what: &Selection) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for path in ant::select(below, what)? {
        let target = to.join(&path);
        let copied = copy(&below.join(&path), &target);
        copied.map_err(|error| failed(&format!("archive {}", path.display()), &error))?;
        names.push(path.to_string_lossy().into_owned());
    }
    Ok(names)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    // A link would be read through, out of the workspace perhaps.
    if !fs::symlink_metadata(from)?.is_file() {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).map(|_| ())
}

/// All archived files, as what a job leaves.
pub(super) fn leftovers(
    store: &Store,
    archived: &Path,
    files: &BTreeSet<PathBuf>,
) -> Result<Leftovers, String> {
    if files.is_empty() {
        return Ok(Leftovers::default());
    }
    let selected = Selected {
        entries: files.clone(),
        ..Selected::default()
    };
    let (id, packed) = store
        .save(archived, &selected)
        .map_err(|error| failed("keep the artifacts", &error))?;
    Ok(Leftovers {
        archive: Some(id),
        files: packed.files,
        ..Leftovers::default()
    })
}

fn failed(doing: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => format!("disk full: {doing}: {error}"),
        _ => format!("{doing}: {error}"),
    }
}
