//! Running jobs again: a new run, with the results of the earlier one where they still count.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use maillon_engine::Happening;
use maillon_model::event::JobResult;
use maillon_model::job::Needs;
use maillon_model::trigger::User;
use maillon_model::{Job, JobName, JobStatus, Pipeline};
use maillon_protocol::api::{JobState, Rerun, RunSummary};
use maillon_store::{JobRow, RunRow};

use super::actions::did;
use super::decider::Entry;
use super::read::row;
use super::{Again, Ended, NewOrder, Runs};
use crate::access::{InProject, Person};
use crate::http::Fault;
use crate::logs::JobPath;
use crate::server::Server;

/// Runs jobs of a run again, as a new run.
pub async fn rerun(
    server: &Server,
    person: &Person,
    place: &InProject,
    number: u64,
    what: &Rerun,
) -> Result<RunSummary, Fault> {
    let run = row(server, place, number).await?;
    if !run.state.is_over() {
        return Err(Fault::conflict(format!(
            "run {number} goes on: cancel it or wait for its end before running it again"
        )));
    }
    let mut order = server.runs.order_of(&run).await?;
    order.again = server.runs.again(&run, what).await?;
    order.user = user(server, person).await?;
    let new = NewOrder {
        project: run.project_id,
        git_ref: run.git_ref.clone(),
        sha: run.sha.clone(),
        title: run.title.clone(),
        author: person.login.clone(),
        merge: run.merge,
        rerun_of: Some(run.number),
        priority: run.priority,
        protected: run.protected,
        trusted: run.trusted,
        order,
    };
    let mut tx = server.store.begin().await?;
    let key = server.runs.create(&mut tx, &new).await?;
    tx.audit(&did(person, "run.rerun", &run, None)).await?;
    tx.commit().await?;
    let made = server.store.run(key.id).await?;
    made.map(|run| run.summary())
        .ok_or_else(|| Fault::not_found("run"))
}

/// Runs a job again, and what waits for it.
pub async fn retry(
    server: &Server,
    person: &Person,
    place: &InProject,
    path: &JobPath,
) -> Result<RunSummary, Fault> {
    let found = crate::logs::job_place(server, place, path).await?;
    let what = Rerun::Jobs {
        jobs: vec![found.row.summary.name],
    };
    rerun(server, person, place, path.number, &what).await
}

async fn user(server: &Server, person: &Person) -> Result<User, Fault> {
    let row = server.store.user_by_id(person.id).await?;
    let user = row.map(|row| User {
        login: row.login,
        name: row.name,
        email: row.email,
    });
    Ok(user.unwrap_or_default())
}

impl Runs {
    async fn again(&self, run: &RunRow, what: &Rerun) -> Result<Again, Fault> {
        if *what == Rerun::All {
            return Ok(Again::default());
        }
        let rows = self.store.jobs(run.id).await?;
        let sealed = self.store.sealed_of_run(run.id).await?;
        let Some(made) = sealed.made else {
            return Err(Fault::conflict(format!(
                "run {} had no jobs: run all of it again",
                run.number
            )));
        };
        let made = self.vault.open_made(run.id, &made)?;
        let wanted = wanted(&rows, what)?;
        let again = closure(&made.pipeline, &wanted);
        let earlier = self.results(run, &rows).await?;
        Ok(Again {
            settled: settled(&rows, &again),
            earlier: without(earlier, &again),
        })
    }

    /// What the jobs of a run left for each other, unmasked.
    async fn results(
        &self,
        run: &RunRow,
        rows: &[JobRow],
    ) -> Result<IndexMap<JobName, JobResult>, Fault> {
        let mut results = self.order_of(run).await?.again.earlier;
        // Jobs whose places pipelines took have outputs that no agent reported.
        for row in rows.iter().filter(|row| row.inlined) {
            let told = self.store.job_result(run.id, row.summary.id).await?;
            let told = told.and_then(|text| serde_json::from_str(&text).ok());
            if let Some(told) = told {
                results.insert(JobName::from(row.summary.name.as_str()), told);
            }
        }
        let names: BTreeMap<u32, &str> = rows
            .iter()
            .map(|row| (row.summary.id, row.summary.name.as_str()))
            .collect();
        let journal = self.store.journal(run.id).await?;
        for (seq, entry) in (0..).zip(journal) {
            let batch: Vec<Entry> = self.vault.open_journal(run.id, seq, &entry.sealed)?;
            for entry in batch {
                if let Entry::Happened {
                    what: Happening::Finished { job, result, .. },
                    ..
                } = entry
                    && let Some(name) = names.get(&job.0)
                {
                    results.insert(JobName::from(*name), *result);
                }
            }
        }
        Ok(results)
    }
}

/// The jobs of the run's own pipeline that run again by wish.
fn wanted(rows: &[JobRow], what: &Rerun) -> Result<BTreeSet<String>, Fault> {
    let named: Vec<&JobRow> = match what {
        Rerun::All => rows.iter().collect(),
        Rerun::Failed => {
            let kept = [JobState::Success, JobState::Manual];
            let again = |row: &&JobRow| !kept.contains(&row.summary.state);
            rows.iter().filter(again).collect()
        }
        Rerun::Jobs { jobs } => {
            let find = |name: &String| {
                let found = rows.iter().find(|row| row.summary.name == *name);
                found.ok_or_else(|| Fault::invalid(format!("there is no job `{name}` in the run")))
            };
            jobs.iter().map(find).collect::<Result<_, _>>()?
        }
    };
    let mut wanted = BTreeSet::new();
    for row in named {
        wanted.insert(top(rows, row).summary.name.clone());
    }
    Ok(wanted)
}

/// The job of the run's own pipeline that a job stands under.
fn top<'a>(rows: &'a [JobRow], row: &'a JobRow) -> &'a JobRow {
    let parent = row.summary.parent;
    let parent = parent.and_then(|id| rows.iter().find(|row| row.summary.id == id));
    parent.map_or(row, |parent| top(rows, parent))
}

/// These jobs, and all that wait for them.
fn closure(pipeline: &Pipeline, wanted: &BTreeSet<String>) -> BTreeSet<String> {
    let mut again = wanted.clone();
    loop {
        let waits =
            |job: &&Job| !again.contains(job.name.as_str()) && follows(pipeline, job, &again);
        let more: Vec<String> = pipeline
            .jobs
            .iter()
            .filter(waits)
            .map(|job| job.name.to_string())
            .collect();
        if more.is_empty() {
            return again;
        }
        again.extend(more);
    }
}

fn follows(pipeline: &Pipeline, job: &Job, again: &BTreeSet<String>) -> bool {
    match &job.needs {
        Needs::Jobs(needs) => needs.iter().any(|need| again.contains(need.job.as_str())),
        Needs::StageOrder => {
            let mut before = pipeline.jobs.iter().filter(|other| other.stage < job.stage);
            before.any(|other| again.contains(other.name.as_str()))
        }
    }
}

/// The ends of the jobs of the run's own pipeline that do not run again.
fn settled(rows: &[JobRow], again: &BTreeSet<String>) -> BTreeMap<JobName, Ended> {
    let own = rows.iter().filter(|row| row.summary.parent.is_none());
    let kept = own.filter(|row| !again.contains(&row.summary.name));
    kept.filter_map(|row| {
        let status = status(row.summary.state)?;
        let allowed = row.summary.allow_failure && status != JobStatus::Success;
        Some((
            JobName::from(row.summary.name.as_str()),
            Ended { status, allowed },
        ))
    })
    .collect()
}

fn status(state: JobState) -> Option<JobStatus> {
    match state {
        JobState::Success => Some(JobStatus::Success),
        JobState::Failed => Some(JobStatus::Failed),
        JobState::Unstable => Some(JobStatus::Unstable),
        JobState::Skipped => Some(JobStatus::Skipped),
        JobState::Canceled => Some(JobStatus::Canceled),
        JobState::Aborted => Some(JobStatus::Aborted),
        JobState::Errored => Some(JobStatus::Errored),
        JobState::Waiting
        | JobState::Queued
        | JobState::Running
        | JobState::Canceling
        | JobState::Manual => None,
    }
}

/// What jobs left that do not run again; those of a pipeline that runs again are left out as well.
fn without(
    mut earlier: IndexMap<JobName, JobResult>,
    again: &BTreeSet<String>,
) -> IndexMap<JobName, JobResult> {
    let under = |name: &str| {
        let above = name.split_once('/').map_or(name, |(above, _)| above);
        again.contains(name) || again.contains(above)
    };
    earlier.retain(|name, _| !under(name.as_str()));
    earlier
}

#[cfg(test)]
mod tests {
    use maillon_model::job::{Body, Need, Work};
    use maillon_model::pipeline::{Dialect, OnJobFailure, StageIndex};

    use super::*;

    fn job(name: &str, stage: u32, needs: Option<&[&str]>) -> Job {
        let mut job = Job::new(name, Work::Body(Body::default()));
        job.stage = Some(StageIndex(stage));
        if let Some(needs) = needs {
            let need = |name: &&str| Need {
                job: JobName::from(*name),
                artifacts: true,
                optional: false,
            };
            job.needs = Needs::Jobs(needs.iter().map(need).collect());
        }
        job
    }

    #[test]
    fn what_waits_for_a_job_runs_again_with_it() {
        let pipeline = Pipeline {
            dialect: Dialect::Gitlab,
            name: None,
            stages: vec!["build".into(), "test".into(), "deploy".into()],
            jobs: vec![
                job("build", 0, None),
                job("lint", 1, Some(&[])),
                job("test", 1, None),
                job("docs", 2, Some(&["lint"])),
                job("deploy", 2, None),
            ],
            on_job_failure: OnJobFailure::Continue,
            shared: Body::default(),
        };
        let check = |wanted: &[&str], expected: &[&str]| {
            let wanted = wanted.iter().map(|name| (*name).to_owned()).collect();
            let again: Vec<String> = closure(&pipeline, &wanted).into_iter().collect();
            assert_eq!(again, expected);
        };
        check(&["deploy"], &["deploy"]);
        check(&["test"], &["deploy", "test"]);
        check(&["lint"], &["deploy", "docs", "lint"]);
        check(&["build"], &["build", "deploy", "test"]);
    }
}
