//! `maillon trigger`: starts a run on a server, and perhaps waits for its end.

use std::collections::{BTreeMap, HashMap};
use std::process::ExitCode;
use std::time::Duration;

use maillon_model::RunStatus;
use maillon_protocol::api::{JobState, JobSummary, NewRun, Run, RunState, RunSummary};

use super::place::Project;
use crate::app::{App, print};
use crate::args::{Pair, TriggerRunArgs};
use crate::failure::Failure;

/// Starts the run.
pub(crate) fn execute(app: &App, args: &TriggerRunArgs) -> Result<ExitCode, Failure> {
    let project = Project::new(app, &args.remote)?;
    let new = NewRun {
        git_ref: args.git_ref.clone(),
        variables: pairs(&args.variables),
        inputs: pairs(&args.inputs),
        priority: args.priority,
    };
    let made: RunSummary = project.client.post(&project.path("runs"), &new)?;
    let (server, name, number) = (&project.client.server, &project.name, made.number);
    print(&format!(
        "run {number} of {name}: {server}/projects/{name}/runs/{number}\n"
    ))?;
    if !args.follow {
        return Ok(ExitCode::SUCCESS);
    }
    follow(&project, number)
}

fn pairs(pairs: &[Pair]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|pair| (pair.key.clone(), pair.value.clone()))
        .collect()
}

/// How often the server is asked.
const PACE: Duration = Duration::from_millis(700);

/// Tells how the jobs go until the run is over.
fn follow(project: &Project, number: u64) -> Result<ExitCode, Failure> {
    let mut known = HashMap::new();
    loop {
        let run = project.run(number)?;
        for job in &run.jobs {
            tell(&mut known, job)?;
        }
        match run.summary.state {
            RunState::Pending | RunState::Running => std::thread::sleep(PACE),
            state => return end(&run, state),
        }
    }
}

/// A line for each job that stands otherwise than before.
fn tell(known: &mut HashMap<u32, JobState>, job: &JobSummary) -> Result<(), Failure> {
    let before = known.insert(job.id, job.state);
    if before == Some(job.state) || job.state == JobState::Waiting {
        return Ok(());
    }
    let reason = job.reason.as_deref();
    let reason = reason.map_or(String::new(), |reason| format!(": {reason}"));
    print(&format!(
        "{:<24} {}{reason}\n",
        job.name,
        job.state.as_str()
    ))
}

fn end(run: &Run, state: RunState) -> Result<ExitCode, Failure> {
    for diagnostic in &run.diagnostics {
        print(&format!("{diagnostic}\n"))?;
    }
    let hint = match state {
        RunState::Manual => ": it waits for somebody to play a job",
        _ => "",
    };
    print(&format!(
        "run {} is {}{hint}\n",
        run.summary.number,
        state.as_str()
    ))?;
    Ok(ExitCode::from(exit_code(state)))
}

/// As `maillon run` would exit.
fn exit_code(state: RunState) -> u8 {
    let status = match state {
        RunState::Pending | RunState::Running | RunState::Manual | RunState::Success => {
            RunStatus::Success
        }
        RunState::Skipped => RunStatus::Skipped,
        RunState::Failed => RunStatus::Failed,
        RunState::Unstable => RunStatus::Unstable,
        RunState::Aborted => RunStatus::Aborted,
        RunState::Invalid => RunStatus::Invalid,
        RunState::Errored => RunStatus::Errored,
    };
    status.exit_code()
}
