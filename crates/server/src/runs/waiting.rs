//! Why jobs wait.

use std::collections::HashMap;
use std::time::Duration;

use maillon_protocol::api::{JobState, Waiting};
use maillon_store::{JobRow, Queued, RunRow};

use super::read::row;
use crate::access::InProject;
use crate::http::Fault;
use crate::logs::{JobPath, job_place};
use crate::server::Server;

/// An agent that was not heard for so long is offline.
const SILENCE: Duration = Duration::from_mins(1);

/// How many jobs the whole server's queue shows.
const MOST: i64 = 500;

/// Why the jobs of a run wait that wait.
pub async fn of_run(
    server: &Server,
    place: &InProject,
    number: u64,
) -> Result<Vec<Waiting>, Fault> {
    let run = row(server, place, number).await?;
    explain(server, &run).await
}

/// Why a job waits; None: it does not.
pub async fn of_job(
    server: &Server,
    place: &InProject,
    path: &JobPath,
) -> Result<Option<Waiting>, Fault> {
    let found = job_place(server, place, path).await?;
    let all = explain(server, &found.run).await?;
    Ok(all.into_iter().find(|waiting| waiting.job == path.job))
}

/// The jobs of all projects that wait for agents, in the order of the queue, and then those that wait for a
/// turn; each with its reason.
pub async fn everywhere(server: &Server) -> Result<Vec<Waiting>, Fault> {
    let queued = server.store.queue(MOST, SILENCE).await?;
    let mut all: Vec<Waiting> = queued.iter().map(for_agent).collect();
    let mut runs: HashMap<i64, RunRow> = HashMap::new();
    for job in server.store.jobs_in(JobState::Queued, MOST).await? {
        if queued.iter().any(|task| is_of(task, &job)) {
            continue;
        }
        if !runs.contains_key(&job.run)
            && let Some(run) = server.store.run(job.run).await?
        {
            runs.insert(job.run, run);
        }
        let Some(run) = runs.get(&job.run) else {
            continue;
        };
        let why = for_turn(server, run, &job, &[]).await?;
        all.push(waiting(run, &job, why));
    }
    Ok(all)
}

async fn explain(server: &Server, run: &RunRow) -> Result<Vec<Waiting>, Fault> {
    if run.state.is_over() && run.finished_at.is_some() {
        return Ok(Vec::new());
    }
    let jobs = server.store.jobs(run.id).await?;
    let queued = server.store.queue_of_run(run.id, SILENCE).await?;
    let by_name: HashMap<&str, &JobRow> = jobs
        .iter()
        .map(|job| (job.summary.name.as_str(), job))
        .collect();
    let mut all = Vec::new();
    for job in &jobs {
        let why = match job.summary.state {
            JobState::Queued => match queued.iter().find(|task| is_of(task, job)) {
                Some(task) => {
                    all.push(for_agent(task));
                    continue;
                }
                None => for_turn(server, run, job, &jobs).await?,
            },
            JobState::Waiting => for_jobs(job, &jobs, &by_name),
            JobState::Manual => "somebody must play it".to_owned(),
            _ => continue,
        };
        all.push(waiting(run, job, why));
    }
    Ok(all)
}

fn is_of(task: &Queued, job: &JobRow) -> bool {
    (task.run, task.job.0) == (job.run, job.summary.id)
}

fn for_agent(task: &Queued) -> Waiting {
    Waiting {
        project: task.project_name.clone(),
        run: task.number,
        job: task.job.0,
        name: task.name.clone(),
        why: task.why.to_string(),
        since: task.since.0,
        position: Some(task.position),
    }
}

fn waiting(run: &RunRow, job: &JobRow, why: String) -> Waiting {
    Waiting {
        project: run.project.clone(),
        run: run.number,
        job: job.summary.id,
        name: job.summary.name.clone(),
        why,
        since: job.summary.queued_at.unwrap_or(run.created_at.0),
        position: None,
    }
}

/// A job that may start, and that is not in the queue yet: others of its group are before it.
async fn for_turn(
    server: &Server,
    run: &RunRow,
    job: &JobRow,
    jobs: &[JobRow],
) -> Result<String, Fault> {
    if let Some(group) = &job.turn {
        let holder = server.store.turn_holder(run.project_id, group).await?;
        let other = holder.filter(|turn| (turn.run, turn.job.0) != (run.id, job.summary.id));
        if let Some(turn) = other {
            let number = turn.number;
            return Ok(format!("concurrency group {group} is held by run {number}"));
        }
    }
    let same = |other: &&JobRow| {
        other.summary.id != job.summary.id && other.resource_group == job.resource_group
    };
    let busy = |other: &&JobRow| {
        let states = [JobState::Running, JobState::Canceling, JobState::Queued];
        states.contains(&other.summary.state)
    };
    if let Some(group) = &job.resource_group
        && let Some(holder) = jobs.iter().filter(same).find(busy)
    {
        let name = &holder.summary.name;
        return Ok(format!("resource group {group} is held by {name}"));
    }
    Ok("its child pipeline is made, or its place among its matrix comes".to_owned())
}

fn for_jobs(job: &JobRow, jobs: &[JobRow], by_name: &HashMap<&str, &JobRow>) -> String {
    if let Some(at) = job.delayed_until {
        return format!("it is delayed until {}", time(at.0));
    }
    let before: Vec<&str> = if let Some(needs) = &job.summary.needs {
        let known = needs.iter().filter_map(|need| by_name.get(need.as_str()));
        open(known.copied())
    } else {
        let same = |other: &&JobRow| other.summary.parent == job.summary.parent;
        let earlier = |other: &&JobRow| other.stage_order < job.stage_order;
        open(jobs.iter().filter(same).filter(earlier))
    };
    match before.as_slice() {
        [] => "it is about to be queued".to_owned(),
        [one, two, three, rest @ ..] if !rest.is_empty() => {
            format!("needs {one}, {two}, {three} and {} more", rest.len())
        }
        names => format!("needs {}", names.join(", ")),
    }
}

fn open<'a>(jobs: impl Iterator<Item = &'a JobRow>) -> Vec<&'a str> {
    let open = jobs.filter(|job| !job.summary.state.is_over());
    open.map(|job| job.summary.name.as_str()).collect()
}

/// As ISO 8601, in UTC.
fn time(millis: u64) -> String {
    let at = i64::try_from(millis).ok();
    let at = at.and_then(|at| jiff::Timestamp::from_millisecond(at).ok());
    at.map_or_else(
        || millis.to_string(),
        |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
    )
}
