//! Runs and jobs, as people and programs see them.

use maillon_model::Event;
use maillon_protocol::api::{Job, JobSummary, Page, Question, Run, RunFilter, RunSummary};
use maillon_store::{JobRow, RunRow, RunsFilter};

use super::shape;
use crate::access::InProject;
use crate::http::Fault;
use crate::logs::{JobPath, job_place, log_of};
use crate::server::Server;
use crate::{artifacts, logs};

/// How many runs a list shows: the usual, and the most.
const LIST: (u32, u32) = (50, 200);

/// How many events are given at a time.
const EVENTS: i64 = 1000;

/// A project's runs, newest first.
pub async fn list(
    server: &Server,
    place: &InProject,
    filter: &RunFilter,
) -> Result<Page<RunSummary>, Fault> {
    let limit = filter.limit.unwrap_or(LIST.0).clamp(1, LIST.1);
    let before = filter.before.as_deref().map(cursor).transpose()?;
    let asked = RunsFilter {
        project: Some(place.id),
        git_ref: filter.git_ref.clone(),
        state: filter.state,
        author: filter.author.clone(),
        merge: None,
        before,
        limit: limit + 1,
    };
    let mut rows = server.store.runs(&asked).await?;
    let more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let last = rows.last().map(|row| row.id.to_string());
    Ok(Page {
        items: rows.iter().map(RunRow::summary).collect(),
        next: last.filter(|_| more),
    })
}

fn cursor(text: &str) -> Result<i64, Fault> {
    let wrong = |_| Fault::invalid("`before` is what the page before gave as `next`");
    text.parse().map_err(wrong)
}

/// A run's row.
pub(crate) async fn row(server: &Server, place: &InProject, number: u64) -> Result<RunRow, Fault> {
    let row = server.store.run_of(place.id, number).await?;
    row.ok_or_else(|| Fault::not_found("run"))
}

/// A whole run.
pub async fn get(server: &Server, place: &InProject, number: u64) -> Result<Run, Fault> {
    let row = row(server, place, number).await?;
    let jobs = server.store.jobs(row.id).await?;
    Ok(whole(&row, &jobs))
}

fn whole(row: &RunRow, jobs: &[JobRow]) -> Run {
    Run {
        summary: row.summary(),
        dialect: row.dialect.clone(),
        definition: row.definition.clone(),
        stages: shape::stages(jobs),
        jobs: shape::shown(jobs),
        diagnostics: row.diagnostics.clone(),
        reason: row.reason.clone(),
        rerun_of: row.rerun_of,
        merge_request: row.merge,
    }
}

/// The jobs of a run.
pub async fn jobs(
    server: &Server,
    place: &InProject,
    number: u64,
) -> Result<Vec<JobSummary>, Fault> {
    let row = row(server, place, number).await?;
    Ok(shape::shown(&server.store.jobs(row.id).await?))
}

/// A whole job.
pub async fn job(server: &Server, place: &InProject, path: &JobPath) -> Result<Job, Fault> {
    let found = job_place(server, place, path).await?;
    let told = match log_of(server, &found, None).await? {
        Some(log) => logs::told(server, log.log).await?,
        None => logs::Told::default(),
    };
    let mut annotations = told.annotations;
    for note in &mut annotations {
        note.job.clone_from(&found.row.summary.name);
    }
    let questions = open_questions(server, &found.row).await?;
    let artifacts = artifacts::files(server, &found).await?;
    Ok(Job {
        played: found.row.played.clone(),
        summary: found.row.summary,
        steps: told.steps,
        annotations,
        summary_markdown: told.summary,
        lines: told.lines,
        artifacts,
        questions,
    })
}

async fn open_questions(server: &Server, job: &JobRow) -> Result<Vec<Question>, Fault> {
    let Some(task) = job.task.filter(|_| !job.summary.state.is_over()) else {
        return Ok(Vec::new());
    };
    let open = server
        .store
        .open_questions(maillon_protocol::agent::TaskId(task))
        .await?;
    let question = |row: maillon_store::QuestionRow| Question {
        number: row.number,
        message: row.question.message,
        ok: row.question.ok,
        fields: row.question.fields,
    };
    Ok(open.into_iter().map(question).collect())
}

/// The events of a run from a number on, counted from 0; at most 1000 of them.
pub async fn events(
    server: &Server,
    place: &InProject,
    number: u64,
    from: u64,
) -> Result<Vec<Event>, Fault> {
    let row = row(server, place, number).await?;
    Ok(server.store.events(row.id, from, EVENTS).await?)
}
