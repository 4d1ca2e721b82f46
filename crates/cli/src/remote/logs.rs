//! `maillon logs RUN/JOB`: the log of a job on a server, also while it is written.

use std::io::{BufRead, Read};
use std::process::ExitCode;
use std::time::Duration;

use maillon_protocol::api::{JobState, JobSummary, LogPiece};

use super::place::{Place, Project};
use crate::app::App;
use crate::args::LogsArgs;
use crate::console::{Stream, is_gone};
use crate::failure::Failure;

/// Prints the log.
pub(crate) fn execute(app: &App, args: &LogsArgs, place: &Place) -> Result<ExitCode, Failure> {
    let project = Project::new(app, &args.remote)?;
    let run = project.run(place.run)?;
    let Some(name) = &place.job else {
        let names = run.jobs.iter().map(|job| &job.name);
        return Err(
            Failure::invalid(format!("run {} has several jobs", place.run)).hint(format!(
                "name one of {}",
                crate::failure::alternatives(names)
            )),
        );
    };
    let job = Project::job(&run, name)?;
    let log = Log {
        project: &project,
        run: place.run,
        job,
    };
    if args.follow {
        log.follow()?;
    } else {
        log.print()?;
    }
    Ok(ExitCode::SUCCESS)
}

struct Log<'a> {
    project: &'a Project,
    run: u64,
    job: JobSummary,
}

/// How long is waited for a job that has not started.
const PACE: Duration = Duration::from_secs(1);

impl Log<'_> {
    fn path(&self, rest: &str) -> String {
        let (run, job) = (self.run, self.job.id);
        self.project.path(&format!("runs/{run}/jobs/{job}/{rest}"))
    }

    fn print(&self) -> Result<(), Failure> {
        let mut body = self.project.client.read(&self.path("log/text"))?;
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = body.read(&mut buffer).map_err(|error| broken(&error))?;
            if count == 0 || !write(&buffer[..count])? {
                return Ok(());
            }
        }
    }

    /// Until the job is over; a connection that breaks is made again where it was.
    fn follow(&self) -> Result<(), Failure> {
        self.wait_for_start()?;
        let mut next = 1;
        loop {
            match self.read_events(&mut next)? {
                End::Over => return Ok(()),
                End::Broken if self.is_over()? => return Ok(()),
                End::Broken => std::thread::sleep(PACE),
            }
        }
    }

    fn read_events(&self, next: &mut u64) -> Result<End, Failure> {
        let path = self.path(&format!("log/live?from={next}"));
        let events = self.project.client.follow(&path, None)?;
        let mut kind = String::new();
        for line in events.lines() {
            let Ok(line) = line else {
                return Ok(End::Broken);
            };
            if let Some(event) = line.strip_prefix("event:") {
                event.trim().clone_into(&mut kind);
            } else if let Some(data) = line.strip_prefix("data:") {
                if kind == "end" {
                    return Ok(End::Over);
                }
                if !show(data.trim_start(), next)? {
                    return Ok(End::Over);
                }
            }
        }
        Ok(End::Broken)
    }

    fn wait_for_start(&self) -> Result<(), Failure> {
        while matches!(
            self.now()?.state,
            JobState::Waiting | JobState::Queued | JobState::Manual
        ) {
            std::thread::sleep(PACE);
        }
        Ok(())
    }

    fn is_over(&self) -> Result<bool, Failure> {
        Ok(self.now()?.state.is_over())
    }

    fn now(&self) -> Result<JobSummary, Failure> {
        let run = self.project.run(self.run)?;
        let found = run.jobs.into_iter().find(|job| job.id == self.job.id);
        found.ok_or_else(|| Failure::invalid("the job is not there any more"))
    }
}

/// Why events ended.
enum End {
    Over,
    Broken,
}

/// Prints the lines of an event; false where nobody reads them any more.
fn show(data: &str, next: &mut u64) -> Result<bool, Failure> {
    let Ok(piece) = serde_json::from_str::<LogPiece>(data) else {
        return Ok(true);
    };
    let known = usize::try_from(next.saturating_sub(piece.first)).unwrap_or(usize::MAX);
    let mut text = String::new();
    for line in piece.lines.iter().skip(known) {
        text.push_str(&line.text);
        text.push('\n');
    }
    *next = (*next).max(piece.first + piece.lines.len() as u64);
    write(text.as_bytes())
}

/// False where nobody reads it any more.
fn write(bytes: &[u8]) -> Result<bool, Failure> {
    match Stream::Stdout.write(bytes) {
        Ok(()) => Ok(true),
        Err(error) if is_gone(&error) => Ok(false),
        Err(error) => Err(broken(&error)),
    }
}

fn broken(error: &std::io::Error) -> Failure {
    Failure::infrastructure(format!("the log broke off: {error}"))
}
