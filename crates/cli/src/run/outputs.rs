//! Everything that a run shows and writes: the sinks while it runs, the documents at its end.

use std::fs;
use std::path::{Path, PathBuf};

use maillon_model::RunStatus;
use maillon_runner::Places;
use maillon_runner::archive::Store;
use maillon_runner::redact::Secrets;

use super::board::{Board, JobState};
use super::events::Events;
use super::hub::{Hub, SharedBoard};
use super::junit::{self, TestResults};
use super::recorder::Recorder;
use super::report;
use super::summary::Summary;
use super::text;
use super::view::{Choice, View};
use crate::app::App;
use crate::args::{OutputArgs, RunArgs};
use crate::console::{Stream, is_gone};
use crate::failure::Failure;
use crate::folder::{self, Results, RunFolder};
use crate::prepare::Prepared;

/// Everything that a run shows and writes.
pub(super) struct Outputs<'a> {
    pub app: &'a App,
    pub prepared: &'a Prepared,
    pub arguments: &'a RunArgs,
    pub folder: &'a RunFolder,
    pub secrets: &'a Secrets,
}

/// Whether the documents that are asked for can be where they should: better told at once than
/// after all that runs.
pub(super) fn check_places(app: &App, output: &OutputArgs) -> Result<(), Failure> {
    let documents = [
        ("--report", &output.report),
        ("--events", &output.events),
        ("--junit", &output.junit),
    ];
    let documents = documents
        .into_iter()
        .filter_map(|(flag, path)| Some((flag, path.as_deref()?)))
        .filter(|(_, path)| *path != Path::new("-"));
    for (flag, path) in documents {
        check_place(flag, &app.environment.absolute(path))?;
    }
    Ok(())
}

fn check_place(flag: &str, path: &Path) -> Result<(), Failure> {
    let wrong = |why: &str| Failure::invalid(format!("{flag} {}: {why}", path.display()));
    if path.is_dir() {
        return Err(wrong("this is a folder").hint("name a file in it"));
    }
    match path.parent() {
        Some(folder) if !folder.is_dir() => {
            let hint = format!("mkdir -p {}", text::shell_word(&folder.to_string_lossy()));
            Err(wrong("its folder does not exist").hint(hint))
        }
        _ => Ok(()),
    }
}

impl Outputs<'_> {
    /// Adds the sinks that the flags ask for.
    pub(super) fn subscribe(
        &self,
        hub: &mut Hub,
        board: &SharedBoard,
        jobs: usize,
    ) -> Result<View, Failure> {
        hub.add(Recorder::create(
            self.folder,
            self.prepared.definition.dialect,
        )?);
        match &self.arguments.output.events {
            Some(path) if path == Path::new("-") => hub.add(Events::to_stdout()),
            Some(path) => hub.add(Events::create(&self.app.environment.absolute(path))?),
            None => {}
        }
        let choice = Choice {
            console: &self.app.console,
            environment: &self.app.environment,
            stream: self.stream(),
            plain: self.arguments.output.plain,
            logs: self.arguments.output.logs,
            jobs,
        };
        Ok(choice.subscribe(hub, board, self.folder))
    }

    /// People read standard output, unless a program reads events there.
    fn stream(&self) -> Stream {
        let events = self.arguments.output.events.as_deref();
        if events == Some(Path::new("-")) {
            Stream::Stderr
        } else {
            Stream::Stdout
        }
    }

    /// Writes the documents and prints the summary.
    pub(super) fn finish(
        &self,
        board: &Board,
        status: RunStatus,
        earlier: &Results,
    ) -> Result<RunStatus, Failure> {
        self.folder.write_results(&super::results(board, earlier))?;
        let places = &self.prepared.places;
        let report = report::of_run(board, status, self.folder, |job| artifacts(job, places));
        folder::write_json(&self.folder.report(), &report)?;
        if let Some(path) = &self.arguments.output.report {
            folder::write_json(&self.app.environment.absolute(path), &report)?;
        }
        if let Some(path) = &self.arguments.output.junit {
            let path = self.app.environment.absolute(path);
            let xml = junit::of_run(board, "maillon", |job| self.tests(job));
            let xml = self.secrets.redact(&xml).into_owned();
            fs::write(&path, xml).map_err(|error| Failure::io("write", &path, &error))?;
        }
        if let Some(folder) = &self.arguments.output.artifacts_to {
            copy_artifacts(board, places, &self.app.environment.absolute(folder))?;
        }
        self.print_summary(board)?;
        Ok(status)
    }

    fn print_summary(&self, board: &Board) -> Result<(), Failure> {
        let stream = self.stream();
        let summary = Summary {
            board,
            folder: self.folder,
            here: &self.app.environment.directory,
            painter: self.app.console.painter(stream),
            verbosity: self.app.console.verbosity,
            tests: &|job| self.tests(job),
        };
        match stream.write(summary.text().as_bytes()) {
            Err(error) if !is_gone(&error) => Err(Failure::infrastructure(format!(
                "can't write to the output: {error}"
            ))),
            _ => Ok(()),
        }
    }

    /// What the job's own test reports say, masked.
    fn tests(&self, job: &JobState) -> TestResults {
        let mut results = TestResults::default();
        let reports = job
            .result
            .iter()
            .filter_map(|result| result.left.reports.get("junit"));
        for id in reports {
            // A report that can't be read any more is no reason to fail.
            let files = Store::new(self.prepared.places.store())
                .files(id)
                .unwrap_or_default();
            for (_, content) in files {
                results.add(&String::from_utf8_lossy(&content));
            }
        }
        results.each_text(|text| {
            let masked = self.secrets.redact(text).into_owned();
            *text = masked;
        });
        results
    }
}

/// The paths of a job's artifacts, as files under `.maillon/artifacts`.
fn artifacts(job: &JobState, places: &Places) -> Vec<String> {
    let folder = places.artifacts(&job.entry.name);
    let files = job.result.iter().flat_map(|result| &result.left.files);
    files
        .map(|file| folder.join(file).display().to_string())
        .collect()
}

/// Copies the artifacts of all jobs to a folder, each job's into one of its own.
fn copy_artifacts(board: &Board, places: &Places, to: &Path) -> Result<(), Failure> {
    for job in board.jobs.values() {
        let left = job
            .result
            .as_ref()
            .is_some_and(|result| !result.left.files.is_empty());
        let from = places.artifacts(&job.entry.name);
        if let Some(name) = from.file_name().filter(|_| left) {
            copy(&from, &to.join(name))?;
        }
    }
    Ok(())
}

/// Copies a folder; links stay links.
fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error: std::io::Error| Failure::io("copy artifacts to", &path, &error)
    };
    fs::create_dir_all(to).map_err(failed(to))?;
    for entry in fs::read_dir(from).map_err(failed(from))? {
        let entry = entry.map_err(failed(from))?;
        let target: PathBuf = to.join(entry.file_name());
        let kind = entry.file_type().map_err(failed(&target))?;
        if kind.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            copy_one(&entry.path(), &target, kind.is_symlink()).map_err(failed(&target))?;
        }
    }
    Ok(())
}

fn copy_one(from: &Path, to: &Path, is_link: bool) -> std::io::Result<()> {
    if to.symlink_metadata().is_ok() {
        fs::remove_file(to)?;
    }
    if is_link {
        return std::os::unix::fs::symlink(fs::read_link(from)?, to);
    }
    fs::copy(from, to).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_need_a_folder_to_be_in() {
        let root = tempfile::tempdir().unwrap();
        let hint =
            |path: &str| check_place("--report", &root.path().join(path)).map_err(|f| f.hint);
        assert_eq!(hint("r.json"), Ok(()));
        assert!(
            hint("no/r.json")
                .unwrap_err()
                .unwrap()
                .starts_with("mkdir -p /")
        );
        assert_eq!(hint("").unwrap_err().as_deref(), Some("name a file in it"));
    }

    #[test]
    fn artifacts_are_copied_with_their_links() {
        let root = tempfile::tempdir().unwrap();
        let (from, to) = (root.path().join("from"), root.path().join("to"));
        fs::create_dir_all(from.join("sub")).unwrap();
        fs::write(from.join("sub/file"), "x").unwrap();
        std::os::unix::fs::symlink("sub/file", from.join("link")).unwrap();
        for _ in 0..2 {
            copy(&from, &to).unwrap();
        }
        assert_eq!(fs::read_to_string(to.join("link")).unwrap(), "x");
        assert_eq!(
            fs::read_link(to.join("link")).unwrap(),
            Path::new("sub/file")
        );
    }
}
