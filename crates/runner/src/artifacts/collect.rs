//! Packing what a job leaves.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use maillon_model::job::Artifacts;
use maillon_model::spec::{ArchiveId, Leftovers};
use maillon_model::{JobName, Outcome};

use super::dotenv;
use crate::archive::{PathWanted, Selected, Store, Wanted, select};
use crate::places::Places;

/// A job that ended, and where its files lie.
pub(crate) struct Collecting<'a> {
    pub(crate) job: &'a JobName,
    pub(crate) artifacts: &'a Artifacts,
    pub(crate) outcome: &'a Outcome,
    /// The workspace on this machine.
    pub(crate) root: &'a Path,
    /// The workspace as the job saw it.
    pub(crate) guest: &'a Path,
    pub(crate) tracked: &'a HashSet<PathBuf>,
    pub(crate) places: &'a Places,
}

/// What was collected, and what the job's log says about it.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    pub(crate) lines: Vec<String>,
    pub(crate) left: Leftovers,
    /// What is wrong with a report, so that the job fails.
    pub(crate) refused: Option<String>,
}

/// Collects artifacts and reports. An error is the machine's: no space, no permission.
pub(crate) fn collect(job: &Collecting<'_>) -> io::Result<Collected> {
    let mut collected = Collected::default();
    if job.artifacts.when.applies(job.outcome) {
        archive(job, &mut collected)?;
    }
    // Reports are wanted most of all from a job that failed: they don't ask for `when`.
    for (kind, paths) in &job.artifacts.reports {
        report(job, kind, paths, &mut collected)?;
    }
    Ok(collected)
}

fn archive(job: &Collecting<'_>, collected: &mut Collected) -> io::Result<()> {
    let artifacts = job.artifacts;
    if artifacts.paths.is_empty() && !artifacts.untracked {
        return Ok(());
    }
    let untracked = artifacts.untracked.then_some(job.tracked);
    let selected = find(job, &artifacts.paths, untracked);
    collected.lines.push("Uploading artifacts...".to_owned());
    collected.lines.extend(found_lines(&selected, job.guest));
    if selected.entries.is_empty() {
        collected.lines.push("ERROR: No files to upload".to_owned());
        return Ok(());
    }
    let (id, files) = save(job, &selected, collected)?;
    show(job, &id)?;
    collected.left.files = files;
    collected.left.archive = Some(id);
    Ok(())
}

/// Puts the files where a person finds them.
fn show(job: &Collecting<'_>, id: &ArchiveId) -> io::Result<()> {
    let folder = job.places.artifacts(job.job);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let unpacked = Store::new(job.places.store()).unpack(id, &folder);
    unpacked.map(|_| ()).map_err(io::Error::other)
}

fn report(
    job: &Collecting<'_>,
    kind: &str,
    paths: &[String],
    collected: &mut Collected,
) -> io::Result<()> {
    let selected = find(job, paths, None);
    collected
        .lines
        .push(format!("Uploading artifacts as \"{kind}\"..."));
    collected.lines.extend(found_lines(&selected, job.guest));
    if selected.entries.is_empty() {
        collected.lines.push("ERROR: No files to upload".to_owned());
        return Ok(());
    }
    let (id, files) = save(job, &selected, collected)?;
    if kind == "dotenv" {
        match variables(job.root, &files) {
            Ok(variables) => collected.left.dotenv = variables,
            Err(why) => {
                collected.lines.push(format!("ERROR: {why}"));
                collected.refused = Some(why);
                return Ok(());
            }
        }
    }
    collected.left.reports.insert(kind.to_owned(), id);
    Ok(())
}

fn variables(root: &Path, files: &[String]) -> Result<IndexMap<String, String>, String> {
    let mut variables = IndexMap::new();
    for file in files {
        let content = fs::read(root.join(file)).map_err(|error| format!("{file}: {error}"))?;
        let parsed =
            dotenv::parse(&content).map_err(|error| format!("dotenv report {file}: {error}"))?;
        variables.extend(parsed);
    }
    Ok(variables)
}

fn find(
    job: &Collecting<'_>,
    paths: &[String],
    untracked_beside: Option<&HashSet<PathBuf>>,
) -> Selected {
    let wanted = Wanted {
        paths,
        exclude: &job.artifacts.exclude,
        untracked_beside,
    };
    select(job.root, &[job.guest, job.root], &wanted)
}

fn save(
    job: &Collecting<'_>,
    selected: &Selected,
    collected: &mut Collected,
) -> io::Result<(ArchiveId, Vec<String>)> {
    let (id, packed) = Store::new(job.places.store()).save(job.root, selected)?;
    for (name, why) in packed.unreadable {
        collected.lines.push(format!("WARNING: {name}: {why}"));
    }
    Ok((id, packed.files))
}

/// What GitLab's runner prints about what it found.
pub(crate) fn found_lines(selected: &Selected, guest: &Path) -> Vec<String> {
    let line = |(path, found): &(String, PathWanted)| match found {
        PathWanted::Found(count) if path == "untracked" => format!("{path}: found {count} files"),
        PathWanted::Found(count) => {
            format!("{path}: found {count} matching artifact files and directories")
        }
        PathWanted::Excluded(count) => format!("{path}: excluded {count} files"),
        PathWanted::Nothing if path == "untracked" => "WARNING: untracked: no files".to_owned(),
        PathWanted::Nothing => format!(
            "WARNING: {path}: no matching files. Ensure that the artifact path is relative to the working directory ({})",
            guest.display()
        ),
        PathWanted::Outside => {
            format!(
                "WARNING: {path}: artifact path is not a subpath of project directory: {}",
                guest.display()
            )
        }
        PathWanted::Invalid(why) => format!("WARNING: {path}: {why}"),
    };
    selected.found.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use maillon_model::job::SaveWhen;

    use super::*;

    fn artifacts(paths: &[&str], reports: &[(&str, &str)]) -> Artifacts {
        let report = |(kind, path): &(&str, &str)| ((*kind).to_owned(), vec![(*path).to_owned()]);
        Artifacts {
            name: None,
            paths: paths.iter().map(|&path| path.to_owned()).collect(),
            exclude: Vec::new(),
            untracked: false,
            when: SaveWhen::OnSuccess,
            expire_in: None,
            reports: reports.iter().map(report).collect(),
        }
    }

    fn check(artifacts: &Artifacts, outcome: &Outcome, with: impl FnOnce(&Collected, &Places)) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("work");
        fs::create_dir_all(root.join("out")).unwrap();
        fs::write(root.join("out/app"), "binary").unwrap();
        fs::write(root.join("build.env"), "VERSION=1.2\n").unwrap();
        fs::write(root.join("bad.env"), "nonsense\n").unwrap();
        let places = Places {
            repository: root.clone(),
            state: folder.path().join("state"),
            cache: folder.path().join("cache"),
        };
        places.prepare().unwrap();
        let collecting = Collecting {
            job: &JobName::new("build"),
            artifacts,
            outcome,
            root: &root,
            guest: Path::new("/builds/g/p"),
            tracked: &HashSet::new(),
            places: &places,
        };
        with(&collect(&collecting).unwrap(), &places);
    }

    #[test]
    fn artifacts_are_archived_and_shown() {
        let wanted = artifacts(&["out/", "nope"], &[]);
        check(&wanted, &Outcome::Success, |collected, places| {
            assert_eq!(collected.left.files, ["out/app"]);
            assert_eq!(
                collected.lines,
                [
                    "Uploading artifacts...",
                    "out/: found 2 matching artifact files and directories",
                    "WARNING: nope: no matching files. Ensure that the artifact path is relative to the working directory (/builds/g/p)",
                ]
            );
            let shown = places.artifacts(&JobName::new("build")).join("out/app");
            assert_eq!(fs::read(shown).unwrap(), b"binary");
        });
    }

    #[test]
    fn after_a_failure_only_reports_are_kept() {
        let wanted = artifacts(&["out"], &[("dotenv", "build.env")]);
        let failed = Outcome::Canceled;
        check(&wanted, &failed, |collected, _| {
            assert_eq!(collected.left.archive, None);
            assert_eq!(
                collected.left.dotenv.get("VERSION").map(String::as_str),
                Some("1.2")
            );
            assert!(collected.left.reports.contains_key("dotenv"));
        });
    }

    #[test]
    fn a_report_that_is_no_dotenv_is_refused() {
        let wanted = artifacts(&[], &[("dotenv", "bad.env")]);
        check(&wanted, &Outcome::Success, |collected, _| {
            let why = collected.refused.as_deref().unwrap();
            assert_eq!(
                why,
                "dotenv report bad.env: line 1: Invalid Format (KEY=VALUE is expected)"
            );
            assert!(collected.left.dotenv.is_empty());
        });
    }
}
