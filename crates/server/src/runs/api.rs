//! Runs and jobs through the API.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use maillon_model::Event;
use maillon_protocol::api::{
    AnswerQuestion, Job, JobSummary, Page, Rerun, Role, Run, RunFilter, RunSummary, Waiting,
};
use serde::Deserialize;

use super::{actions, read, rerun, waiting};
use crate::access::{Actor, InProject};
use crate::http::route::Method::{Get, Post};
use crate::http::route::Needs;
use crate::http::{Fault, Route};
use crate::logs::JobPath;
use crate::server::Server;

const RUNS: &str = "/api/v1/projects/{project}/runs";
const RUN: &str = "/api/v1/projects/{project}/runs/{number}";
const JOBS: &str = "/api/v1/projects/{project}/runs/{number}/jobs";
const JOB: &str = "/api/v1/projects/{project}/runs/{number}/jobs/{job}";

/// The routes of runs and jobs.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = reading();
    routes.extend(doing());
    routes
}

fn reading() -> Vec<Route> {
    let guest = Needs::Role(Role::Guest);
    let why_job = "/api/v1/projects/{project}/runs/{number}/jobs/{job}/waiting";
    let why_run = "/api/v1/projects/{project}/runs/{number}/waiting";
    let log = "/api/v1/projects/{project}/runs/{number}/events/list";
    vec![
        Route::api(Get, RUNS, guest, list)
            .does("A project's runs, newest first: `?git_ref=`, `?state=`, `?author=`, `?before=`, `?limit=`")
            .gives::<Page<RunSummary>>(),
        Route::api(Get, RUN, guest, get)
            .does("A run with its jobs")
            .gives::<Run>(),
        Route::api(Get, JOBS, guest, jobs)
            .does("The jobs of a run")
            .gives::<Vec<JobSummary>>(),
        Route::api(Get, JOB, Needs::Role(Role::Reporter), job)
            .does("A job with its steps, annotations, artifacts and open questions")
            .gives::<Job>(),
        Route::api(Get, log, guest, events)
            .does("The events of a run, `?from=0` on; at most 1000"),
        Route::api(Get, why_run, guest, of_run)
            .does("Why the jobs of a run wait")
            .gives::<Vec<Waiting>>(),
        Route::api(Get, why_job, guest, of_job)
            .does("Why a job waits; nothing where it does not")
            .gives::<Option<Waiting>>(),
        Route::api(Get, "/api/v1/queue", Needs::Administrator, everywhere)
            .does("All jobs that wait for agents or turns, each with its reason")
            .gives::<Vec<Waiting>>(),
    ]
}

fn doing() -> Vec<Route> {
    let developer = Needs::Role(Role::Developer);
    let cancel_run = "/api/v1/projects/{project}/runs/{number}/cancel";
    let again = "/api/v1/projects/{project}/runs/{number}/rerun";
    let cancel_one = "/api/v1/projects/{project}/runs/{number}/jobs/{job}/cancel";
    let play_one = "/api/v1/projects/{project}/runs/{number}/jobs/{job}/play";
    let retry_one = "/api/v1/projects/{project}/runs/{number}/jobs/{job}/retry";
    let question = "/api/v1/projects/{project}/runs/{number}/jobs/{job}/questions/{question}";
    vec![
        Route::api(Post, cancel_run, developer, cancel).does("Ends a run"),
        Route::api(Post, again, developer, rerun_jobs)
            .does("Runs jobs again, as a new run with the earlier results of the others")
            .takes::<Rerun>()
            .gives::<RunSummary>(),
        Route::api(Post, cancel_one, developer, cancel_job)
            .does("Ends a job, or keeps it from beginning"),
        Route::api(Post, play_one, developer, play)
            .does("Lets a manual job run, or a delayed one now"),
        Route::api(Post, retry_one, developer, retry)
            .does("Runs a job again, and what waits for it, as a new run")
            .gives::<RunSummary>(),
        Route::api(Post, question, Needs::Role(Role::Reporter), answer)
            .does("Answers a question of a running job")
            .takes::<AnswerQuestion>(),
    ]
}

#[derive(Debug, Deserialize)]
struct RunPath {
    number: u64,
}

async fn list(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Query(filter): Query<RunFilter>,
) -> Result<Json<Page<RunSummary>>, Fault> {
    read::list(&server, &place, &filter).await.map(Json)
}

async fn get(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Path(path): Path<RunPath>,
) -> Result<Json<Run>, Fault> {
    read::get(&server, &place, path.number).await.map(Json)
}

async fn jobs(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Path(path): Path<RunPath>,
) -> Result<Json<Vec<JobSummary>>, Fault> {
    read::jobs(&server, &place, path.number).await.map(Json)
}

async fn job(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Path(path): Path<JobPath>,
) -> Result<Json<Job>, Fault> {
    read::job(&server, &place, &path).await.map(Json)
}

#[derive(Debug, Deserialize)]
struct From {
    #[serde(default)]
    from: u64,
}

async fn events(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Path(path): Path<RunPath>,
    Query(asked): Query<From>,
) -> Result<Json<Vec<Event>>, Fault> {
    let events = read::events(&server, &place, path.number, asked.from);
    events.await.map(Json)
}

async fn of_run(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Path(path): Path<RunPath>,
) -> Result<Json<Vec<Waiting>>, Fault> {
    waiting::of_run(&server, &place, path.number)
        .await
        .map(Json)
}

async fn of_job(
    State(server): State<Server>,
    Extension(place): Extension<InProject>,
    Path(path): Path<JobPath>,
) -> Result<Json<Option<Waiting>>, Fault> {
    waiting::of_job(&server, &place, &path).await.map(Json)
}

async fn everywhere(State(server): State<Server>) -> Result<Json<Vec<Waiting>>, Fault> {
    waiting::everywhere(&server).await.map(Json)
}

async fn cancel(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path(path): Path<RunPath>,
) -> Result<StatusCode, Fault> {
    actions::cancel(&server, actor.known()?, &place, path.number).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn rerun_jobs(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path(path): Path<RunPath>,
    Json(what): Json<Rerun>,
) -> Result<(StatusCode, Json<RunSummary>), Fault> {
    let made = rerun::rerun(&server, actor.known()?, &place, path.number, &what).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

async fn cancel_job(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path(path): Path<JobPath>,
) -> Result<StatusCode, Fault> {
    actions::cancel_job(&server, actor.known()?, &place, &path).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn play(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path(path): Path<JobPath>,
) -> Result<StatusCode, Fault> {
    actions::play(&server, actor.known()?, &place, &path).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn retry(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path(path): Path<JobPath>,
) -> Result<(StatusCode, Json<RunSummary>), Fault> {
    let made = rerun::retry(&server, actor.known()?, &place, &path).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

#[derive(Debug, Deserialize)]
struct QuestionPath {
    number: u64,
    job: u32,
    question: u32,
}

async fn answer(
    State(server): State<Server>,
    Extension(actor): Extension<Actor>,
    Extension(place): Extension<InProject>,
    Path(path): Path<QuestionPath>,
    Json(said): Json<AnswerQuestion>,
) -> Result<StatusCode, Fault> {
    let job = JobPath {
        number: path.number,
        job: path.job,
    };
    let said = (path.question, &said);
    actions::answer(&server, actor.known()?, &place, &job, said).await?;
    Ok(StatusCode::NO_CONTENT)
}
