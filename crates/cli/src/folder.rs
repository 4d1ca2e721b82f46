//! `.maillon/runs`: a folder for each run, with what is needed to show it or run it again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use maillon_model::event::JobResult;
use maillon_model::{JobName, JobStatus, RunId, Timestamp};
use maillon_runner::Places;
use maillon_runner::places::slug;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::args::RunArgs;
use crate::failure::Failure;

/// The folder of a run.
#[derive(Clone, Debug)]
pub(crate) struct RunFolder {
    /// The run.
    pub id: RunId,
    /// Where it is.
    pub path: PathBuf,
}

/// What was asked, for running it again. Secrets are left out.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    /// The version of this form: 1.
    pub version: u32,
    /// The run's number in this repository.
    pub number: u64,
    /// The flags.
    pub arguments: RunArgs,
    /// The names of the secrets that were given.
    pub secrets: Vec<String>,
}

/// How the jobs of a run ended, for running some of them again.
pub(crate) type Results = IndexMap<JobName, SettledJob>;

/// How a job ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SettledJob {
    /// Where it stands.
    pub status: JobStatus,
    /// Whether it failed and that was allowed.
    pub allowed: bool,
    /// What its last try gave.
    pub result: Option<JobResult>,
    /// Its name in the definition, where the copies of a matrix share that.
    #[serde(default)]
    pub template: Option<JobName>,
    /// The job of the run's own pipeline that it came from, where that is another one.
    #[serde(default)]
    pub root: Option<JobName>,
}

impl RunFolder {
    /// Makes the folder of a new run, and names it the last one.
    pub(crate) fn create(places: &Places, now: Timestamp) -> Result<Self, Failure> {
        places
            .prepare()
            .map_err(|error| Failure::io("make", &places.state, &error))?;
        let folder = Self::claim(places, now)?;
        let latest = latest_file(places);
        fs::write(&latest, folder.id.as_str())
            .map_err(|error| Failure::io("write", &latest, &error))?;
        Ok(folder)
    }

    /// Two runs that begin in the same millisecond get different folders.
    fn claim(places: &Places, now: Timestamp) -> Result<Self, Failure> {
        let mut try_at = now;
        loop {
            let id = run_id(try_at);
            let path = places.run(&id);
            let made = fs::create_dir_all(places.runs()).and_then(|()| fs::create_dir(&path));
            match made.and_then(|()| fs::create_dir(path.join("jobs"))) {
                Ok(()) => return Ok(Self { id, path }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    try_at = Timestamp(try_at.0 + 1);
                }
                Err(error) => return Err(Failure::io("make", &path, &error)),
            }
        }
    }

    /// The folder of the last run, or of the one that is named.
    pub(crate) fn find(places: &Places, run: Option<&str>) -> Result<Self, Failure> {
        let id = match run {
            Some(name) => Some(RunId::new(name)),
            None => latest(places),
        };
        let none = || Failure::invalid("nothing has run here yet").hint("maillon run");
        let id = id.ok_or_else(none)?;
        let path = places.run(&id);
        if path.is_dir() {
            Ok(Self { id, path })
        } else {
            Err(Failure::invalid(format!(
                "there is no run {id} in {}",
                places.runs().display()
            ))
            .hint("ls .maillon/runs"))
        }
    }

    /// Every event.
    pub(crate) fn events(&self) -> PathBuf {
        self.path.join("events.ndjson")
    }

    /// The whole log, as plain text.
    pub(crate) fn log(&self) -> PathBuf {
        self.path.join("run.log")
    }

    /// The report.
    pub(crate) fn report(&self) -> PathBuf {
        self.path.join("report.json")
    }

    /// A job's log, as plain text.
    pub(crate) fn job_log(&self, job: &JobName) -> PathBuf {
        self.path.join("jobs").join(format!("{}.log", slug(job)))
    }

    /// Writes what was asked.
    pub(crate) fn write_record(&self, record: &Record) -> Result<(), Failure> {
        write_json(&self.path.join("run.json"), record)
    }

    /// What was asked.
    pub(crate) fn record(&self) -> Result<Record, Failure> {
        read_json(&self.path.join("run.json"))
    }

    /// Writes how the jobs ended.
    pub(crate) fn write_results(&self, results: &Results) -> Result<(), Failure> {
        write_json(&self.path.join("results.json"), results)
    }

    /// How the jobs ended.
    pub(crate) fn results(&self) -> Result<Results, Failure> {
        read_json(&self.path.join("results.json"))
    }
}

/// The number of the next run in this repository; the first is 1.
pub(crate) fn next_number(places: &Places) -> u64 {
    let last = RunFolder::find(places, None).and_then(|folder| folder.record());
    last.map_or(1, |record| record.number + 1)
}

/// Writes a value as JSON, with a line end.
pub(crate) fn write_json(path: &Path, value: &impl Serialize) -> Result<(), Failure> {
    let mut text = serde_json::to_vec_pretty(value)
        .map_err(|error| Failure::infrastructure(error.to_string()))?;
    text.push(b'\n');
    fs::write(path, text).map_err(|error| Failure::io("write", path, &error))
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let text = fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Failure::invalid(format!(
            "{} is missing: that run did not come to its end",
            path.display()
        ))
        .hint("maillon run"),
        _ => Failure::io("read", path, &error),
    })?;
    serde_json::from_slice(&text).map_err(|error| {
        Failure::invalid(format!("{} can't be understood: {error}", path.display()))
            .hint("it may be of another version; maillon run")
    })
}

fn latest_file(places: &Places) -> PathBuf {
    places.runs().join("latest")
}

fn latest(places: &Places) -> Option<RunId> {
    let text = fs::read_to_string(latest_file(places)).ok()?;
    Some(RunId::new(text.trim()))
}

/// `20261120-173119-042`, in UTC: sorts by time.
fn run_id(at: Timestamp) -> RunId {
    let millis = i64::try_from(at.0).unwrap_or_default();
    let time = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
    RunId::new(&time.strftime("%Y%m%d-%H%M%S-%3f").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(root: &Path) -> Places {
        Places {
            repository: root.to_owned(),
            state: root.join(".maillon"),
            cache: root.join("cache"),
        }
    }

    #[test]
    fn the_last_run_is_found_again() {
        let root = tempfile::tempdir().unwrap();
        let places = places(root.path());
        assert!(RunFolder::find(&places, None).is_err());
        let first = RunFolder::create(&places, Timestamp(1_000)).unwrap();
        let second = RunFolder::create(&places, Timestamp(1_000)).unwrap();
        assert_eq!(
            (first.id.as_str(), second.id.as_str()),
            ("19700101-000001-000", "19700101-000001-001")
        );
        assert_eq!(RunFolder::find(&places, None).unwrap().id, second.id);
        assert_eq!(
            fs::read_to_string(places.state.join(".gitignore")).unwrap(),
            "*\n"
        );
    }

    #[test]
    fn runs_are_counted() {
        let root = tempfile::tempdir().unwrap();
        let places = places(root.path());
        assert_eq!(next_number(&places), 1);
        let folder = RunFolder::create(&places, Timestamp(1_000)).unwrap();
        let record = Record {
            version: 1,
            number: 4,
            arguments: RunArgs::default(),
            secrets: Vec::new(),
        };
        folder.write_record(&record).unwrap();
        assert_eq!(next_number(&places), 5);
    }
}
